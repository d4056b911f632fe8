"""Type and paper of Word documents: GB/T 9704-2012 for guides, small type for lists.

Lengths are in points unless a name says otherwise; twips are 1/20 point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape

from exports.document import Document

FANG, HEI, KAI, BIAO = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"
#: Name of the style of cover titles; the contents of a bundle go by it.
COVER_TITLE = "封面标题"
SONG, LATIN = "宋体", "Times New Roman"

#: What Word and WPS take where the office has not got the font (w:altName), with its family.
FALLBACKS: Mapping[str, tuple[str, str]] = {
    FANG: ("仿宋,FangSong,华文仿宋", "modern"),
    HEI: ("SimHei,思源黑体", "swiss"),
    KAI: ("楷体,KaiTi,华文楷体", "modern"),
    BIAO: ("方正小标宋_GBK,华文中宋,宋体", "roman"),
    SONG: ("SimSun,思源宋体", "roman"),
}
_PAPERS = {"A4": (11906, 16838), "A3": (16838, 23811)}
_TWIPS_PER_MM = 1440 / 25.4


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style. ``indent`` counts characters; ``spacing`` between characters is in
    points; ``line`` 0 means the height of what stands in it; ``outline`` from 0.
    """

    name: str
    font: str
    size: float
    line: float
    indent: int = 0
    align: str = "both"
    bold: bool = False
    before: float = 0
    after: float = 0
    keep: bool = False
    spacing: float = 0
    outline: int | None = None
    extra: str = ""

    def xml(self, style_id: str) -> str:
        """The w:style element."""
        default = ' w:default="1"' if style_id == "Normal" else ""
        based = "" if style_id == "Normal" else '<w:basedOn w:val="Normal"/>'
        custom = "" if style_id in _BUILT_IN else ' w:customStyle="1"'
        return (
            f'<w:style w:type="paragraph"{default}{custom} w:styleId="{style_id}">'
            f'<w:name w:val="{self.name}"/>{based}<w:qFormat/>'
            f"<w:pPr>{self._paragraph()}</w:pPr><w:rPr>{self._run()}</w:rPr></w:style>"
        )

    def _paragraph(self) -> str:
        keep = "<w:keepNext/><w:keepLines/>" if self.keep else ""
        rule = f'w:line="{self.line * 20:.0f}" w:lineRule="exact"' if self.line else (
            'w:line="240" w:lineRule="auto"'
        )  # fmt: skip
        first = f"{self.indent * self.size * 20:.0f}"
        level = f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else ""
        return (
            f"{keep}{self.extra}"
            f'<w:snapToGrid w:val="0"/>'
            f'<w:spacing w:before="{self.before * 20:.0f}" w:after="{self.after * 20:.0f}" {rule}/>'
            f'<w:ind w:firstLineChars="{self.indent * 100}" w:firstLine="{first}"/>'
            f'<w:jc w:val="{self.align}"/>{level}'
        )

    def _run(self) -> str:
        bold = "<w:b/>" if self.bold else ""
        spacing = f'<w:spacing w:val="{self.spacing * 20:.0f}"/>' if self.spacing else ""
        half_points = f"{self.size * 2:.0f}"
        return (
            f'<w:rFonts w:hint="eastAsia" w:ascii="{LATIN}" w:hAnsi="{LATIN}"'
            f' w:eastAsia="{self.font}" w:cs="{LATIN}"/>{bold}{spacing}'
            f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
            '<w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
        )


