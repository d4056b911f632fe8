"""The outline (书签): headings as a tree beside the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from exports.pdf.composer import COVER_LEVEL, Entry
from exports.pdf.file import PdfFile, text_string


@dataclass(slots=True)
class _Node:
    """An entry with those below it."""

    entry: Entry | None
    number: int
    below: list[_Node] = field(default_factory=list)


def write_outline(file: PdfFile, entries: Sequence[Entry], first_page: int) -> int:
    """Write the outline; returns the number of its root, 0 without entries.

    ``first_page`` is the object number of the first page, the others follow it.
    """
    covers = sum(entry.level == COVER_LEVEL for entry in entries)
    if covers < 2 and len(entries) == covers:  # none is shown, and no number may be left unused
        return 0
    root = _tree(file, entries, raised=covers < 2)
    file.add(b"<</Type/Outlines%b>>" % _ends(root, opened=True), root.number)
    pending = [root]
    while pending:
        node = pending.pop()
        for at, kid in enumerate(node.below):
            _write(file, kid, node, at, first_page)
        pending += node.below
    return root.number


def _tree(file: PdfFile, entries: Sequence[Entry], *, raised: bool) -> _Node:
    """Entries by depth, one step deeper at most; the only cover (``raised``) is none of them."""
    path = [_Node(None, file.number())]
    for entry in entries:
        if raised and entry.level == COVER_LEVEL:
            continue
        depth = max(min(entry.level - raised, len(path) - 1), 0)
        node = _Node(entry, file.number())
        path[depth].below.append(node)
        path[depth + 1 :] = [node]
    return path[0]


def _ends(node: _Node, *, opened: bool) -> bytes:
    """First and last child; a negative count says that the node is closed."""
    if not node.below:
        return b""
    count = len(node.below) if opened else -len(node.below)
    return b"/First %d 0 R/Last %d 0 R/Count %d" % (
        node.below[0].number, node.below[-1].number, count,
    )  # fmt: skip


def _write(file: PdfFile, node: _Node, parent: _Node, at: int, first_page: int) -> None:
    entry, siblings = node.entry, parent.below
    assert entry is not None  # only the root has none
    before = b"/Prev %d 0 R" % siblings[at - 1].number if at else b""
    after = b"/Next %d 0 R" % siblings[at + 1].number if at + 1 < len(siblings) else b""
    target = b"/Dest[%d 0 R/XYZ 0 %.2f null]" % (first_page + entry.sheet, entry.y + 4)
    file.add(
        b"<</Title%b/Parent %d 0 R%b%b%b%b>>"
        % (text_string(entry.text), parent.number, before, after, target,
           _ends(node, opened=False)),
        node.number,
    )  # fmt: skip
