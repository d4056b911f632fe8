"""One document as a sheet: title, remarks, tables with heading, page setup."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties

from exports.document import (
    Block,
    Cell,
    Cover,
    Document,
    FlowChart,
    Heading,
    KeyValues,
    Paragraph,
    QrCode,
    Table,
    TableColumn,
)
from exports.excel.looks import Looks, Part
from exports.excel.text import cell_text, lines_of, looks_like_formula, measure, sequence_number
from exports.grid import GridRow, Placed, place, standing, table_grid

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

#: Width of the type area in half-width characters at 10 pt, by paper and orientation.
_PAPER_UNITS = {
    ("A4", "portrait"): 92, ("A4", "landscape"): 142,
    ("A3", "portrait"): 142, ("A3", "landscape"): 208,
}  # fmt: skip
_PAPER_CODES = {"A3": 8, "A4": 9}
_NARROWEST, _WIDEST = 5.5, 90.0
#: A cell keeps this much of its width free, in half-width characters.
_PADDING = 1.3
_LINE, _ROW_PADDING, _HIGHEST = 13.5, 5.0, 409.0
#: How the text of a cell is read as a number; None where it is none.
Reading = Callable[[str], int | float | None]
#: On a screen higher rows would hide all others.
_HIGHEST_ON_SCREEN = 140.0
_SEQUENCE_TITLE = "序号"
_PLAIN_COLUMNS = (TableColumn("", 22), TableColumn("", 70))


class SheetWriter:
    """Fills one sheet from top to bottom."""

    def __init__(
        self, sheet: Worksheet, document: Document, looks: Looks, row_written: Callable[[], None]
    ) -> None:
        self._sheet, self._document, self._looks = sheet, document, looks
        self._row_written = row_written
        table = next(document.tables(), None)
        self._columns = table.columns if table and table.columns else _PLAIN_COLUMNS
        self._widths = self._column_widths()
        self._row = 0
        self._merged: list[str] = []
        self._headed = False
        self._highest = _HIGHEST_ON_SCREEN if document.page.screen else _HIGHEST
        #: Where each anchor of the document stands, and which cells lead to one.
        self.anchors: dict[str, str] = {}
        self.links: list[tuple[str, str]] = []

    def unlink(self, cell: SheetCell | MergedCell) -> None:
        """Make a cell look like any other that leads nowhere."""
        self._looks.unlink(cell)

    def write(self) -> None:
        """Write the document."""
        document = self._document
        if not (document.blocks and isinstance(document.blocks[0], Cover)):
            self._across(document.title, "title", "center", 32.0)
        for block in document.blocks:
            self._block(block)
        for number, width in enumerate(self._widths, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = width
        # A list in order of writing; openpyxl's own set comes out in another order in each run.
        self._sheet.merged_cells = self._merged  # type: ignore[assignment]
        self._page_setup()

    def _column_widths(self) -> list[float]:
        page = self._document.page
        wanted = [max(column.width, 0.1) for column in self._columns]
        if page.screen:
            return [round(min(max(width, _NARROWEST), _WIDEST), 1) for width in wanted]
        factor = _PAPER_UNITS[page.paper, page.orientation] / sum(wanted)
        return [round(min(max(width * factor, _NARROWEST), _WIDEST), 1) for width in wanted]

    def _block(self, block: Block) -> None:
        match block:
            case Table():
                self._table(block)
            case KeyValues():
                self._key_values(block)
            case Cover():
                self._across(block.title, "title", "center", 32.0)
                for text in (
                    block.subtitle,
                    *(f"{label}：{value}" for label, value in block.lines),
                ):
                    self._across(text, "note")
            case Heading():
                self._across(block.text, "group")
            case Paragraph():
                align = block.style if block.style in ("center", "right") else "left"
                self._across(block.text, "note", align)
            case FlowChart():
                for number, step in enumerate(block.steps, 1):
                    details = (step.name, step.office, step.limit, step.note)
                    self._across(f"{number}. {'　'.join(filter(None, details))}", "note")
            case QrCode():
                self._across(f"{block.caption}：{block.content}", "note")
            case _:  # page breaks and contents mean nothing in a sheet
                pass

    def _across(self, text: str, part: Part, align: str = "left", height: float = 0) -> None:
        """A row of one cell across the whole width."""
        if not text:
            return
        self._row += 1
        width = len(self._widths)
        for column in range(1, width + 1):
            self._put(self._row, column, text if column == 1 else "", part, align)
        self._merge(self._row, 1, 1, width)
        needed = lines_of(text, sum(self._widths) - _PADDING) * _LINE + _ROW_PADDING
        self._set_height(self._row, max(height, needed))

    def _table(self, table: Table) -> None:
        if not table.columns:
            return
        headings, grid = table_grid(table)
        start = self._row + 1
        numbered = {
            at: measure if column.measured else sequence_number
            for at, column in enumerate(table.columns)
            if column.measured or column.title == _SEQUENCE_TITLE
        }
        aligns = [column.align for column in table.columns]
        self._grid(grid, headings, aligns, numbered)
        if headings and not self._headed:
            self._headed = True
            self._heading_setup(start, start + headings - 1, len(table.columns))

    def _heading_setup(self, first: int, last: int, width: int) -> None:
        """Heading that stays in sight, comes on each printed page and filters the rows below."""
        sheet = self._sheet
        sheet.freeze_panes = f"A{last + 1}"
        sheet.print_title_rows = f"{first}:{last}"
        sheet.auto_filter.ref = f"A{last}:{get_column_letter(width)}{self._row}"

    def _key_values(self, block: KeyValues) -> None:
        width = len(self._widths)
        cells: list[tuple[Cell, ...]] = [
            (Cell(label, header=True), Cell(value, columns=max(width - 1, 1)))
            for label, value in block.rows
        ]
        if width == 1:
            cells = [(Cell(f"{label}：{value}"),) for label, value in block.rows]
        self._grid(place(cells, width), 0, ["left"] * width, {})

    def _grid(
        self,
        grid: Sequence[GridRow],
        headings: int,
        aligns: Sequence[str],
        numbered: Mapping[int, Reading],
    ) -> None:
        start = self._row + 1
        heights = _Heights(grid, self._widths, self._highest)
        for number, row in enumerate(grid):
            self._row += 1
            for placed in standing(row):
                part: Part = "body"
                if placed.cell.header:
                    part = "header" if number < headings else "group"
                self._cell(placed, start, number, part, aligns, numbered, top=heights.full(placed))
            self._set_height(self._row, heights.rows[number])
            self._row_written()

    def _cell(
        self, placed: Placed, start: int, number: int, part: Part, aligns: Sequence[str],
        numbered: Mapping[int, Reading], *, top: bool,
    ) -> None:  # fmt: skip
        cell, row = placed.cell, start + number
        align = cell.align if part != "body" or cell.align != "left" else aligns[placed.column]
        for column in range(placed.column, placed.column + placed.columns):
            first = column == placed.column and number == placed.row
            text = cell.text.strip("\n") if first else ""
            reading = numbered.get(column) if part == "body" else None
            self._put(row, column + 1, text, part, align, reading=reading, top=top,
                      linked=bool(cell.goto))  # fmt: skip
        if number == placed.row:
            self._remember(cell, f"{get_column_letter(placed.column + 1)}{row}")
        if number == placed.row and placed.rows * placed.columns > 1:
            self._merge(row, placed.column + 1, placed.rows, placed.columns)

    def _remember(self, cell: Cell, coordinate: str) -> None:
        if cell.anchor:
            self.anchors[cell.anchor] = coordinate
        if cell.goto:
            self.links.append((coordinate, cell.goto))

    def _put(
        self, row: int, column: int, text: str, part: Part, align: str = "left", *,
        reading: Reading | None = None, top: bool = False, linked: bool = False,
    ) -> None:  # fmt: skip
        """Fill a cell: text stays text, whatever it looks like."""
        cell = self._sheet.cell(row, column)
        text = cell_text(text)
        number = reading(text) if reading else None
        if number is not None:
            cell.value = number
        elif text:
            cell.value = text
            cell.data_type = "s"
        quoted = number is None and looks_like_formula(text)
        shown = "" if number is None else "0.0" if isinstance(number, float) else "0"
        self._looks.apply(cell, part, align=align, top=top, number=shown, quoted=quoted,
                          linked=linked)  # fmt: skip

    def _merge(self, row: int, column: int, rows: int, columns: int) -> None:
        last = f"{get_column_letter(column + columns - 1)}{row + rows - 1}"
        if rows * columns > 1:
            self._merged.append(f"{get_column_letter(column)}{row}:{last}")

    def _set_height(self, row: int, height: float) -> None:
        self._sheet.row_dimensions[row].height = round(min(height, self._highest), 1)

    def _page_setup(self) -> None:
        sheet, document = self._sheet, self._document
        setup = sheet.page_setup
        setup.orientation, setup.paperSize = (
            document.page.orientation,
            _PAPER_CODES[document.page.paper],
        )
        setup.fitToWidth, setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        margins = sheet.page_margins
        margins.left = margins.right = margins.top = 0.55
        margins.bottom, margins.footer = 0.7, 0.35
        sheet.print_options.horizontalCentered = True
        mark = "　".join(filter(None, (document.mark, f"校验码 {document.fingerprint()}")))
        footer = HeaderFooterItem()
        footer.center.text = "第 &P 页　共 &N 页"
        footer.right.text = mark.replace("&", "&&")
        sheet.HeaderFooter.oddFooter = footer


class _Heights:
    """Row heights (points) that show all text, as far as Excel allows."""

    def __init__(self, grid: Sequence[GridRow], widths: Sequence[float], highest: float) -> None:
        self._highest = highest
        self.rows = [_LINE + _ROW_PADDING] * len(grid)
        spanning: list[tuple[Placed, float]] = []
        self._first = first = grid[0][0].row if grid else 0
        for number, row in enumerate(grid):
            for placed in standing(row):
                if placed.row - first != number:
                    continue
                width = sum(widths[placed.column : placed.column + placed.columns]) - _PADDING
                needed = lines_of(placed.cell.text.strip("\n"), width) * _LINE + _ROW_PADDING
                if placed.rows == 1:
                    self.rows[number] = max(self.rows[number], needed)
                else:
                    spanning.append((placed, needed))
        for placed, needed in spanning:
            self._stretch(placed.row - first, placed.rows, needed)

    def _stretch(self, first: int, count: int, needed: float) -> None:
        """Share out what a cell over several rows lacks."""
        lacking = needed - sum(self.rows[first : first + count])
        for number in range(first, first + count):
            self.rows[number] += max(lacking, 0) / count

    def full(self, placed: Placed) -> bool:
        """Whether a cell is so high that its beginning must stand at the top to be in sight."""
        first = placed.row - self._first
        return sum(self.rows[first : first + placed.rows]) > self._highest
