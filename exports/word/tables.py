"""Tables in Word: repeating heading, spans both ways, long rows that break across pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from exports.document import Align, Cell, KeyValues, Table
from exports.grid import GridRow, Placed, fitting_widths, place, standing, table_grid
from exports.widths import at_least, half_widths, heading_width, longest_words, shares
from exports.word.styles import Look
from exports.word.xml import PAGE_OF, attribute, clean, field, paragraph, run

#: A row higher than this share of the page may break across pages; shorter ones stay whole.
_WHOLE_SHARE = 0.3
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>'
_LEAST_WIDTH = 600
#: Blank space left and right of a cell's text and, in twips, above and below it.
_CELL_MARGIN = 60


@dataclass(frozen=True, slots=True)
class Grid:
    """A table about to be written: widths and estimated row heights in twips, the alignment that
    a column gives its cells, how many rows are heading.
    """

    look: Look
    widths: Sequence[int]
    aligns: Sequence[Align]
    rows: Sequence[GridRow]
    headings: int
    heights: Sequence[float]

    def xml(self, caption: str) -> str:
        """The whole table."""
        return frame(self.widths, "".join(map(self._row, range(len(self.rows)))), caption)

    def _row(self, number: int) -> str:
        heading = number < self.headings
        whole = heading or self._is_low(number, 1)
        properties = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if heading else "")
        look = f"<w:trPr>{properties}</w:trPr>" if properties else ""
        cells = "".join(self._cell(placed, number) for placed in standing(self.rows[number]))
        return f"<w:tr>{look}{cells}</w:tr>"

    def _is_low(self, first: int, count: int) -> bool:
        """Whether rows together take so little of a page that they need not break."""
        height = sum(self.heights[first : first + count])
        return height <= _WHOLE_SHARE * self.look.text_height

    def _cell(self, placed: Placed, number: int) -> str:
        cell = placed.cell
        width = sum(self.widths[placed.column : placed.column + placed.columns])
        properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
        if placed.columns > 1:
            properties += f'<w:gridSpan w:val="{placed.columns}"/>'
        if placed.rows > 1:
            properties += '<w:vMerge w:val="restart"/>' if number == placed.row else "<w:vMerge/>"
        if cell.header:
            properties += _SHADE
        # In a cell that goes over pages, the middle would be on a page of its own.
        middle = number < self.headings or self._is_low(placed.row, placed.rows)
        properties += f'<w:vAlign w:val="{"center" if middle else "top"}"/>'
        content = self._text(placed) if number == placed.row else paragraph("CellText")
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"

    def _text(self, placed: Placed) -> str:
        cell = placed.cell
        given = cell.header or cell.align != "left"
        look = f'<w:jc w:val="{cell.align if given else self.aligns[placed.column]}"/>'
        if cell.header and placed.columns == len(self.widths):
            look = f"<w:keepNext/>{look}"  # a group row does not end a page
        style = "CellHeader" if cell.header else "CellText"
        if cell.page_of:  # which page that is only the program that shows it can know
            return paragraph(style, field(PAGE_OF.format(cell.page_of), "", dirty=True), look)
        if cell.text.isprintable():
            return paragraph(style, run(cell.text) if cell.text else "", look)
        lines = clean(cell.text).strip("\n").split("\n")
        return "".join(paragraph(style, run(line) if line else "", look) for line in lines)


def table_grid_of(table: Table, look: Look) -> Grid:
    """A table with its heading, spread over the type area.

    Raises:
        BadTable: a row has more cells than the table has columns.
    """
    wanted = shares(table)
    unit = look.text_width / (sum(wanted) or 1)
    character = look.styles["CellText"].size * 20
    narrowest = [
        max(heading_width(column), half_widths(word) * 0.52) * character + 2 * look.cell_padding
        for column, word in zip(table.columns, longest_words(table), strict=True)
    ]
    fitted = at_least([share * unit for share in wanted], narrowest)
    widths = fitting_widths(fitted, look.text_width, _LEAST_WIDTH)
    headings, rows = table_grid(table)
    aligns = tuple(column.align for column in table.columns)
    return Grid(look, widths, aligns, rows, headings, _heights(rows, widths, look))


def key_values_grid_of(block: KeyValues, look: Look) -> Grid:
    """Labels and values in two columns; the first is as wide as its words, within bounds."""
    longest = max((len(label) for label, _ in block.rows), default=1)
    label = look.styles["CellHeader"].size * 20 * (longest + 0.5) + 2 * look.cell_padding
    share = min(max(label / look.text_width, 0.16), 0.30)
    widths = fitting_widths((share, 1 - share), look.text_width, _LEAST_WIDTH)
    cells = [(Cell(name, align="center", header=True), Cell(value)) for name, value in block.rows]
    rows = place(cells, 2)
    return Grid(look, widths, ("center", "left"), rows, 0, _heights(rows, widths, look))


def _heights(rows: Sequence[GridRow], widths: Sequence[int], look: Look) -> list[float]:
    """Estimated heights in twips, cells that span several rows left out."""
    style = look.styles["CellText"]
    heights = []
    for row in rows:
        lines = [
            lines_in(
                placed.cell.text,
                sum(widths[placed.column : placed.column + placed.columns]) - 2 * look.cell_padding,
                style.size,
            )
            for placed in standing(row)
            if placed.rows == 1
        ]
        heights.append(max(lines, default=1) * style.line * 20 + _CELL_MARGIN)
    return heights


def lines_in(text: str, width: int, size: float) -> int:
    """Estimated lines of a text in a width of so many twips.

    A Chinese character is as wide as it is high and takes two bytes in GBK.
    """
    byte = size * 10
    if 2 * len(text) * byte <= width and "\n" not in text:
        return 1
    lines = (len(line.encode("gbk", "replace")) * byte for line in text.strip("\n").split("\n"))
    return sum(max(ceil(length / max(width, 1)), 1) for length in lines)


def frame(widths: Sequence[int], rows: str, caption: str = "", style: str = "TableGrid") -> str:
    """A table around finished rows; the caption is what screen readers say of it."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    said = f'<w:tblCaption w:val="{attribute(caption)}"/>' if caption else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
        f' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>{said}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )
