"""The package of a Word document (ECMA-376 part 2): parts, their types and relationships."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping, Sequence
from typing import IO

from exports.document import Document
from exports.office_parts import core_xml
from exports.word.xml import DECLARATION, NAMESPACES, attribute, clean
from exports.zips import TextPart, part

_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_RELATION = f"{_PACKAGE}/relationships/metadata/core-properties"


class Relations:
    """What the text refers to: links, pictures, footers and the parts beside it.

    Each is kept once; identifiers begin with ``prefix``.
    """

    def __init__(self, prefix: str = "rId") -> None:
        self._prefix = prefix
        self._known: dict[tuple[str, str, bool], str] = {}
        #: Pictures by the name of their part.
        self.pictures: dict[str, bytes] = {}

    def to(self, kind: str, target: str, *, external: bool = False) -> str:
        """The identifier of a relationship of a ``kind`` such as ``styles``."""
        key = (kind, target, external)
        return self._known.setdefault(key, f"{self._prefix}{len(self._known) + 1}")

    def link(self, address: str) -> str:
        """The identifier of a web address."""
        return self.to("hyperlink", address, external=True)

    def picture(self, png: bytes) -> str:
        """The identifier of a picture; the same picture is kept once."""
        name = f"media/{hashlib.sha256(png).hexdigest()[:16]}.png"
        self.pictures.setdefault(f"word/{name}", png)
        return self.to("image", name)

    def elements(self) -> str:
        """The relationships as XML."""
        return "".join(
            f'<Relationship Id="{identifier}" Type="{_RELATION}/{kind}"'
            f' Target="{attribute(target)}"{_EXTERNAL if external else ""}/>'
            for (kind, target, external), identifier in self._known.items()
        )


_EXTERNAL = ' TargetMode="External"'


def write_package(
    file: IO[bytes],
    document: Document,
    relations: Relations,
    body: Sequence[str],
    parts: Mapping[str, str],
) -> None:
    """Write the zip: the text, ``parts`` by name (styles, footer1 …), pictures, properties."""
    for name in parts:
        relations.to(name.rstrip("0123456789"), f"{name}.xml")
    texts = {
        "_rels/.rels": _relationships(
            f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument"'
            ' Target="word/document.xml"/>'
            f'<Relationship Id="rId2" Type="{_CORE_RELATION}" Target="docProps/core.xml"/>'
        ),
        "docProps/core.xml": core_part(document),
        **{f"word/{name}.xml": text for name, text in parts.items()},
        "word/_rels/document.xml.rels": _relationships(relations.elements()),
    }
    with zipfile.ZipFile(file, "w") as archive:
        put(archive, "[Content_Types].xml", _content_types(parts))
        with part(archive, "word/document.xml") as stream:
            out = TextPart(stream)
            out.write(f"{DECLARATION}<w:document {NAMESPACES}><w:body>")
            for piece in body:
                out.write(piece)
            out.write("</w:body></w:document>")
            out.flush()
        for name, text in texts.items():
            put(archive, name, text)
        for name, png in relations.pictures.items():
            with part(archive, name) as stream:
                stream.write(png)


def write_onto(
    file: IO[bytes],
    around: tuple[str, str],
    body: Sequence[str],
    parts: Mapping[str, bytes],
    pictures: Mapping[str, bytes],
) -> None:
    """Write the zip of an office's own file: its ``parts``, our text between what is ``around``."""
    with zipfile.ZipFile(file, "w") as archive:
        types = "[Content_Types].xml"
        for name in (types, *(name for name in parts if name != types)):
            with part(archive, name) as stream:
                stream.write(parts[name])
        with part(archive, "word/document.xml") as stream:
            out = TextPart(stream)
            out.write(DECLARATION + around[0])
            for piece in body:
                out.write(piece)
            out.write(around[1])
            out.flush()
        for name, png in pictures.items():
            with part(archive, name) as stream:
                stream.write(png)


def put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    """Write a part of XML."""
    with part(archive, name) as file:
        file.write((DECLARATION + text).encode())


def _content_types(parts: Mapping[str, str]) -> str:
    kinds = {"document": "document.main", **{name: name.rstrip("0123456789") for name in parts}}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_OFFICE}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'{overrides}<Override PartName="/docProps/core.xml" ContentType="{_CORE_TYPE}"/></Types>'
    )


def _relationships(elements: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{elements}</Relationships>'


def core_part(document: Document) -> str:
    """Core properties; a document without date has none here either."""
    texts = (
        ("dc:title", document.title), ("dc:subject", document.subject),
        ("dc:creator", document.organization), ("cp:keywords", "，".join(document.keywords)),
        ("dc:language", "zh-CN"), ("cp:lastModifiedBy", document.organization),
        ("cp:revision", "1"),
    )  # fmt: skip
    filled = "".join(
        f"<{name}>{attribute(clean(text)[:255])}</{name}>" for name, text in texts if text
    )
    return core_xml(filled, document.date)
