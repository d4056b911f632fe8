"""The empty document that python-docx opens: styles, settings, fonts, page numbers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from exports.document import Document
from exports.word.styles import Look, fonts_xml, styles_xml
from exports.word.xml import DECLARATION, NAMESPACES, field, paragraph, run
from exports.zips import zipped

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_WORD_PARTS = ("styles", "settings", "fontTable")


def open_template(look: Look) -> WordDocument:
    """An empty Word document of this look."""
    import docx

    return docx.Document(io.BytesIO(zipped(_parts(look))))


def _parts(look: Look) -> dict[str, bytes]:
    texts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            ("officeDocument", f"{_RELATION}/officeDocument", "word/document.xml"),
            ("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": (
            f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
            ' xmlns:dcterms="http://purl.org/dc/terms/"'
            ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
        ),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body><w:sectPr/></w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(
            *((part, f"{_RELATION}/{part}", f"{part}.xml") for part in _WORD_PARTS)
        ),
        "word/styles.xml": f"<w:styles {NAMESPACES}>{styles_xml(look)}</w:styles>",
        "word/settings.xml": f"<w:settings {NAMESPACES}>{_settings(look)}</w:settings>",
        "word/fontTable.xml": f"<w:fonts {NAMESPACES}>{fonts_xml()}</w:fonts>",
    }
    return {name: (DECLARATION + text).encode() for name, text in texts.items()}


def _content_types() -> str:
    parts = {"document": "document.main", **{part: part for part in _WORD_PARTS}}
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_OFFICE}.{kind}+xml"/>'
        for part, kind in parts.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'{overrides}<Override PartName="/docProps/core.xml" ContentType="{_CORE_TYPE}"/></Types>'
    )


def _relations(*targets: tuple[str, str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="{identifier}" Type="{kind}" Target="{target}"/>'
        for identifier, kind, target in targets
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _settings(look: Look) -> str:
    """Odd and even footers; Word 2013 rules of layout; Chinese punctuation may be squeezed."""
    odd_even = "<w:evenAndOddHeaders/>" if look.dashed_page_number else ""
    compatibility = 'w:uri="http://schemas.microsoft.com/office/word"'
    return (
        f'<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>{odd_even}'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        "<w:compat><w:balanceSingleByteDoubleByteWidth/><w:useFELayout/>"
        f'<w:compatSetting w:name="compatibilityMode" {compatibility} w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
    )


def add_footers(word: WordDocument, document: Document, look: Look) -> str:
    """Make the footer parts; returns the references for the first section.

    — 1 — in 4号 宋体 outside, a character in from the edge (GB/T 9704-2012 §7.5); lists count
    第 1 页 共 9 页. Below stand agency, revision mark and checksum, which tell one print from another.
    """
    parts = (document.organization, document.mark, f"校验码 {document.fingerprint()}")
    mark = paragraph("FooterMark", run("　".join(part for part in parts if part)))
    if look.dashed_page_number:
        number = run("— ") + field("PAGE") + run(" —")
        right = paragraph("Footer", number, _edge("right"))
        left = paragraph("Footer", number, _edge("left"))
        return _footer(word, "default", right + mark) + _footer(word, "even", left + mark)
    pages = run("第 ") + field("PAGE") + run(" 页　共 ") + field("NUMPAGES") + run(" 页")
    return _footer(word, "default", paragraph("Footer", pages) + mark)


def _edge(side: str) -> str:
    return f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>'


def _footer(word: WordDocument, kind: str, content: str) -> str:
    from docx.oxml.parser import parse_xml

    part, identifier = word.part.add_footer_part()  # type: ignore[no-untyped-call]
    element = part.element
    for child in list(element):
        element.remove(child)
    element.extend(parse_xml(f"<w:ftr {NAMESPACES}>{content}</w:ftr>"))
    return f'<w:footerReference w:type="{kind}" r:id="{identifier}"/>'
