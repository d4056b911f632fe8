"""The parts of a Word document beside its text: styles, settings, fonts, page numbers."""

from __future__ import annotations

from exports.document import Document
from exports.word.styles import Look, fonts_xml, styles_xml
from exports.word.xml import NAMESPACES, field, paragraph, run


def constant_parts(look: Look) -> dict[str, str]:
    """What every document of this look has beside its text, by the name of the part."""
    return {
        "styles": f"<w:styles {NAMESPACES}>{styles_xml(look)}</w:styles>",
        "settings": f"<w:settings {NAMESPACES}>{_settings(look)}</w:settings>",
        "fontTable": f"<w:fonts {NAMESPACES}>{fonts_xml()}</w:fonts>",
    }


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


def footers_of(document: Document, look: Look, *, covered: bool) -> dict[str, str]:
    """The footer parts by kind (default: odd pages and those of lists; even).

    — 1 — in 4号 宋体 outside, a character in from the edge (GB/T 9704-2012 §7.5); lists count
    第 1 页 共 9 页. ``covered``: there are title pages. Below stand agency, revision mark and checksum, which tell one print from another.
    """
    named = "　".join(part for part in (document.organization, document.mark) if part)
    check = run(f"　校验码 {document.fingerprint()}")
    if look.dashed_page_number:
        # Covers bear no number, but Word counts them.
        words = "　含封面共 " if covered else "　共 "
        count = run(words) + field("NUMPAGES") + run(" 页")
        mark = paragraph("FooterMark", run(named) + count + check)
        number = run("— ") + field("PAGE") + run(" —")
        right = paragraph("Footer", number, _edge("right"))
        left = paragraph("Footer", number, _edge("left"))
        return {"default": _footer(right + mark), "even": _footer(left + mark)}
    mark = paragraph("FooterMark", run(named) + check)
    pages = run("第 ") + field("PAGE") + run(" 页　共 ") + field("NUMPAGES") + run(" 页")
    return {"default": _footer(paragraph("Footer", pages) + mark)}


def _edge(side: str) -> str:
    return f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>'


def _footer(content: str) -> str:
    return f"<w:ftr {NAMESPACES}>{content}</w:ftr>"
