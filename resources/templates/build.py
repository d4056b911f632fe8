"""Makes the letterhead of this folder: a plain red head after GB/T 9704-2012, without any emblem.

    python resources/templates/build.py

Few ever run this: the product is in the repository, and a test asks whether it is what this makes.
The same bytes on every machine: nothing is compressed, dates are fixed. It has no footer, so that
page number, revision mark and checksum are the program's.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RED = "FF0000"
_DAY = (2026, 1, 1, 0, 0, 0)
#: Paper and margins of GB/T 9704-2012 §5.2 in twips: A4, type area 156 mm × 225 mm.
_SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474"'
    ' w:bottom="1985" w:left="1588" w:header="851" w:footer="964" w:gutter="0"/></w:sectPr>'
)
_DEFAULTS = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋_GB2312"'
    ' w:cs="Times New Roman"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
    "<w:pPrDefault/></w:docDefaults>"
)
_NORMAL = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    "<w:qFormat/></w:style>"
)


def style(name: str, title: str, font: str, size: int, layout: str, colour: str = "") -> str:
    """A paragraph style in the middle of the page; ``size`` in points, ``layout`` as XML."""
    shade = f'<w:color w:val="{colour}"/>' if colour else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{title}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{layout}<w:jc w:val="center"/></w:pPr>'
        f'<w:rPr><w:rFonts w:eastAsia="{font}"/>{shade}<w:sz w:val="{size * 2}"/>'
        f'<w:szCs w:val="{size * 2}"/></w:rPr></w:style>'
    )


def styles() -> str:
    """The office's mark in red; the line below it; the title two lines further down (§7.2, §7.3)."""
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="6" w:color="{_RED}"/></w:pBdr>'
    return (
        f'<w:styles xmlns:w="{_WORD}">{_DEFAULTS}{_NORMAL}'
        + style("HeadOffice", "信头单位", "方正小标宋简体", 30,
                '<w:spacing w:before="240" w:after="300"/>', _RED)
        + style("HeadMark", "信头版本", "仿宋_GB2312", 16,
                f'{rule}<w:spacing w:line="560" w:lineRule="exact"/>')
        + style("HeadTitle", "信头标题", "方正小标宋简体", 22,
                '<w:spacing w:before="720" w:after="360" w:line="680" w:lineRule="exact"/>')
        + "</w:styles>"
    )  # fmt: skip


def document() -> str:
    """What is filled in, each in one run of text."""
    lines = (("HeadOffice", "【单位】"), ("HeadMark", "【版本】"), ("HeadTitle", "【标题】"),
             ("Normal", "【正文】"))  # fmt: skip
    text = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr><w:r><w:t>{sign}</w:t></w:r></w:p>'
        for name, sign in lines
    )
    spaces = f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"'
    return f"<w:document {spaces}><w:body>{text}{_SECTION}</w:body></w:document>"


def parts() -> dict[str, str]:
    """The parts of the package by name."""
    core = f"{_PACKAGE}/metadata/core-properties"
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
            '<Override PartName="/docProps/core.xml" ContentType="application/vnd.'
            'openxmlformats-package.core-properties+xml"/></Types>'
        ),
        "_rels/.rels": _relationships(
            (f"{_OFFICE}/officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": (
            f'<cp:coreProperties xmlns:cp="{core}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            "<dc:title>信头</dc:title></cp:coreProperties>"
        ),
        "word/document.xml": document(),
        "word/_rels/document.xml.rels": _relationships((f"{_OFFICE}/styles", "styles.xml")),
        "word/styles.xml": styles(),
    }


def _relationships(*targets: tuple[str, str]) -> str:
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def letterhead() -> bytes:
    """The file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts().items():
            info = zipfile.ZipInfo(name, _DAY)
            info.create_system = 3  # else it would tell on which system it was made
            archive.writestr(info, _HEAD + text)
    return made.getvalue()


if __name__ == "__main__":
    (HERE / "letterhead.docx").write_bytes(letterhead())
