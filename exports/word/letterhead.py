"""The office's own .docx (版头、封面): its header, footer, cover and paper stay, our text goes in.

The text stands where the file says 【正文】, else behind all that is in it. 【标题】, 【单位】, 【日期】
and 【版本】 are filled in wherever they stand in one run of text; a file that bears 【标题】 has a cover
of its own, and ours is left out. Our styles get names of their own, so that none of the office's
changes.
"""

from __future__ import annotations

import copy
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lxml import etree

from exports.document import Cover, Document, PageBreak
from exports.word.package import core_part
from exports.word.styles import Look, styles_xml
from exports.word.xml import DECLARATION, NAMESPACES, PREFIXES

TEXT, TITLE, OFFICE, DATE, MARK = "【正文】", "【标题】", "【单位】", "【日期】", "【版本】"
_W = f"{{{PREFIXES['w']}}}"
_R = f"{{{PREFIXES['r']}}}"
_MAIN_PART = "word/document.xml"
_RELATIONS_PART = "word/_rels/document.xml.rels"
_STYLES_PART = "word/styles.xml"
_TYPES_PART = "[Content_Types].xml"
_CORE_PART = "docProps/core.xml"
#: Our footer in the office's file, where it has none.
FOOTER_PART = "footerMc1.xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
#: Larger parts are no letterhead.
_MOST_BYTES = 30_000_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
#: Put before the identifiers of our styles, so that they meet none of the office's.
_OURS = "Mc"
_STYLE_USES = re.compile(r'(<w:(?:pStyle|tblStyle|rStyle|basedOn) w:val=")')
_STYLE_IDS = re.compile(r' w:default="1"| w:customStyle="1"|w:styleId="')
#: The style of our headings of level 1, as contents name it.
HEADING_STYLE = "公文一级标题"
_NAMES = {
    "Normal": "公文基准", "Title": "公文标题", "Subtitle": "公文副标题", "heading 1": "公文一级标题",
    "heading 2": "公文二级标题", "heading 3": "公文三级标题", "footer": "公文页脚",
    "Hyperlink": "公文链接", "Normal Table": "公文无框表格", "Table Grid": "公文表格",
    "Default Paragraph Font": "公文默认字体",
}  # fmt: skip
#: Numbers of the office's bookmarks and drawings are moved out of the way of ours.
_FAR = 1_000_000
_AGAIN = "请用 Word 或 WPS 另存为 .docx 后再选。"


class BadLetterhead(ValueError):
    """A file that cannot carry our text; the sentence says why and what to do."""


