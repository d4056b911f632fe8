"""The words of a document's paragraphs as a reader sees them, and what stands beside the words.

Deleted text of tracked changes is not read, hidden text is kept apart, comments and notes are told
with the words they are about. Nothing that a document says is passed over in silence.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from desktop.imports.grid import Aside, Picture
from desktop.imports.word_package import MC, Package, R, W, is_on, value
from desktop.imports.word_signs import of_font, plain

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_SETTINGS = frozenset({f"{W}{name}" for name in (
    "pPr", "rPr", "tcPr", "trPr", "tblPr", "sdtPr", "sdtEndPr", "tblGrid", "txbxContent",
    "footnoteRef", "endnoteRef", "annotationRef", "separator", "continuationSeparator",
)})  # fmt: skip
_BREAKS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n",
           f"{W}noBreakHyphen": "-"}  # fmt: skip
_STRUCK = frozenset({f"{W}del", f"{W}moveFrom"})
_ADDED = frozenset({f"{W}ins", f"{W}moveTo"})
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_SHOWN = (f"{W}drawing", f"{W}pict", f"{W}object")
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
#: How the data of a picture begin: extension and media type.
_PICTURES = (
    (b"\x89PNG", ("png", "image/png")), (b"\xff\xd8\xff", ("jpg", "image/jpeg")),
    (b"GIF8", ("gif", "image/gif")), (b"BM", ("bmp", "image/bmp")),
)  # fmt: skip
_LONGEST_QUOTE = 24


@dataclass
class Said:
    """A paragraph as read: its pieces with whether they are bold, and what stands beside them."""

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words that are seen."""
        return "".join(text for text, _ in self.pieces)

    @property
    def lead(self) -> str:
        """The bold words at the beginning, when others follow; all of them when all is bold."""
        words = []
        for text, bold in self.pieces:
            if text.strip() and not bold:
                break
            words.append(text)
        return "".join(words)

    def beside(self) -> Iterator[Aside]:
        """What stands beside the words, in order."""
        yield from self.asides
        if hidden := "".join(self.hidden).strip():
            yield Aside("hidden", "隐藏文字", hidden)
        if prompt := "".join(self.prompts).strip():
            yield Aside("prompt", "未填写的提示", prompt)


@dataclass(slots=True)
class _Complex:
    """A field whose code or result is being read."""

    code: str = ""
    showing: bool = False
    data: Any = None


