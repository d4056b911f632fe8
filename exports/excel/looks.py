"""The looks of cells: what a workbook's styles part says, by number."""

from __future__ import annotations

from typing import Literal

Part = Literal["title", "note", "header", "group", "body", "required", "entry"]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BLACK, _BLUE, _RED = "FF000000", "FF0563C1", "FFB42318"
#: The first font is what column widths are counted in: a digit of 宋体 10 is 7 pixels wide, as one of
#: Calibri 11 is, which is missing on the domestic systems. Order of the parts: ECMA-376, CT_Font.
_FONTS = (
    ("plain", "宋体", 10, _BLACK, ""),
    ("title", "方正小标宋简体", 18, _BLACK, ""),
    ("body", "宋体", 10, _BLACK, ""),
    ("header", "黑体", 10, _BLACK, ""),
    ("link", "宋体", 10, _BLUE, "<u/>"),
    ("required", "黑体", 10, _RED, ""),
)
_FONT_OF: dict[Part, str] = {
    "title": "title", "note": "body", "header": "header", "group": "header", "body": "body",
    "required": "required", "entry": "body",
}  # fmt: skip
_BOXED = frozenset({"header", "group", "body", "required", "entry"})
_SHADED = frozenset({"header", "group", "required"})
#: Number format of text: what is typed into the cell later stays text as well.
_TEXT = 49
_NUMBERS = {"": _TEXT, "0": 1, "0.0": 164}
_EDGE = f'style="thin"><color rgb="{_BLACK}"/>'


class Looks:
    """Numbers of the looks that a workbook uses, in order of their first use."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[object, ...], int] = {}
        self._formats: list[str] = [
            '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        ]

    def number(
        self,
        part: Part,
        align: str = "left",
        *,
        top: bool = False,
        number: str = "",
        quoted: bool = False,
        linked: bool = False,
    ) -> int:
        """The number of a look; ``quoted`` marks text that is not to be taken for a formula,
        ``number`` is the format of one.
        """
        key = (part, align, top, number, quoted, linked)
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = len(self._formats)
            self._formats.append(_format(part, align, top, number, quoted, linked))
        return known

    def xml(self) -> str:
        """The styles part."""
        fonts = "".join(
            f'<font>{more}<sz val="{size}"/><color rgb="{color}"/><name val="{name}"/>'
            '<charset val="134"/></font>'
            for _, name, size, color, more in _FONTS
        )
        return (
            f'<styleSheet xmlns="{_MAIN}">'
            '<numFmts count="1"><numFmt numFmtId="164" formatCode="0.0"/></numFmts>'
            f'<fonts count="{len(_FONTS)}">{fonts}</fonts>'
            '<fills count="3"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill>'
            '<fill><patternFill patternType="solid"><fgColor rgb="FFEDEDED"/>'
            '<bgColor indexed="64"/></patternFill></fill></fills>'
            '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
            f"<border><left {_EDGE}</left><right {_EDGE}</right><top {_EDGE}</top>"
            f"<bottom {_EDGE}</bottom><diagonal/></border></borders>"
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
            "</cellStyleXfs>"
            f'<cellXfs count="{len(self._formats)}">{"".join(self._formats)}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
            "</styleSheet>"
        )


def _format(part: Part, align: str, top: bool, number: str, quoted: bool, linked: bool) -> str:
    name = "link" if linked else _FONT_OF[part]
    font = next(at for at, row in enumerate(_FONTS) if row[0] == name)
    prefix = ' quotePrefix="1"' if quoted else ""
    return (
        f'<xf numFmtId="{_NUMBERS[number]}" fontId="{font}" fillId="{2 * (part in _SHADED)}"'
        f' borderId="{int(part in _BOXED)}" xfId="0"{prefix} applyNumberFormat="1" applyFont="1"'
        ' applyFill="1" applyBorder="1" applyAlignment="1">'
        f'<alignment horizontal="{align}" vertical="{"top" if top else "center"}" wrapText="1"/>'
        "</xf>"
    )
