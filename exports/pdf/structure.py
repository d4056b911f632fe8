"""The logical structure of a document: what a screen reader reads (ISO 32000-1 §14.7, §14.8).

Layout makes elements and hangs texts on them; emission tells them in which marked stretch of which
page those texts stand. Elements find their place among their siblings when their first text is
emitted, for that is the order in which everything is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exports.pdf.file import PdfFile, references

#: A stretch of a page (its object number) by its number there.
MarkedStretch = tuple[int, int]
#: An annotation, by its object number.
Annotation = tuple[int]


class Element:
    """A node of the structure tree.

    ``kind`` is a standard structure type (P, H1, TD …); ``entries`` are further dictionary entries,
    ready to be written. ``fixed``: it stands under its parent from the start, with or without text
    (cells of a table, whose rows must all be equally long).
    """

    __slots__ = ("entries", "kids", "kind", "linked", "number", "parent")

    def __init__(
        self, kind: str, parent: Element | None, entries: bytes = b"", *, fixed: bool = False
    ) -> None:
        self.kind, self.parent, self.entries = kind, parent, entries
        self.kids: list[Element | MarkedStretch | Annotation] = []
        self.number = 0
        self.linked = fixed
        if fixed and parent is not None:
            parent.kids.append(self)

    def mark(self, page: int, stretch: int) -> None:
        """Take a marked stretch of a page; the element now has its place."""
        if not self.kids:
            self._link()
        self.kids.append((page, stretch))

    def annotate(self, annotation: int) -> None:
        """Take an annotation (a link)."""
        if not self.kids:
            self._link()
        self.kids.append((annotation,))

    def _link(self) -> None:
        element: Element | None = self
        while element is not None:
            if not element.linked and element.parent is not None:
                element.parent.kids.append(element)
                element.linked = True
            element = element.parent

    def walk(self) -> Iterator[Element]:
        """This element and all below it."""
        pending = [self]
        while pending:
            element = pending.pop()
            yield element
            pending += [kid for kid in reversed(element.kids) if isinstance(kid, Element)]


def cell_entries(scope: str, rows: int, columns: int) -> bytes:
    """The table attributes of a cell: what a heading is a heading of, and spans."""
    entries = b"/Scope/" + scope.encode() if scope else b""
    if rows > 1:
        entries += b"/RowSpan %d" % rows
    if columns > 1:
        entries += b"/ColSpan %d" % columns
    return b"/A<</O/Table%b>>" % entries if entries else b""


def write_structure(
    file: PdfFile, root: Element, pages: Sequence[Sequence[Element]],
    annotations: Sequence[Element],
) -> int:  # fmt: skip
    """Write the tree; returns the number of its root object.

    ``pages``: the elements of each page's marked stretches in order; page n has the key n in the
    parent tree, and the annotations have the keys after the pages.
    """
    tree = file.number()
    elements = list(root.walk())
    first = file.number(len(elements))
    for number, element in enumerate(elements, first):
        element.number = number
    for element in elements:
        file.add(_element(element, tree), element.number)
    parents = b" ".join(
        [b"%d %d 0 R" % (key, file.add(references(element.number for element in stretches)))
         for key, stretches in enumerate(pages)]
        + [b"%d %d 0 R" % (key, element.number)
           for key, element in enumerate(annotations, len(pages))]
    )  # fmt: skip
    parent_tree = file.add(b"<</Nums[%b]>>" % parents)
    count = len(pages) + len(annotations)
    return file.add(
        b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>"
        % (root.number, parent_tree, count),
        tree,
    )


def _element(element: Element, tree: int) -> bytes:
    above = element.parent.number if element.parent is not None else tree
    kids = element.kids
    if len(kids) == 1 and isinstance(kids[0], tuple) and len(kids[0]) == 2:  # most are this
        return b"<</S/%b/P %d 0 R/Pg %d 0 R%b/K %d>>" % (
            element.kind.encode(), above, kids[0][0], element.entries, kids[0][1],
        )  # fmt: skip
    entries = element.entries.decode("ascii")
    # Most elements are one stretch of one page: the page is named once for all of its kids.
    page = next((kid[0] for kid in kids if isinstance(kid, tuple) and len(kid) == 2), 0)
    shown = [_kid(kid, page) for kid in kids]
    inside = shown[0] if len(shown) == 1 else f"[{' '.join(shown)}]"
    place = f"/Pg {page} 0 R" if page else ""
    return f"<</S/{element.kind}/P {above} 0 R{place}{entries}/K {inside}>>".encode("ascii")


def _kid(kid: Element | MarkedStretch | Annotation, page: int) -> str:
    if isinstance(kid, Element):
        return f"{kid.number} 0 R"
    if len(kid) == 1:
        return f"<</Type/OBJR/Obj {kid[0]} 0 R>>"
    if kid[0] == page:
        return str(kid[1])
    return f"<</Type/MCR/Pg {kid[0]} 0 R/MCID {kid[1]}>>"
