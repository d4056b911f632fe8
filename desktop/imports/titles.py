"""What stands over the tables of a sheet: their titles, and the agency that one of them names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from desktop.imports.blocks import titles_above
from desktop.imports.choices import SheetChoice
from desktop.imports.grid import Grid, letters
from desktop.imports.region import Region
from desktop.imports.result import StructureCell

#: 单位 alone may be that of money or of what is counted (金额单位：人民币万元, 单位：元/平方米).
_ORGANIZATION = re.compile(
    r"(?:部门名称|单位名称|编制单位|编制机关|填报单位|实施主体|制表单位"
    r"|(?<![\u4e00-\u9fff])单位(?!\s*[：:]\s*(?:人民币|[^\s/／、]{1,3}[/／、])))"
    r"(?:[（(](?:盖章|公章|印章|签章|章)[)）])?\s*[：:]\s*([^\s（(]{3,})"
)


class Titles:
    """The titles over the first table of a sheet; of lists side by side each has its own."""

    def __init__(self, grid: Grid, regions: Sequence[Region], choice: SheetChoice) -> None:
        heads = [region.head for region in regions]
        self._grid = grid
        above = titles_above(grid, choice, heads)
        self._asides = grid.outline.asides if grid.outline else {}
        self._places = [place for place in above if place not in self._asides]
        self._beside_them = [place for place in above if place in self._asides]
        self._spans = {
            region.block: (min(region.head.columns), max(region.head.columns))
            for region in reversed(regions)
        }
        self._known: dict[int, tuple[str, ...]] = {}

    @cached_property
    def cells(self) -> list[StructureCell]:
        """All of them, and what stands beside them in a document."""
        titles = [
            StructureCell(row, letters(column), self._grid.cells[row, column], "title")
            for row, column in self._places
        ]
        return titles + [
            StructureCell(row, letters(column), self._asides[row, column].told, "aside")
            for row, column in self._beside_them
        ]

    def of(self, block: int) -> tuple[str, ...]:
        """The titles of one table: of lists side by side those over it, if there are any."""
        if block not in self._known:
            texts = [self._grid.cells[place] for place in self._places]
            over = [
                self._grid.cells[place] for place in self._places if self._is_over(place, block)
            ]
            self._known[block] = tuple(over or texts) if self._beside(block) else tuple(texts)
        return self._known[block]

    def organization(self, block: int) -> str:
        """The agency that a title names, "" when none does."""
        named = (_ORGANIZATION.search(text) for text in self.of(block))
        return next((match[1] for match in named if match), "")

    def _beside(self, block: int) -> bool:
        left, right = self._spans[block]
        return any(first > right or last < left for first, last in self._spans.values())

    def _is_over(self, place: tuple[int, int], block: int) -> bool:
        left, right = self._spans[block]
        last = place[1] + self._grid.width(place) - 1
        return place[1] <= right and last >= left
