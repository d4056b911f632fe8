"""One document as a sheet: title, remarks, tables with heading, page setup."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from exports.document import (
    Align,
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
from exports.excel.cells import Cells, Column, Reading
from exports.excel.frame import Frame
from exports.excel.heights import (
    HIGHEST,
    HIGHEST_ON_SCREEN,
    Heights,
    height_of,
    pieces_of,
)
from exports.excel.looks import Looks, Part
from exports.excel.text import letters, measure, sequence_number
from exports.grid import GridRow, Placed, bands, header_rows, place, standing
from exports.wide import sheets_across
from exports.widths import shares
from exports.zips import TextPart

#: Width of the type area in half-width characters at 10 pt, by paper and orientation.
_PAPER_UNITS = {
    ("A4", "portrait"): 92, ("A4", "landscape"): 142,
    ("A3", "portrait"): 142, ("A3", "landscape"): 208,
}  # fmt: skip
_NARROWEST, _WIDEST = 5.5, 90.0
_TITLE_HEIGHT = 32.0
_ALIGNS: Mapping[str, Align] = {"center": "center", "right": "right"}
_SEQUENCE_TITLE = "序号"
_PLAIN_COLUMNS = (TableColumn("", 22), TableColumn("", 70))


class SheetWriter:
    """Writes one sheet from top to bottom.

    ``places`` says where links lead: anchor → sheet and cell. One that leads nowhere stays plain
    text.
    """

    def __init__(
        self,
        out: TextPart,
        document: Document,
        looks: Looks,
        row_written: Callable[[], None],
        places: Mapping[str, str],
    ) -> None:
        self._out, self._document, self._row_written = out, document, row_written
        self._cells = Cells(looks, places)
        table = next(document.tables(), None)
        self._columns = table.columns if table and table.columns else _PLAIN_COLUMNS
        page = document.page
        mark = "　".join(filter(None, (document.mark, f"校验码 {document.fingerprint()}")))
        self.frame = Frame(
            self._column_widths(table),
            paper=page.paper,
            orientation=page.orientation,
            footer_right=mark,
            fits_width=sheets_across(len(self._columns)) == 1,
        )
        #: The rows of the heading that comes on each printed page, e.g. (3, 4).
        self.print_titles: tuple[int, int] | None = None
        #: Where each anchor of the document stands.
        self.anchors: dict[str, str] = {}
        self._row = 0
        #: Rows that stand before the heading, which the sheet's beginning must know of.
        self._before: list[str] | None = []

    def write(self) -> None:
        """Write the document."""
        document = self._document
        if not (document.blocks and isinstance(document.blocks[0], Cover)):
            self._across(document.title, "title", "center", _TITLE_HEIGHT)
        for block in document.blocks:
            self._block(block)
        self._begin()
        self.frame.links = self._cells.links
        self._out.write(self.frame.tail())

    def _begin(self) -> None:
        """Write the sheet's beginning, once, with the rows held back so far."""
        if self._before is None:
            return
        held, self._before = self._before, None
        self._out.write(self.frame.head())
        for row in held:
            self._out.write(row)

    def _column_widths(self, table: Table | None) -> list[float]:
        page = self._document.page
        wanted = [max(column.width, 0.1) for column in self._columns]
        if page.screen:
            return [round(min(max(width, _NARROWEST), _WIDEST), 1) for width in wanted]
        if table is not None and table.columns:
            wanted = shares(table)
        across = sheets_across(len(wanted))
        factor = across * _PAPER_UNITS[page.paper, page.orientation] / sum(wanted)
        return [round(min(max(width * factor, _NARROWEST), _WIDEST), 1) for width in wanted]

    def _block(self, block: Block) -> None:
        match block:
            case Table():
                self._table(block)
            case KeyValues():
                self._key_values(block)
            case Cover():
                self._across(block.title, "title", "center", _TITLE_HEIGHT)
                for text in (
                    block.subtitle,
                    *(f"{label}：{value}" for label, value in block.lines),
                ):
                    self._across(text, "note")
            case Heading():
                self._across(block.text, "group")
            case Paragraph():
                self._across(block.text, "note", _ALIGNS.get(block.style, "left"))
            case FlowChart():
                for number, step in enumerate(block.steps, 1):
                    details = (step.name, step.office, step.limit, step.note)
                    self._across(f"{number}. {'　'.join(filter(None, details))}", "note")
            case QrCode():
                self._across(f"{block.caption}：{block.content}", "note")
            case _:  # page breaks and contents mean nothing in a sheet
                pass

    def _across(self, text: str, part: Part, align: Align = "left", height: float = 0) -> None:
        """A row of one cell across the whole width."""
        if not text:
            return
        width = len(self.frame.widths)
        height = max(height, height_of(text, sum(self.frame.widths)))
        cell = Placed(Cell(text, align=align), 0, 0, 1, width)
        columns = [Column()] * width
        self._rows([(cell,) * width], [height], columns, lambda _: part, lambda _: height > HIGHEST)

    def _table(self, table: Table) -> None:
        if not table.columns:
            return
        width = len(table.columns)
        columns = [Column(column.align, _reading(column)) for column in table.columns]
        head = header_rows(table.columns)
        first = self._row + 1
        filters = self._before is not None and bool(head)
        if head:
            self._band(place(head, width), columns, "header")
        heading = self._row
        if filters:
            self.frame.frozen, self.print_titles = heading, (first, heading)
            self._begin()
        styles = self._cells.plain_styles(columns)
        for number, rows in bands(table.rows):
            if len(rows) == 1 and self._plain(rows[0], columns, styles):
                continue
            self._band(place(rows, width, counted=number), columns, "group")
        if filters:
            self.frame.filter = f"A{heading}:{letters(width)}{self._row}"

    def _plain(self, row: Sequence[Cell], columns: Sequence[Column], styles: Sequence[int]) -> bool:
        """Write a row in which nothing is special; False when something is, and nothing is written.

        Nearly all rows of a long list are such ones: this is what its speed hangs on.
        """
        found = self._cells.plain_row(row, columns, styles, self.frame.widths, self._row + 1)
        if found is None:
            return False
        xml, height = found
        self._emit(xml, height)
        self._row_written()
        return True

    def _key_values(self, block: KeyValues) -> None:
        width = len(self.frame.widths)
        cells: list[tuple[Cell, ...]] = [
            (Cell(label, header=True), Cell(value, columns=max(width - 1, 1)))
            for label, value in block.rows
        ]
        if width == 1:
            cells = [(Cell(f"{label}：{value}"),) for label, value in block.rows]
        columns = [Column()] * width
        for row in cells:
            self._band(place([row], width), columns, "group")

    def _band(self, grid: Sequence[GridRow], columns: Sequence[Column], headers: Part) -> None:
        """Rows that belong together by their spans."""
        heights = Heights(grid, self.frame.widths)

        def part(placed: Placed) -> Part:
            return headers if placed.cell.header else "body"

        highest = HIGHEST_ON_SCREEN if self._document.page.screen else HIGHEST
        self._rows(grid, heights.rows, columns, part, lambda item: heights.over(item, highest))
        for _ in grid:
            self._row_written()

    def _rows(
        self,
        grid: Sequence[GridRow],
        heights: Sequence[float],
        columns: Sequence[Column],
        part: Callable[[Placed], Part],
        top: Callable[[Placed], bool],
    ) -> None:
        """Write rows; one that is higher than Excel allows goes on over merged rows below."""
        screen = self._document.page.screen
        pieces = [1 if screen else pieces_of(height) for height in heights]
        starts = [self._row + 1 + sum(pieces[:number]) for number in range(len(grid) + 1)]
        for number, row in enumerate(grid):
            begun = [placed for placed in standing(row) if placed.row == number]
            for placed in begun:
                self._merge(placed, starts)
            for piece in range(pieces[number]):
                cells = [
                    self._cells.placed(
                        placed, self._row + 1, columns[placed.column], part(placed),
                        first=piece == 0 and placed.row == number,
                        top=top(placed),
                    )
                    for placed in standing(row)
                ]  # fmt: skip
                if piece == 0:
                    self._remember(begun)
                height = heights[number] / pieces[number]
                self._emit("".join(cells), min(height, HIGHEST_ON_SCREEN) if screen else height)

    def _merge(self, placed: Placed, starts: Sequence[int]) -> None:
        first, last = starts[placed.row], starts[placed.row + placed.rows] - 1
        if last > first or placed.columns > 1:
            corner = letters(placed.column + placed.columns)
            self.frame.merged.append(f"{letters(placed.column + 1)}{first}:{corner}{last}")

    def _remember(self, begun: Sequence[Placed]) -> None:
        """Note the places in the row that is about to be written."""
        for placed in begun:
            if placed.cell.anchor:
                coordinate = f"{letters(placed.column + 1)}{self._row + 1}"
                self.anchors[placed.cell.anchor] = coordinate

    def _emit(self, cells: str, height: float) -> None:
        self._row += 1
        row = f'<row r="{self._row}" ht="{height:.1f}" customHeight="1">{cells}</row>'
        if self._before is None:
            self._out.write(row)
        else:
            self._before.append(row)


def _reading(column: TableColumn) -> Reading | None:
    """How the texts of a column are read as numbers; None where they stay text."""
    if column.measured:
        return measure
    return sequence_number if column.title == _SEQUENCE_TITLE else None
