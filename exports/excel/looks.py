"""The looks of cells, made once for a workbook and copied to every cell."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, Literal

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell

Part = Literal["title", "note", "header", "group", "body"]

_THIN = Side(style="thin", color="FF000000")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_GREY = PatternFill("solid", fgColor="FFEDEDED")
_FONTS = {
    "title": Font(name="方正小标宋简体", size=18),
    "note": Font(name="宋体", size=10),
    "header": Font(name="黑体", size=10),
    "group": Font(name="黑体", size=10),
    "body": Font(name="宋体", size=10),
}
_LINK = Font(name="宋体", size=10, color="FF0563C1", underline="single")
#: Number format of text: what is typed into the cell later stays text as well.
_TEXT = "@"


class Looks:
    """Styles by part, alignment and kind of value."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Any] = {}

    def apply(
        self,
        cell: Cell | MergedCell,
        part: Part,
        *,
        align: str = "left",
        top: bool = False,
        number: str = "",
        quoted: bool = False,
        linked: bool = False,
    ) -> None:
        """Give a cell its look; ``quoted`` marks text that is not to be taken for a formula,
        ``number`` is the format of one.
        """
        key = (part, align, top, number, quoted, linked)
        style = self._known.get(key)
        if style is None:
            vertical = "top" if top else "center"
            cell.font = _LINK if linked else _FONTS[part]
            cell.alignment = Alignment(horizontal=align, vertical=vertical, wrap_text=True)
            if part in ("header", "group", "body"):
                cell.border = _BOX
            if part in ("header", "group"):
                cell.fill = _GREY
            cell.number_format = number or _TEXT
            cell.quotePrefix = quoted
            self._known[key] = cell._style  # type: ignore[union-attr]
        else:
            cell._style = style  # type: ignore[union-attr]

    @staticmethod
    def unlink(cell: Cell | MergedCell) -> None:
        """Take the look of a link from a cell that leads nowhere."""
        # All cells of a look share one array of numbers.
        cell._style = copy(cell._style)  # type: ignore[union-attr]
        cell.font = _FONTS["body"]
