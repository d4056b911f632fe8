"""Items of a sheet → records, with an account of every cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop.imports.columns import Column
from desktop.imports.drafts import Draft
from desktop.imports.grid import Grid, letters
from desktop.imports.headers import HeaderFinder
from desktop.imports.items import ItemReader
from desktop.imports.region import Cell, Item, Region
from desktop.imports.result import (
    HIDDEN,
    NO_HEADER,
    NO_VALUE,
    SheetReport,
    SourceCell,
    StructureCell,
)
from desktop.imports.surroundings import implied
from desktop.imports.synonyms import companions
from desktop.imports.units import units_of
from forms.model import Catalogue, Form
from forms.problem import Problem, Severity
from forms.record import Record
from forms.values import fold

_ORGANIZATION = re.compile(
    r"(?:部门名称|单位名称|编制单位|编制机关|填报单位|实施主体)\s*[：:]\s*([^\s（(]+)"
)


@dataclass(slots=True)
class SheetResult:
    """What one sheet gave."""

    report: SheetReport
    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sources: list[SourceCell] = field(default_factory=list)
    dropped: int = 0
    #: Cells of rows that hold a sequence number and nothing else.
    numbers: set[tuple[int, str]] = field(default_factory=set)
    #: Labels of fields that were filled from titles and headings, with the number of records.
    implied: Counter[str] = field(default_factory=Counter)
    given: dict[tuple[str, tuple[str, ...]], list[tuple[str, str]]] = field(default_factory=dict)


class SheetReader:
    """Reads the sheets of one workbook."""

    def __init__(self, file: str, catalogue: Catalogue, kind: str | None) -> None:
        self.file = file
        self.catalogue = catalogue
        self.finder = HeaderFinder(catalogue, kind)

    def read(self, grid: Grid) -> SheetResult:
        """Records, problems and report of one sheet."""
        if not grid.cells:
            return SheetResult(SheetReport(grid.name, note="空表"))
        regions = ItemReader(self.finder, grid).regions()
        if not regions:
            return self._without_header(grid)
        above, organization = self._above(grid, regions[0].head.first_row)
        titles = [cell.text for cell in above]
        result = SheetResult(SheetReport(grid.name))
        for region in regions:
            for item in region.items:
                self._read_item(grid, region, item, organization, titles, result)
        self._report(grid, regions, above, result)
        return result

    def _without_header(self, grid: Grid) -> SheetResult:
        structure = tuple(
            StructureCell(row, letters(column), text, "unread")
            for (row, column), text in grid.cells.items()
        )
        report = SheetReport(grid.name, note="没有认出表头，未导入", structure=structure)
        problem = self._problem(
            NO_HEADER, grid, Severity.WARN,
            f"没有认出表头，{len(structure)}个单元格没有导入。",
            "请检查表头里有没有“事项名称”一类的栏目，或在导入时指明清单种类。",
        )  # fmt: skip
        return SheetResult(report, problems=[problem], dropped=len(structure))

    def _problem(self, rule: str, grid: Grid, severity: Severity, what: str,
                 hint: str = "") -> Problem:  # fmt: skip
        where = f"“{self.file}”工作表“{grid.name}”"
        return Problem(rule, severity, "", "", "", where + what, hint=hint)

    def _above(self, grid: Grid, header: int) -> tuple[list[StructureCell], str]:
        """Title rows over the first table; the agency when one of them names it."""
        titles = [
            StructureCell(row, letters(column), grid.cells[row, column], "title")
            for row, columns in grid.rows.items() if row < header
            for column in columns
        ]  # fmt: skip
        named = (_ORGANIZATION.search(cell.text) for cell in titles)
        return titles, next((match[1] for match in named if match), "")

    def _read_item(self, grid: Grid, region: Region, item: Item, organization: str,
                   titles: list[str], result: SheetResult) -> None:  # fmt: skip
        form = self.catalogue.forms[region.head.kind]
        place = f"“{self.file}”工作表“{grid.name}”第{item.rows[0]}行"
        drafts = {form.kind: Draft(form, place)}
        links = list(companions(self.catalogue, form))
        for _, other, _ in links:
            drafts[other.kind] = Draft(other, place)
        where = _fill(drafts, form, item)
        main = drafts[form.kind]
        if not main.is_empty():
            given = self._given(form, item.banners, titles, grid.name, result)
            # What the item's own cell says counts, even when it was not understood.
            unsaid = [g for g in given if region.head.column_of(g[0]) not in item.cells]
            filled = [name for name, value in unsaid if main.fill(name, value)]
            result.implied.update(form.fields[name].label for name in filled)
        for reference, other, back in links:
            if not drafts[other.kind].is_empty():
                main.values[reference.id] = [drafts[other.kind].uuid]
                _inherit(main, drafts[other.kind])
                drafts[other.kind].values[back.id] = [main.uuid]
        if all(draft.is_empty() for draft in drafts.values()):
            result.numbers |= {(cell.place[0], letters(cell.place[1])) for cell, _, _ in where}
            return
        for draft in drafts.values():
            if organization and not draft.is_empty():
                draft.values.setdefault("org_name", organization)
            if not draft.is_empty():
                result.records.append(draft.record())
                result.problems += draft.problems
        result.sources += [
            SourceCell(grid.name, cell.place[0], letters(cell.place[1]), cell.column.label,
                       cell.text, drafts[kind].uuid, path)
            for cell, kind, path in where
        ]  # fmt: skip

    def _given(self, form: Form, banners: tuple[str, ...], titles: list[str], sheet: str,
               result: SheetResult) -> list[tuple[str, str]]:  # fmt: skip
        """What the surroundings say, found out once for all items under the same headings."""
        place = (form.kind, banners)
        if place not in result.given:
            result.given[place] = list(implied(form, banners, titles, sheet))
        return result.given[place]

    def _report(self, grid: Grid, regions: list[Region], above: list[StructureCell],
                result: SheetResult) -> None:  # fmt: skip
        columns = [column for region in regions for column in region.head.columns.values()]
        mapped = _mapping(columns)
        unmapped = dict.fromkeys(c.label for c in columns if not c.target)
        headed = {i for region in regions for i in region.head.columns}
        upright = any(region.head.upright for region in regions)
        beside = [] if upright else sorted({column for _, column in grid.cells} - headed)
        inside = {(s.row, s.column) for s in result.sources}
        unmapped |= dict.fromkeys(
            f"{letters(c)}列" for c in beside if any(col == letters(c) for _, col in inside)
        )
        outside = [*above, *(cell for region in regions for cell in region.structure)]
        # A banner merged down into an item belongs to the item.
        structure = [cell for cell in outside if (cell.row, cell.column) not in inside]
        structure += self._beside(grid, structure, inside, result.numbers)
        result.dropped = sum(cell.role == "unread" for cell in structure)
        result.problems += self._sheet_problems(grid, result.dropped)
        result.report = SheetReport(
            grid.name,
            regions[0].head.last_row,
            mapped,
            tuple(unmapped),
            dict(Counter(record.kind for record in result.records)),
            "；".join(_notes(grid, regions, result)),
            tuple(structure),
        )

    def _beside(
        self,
        grid: Grid,
        structure: list[StructureCell],
        inside: set[tuple[int, str]],
        numbers: set[tuple[int, str]],
    ) -> list[StructureCell]:
        """Cells that no record took: they are listed, never forgotten."""
        listed = inside | {(cell.row, cell.column) for cell in structure}
        return [
            StructureCell(row, place[1], text, "note" if place in numbers else "unread")
            for (row, column), text in grid.cells.items()
            if (place := (row, letters(column))) not in listed
        ]

    def _sheet_problems(self, grid: Grid, dropped: int) -> Iterator[Problem]:
        rows = grid.hidden_rows & grid.rows.keys()
        if rows or grid.hidden:
            what = "整张表是隐藏的" if grid.hidden else f"第{_numbers(rows)}行是隐藏行"
            yield self._problem(HIDDEN, grid, Severity.HINT, f"{what}，内容也已导入。",
                                "请核对隐藏内容该不该在清单里，不该在的请删除。")  # fmt: skip
        for (row, column), text in grid.faults.items():
            what = f"第{row}行{letters(column)}列的公式没有结果，只有“{text}”，已照抄。"
            yield self._problem(NO_VALUE, grid, Severity.WARN, what,
                                "请在Excel中打开、重新计算并保存后再导入。")  # fmt: skip
        if dropped:
            yield self._problem(NO_HEADER, grid, Severity.WARN,
                                f"有{dropped}个单元格不在任何一项里，没有导入。",
                                "请看导入报告中这张表的“未读”单元格。")  # fmt: skip


def _fill(drafts: dict[str, Draft], form: Form, item: Item) -> list[tuple[Cell, str, str]]:
    """Put every cell of an item into a draft; where each one stands (kind and path)."""
    where: list[tuple[Cell, str, str]] = []
    written: dict[int, str] = {}
    units = units_of(item, {kind: draft.form for kind, draft in drafts.items()})
    for index in _in_order(item):
        if index in units.values():
            continue
        cells = item.cells[index]
        column = cells[0].column
        text = "\n".join(dict.fromkeys(cell.text for cell in cells))
        if index in units:
            cells = [*cells, *item.cells[units[index]]]
            text += item.cells[units[index]][0].text
        kind = column.kind or form.kind
        original = written.get(column.repeats)
        if original is not None and fold(original) == fold(text):
            first = item.cells[column.repeats][0]
            kind, path = next((k, p) for c, k, p in where if c.place == first.place)
        elif column.target is None or (column.repeats and original is not None):
            kind, path = form.kind, drafts[form.kind].note(column.label, text)
        else:
            path = drafts[kind].put(column.target, column.label, text)
        written[index] = text
        where += [(cell, kind, path) for cell in cells]
    for cell in item.strays:
        path = drafts[form.kind].note(cell.column.label, cell.text)
        where.append((cell, form.kind, path))
    return where


def _in_order(item: Item) -> list[int]:
    """Columns left to right; after them those that may need another's field or repeat it."""

    def rank(index: int) -> tuple[bool, bool, int]:
        column = item.cells[index][0].column
        return bool(column.repeats), bool(column.target and column.target.overflow), index

    return sorted(item.cells, key=rank)


