"""Comments on header cells: the words, and the boxes that Excel shows them in (VML)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from exports.excel.text import cell_text, lines_of, string_xml

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CELL = re.compile(r"([A-Z]+)([0-9]+)")
#: Size of a box in points: so many half-width characters across, a line of so many points.
_WIDTH, _ACROSS, _LINE = 260, 46, 14


def comments_xml(comments: Mapping[str, str]) -> str:
    """The comments part; the words by cell."""
    texts = "".join(
        f'<comment ref="{cell}" authorId="0"><text><r><rPr><sz val="9"/><rFont val="宋体"/>'
        f'<charset val="134"/></rPr>{string_xml(cell_text(words))}</r></text></comment>'
        for cell, words in comments.items()
        if words
    )
    return (
        f'<comments xmlns="{_MAIN}"><authors><author>明册</author></authors>'
        f"<commentList>{texts}</commentList></comments>"
    )


def drawing_xml(comments: Mapping[str, str]) -> str:
    """The boxes: hidden until the pointer is on the cell, as high as their words."""
    shapes = "".join(
        _box(number, cell, words)
        for number, (cell, words) in enumerate(comments.items(), 1)
        if words
    )
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
        ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
        '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
        f"{shapes}</xml>"
    )


def _box(number: int, cell: str, words: str) -> str:
    match = _CELL.fullmatch(cell)
    if match is None:
        raise ValueError(f"not a cell: {cell}")
    column, row = _column(match[1]), int(match[2]) - 1
    height = lines_of(words, _ACROSS) * _LINE + 10
    below = max(1, round(height / 15))
    anchor = f"{column + 1}, 10, {row}, 4, {column + 4}, 10, {row + below}, 4"
    return (
        f'<v:shape id="_x0000_s{1024 + number}" type="#_x0000_t202"'
        f' style="position:absolute;width:{_WIDTH}pt;height:{height}pt;visibility:hidden"'
        ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def _column(name: str) -> int:
    """The number, from 0, of a column by its letters."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1
