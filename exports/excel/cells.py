"""Cells as XML: text stays text, whatever it looks like."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from exports.document import Cell
from exports.excel.heights import HIGHEST, LINE, PADDING, ROW_PADDING
from exports.excel.looks import Looks, Part
from exports.excel.text import cell_text, letters, lines_of, looks_like_formula, string_xml
from exports.grid import Placed

#: How the text of a cell is read as a number; None where it is none.
Reading = Callable[[str], int | float | None]
#: Links that Excel keeps on a sheet (Excel specifications and limits); with more it finds the file
#: damaged.
MOST_LINKS = 65_530


@dataclass(frozen=True, slots=True)
class Column:
    """What a column gives its cells: alignment, and how a text is read as a number."""

    align: str = "left"
    reading: Reading | None = None


class Cells:
    """Makes the cells of one sheet; ``places`` says where links lead."""

    def __init__(self, looks: Looks, places: Mapping[str, str]) -> None:
        self._looks, self._places = looks, places
        #: Cells that lead somewhere, with their place.
        self.links: list[tuple[str, str]] = []
        self._letters = [letters(number + 1) for number in range(64)]

    def plain_styles(self, columns: Sequence[Column]) -> list[int]:
        """The numbers of the looks of body text, by column."""
        return [self._looks.number("body", column.align) for column in columns]

    def plain_row(
        self, row: Sequence[Cell], columns: Sequence[Column], styles: Sequence[int],
        widths: Sequence[float], number: int,
    ) -> tuple[str, float] | None:  # fmt: skip
        """The cells of a row and its height; None when something in it is special."""
        if len(row) != len(columns) or len(row) > len(self._letters):
            return None
        parts: list[str] = []
        most = 1
        for cell, column, style, width, letter in zip(
            row, columns, styles, widths, self._letters, strict=False
        ):
            if cell.columns != 1 or cell.header or cell.anchor or cell.goto:
                return None
            text = cell.text
            if not text:
                parts.append(f'<c r="{letter}{number}" s="{style}"/>')
                continue
            if (
                cell.align != "left"
                or column.reading
                or text[0] in "=+-@\t\r\n"
                or text[-1] == "\n"
            ):
                parts.append(self._special(text.strip("\n"), f"{letter}{number}", cell, column))
            else:
                content = string_xml(cell_text(text) or " ")
                parts.append(
                    f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is>{content}</is></c>'
                )
            if 2 * len(text) > width - PADDING or "\n" in text:
                most = max(most, lines_of(text.strip("\n"), width - PADDING))
        height = most * LINE + ROW_PADDING
        return ("".join(parts), height) if height <= HIGHEST else None

    def _special(self, text: str, coordinate: str, cell: Cell, column: Column) -> str:
        align = column.align if cell.align == "left" else cell.align
        return self.cell(coordinate, text, "body", align, reading=column.reading)

    def placed(
        self, placed: Placed, row: int, column: Column, part: Part, *, first: bool, top: bool
    ) -> str:
        """A cell of the grid in one row of the sheet: its text in the first, the look in all."""
        cell = placed.cell
        coordinate = f"{letters(placed.column + 1)}{row}"
        align = cell.align if part != "body" or cell.align != "left" else column.align
        target = self._places.get(cell.goto, "") if first and cell.goto else ""
        linked = bool(target) and len(self.links) < MOST_LINKS
        if linked:
            self.links.append((coordinate, target))
        own = self.cell(
            coordinate, cell.text.strip("\n") if first else "", part, align,
            reading=column.reading if part == "body" else None, top=top, linked=linked,
        )  # fmt: skip
        look = self._looks.number(part, align, top=top, linked=linked)
        others = range(placed.column + 2, placed.column + placed.columns + 1)
        return own + "".join(f'<c r="{letters(at)}{row}" s="{look}"/>' for at in others)

    def cell(
        self, coordinate: str, text: str, part: Part, align: str = "left", *,
        reading: Reading | None = None, top: bool = False, linked: bool = False,
    ) -> str:  # fmt: skip
        """A cell: a number where the column holds numbers and the text is one, else text."""
        text = cell_text(text)
        value = reading(text) if reading and text else None
        if value is not None:
            shown = "0.0" if isinstance(value, float) else "0"
            look = self._looks.number(part, align, top=top, number=shown, linked=linked)
            return f'<c r="{coordinate}" s="{look}"><v>{value}</v></c>'
        look = self._looks.number(
            part, align, top=top, quoted=looks_like_formula(text), linked=linked
        )
        if not text:
            return f'<c r="{coordinate}" s="{look}"/>'
        return f'<c r="{coordinate}" s="{look}" t="inlineStr"><is>{string_xml(text)}</is></c>'
