"""Pages → PDF objects: page streams with marked content, links, fonts, the document's own facts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import IO

from exports.document import Document
from exports.pdf.colour import srgb_profile
from exports.pdf.composer import Composer, LinkItem, Sheet, TextItem
from exports.pdf.file import PdfFile, references, text_string
from exports.pdf.fonts import SONG, EmbeddedFace
from exports.pdf.linebreak import stretch_points
from exports.pdf.metadata import LANGUAGE, information, xmp_packet
from exports.pdf.outline import write_outline
from exports.pdf.structure import Element, write_structure

#: Children of a node of the page tree: readers reach a page of thousands by few steps.
_BRANCHES = 64
_ANNOTATION_PRINTS = 4  # flag bit 3 (ISO 32000-1 table 165), which PDF/A demands


class Emitter:
    """Writes the pages of one document as PDF/A-2b, tagged; ``missing`` gathers characters that no
    font has. ``part`` 1 makes the twin after the older standard, for validators that know only it.
    """

    def __init__(
        self, document: Document, composer: Composer, fingerprint: str, target: IO[bytes],
        part: int = 2,
    ) -> None:  # fmt: skip
        self._document, self._composer, self._part = document, composer, part
        self._identity = hashlib.sha256(fingerprint.encode()).hexdigest()[:32]
        self._file = PdfFile(target, compact=part > 1)
        self._pages = self._file.number(len(composer.sheets))
        self._branches = self._file.number(-(-len(composer.sheets) // _BRANCHES))
        self._resources = self._file.number()
        self._faces: dict[str, EmbeddedFace] = {}
        self._stretches: list[list[Element]] = []
        self._annotations: list[Element] = []
        self.missing: set[str] = set()

    @property
    def families(self) -> tuple[str, ...]:
        """The families used so far."""
        return tuple(sorted(self._faces))

    def emit_page(self, number: int) -> None:
        """Write one page with its links."""
        sheet, page = self._composer.sheets[number], self._pages + number
        stretches: list[Element] = []
        self._stretches.append(stretches)
        content = self._file.add_stream(_Content(self, page, stretches).of(sheet))
        annotations = [self._link(link, page) for link in sheet.links]
        further = b"/Annots" + references(annotations) if annotations else b""
        if self._part > 1:
            further += b"/Tabs/S"
        geometry = self._composer.styles.page
        self._file.add(
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Resources %d 0 R/Contents %d 0 R"
            b"/StructParents %d%b>>"
            % (self._branches + number // _BRANCHES, geometry.width, geometry.height,
               self._resources, content, number, further),
            page,
        )  # fmt: skip

    def _link(self, link: LinkItem, page: int) -> int:
        """Write a link and hang it on its element."""
        key = len(self._composer.sheets) + len(self._annotations)
        if link.address:
            action = b"/A<</S/URI/URI(%b)>>" % _uri(link.address)
        else:
            action = b"/Dest[%d 0 R/XYZ 0 %.2f null]" % (self._pages + link.sheet, link.y)
        number = self._file.add(
            b"<</Type/Annot/Subtype/Link/Rect[%.2f %.2f %.2f %.2f]/Border[0 0 0]/F %d/P %d 0 R"
            b"/StructParent %d/Contents%b%b>>"
            % (*link.rectangle, _ANNOTATION_PRINTS, page, key, text_string(link.words), action)
        )
        link.tag.annotate(number)
        self._annotations.append(link.tag)
        return number

    def face(self, family: str) -> EmbeddedFace:
        """What this document uses of a family."""
        face = self._faces.get(family)
        if face is None:
            resource = f"F{len(self._faces) + 1}"
            face = EmbeddedFace(resource, self._composer.fonts.face(family))
            self._faces[family] = face
        return face

    def close(self) -> None:
        """Write what is only known at the end: fonts, tags, outline, metadata."""
        file, composer = self._file, self._composer
        fonts = b"".join(
            b"/%b %d 0 R" % (face.resource.encode(), face.write(file, glyph_set=self._part == 1))
            for face in self._faces.values()
        )
        file.add(b"<</Font<<%b>>>>" % fonts, self._resources)
        tree = write_structure(file, composer.root, self._stretches, self._annotations)
        outline = write_outline(file, composer.entries, self._pages)
        metadata = file.add_stream(
            xmp_packet(self._document, self._part), b"/Type/Metadata/Subtype/XML", plain=True
        )
        profile = file.add_stream(srgb_profile(), b"/N 3")
        root = file.add(
            b"<</Type/Catalog/Pages %d 0 R/Lang(%b)/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R"
            b"/Metadata %d 0 R/ViewerPreferences<</DisplayDocTitle true>>"
            b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)"
            b"/Info(sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]%b>>"
            % (self._page_tree(), LANGUAGE.encode(), tree, metadata, profile,
               b"/Outlines %d 0 R" % outline if outline else b"")
        )  # fmt: skip
        info = file.add(information(self._document))
        file.close(root, info, self._identity)

    def _page_tree(self) -> int:
        """Pages by the branch, the branches under one root."""
        file, count = self._file, len(self._composer.sheets)
        root = file.number()
        branches = range(-(-count // _BRANCHES))
        for branch in branches:
            first, last = branch * _BRANCHES, min((branch + 1) * _BRANCHES, count)
            kids = references(self._pages + page for page in range(first, last))
            file.add(
                b"<</Type/Pages/Parent %d 0 R/Count %d/Kids%b>>" % (root, last - first, kids),
                self._branches + branch,
            )
        kids = references(self._branches + branch for branch in branches)
        return file.add(b"<</Type/Pages/Count %d/Kids%b>>" % (count, kids), root)


class _Content:
    """The operators of one page: drawings, then texts, each stretch marked with its element."""

    def __init__(self, emitter: Emitter, page: int, stretches: list[Element]) -> None:
        self._emitter, self._page, self._stretches = emitter, page, stretches
        self._fonts = emitter._composer.fonts
        self._lines = ["0 g 0 G"]
        self._state = ("", 0.0)
        self._spacing = 0.0

    def of(self, sheet: Sheet) -> bytes:
        """The bytes of the page."""
        lines = self._lines
        if sheet.paths:
            lines += ["/Artifact BMC", *sheet.paths, "EMC"]
        for tag, paths in sheet.figures:
            lines += [self._begin(tag), paths, "EMC"]
        lines.append("BT")
        current: Element | None = None
        begun = False
        for item in sheet.texts:
            if item.tag is not current or not begun:
                if begun:
                    lines.append("EMC")
                lines.append(self._begin(item.tag))
                current, begun = item.tag, True
            self._show(item)
        if begun:
            lines.append("EMC")
        lines.append("ET")
        return "\n".join(lines).encode("ascii")

    def _begin(self, tag: Element | None) -> str:
        """The operator that opens a stretch; without an element it is no part of what is read."""
        if tag is None:
            return "/Artifact<</Type/Pagination>>BDC"
        number = len(self._stretches)
        self._stretches.append(tag)
        tag.mark(self._page, number)
        return f"/{tag.kind}<</MCID {number}>>BDC"

    def _show(self, item: TextItem) -> None:
        family, text = self._fonts[item.family], item.text
        position = f"1 0 0 1 {item.x:.2f} {item.y:.2f} Tm "
        if not family.foreign or family.foreign.keys().isdisjoint(text):
            codes = self._emitter.face(item.family).codes
            if item.gap or self._spacing or self._state != (item.family, item.size):
                self._show_part(item, item.family, text, codes, position)
            else:  # as most do, it goes on as the text before
                self._lines.append(f"{position}<{''.join(map(codes.__getitem__, text))}>Tj")
            return
        for name, part in family.parts(text):
            face = self._emitter.face(name or SONG)
            codes = face.codes if name else self._substituted(face, part)
            self._show_part(item, name or SONG, part, codes, position)
            position = ""

    def _show_part(
        self, item: TextItem, family: str, text: str, codes: Mapping[str, str], position: str
    ) -> None:
        if self._state != (family, item.size):
            self._state = (family, item.size)
            resource = self._emitter.face(family).resource
            self._lines.append(f"/{resource} {item.size:g} Tf")
        gap = item.gap
        points: tuple[int, ...] = ()
        if gap:
            points = stretch_points(text)
            if len(points) == len(text) - 1:  # space after every character: one operator says it
                points = ()
            else:
                gap = 0.0
        if gap != self._spacing:
            self._spacing = gap
            self._lines.append(f"{gap:.3f} Tc")
        if points:
            shown = f"[{_spaced(text, points, codes, -item.gap * 1000 / item.size)}]TJ"
        else:
            shown = f"<{''.join(map(codes.__getitem__, text))}>Tj"
        self._lines.append(position + shown)

    def _substituted(self, face: EmbeddedFace, text: str) -> Mapping[str, str]:
        """Codes that draw 〓 for characters that no font has."""
        self._emitter.missing.update(text)
        return {char: face.substitute(char) for char in text}


def _spaced(text: str, points: tuple[int, ...], codes: Mapping[str, str], step: float) -> str:
    """A line in parts with space between them."""
    parts, start = [], 0
    for end in (*points, len(text)):
        parts.append(f"<{''.join(map(codes.__getitem__, text[start:end]))}>")
        start = end
    return f"{step:.1f}".join(parts)


def _uri(address: str) -> bytes:
    """An address in ASCII (ISO 32000-1 §12.6.4.7), safe inside parentheses."""
    from urllib.parse import quote

    plain = quote(address, safe="/:?#[]@!$&'*+,;=%~-._")
    return plain.encode("ascii")