@dataclass(frozen=True)
class Letterhead:
    """An opened file: its parts by name, and its text around the place of ours."""

    name: str
    parts: Mapping[str, bytes]
    root: Any

    @property
    def has_cover(self) -> bool:
        """Whether it shows the title by itself."""
        return any(TITLE in (text.text or "") for text in self.root.iter(f"{_W}t"))

    def fits(self, document: Document) -> bool:
        """Whether a document is set on it: official pages are, lists and one-sheet editions not."""
        page = document.page
        return page.paper == "A4" and page.orientation == "portrait" and not page.fit_pages

    def document(self, document: Document) -> Document:
        """The document without its first cover where the office has its own."""
        blocks = document.blocks
        if not (self.has_cover and blocks and isinstance(blocks[0], Cover)):
            return document
        rest = blocks[1:]
        return replace(document, blocks=rest[1:] if rest[:1] == (PageBreak(),) else rest)

    def look(self, look: Look) -> Look:
        """The look on the office's paper: tables and drawings are as wide as its type area."""
        section = self._section()
        size, margins = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
        if size is None or margins is None:
            return look
        edges = tuple(abs(_number(margins, side)) for side in ("top", "left", "bottom", "right"))
        return replace(look, width=_number(size, "w"), height=_number(size, "h"),
                       margins=(edges[0], edges[1], edges[2], edges[3]))  # fmt: skip

    def references(self) -> str:
        """The office's headers and footers, for the first section that our text ends."""
        found = (
            item for item in self._section()
            if item.tag in (f"{_W}headerReference", f"{_W}footerReference")
        )  # fmt: skip
        return "".join(
            f'<w:{etree.QName(item).localname} w:type="{item.get(f"{_W}type")}"'
            f' r:id="{item.get(f"{_R}id")}"/>'
            for item in found
        )

    def _section(self) -> Any:
        return self.root[0][-1]

    def around(self, document: Document, numbered: bool, footer: str) -> tuple[str, str]:
        """The main part before and behind our text, filled in; ``numbered``: pages count from our
        text on, as a cover of ours comes before it; ``footer`` leads to ours, if it is needed.
        """
        root = copy.deepcopy(self.root)
        _fill(root, document)
        _move_numbers(root)
        body = root[0]
        section = body[-1]
        if footer:
            reference = etree.Element(f"{_W}footerReference")
            reference.set(f"{_W}type", "default")
            reference.set(f"{_R}id", footer)
            section.insert(0, reference)
        if numbered and section.find(f"{_W}pgNumType") is None:
            start = etree.Element(f"{_W}pgNumType")
            start.set(f"{_W}start", "1")
            margins = section.find(f"{_W}pgMar")
            place = len(section) if margins is None else section.index(margins) + 1
            section.insert(place, start)
        mark = next((p for p in body if TEXT in "".join(p.itertext())), None)
        if mark is None:
            mark = etree.Element(f"{_W}p")
            body.insert(len(body) - 1, mark)
        stand_in = etree.Comment("text")
        body.replace(mark, stand_in)
        before, _, after = etree.tostring(root, encoding="unicode").partition("<!--text-->")
        return _with_namespaces(before, root), after

    def finished_parts(
        self, document: Document, relations: str, look: Look, footer: str
    ) -> dict[str, bytes]:
        """The office's parts with our styles and relationships, but for the main part; ``footer``
        is ours where the office has none.
        """
        parts = {name: data for name, data in self.parts.items() if name != _MAIN_PART}
        tree = etree.fromstring(self.parts[_RELATIONS_PART])
        for item in etree.fromstring(f'<r xmlns="{_RELATIONS}">{relations}</r>'):
            tree.append(item)
        parts[_RELATIONS_PART] = _bytes(tree)
        parts[_STYLES_PART] = self._styles(look)
        parts[_TYPES_PART] = _with_types(self.parts[_TYPES_PART], with_footer=bool(footer))
        if _CORE_PART in parts:
            parts[_CORE_PART] = (DECLARATION + core_part(document)).encode()
        if footer:
            parts[f"word/{FOOTER_PART}"] = (DECLARATION + with_our_styles(footer)).encode()
        return parts

    @property
    def has_footer(self) -> bool:
        """Whether the office has a footer of its own."""
        return self._section().find(f"{_W}footerReference") is not None

    def _styles(self, look: Look) -> bytes:
        """The office's styles, ours behind them."""
        root = etree.fromstring(self.parts[_STYLES_PART])
        has_contents = any(
            (name.get(f"{_W}val") or "").lower() == "toc 1" for name in root.iter(f"{_W}name")
        )
        ours = etree.fromstring(f"<w:styles {NAMESPACES}>{_renamed(styles_xml(look))}</w:styles>")
        for style in ours.iter(f"{_W}style"):
            name = style.find(f"{_W}name")
            text = "" if name is None else str(name.get(f"{_W}val"))
            if name is not None and (text in _NAMES or (text == "toc 1" and has_contents)):
                name.set(f"{_W}val", _NAMES.get(text, "公文目录"))
            if text != "toc 1" or has_contents:
                style.set(f"{_W}customStyle", "1")
        for style in list(ours.iter(f"{_W}style")):
            root.append(style)
        return _bytes(root)


