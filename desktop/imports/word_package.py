"""The parts of a Word package (.docx, .docm, .dotx; both namespaces of OOXML), parsed and safe.

Nothing is fetched, no entity is expanded, no macro or object is opened: they are counted.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.imports.result import TORN, UnreadableFile
from desktop.imports.xml_file import safe_parser

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
#: Word's “strict” format has the same elements under names of their own.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/drawingml/main",
     b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)  # fmt: skip
#: A guide's text has some hundred kilobytes; far more is a bomb.
_MOST_BYTES = 120_000_000
_LARGEST_PICTURE = 10_000_000
_MOST_PICTURES = 60_000_000
#: The parts that are read besides the document itself.
_SORTS = frozenset({"styles", "numbering", "footnotes", "endnotes", "comments", "header", "footer"})
BROKEN = "不是完好的Word文档，读不下去。请在Word或WPS中打开、另存为 .docx 后再导入。"


@dataclass(frozen=True)
class Relation:
    """What a document points to: its sort (image, hyperlink), where, and whether that is outside."""

    sort: str
    target: str
    outside: bool


@dataclass(frozen=True)
class Package:
    """The parsed parts of a document by their sort; ``images`` by the id that the document uses.

    A part that is missing or torn is None: only the document itself must be sound.
    """

    document: Any
    relations: Mapping[str, Relation]
    parts: Mapping[str, tuple[Any, ...]]
    macros: bool = False
    images: Mapping[str, bytes] = field(default_factory=dict)

    def part(self, sort: str) -> Any:
        """The first part of a sort (styles, numbering, comments …), or None."""
        return next(iter(self.parts.get(sort, ())), None)


def open_package(path: Path) -> Package:
    """Parse a document's parts. ``UnreadableFile`` when it is torn, locked or hostile."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(path.name, archive)
    except UnreadableFile:
        raise
    except TORN:
        raise UnreadableFile(path.name, BROKEN) from None


def _read(name: str, archive: zipfile.ZipFile) -> Package:
    names = set(archive.namelist())
    main = _main(name, archive, names)
    relations = _relations(name, archive, names, main)
    parts: dict[str, tuple[Any, ...]] = {}
    for relation in relations.values():
        place = _place(main, relation)
        if relation.sort in _SORTS and not relation.outside and place in names:
            root = _side_part(name, archive, place)
            if root is not None:
                parts[relation.sort] = (*parts.get(relation.sort, ()), root)
    document = _parse(name, archive, main)
    macros = any(other.endswith("vbaProject.bin") for other in names)
    images = _images(archive, names, main, relations)
    return Package(document, relations, parts, macros, images)


def _place(main: str, relation: Relation) -> str:
    """The name of the part that a relation of the document leads to."""
    if relation.target.startswith("/"):
        return relation.target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(main), relation.target))


def _images(
    archive: zipfile.ZipFile, names: set[str], main: str, relations: Mapping[str, Relation]
) -> dict[str, bytes]:
    """The pictures that are small enough to be kept, by the id that the document uses."""
    found: dict[str, bytes] = {}
    room = _MOST_PICTURES
    for ident, relation in relations.items():
        place = _place(main, relation)
        if relation.sort != "image" or relation.outside or place not in names:
            continue
        size = archive.getinfo(place).file_size
        if size <= min(_LARGEST_PICTURE, room):
            found[ident] = _bytes(archive, place)
            room -= len(found[ident])
    return {ident: data for ident, data in found.items() if data}


def _bytes(archive: zipfile.ZipFile, place: str) -> bytes:
    """A part's data; empty when they are torn."""
    try:
        return archive.read(place)
    except TORN:
        return b""


def _main(name: str, archive: zipfile.ZipFile, names: set[str]) -> str:
    """The name of the document's own part."""
    for relation in _relations(name, archive, names, "").values():
        if relation.sort == "officeDocument" and relation.target.lstrip("/") in names:
            return relation.target.lstrip("/")
    found = sorted(n for n in names if n.startswith("word/document") and n.endswith(".xml"))
    return found[0]  # LookupError: torn


def _relations(
    name: str, archive: zipfile.ZipFile, names: set[str], part: str
) -> dict[str, Relation]:
    place = posixpath.join(posixpath.dirname(part), "_rels", f"{posixpath.basename(part)}.rels")
    if place not in names:
        return {}
    return {
        node.get("Id", ""): Relation(
            node.get("Type", "").rpartition("/")[2], node.get("Target", ""),
            node.get("TargetMode") == "External",
        )
        for node in _parse(name, archive, place)
        if isinstance(node.tag, str)
    }  # fmt: skip


def _side_part(name: str, archive: zipfile.ZipFile, place: str) -> Any:
    """A part without which the document can be read: None when it is torn."""
    try:
        return _parse(name, archive, place)
    except UnreadableFile:
        raise
    except TORN:
        return None


def _parse(name: str, archive: zipfile.ZipFile, place: str) -> Any:
    from lxml import etree

    if archive.getinfo(place).file_size > _MOST_BYTES:
        raise UnreadableFile(name, "的正文大得不像文档，已停止读取。请在Word中另存后再导入。")
    data = archive.read(place)
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise UnreadableFile(
            name, "里有文档不该有的实体定义，可能是有人恶意改过，没有读取。请向来源单位重新索取。"
        )
    if b"purl.oclc.org" in data[:20_000]:
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
    return etree.fromstring(data, safe_parser())


def value(node: Any) -> str:
    """The value of a setting; "" when it is not there, "true" when it is but says nothing."""
    return "" if node is None else (node.get(f"{W}val") or "true")


def is_on(node: Any) -> bool:
    """Whether a switch is there and not turned off."""
    return node is not None and value(node) not in ("0", "false", "off")
