"""Small pieces of WordprocessingML (ECMA-376 part 1, §17)."""

from __future__ import annotations

import re
from html import escape

#: Prefixes and what they stand for.
PREFIXES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
#: What the root of each part declares, and the line above it.
NAMESPACES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in PREFIXES.items())
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: Characters that no XML 1.0 file may contain, lone surrogates among them (XML 1.0 §2.2).
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"([\t\n])")


#: The field that says on which page a bookmark stands.
PAGE_OF = r"PAGEREF {} \h"


def clean(text: str) -> str:
    """Text without the characters that XML forbids; one kind of line break."""
    if text.isprintable():
        return text
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def attribute(text: str) -> str:
    """Text for use between double quotes."""
    return escape(clean(text).replace("\n", " "), quote=True)


def run(text: str, properties: str = "") -> str:
    """A run; tabs and line breaks become their own elements."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    content = _words(text) if text.isprintable() else _content(clean(text))
    return f"<w:r>{look}{content}</w:r>"


def _content(text: str) -> str:
    if "\n" not in text and "\t" not in text:
        return _words(text)
    parts = {"\t": "<w:tab/>", "\n": "<w:br/>"}
    return "".join(parts.get(part) or _words(part) for part in _BREAKS.split(text) if part)


def _words(text: str) -> str:
    if "&" in text or "<" in text or ">" in text:
        text = escape(text, quote=False)
    return f'<w:t xml:space="preserve">{text}</w:t>'


def paragraph(style: str, content: str = "", properties: str = "") -> str:
    """A paragraph; ``properties`` go behind the style and must keep the order of the schema."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def field(instruction: str, shown: str = "1", *, dirty: bool = False) -> str:
    """A complex field; ``dirty`` asks Word to work it out when the file is opened."""
    mark = ' w:dirty="true"' if dirty else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{mark}/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"{run(shown)}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def bookmark(number: int, name: str, content: str) -> str:
    """Content that links and the table of contents can point to."""
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{attribute(name)}"/>{content}'
        f'<w:bookmarkEnd w:id="{number}"/>'
    )