def _inherit(main: Draft, other: Draft) -> None:
    """The body that exercises a power is responsible for it, unless the list says otherwise."""
    source, target = main.form.organization_field, other.form.organization_field
    if source in main.values and target and target not in other.values:
        other.values[target] = main.values[source]


def _mapping(columns: list[Column]) -> dict[str, str]:
    """Heading → field; a heading over two columns is told apart by the column's letter."""
    mapped: dict[str, str] = {}
    for column in columns:
        target = _shown_target(column)
        if target and mapped.setdefault(column.label, target) != target:
            mapped[f"{column.label}（{letters(column.index)}列）"] = target
    return mapped


def _shown_target(column: Column) -> str:
    if column.target is None:
        return ""
    return "seq" if column.target.path.startswith("@") else column.target.path


def _notes(grid: Grid, regions: list[Region], result: SheetResult) -> Iterator[str]:
    if grid.hidden:
        yield "隐藏的工作表"
    rows = grid.hidden_rows & grid.rows.keys()
    if rows:
        yield f"隐藏行：{_numbers(rows)}"
    columns = sorted({column for _, column in grid.cells} & grid.hidden_columns)
    if columns:
        yield "隐藏列：" + "、".join(letters(column) for column in columns)
    repeats = [c for region in regions for c in region.head.columns.values() if c.repeats]
    if repeats:
        yield "重复的栏目：" + "、".join(f"{letters(c.index)}列{c.header}" for c in repeats)
    if len(regions) > 1:
        yield f"{len(regions)}个表头"
    for label, number in result.implied.items():
        yield f"{number}项的“{label}”取自标题、小标题或工作表名"
    if not result.records:
        yield "只有表头，没有记录"


def _numbers(rows: frozenset[int] | set[int]) -> str:
    return "、".join(str(row) for row in sorted(rows))