#: Styles that Word knows by itself: they must not be marked as custom.
_BUILT_IN = {"Normal", "Title", "Subtitle", "Heading1", "Heading2", "Heading3", "TOC1", "Footer"}


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that decides how a document looks. Page lengths are in twips. ``flow_across``:
    steps of a flow chart stand in a row where they fit.
    """

    styles: Mapping[str, Style]
    width: int
    height: int
    margins: tuple[int, int, int, int]
    footer: int
    landscape: bool
    dashed_page_number: bool
    cell_padding: int = field(default=80)
    flow_across: bool = False

    @property
    def text_width(self) -> int:
        """Width of the type area (版心)."""
        return self.width - self.margins[1] - self.margins[3]

    @property
    def text_height(self) -> int:
        """Height of the type area."""
        return self.height - self.margins[0] - self.margins[2]


def look_of(document: Document) -> Look:
    """Landscape pages are lists, portrait pages official documents or one-sheet editions."""
    landscape = document.page.orientation == "landscape"
    width, height = _PAPERS[document.page.paper]
    if landscape:
        styles, margins, footer = _list_styles(document.page.paper), (18, 16, 18, 16), 9.0
        width, height = height, width
    elif document.page.fit_pages:
        styles, margins, footer = _compact_styles(), (20, 20, 20, 20), 8.0
    else:
        styles, margins, footer = official_styles(), (37, 28, 35, 26), 17.0
    top, left, bottom, right = (round(margin * _TWIPS_PER_MM) for margin in margins)
    return Look(styles, width, height, (top, left, bottom, right), round(footer * _TWIPS_PER_MM),
                landscape, dashed_page_number=not landscape,
                flow_across=bool(document.page.fit_pages))  # fmt: skip


def official_styles() -> dict[str, Style]:
    """GB/T 9704-2012 §5, §7: 3号 仿宋 body on fixed 28 pt, 2号 小标宋 title.

    156 mm hold 28 characters of 15.75 pt, so 16 pt text is set a quarter point closer.
    """
    body = Style("Normal", FANG, 16, 28, spacing=-0.25)
    heading = replace(body, keep=True, indent=2, align="left")
    tabs = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{right}"/></w:tabs>'
    return {
        "Normal": body,
        "Title": Style("Title", BIAO, 22, 34, align="center", after=14, keep=True),
        "Subtitle": replace(body, name="Subtitle", font=KAI, align="center"),
        "Heading1": replace(heading, name="heading 1", font=HEI, before=4, after=3, outline=0),
        "Heading2": replace(heading, name="heading 2", font=KAI, outline=1),
        "Heading3": replace(heading, name="heading 3", bold=True, outline=2),
        "Body": replace(body, name="公文正文", indent=2),
        "Plain": replace(body, name="公文正文（顶格）"),
        "Note": Style("注释文字", FANG, 12, 20),
        "Center": replace(body, name="居中文字", align="center"),
        "Right": replace(body, name="右对齐文字", align="right"),
        "Label": replace(body, name="标签文字", font=HEI, align="left", keep=True, indent=2),
        "CoverTitle": Style(COVER_TITLE, BIAO, 28, 44, align="center", before=120, after=24),
        "CoverSubtitle": Style("封面副标题", KAI, 22, 34, align="center", after=190),
        "CoverLine": Style("封面内容", FANG, 16, 32, align="left"),
        "CellText": Style("表格文字", FANG, 10.5, 15.5, align="left"),
        "CellHeader": Style("表头", HEI, 10.5, 15.5, align="center"),
        "FlowName": Style("流程环节", HEI, 12, 18, align="center", keep=True),
        "FlowDetail": Style("流程说明", FANG, 10.5, 15, align="center", keep=True),
        "Picture": Style("图片", FANG, 10.5, 0, align="center", keep=True),
        "Gap": Style("间隔", FANG, 5, 6, align="left"),
        "TOC1": Style("toc 1", FANG, 14, 25.5, align="left", extra=tabs),
        "Footer": Style("footer", SONG, 14, 0),
        "FooterMark": Style("页脚标记", SONG, 8, 0, align="center"),
    }  # fmt: skip


def _compact_styles() -> dict[str, Style]:
    """One-sheet editions: 小四 text."""
    styles = official_styles()
    text = ("Normal", "Heading1", "Heading2", "Heading3", "Body", "Plain", "Center", "Right",
            "Label", "Subtitle")  # fmt: skip
    for style_id in text:
        indent = 0 if style_id.startswith("Heading") else styles[style_id].indent
        styles[style_id] = replace(styles[style_id], size=12, line=19, spacing=0, indent=indent)
    styles["Title"] = replace(styles["Title"], size=20, line=28, after=8)
    styles["Note"] = replace(styles["Note"], size=9.5, line=14)
    return styles


def _list_styles(paper: str) -> dict[str, Style]:
    """Published lists across the page."""
    size = 9.5 if paper == "A3" else 9.0
    styles = _compact_styles()
    for style_id in ("CellText", "CellHeader"):
        styles[style_id] = replace(styles[style_id], size=size, line=round(size * 1.42, 1))
    styles["Footer"] = replace(styles["Footer"], size=9, align="center")
    return styles


def styles_xml(look: Look) -> str:
    """The whole styles part."""
    paragraphs = "".join(
        style.xml(style_id).replace("{right}", str(look.text_width))
        for style_id, style in look.styles.items()
    )
    edge = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f"<w:{side} {edge}/>" for side in sides)
    pad = look.cell_padding
    return (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
        "</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        f"{paragraphs}"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        '<w:rPr><w:color w:val="0B4A8F"/></w:rPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        f'<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="{pad}" w:type="dxa"/>'
        f'<w:bottom w:w="30" w:type="dxa"/><w:right w:w="{pad}" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr></w:style>"
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        '<w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr></w:style>"
    )


def fonts_xml() -> str:
    """The font table: which fonts stand in for the office's own."""
    entries = (
        f'<w:font w:name="{escape(name)}"><w:altName w:val="{escape(others)}"/>'
        f'<w:charset w:val="86"/><w:family w:val="{family}"/><w:pitch w:val="default"/></w:font>'
        for name, (others, family) in FALLBACKS.items()
    )
    return (
        "".join(entries)
        + f'<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/>'
        '<w:pitch w:val="variable"/></w:font>'
    )
