"""Pages → PDF objects, on reportlab's canvas."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import IO, Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from exports.document import Document
from exports.pdf.composer import COVER_LEVEL, Composer, Entry, Sheet, TextItem
from exports.pdf.fonts import SONG, EmbeddedFace, clean
from exports.pdf.linebreak import stretch_points
from exports.pdf.streams import Stream

LANGUAGE = "zh-CN"
PRODUCER = "明册"
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


#: Stands in for the Helvetica that reportlab would otherwise name, unembedded, in each file.
_NO_FONT = "mingce-none"
pdfmetrics.registerFont(
    SimpleNamespace(
        fontName=_NO_FONT, face=SimpleNamespace(name=_NO_FONT), _dynamicFont=1, _multiByte=0
    )
)


class Emitter:
    """Writes the pages of one document; ``missing`` gathers characters that no font has."""

    def __init__(
        self, document: Document, composer: Composer, fingerprint: str, target: IO[bytes]
    ) -> None:
        self._document, self._composer = document, composer
        page = composer.styles.page
        new_canvas: Any = Canvas  # the stubs know neither the font's type nor the document
        self._canvas = new_canvas(
            target, pagesize=(page.width, page.height), invariant=1, lang=LANGUAGE,
            pdfVersion=(1, 7), initialFontName=_NO_FONT, pageCompression=0,
        )  # fmt: skip
        # The canvas has no public way to metadata, fonts of our own and ready page streams.
        self._pdf = self._canvas._doc
        self._faces: dict[str, EmbeddedFace] = {}
        self._outline = _outline(composer.entries)
        self.missing: set[str] = set()
        self._describe(fingerprint)

    @property
    def families(self) -> tuple[str, ...]:
        """The families used so far."""
        return tuple(sorted(self._faces))

    def _describe(self, fingerprint: str) -> None:
        document, info = self._document, self._canvas
        info.setTitle(clean(document.title))
        info.setAuthor(clean(document.organization))
        info.setSubject(clean(document.subject))
        info.setCreator(PRODUCER)
        self._pdf.info.producer = PRODUCER
        info.setKeywords(_keywords(document))
        day = _day(document.date)
        stamp = self._pdf._timeStamp
        stamp.YMDhms, stamp.dhh, stamp.dmm = (day.year, day.month, day.day, 0, 0, 0), 8, 0
        self._pdf.updateSignature(fingerprint)
        catalog = self._pdf.Catalog
        catalog.Metadata = Stream(_xmp(document, day).encode(), {
            "Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML"),
        }, plain=True)  # fmt: skip
        catalog.ViewerPreferences = pdfdoc.PDFDictionary({"DisplayDocTitle": "true"})

    def emit_page(self, number: int) -> None:
        """Write one page with its links and bookmarks."""
        sheet = self._composer.sheets[number]
        content = self._content(sheet)
        for address, rectangle in sheet.links:
            self._canvas.linkURL(address, rectangle, relative=0, thickness=0)
        self._bookmark(number)
        name = self._pdf.thisPageName()
        self._canvas.showPage()
        page = self._pdf.idToObject[name]
        page.Contents = Stream(content)
        page.Trans = None

    def _bookmark(self, number: int) -> None:
        for key, level, entry in self._outline.get(number, ()):
            self._canvas.bookmarkPage(key, fit="XYZ", left=0, top=entry.y + 4)
            self._canvas.addOutlineEntry(entry.text, key, level, closed=level > 0)

    def close(self) -> None:
        """Write fonts and outline and finish the file."""
        self._canvas.save()

    def _face(self, family: str) -> EmbeddedFace:
        face = self._faces.get(family)
        if face is None:
            resource = f"F{len(self._faces) + 1}"
            face = EmbeddedFace(resource, self._composer.fonts.face(family))
            self._faces[family] = face
            self._pdf.delayedFonts.append(face)
        return face

    def _content(self, sheet: Sheet) -> bytes:
        """The operators of a page: drawings first, then all text."""
        lines = ["0 g 0 G", *sheet.paths, "BT"]
        font = ("", 0.0)
        for item in sheet.texts:
            font = self._show(item, font, lines)
        lines.append("ET")
        return "\n".join(lines).encode("ascii")

    def _show(self, item: TextItem, font: tuple[str, float], lines: list[str]) -> tuple[str, float]:
        position = f"1 0 0 1 {item.x:.2f} {item.y:.2f} Tm"
        family = self._composer.fonts[item.family]
        for name, text in family.parts(item.text):
            shown = name or SONG
            face = self._face(shown)
            if font != (shown, item.size):
                font = (shown, item.size)
                lines.append(f"/{face.resource} {item.size:g} Tf")
            codes = face.codes if name else self._substituted(face, text)
            lines.append(f"{position} {_operator(text, codes, item)}".lstrip())
            position = ""
        return font

    def _substituted(self, face: EmbeddedFace, text: str) -> Mapping[str, str]:
        """Codes that draw 〓 for characters that no font has."""
        self.missing.update(text)
        return {char: face.substitute(char) for char in text}


def _outline(entries: Sequence[Entry]) -> dict[int, list[tuple[str, int, Entry]]]:
    """Key, depth and heading by sheet; covers are entries where there are several (汇编)."""
    found: dict[int, list[tuple[str, int, Entry]]] = {}
    raised = sum(entry.level == COVER_LEVEL for entry in entries) < 2
    level = -1
    for index, entry in enumerate(entries):
        if raised and entry.level == COVER_LEVEL:
            continue
        # An outline may go deeper by one step only.
        level = min(entry.level - raised, level + 1)
        found.setdefault(entry.sheet, []).append((f"heading-{index}", level, entry))
    return found


def _operator(text: str, codes: Mapping[str, str], item: TextItem) -> str:
    """The operator that shows a line, spaced out where it is justified."""
    if not item.gap:
        return f"<{''.join(map(codes.__getitem__, text))}> Tj"
    step = f"{-item.gap * 1000 / item.size:.1f}"
    parts, start = [], 0
    for end in (*stretch_points(text), len(text)):
        parts.append(f"<{''.join(map(codes.__getitem__, text[start:end]))}>")
        start = end
    return f"[{step.join(parts)}] TJ"


def _day(text: str) -> date:
    """The document's date; 1 January 2000 where it has none, for the clock must not decide."""
    found = _DATE.match(text)
    return date(*map(int, found.groups())) if found else date(2000, 1, 1)


def _keywords(document: Document) -> str:
    return clean("、".join(document.keywords))


def _xmp(document: Document, day: date) -> str:
    """The metadata packet; says what the information dictionary says (ISO 19005-2 §6.6.2)."""
    stamp = f"{day.isoformat()}T00:00:00+08:00"

    def default(text: str) -> str:
        return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(clean(text))}</rdf:li></rdf:Alt>'

    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">'
        "<dc:format>application/pdf</dc:format>"
        f"<dc:title>{default(document.title)}</dc:title>"
        f"<dc:creator><rdf:Seq><rdf:li>{escape(clean(document.organization))}</rdf:li></rdf:Seq>"
        "</dc:creator>"
        f"<dc:description>{default(document.subject)}</dc:description>"
        f"<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>"
        f"<pdf:Producer>{PRODUCER}</pdf:Producer>"
        f"<pdf:Keywords>{escape(_keywords(document))}</pdf:Keywords>"
        f"<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>"
        f"<xmp:CreateDate>{stamp}</xmp:CreateDate><xmp:ModifyDate>{stamp}</xmp:ModifyDate>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    )
