"""Word packages written by hand: what python-docx cannot make, in a few milliseconds."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SPACES = (
    f'xmlns:w="{MAIN}" xmlns:r="{_RELATIONS}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
STYLES = f"""<w:styles {SPACES}>
<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="2"><w:name w:val="heading 2"/></w:style>
<w:style w:styleId="9"><w:name w:val="toc 1"/></w:style></w:styles>"""
#: One grey pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c63680000008200811e8ad9560000000049454e44ae426082"
)


def run(text: str, *, bold: bool = False, hidden: bool = False, font: str = "") -> str:
    """A run; \\n and \\t are breaks and tabs."""
    setting = "<w:b/>" * bold + "<w:vanish/>" * hidden
    setting += f'<w:rFonts w:ascii="{font}"/>' if font else ""
    words = escape(text).replace("\n", "</w:t><w:br/><w:t>").replace("\t", "</w:t><w:tab/><w:t>")
    return f"<w:r><w:rPr>{setting}</w:rPr><w:t>{words}</w:t></w:r>"


def paragraph(
    text: str = "", *, bold: bool = False, style: str = "", level: int = -1, runs: str = "",
    setting: str = "",
) -> str:  # fmt: skip
    """A paragraph; ``level`` is that of list 1."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    if level >= 0:
        named += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    words = run(text, bold=bold) if text else ""
    return f"<w:p><w:pPr>{named}{setting}</w:pPr>{words}{runs}</w:p>"


def lines(*texts: str) -> str:
    """A paragraph each."""
    return "".join(paragraph(text) for text in texts)


def cell(text: str = "", *, span: int = 1, merge: str = "", content: str = "") -> str:
    """A cell; ``merge``: restart or continue."""
    setting = f'<w:gridSpan w:val="{span}"/>'
    setting += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    words = "".join(paragraph(part) for part in text.split("\n")) if text else ""
    return f"<w:tc><w:tcPr>{setting}</w:tcPr>{words}{content or '<w:p/>'}</w:tc>"


def table(*rows: tuple[str, ...]) -> str:
    """A table; what is no cell yet becomes one."""
    made = ("".join(c if c.startswith("<w:tc>") else cell(c) for c in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in made) + "</w:tbl>"


def numbering(*levels: tuple[str, str]) -> str:
    """The list 1: format and pattern of each level."""
    made = "".join(
        f'<w:lvl w:ilvl="{number}"><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for number, (form, text) in enumerate(levels)
    )
    return (
        f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="7">{made}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )


def notes(sort: str, *texts: str) -> str:
    """Footnotes, endnotes or comments, numbered from 1."""
    made = "".join(
        f'<w:{sort} w:id="{number}" w:author="王科长">{paragraph(text)}</w:{sort}>'
        for number, text in enumerate(texts, start=1)
    )
    return f"<w:{sort}s {SPACES}>{made}</w:{sort}s>"


def edge(sort: str, text: str) -> str:
    """A page header (hdr) or footer (ftr)."""
    return f"<w:{sort} {SPACES}>{paragraph(text)}</w:{sort}>"


def field(code: str, result: str = "", data: str = "") -> str:
    """A field with its code and what it shows."""
    sides = [f'<w:r><w:fldChar w:fldCharType="{side}">{data if side == "begin" else ""}</w:fldChar></w:r>'
             for side in ("begin", "separate", "end")]  # fmt: skip
    return (
        f"{sides[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{sides[1]}{run(result)}{sides[2]}"
    )


def package(
    path: Path, body: str, parts: Mapping[str, str | bytes] | None = None, *,
    styles: str = STYLES, outside: str = "",
) -> Path:  # fmt: skip
    """Write a document; ``parts`` by name below word/, their relations are made."""
    stored = {**({"styles.xml": styles} if styles else {}), **(parts or {})}
    relations = outside + "".join(
        f'<Relationship Id="{_stem(name)}" Type="{_RELATIONS}/{_sort(name)}" Target="{name}"/>'
        for name in stored
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="a" '
                         f'Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/>'
                         "</Relationships>")  # fmt: skip
        archive.writestr("word/_rels/document.xml.rels",
                         f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>')  # fmt: skip
        archive.writestr("word/document.xml",
                         f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")  # fmt: skip
        for name, content in stored.items():
            archive.writestr(f"word/{name}", content)
    return path


def _stem(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]


def _sort(name: str) -> str:
    stem = _stem(name)
    return "image" if stem.startswith("image") else stem