def open_letterhead(path: Path) -> Letterhead:
    """Open the office's file.

    Raises:
        BadLetterhead: it is no Word document that can be filled; the sentence says why.
    """
    name = path.name
    try:
        parts = _parts(path)
        root = etree.fromstring(parts[_MAIN_PART], _parser())
        for name in (_STYLES_PART, _RELATIONS_PART, _TYPES_PART):
            etree.fromstring(parts[name], _parser())
    except FileNotFoundError:
        raise BadLetterhead(f"找不到版头文件“{name}”。请重新选择。") from None
    except OSError as error:
        raise BadLetterhead(f"版头文件“{name}”读不出来：{error.strerror}。请重新选择。") from error
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, NotImplementedError, RuntimeError):
        raise BadLetterhead(f"“{name}”不是完整的 Word 文档（.docx）。{_AGAIN}") from None
    if root.tag != f"{_W}document" or len(root) == 0 or root[0].tag != f"{_W}body":
        raise BadLetterhead(f"“{name}”不是普通格式的 Word 文档（可能是“严格的”格式）。{_AGAIN}")
    if len(root[0]) == 0 or root[0][-1].tag != f"{_W}sectPr":
        etree.SubElement(root[0], f"{_W}sectPr")
    clash = [p for p, uri in root.nsmap.items() if p in PREFIXES and PREFIXES[p] != uri]
    if clash:
        raise BadLetterhead(f"“{name}”的内部格式与众不同，不能套用。{_AGAIN}")
    return Letterhead(name, parts, root)


def _parts(path: Path) -> dict[str, bytes]:
    name = path.name
    with path.open("rb") as file:
        if file.read(4) == _OLD_OFFICE:
            raise BadLetterhead(f"“{name}”是旧的 .doc 文件，或者加了密码，不能作版头。{_AGAIN}")
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            if sum(info.file_size for info in archive.infolist()) > _MOST_BYTES:
                raise BadLetterhead(f"“{name}”太大（解开后超过 30 MB），不像版头文件。请另选一个。")
            if any(entry.lower().endswith("vbaproject.bin") for entry in archive.namelist()):
                raise BadLetterhead(f"“{name}”带有宏，不能作版头。{_AGAIN}")
            return {info.filename: archive.read(info) for info in archive.infolist()}


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def with_our_styles(piece: str) -> str:
    """Our text with the names that our styles have in the office's file."""
    return _STYLE_USES.sub(rf"\g<1>{_OURS}", piece)


def _renamed(styles: str) -> str:
    def change(match: re.Match[str]) -> str:
        return f'w:styleId="{_OURS}' if match[0].endswith('"') and "Id" in match[0] else ""

    return with_our_styles(_STYLE_IDS.sub(change, styles[styles.index("</w:docDefaults>") + 16 :]))


def _number(element: Any, name: str) -> int:
    return int(float(element.get(f"{_W}{name}") or 0))


def _fill(root: Any, document: Document) -> None:
    words = {TITLE: document.title, OFFICE: document.organization, DATE: document.date,
             MARK: document.mark}  # fmt: skip
    for text in root.iter(f"{_W}t"):
        for sign, word in words.items():
            if text.text and sign in text.text:
                text.text = text.text.replace(sign, word)


def _move_numbers(root: Any) -> None:
    for item in _numbered(root):
        key = f"{_W}id" if f"{_W}id" in item.attrib else "id"
        if (item.get(key) or "").isdigit():
            item.set(key, str(int(item.get(key)) + _FAR))


def _numbered(root: Any) -> Iterator[Any]:
    yield from root.iter(f"{_W}bookmarkStart", f"{_W}bookmarkEnd", f"{{{PREFIXES['wp']}}}docPr")


def _with_namespaces(text: str, root: Any) -> str:
    """The beginning of the main part with the prefixes that our text uses."""
    missing = "".join(f' xmlns:{p}="{uri}"' for p, uri in PREFIXES.items() if p not in root.nsmap)
    tag = re.match(r"<[^\s>]+", text)
    end = tag.end() if tag else 0
    return text[:end] + missing + text[end:]


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _with_types(data: bytes, *, with_footer: bool) -> bytes:
    root = etree.fromstring(data)
    known = {str(item.get("Extension")).lower() for item in root.iter(f"{_TYPES}Default")}
    if "png" not in known:
        png = etree.Element(f"{_TYPES}Default")
        png.set("Extension", "png")
        png.set("ContentType", "image/png")
        root.insert(0, png)
    if with_footer:
        item = etree.SubElement(root, f"{_TYPES}Override")
        item.set("PartName", f"/word/{FOOTER_PART}")
        item.set("ContentType", f"{_WORD_TYPE}.footer+xml")
    # A template (.dotx) becomes a document.
    return _bytes(root).replace(
        f"{_WORD_TYPE}.template.main+xml".encode(), f"{_WORD_TYPE}.document.main+xml".encode()
    )