class Words:
    """Reads the paragraphs of one document in order: fields may reach over several of them."""

    def __init__(self, package: Package) -> None:
        self.fields: list[_Complex] = []
        self.images = package.images
        self.besides: Counter[str] = Counter()
        self.said = Said()
        #: Data of the pictures by their SHA-256.
        self.pictures: dict[str, bytes] = {}
        self.notes = {
            (sort, node.get(f"{W}id") or ""): node
            for sort in ("footnote", "endnote", "comment")
            for root in package.parts.get(f"{sort}s", ())
            for node in root.iterchildren(f"{W}{sort}")
            if node.get(f"{W}type") not in ("separator", "continuationSeparator")
        }  # fmt: skip
        self.told: set[tuple[str, str]] = set()
        self.marked: dict[str, int] = {}

    def read(self, paragraph: Any) -> Said:
        """One paragraph."""
        said = self.said = Said()
        # What a comment is about may have begun in a paragraph before.
        self.marked = dict.fromkeys(self.marked, 0)
        self._walk(paragraph)
        return said

    def rest(self) -> Iterator[Aside]:
        """Comments and notes to which nothing in the text refers."""
        for sort, ident in list(self.notes):
            if (sort, ident) not in self.told:
                yield from self._note(sort, ident, "")

    def in_contents(self) -> bool:
        """Whether the words stand in a table of contents that a field makes."""
        return any(part.code.strip().upper().startswith("TOC") for part in self.fields)

    # walking

    def _walk(self, node: Any) -> None:
        for child in node.iterchildren():
            tag = child.tag
            if not isinstance(tag, str) or tag in _SETTINGS:
                continue
            if tag in _STRUCK:
                self.besides["changes"] += 1
            elif tag == f"{W}r":
                self._run(child)
            elif tag == f"{W}sdt":
                self._control(child)
            elif tag == f"{MC}AlternateContent":
                self._walk_some(alternative(child))
            elif tag == f"{W}fldSimple":
                self.fields.append(_Complex(child.get(f"{W}instr") or "", True))
                self._walk(child)
                self.fields.pop()
            elif tag.startswith(f"{W}comment"):
                self._comment(child)
            elif tag.endswith("}t"):
                self._emit(child.text or "")  # formulas have letters of their own
            else:
                self.besides["changes"] += tag in _ADDED
                self._walk(child)

    def _walk_some(self, node: Any) -> None:
        if node is not None:
            self._walk(node)

    def _control(self, node: Any) -> None:
        """A content control: a box says by its setting whether it is ticked."""
        setting = node.find(f"{W}sdtPr")
        box = setting.find(f"{_W14}checkbox") if setting is not None else None
        content = node.find(f"{W}sdtContent")
        if box is not None:
            state = box.find(f"{_W14}checked")
            ticked = state is not None and state.get(f"{_W14}val") not in ("0", "false")
            self._emit("☑" if ticked else "□")
        elif setting is not None and is_on(setting.find(f"{W}showingPlcHdr")):
            here, self.said = self.said, Said()
            self._walk_some(content)
            here.prompts.append(self.said.text)
            self.said = here
        else:
            self._walk_some(content)

    def _run(self, run: Any) -> None:
        setting = run.find(f"{W}rPr")
        font, bold, hidden = "", False, False
        if setting is not None:
            fonts = setting.find(f"{W}rFonts")
            if fonts is not None:
                font = fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""
            bold = is_on(setting.find(f"{W}b"))
            hidden = is_on(setting.find(f"{W}vanish"))
        for child in run.iterchildren():
            self._part(child, font, bold, hidden)

    def _part(self, child: Any, font: str, bold: bool, hidden: bool) -> None:
        """One part of a run: letters, a sign, a picture, a note's mark."""
        tag = child.tag
        if not isinstance(tag, str) or tag in _SETTINGS or tag == f"{W}delText":
            return
        if tag == f"{W}t":
            self._emit(plain(child.text or "", font), bold, hidden)
        elif tag in _BREAKS:
            self._emit(_BREAKS[tag], bold, hidden)
        elif tag == f"{W}sym":
            sign = of_font(_code(child.get(f"{W}char")), child.get(f"{W}font") or "")
            self._emit(sign, bold, hidden)
        elif tag == f"{MC}AlternateContent":
            chosen = alternative(child)
            for part in chosen.iterchildren() if chosen is not None else ():
                self._part(part, font, bold, hidden)
        elif tag in _SHOWN:
            self._picture(child)
        elif not self._mark(child):
            self._walk(child)

    def _mark(self, child: Any) -> bool:
        """A field's edge or code, the sign of a note or a comment, a reading above the letters."""
        ident = child.get(f"{W}id") or ""
        if child.tag == f"{W}fldChar":
            self._field(child)
        elif child.tag == f"{W}instrText":
            if self.fields:
                self.fields[-1].code += child.text or ""
        elif child.tag in _NOTES:
            self.said.asides += self._note(_NOTES[child.tag], ident, "")
        elif child.tag == f"{W}commentReference":
            self._refer(ident)
        elif child.tag == f"{W}ruby":
            self._ruby(child)
        else:
            return False
        return True

    def _emit(self, text: str, bold: bool = False, hidden: bool = False) -> None:
        if any(not part.showing for part in self.fields):
            return  # a field's code
        if self.in_contents():
            self.said.contents.append(text)
        elif hidden:
            self.said.hidden.append(text)
        else:
            self.said.pieces.append((text, bold))

    # what is not letters

    def _field(self, mark: Any) -> None:
        sort = mark.get(f"{W}fldCharType")
        if sort == "begin":
            self.fields.append(_Complex(data=mark.find(f"{W}ffData")))
        elif sort == "separate" and self.fields:
            self.fields[-1].showing = True
        elif sort == "end" and self.fields:
            done = self.fields.pop()
            self._emit(_form_field(done.data))

    def _picture(self, node: Any) -> None:
        """Pictures and objects are counted; the words of text boxes are read as blocks."""
        if node.tag == f"{W}object":
            self.besides["objects"] += 1
        elif next(node.iter(f"{W}txbxContent"), None) is None:
            self.besides["pictures"] += 1
            self.said.asides += self._images(node)

    def _images(self, node: Any) -> Iterator[Aside]:
        """The pictures of a drawing that can be kept as files."""
        idents = [blip.get(f"{R}embed") for blip in node.iter(_BLIP)]
        idents += [data.get(f"{R}id") for data in node.iter(_IMAGE_DATA)]
        for ident in dict.fromkeys(ident for ident in idents if ident in self.images):
            data = self.images[ident]
            found = next((kind for start, kind in _PICTURES if data.startswith(start)), None)
            if found is not None:
                sha256 = hashlib.sha256(data).hexdigest()
                self.pictures[sha256] = data
                made = Picture(found[0], sha256, len(data), found[1])
                name = f"图片{len(self.pictures)}"
                yield Aside("picture", "图片", f"{name}.{found[0]}", made)

    def _ruby(self, node: Any) -> None:
        base, above = node.find(f"{W}rubyBase"), node.find(f"{W}rt")
        self._walk_some(base)
        here, self.said = self.said, Said()
        self._walk_some(above)
        reading, self.said = self.said.text, here
        if reading:
            here.asides.append(Aside("prompt", "注音", reading))

    def _comment(self, node: Any) -> None:
        """The beginning or the end of the words that a comment is about."""
        ident = node.get(f"{W}id") or ""
        if node.tag == f"{W}commentRangeStart":
            self.marked[ident] = len(self.said.text)
        elif node.tag == f"{W}commentRangeEnd":
            self._refer(ident)

    def _refer(self, ident: str) -> None:
        about = " ".join(self.said.text[self.marked.pop(ident, 0) :].split())
        self.said.asides += self._note("comment", ident, about)

    def _note(self, sort: str, ident: str, about: str) -> Iterator[Aside]:
        """A comment, footnote or endnote, once; ``about`` is what it is said of."""
        node = self.notes.get((sort, ident))
        if node is None or (sort, ident) in self.told:
            return
        self.told.add((sort, ident))
        text = "\n".join(self._apart(paragraph) for paragraph in node.iter(f"{W}p")).strip()
        if not text:
            return
        if sort == "comment":
            author = (node.get(f"{W}author") or "").strip()
            label = f"批注（{author}）" if author else "批注"
            short = about if len(about) <= _LONGEST_QUOTE else about[:_LONGEST_QUOTE] + "……"
            yield Aside("comment", f"{label}，针对“{short}”" if short else label, text)
        else:
            word = {"footnote": "脚注", "endnote": "尾注"}[sort]
            number = sum(1 for other, _ in self.told if other == sort)
            yield Aside("note", f"{word}{number}", text)

    def _apart(self, paragraph: Any) -> str:
        """The words of a paragraph outside the text, all of them."""
        here, fields = self.said, self.fields
        self.said, self.fields = Said(), []
        self._walk(paragraph)
        text = self.said.text + "".join(self.said.hidden)
        self.said, self.fields = here, fields
        return text


def alternative(node: Any) -> Any:
    """The part of an ``mc:AlternateContent`` that is read: the first choice, or what old programs
    show.
    """
    choice = node.find(f"{MC}Choice")
    return choice if choice is not None else node.find(f"{MC}Fallback")


def _code(text: str | None) -> int:
    try:
        return int(text or "", 16)
    except ValueError:
        return 0


def _form_field(data: Any) -> str:
    """What a form field shows that has no result of its own: a box, the chosen entry of a list."""
    if data is None:
        return ""
    box = data.find(f"{W}checkBox")
    if box is not None:
        state = box.find(f"{W}checked")
        return "☑" if is_on(state if state is not None else box.find(f"{W}default")) else "□"
    entries = [value(entry) for entry in data.findall(f"{W}ddList/{W}listEntry")]
    chosen = value(data.find(f"{W}ddList/{W}result")) or "0"
    if chosen.isdecimal() and int(chosen) < len(entries):
        return entries[int(chosen)]
    return ""
