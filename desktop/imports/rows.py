"""Items of a sheet → records, with an account of every cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from desktop.imports.beside import beside_text
from desktop.imports.block_report import blocks_of, columns_of_blocks, is_skipped, mapping_of
from desktop.imports.blocks import left_out_cells, read_blocks
from desktop.imports.choice_lists import ChoiceWords, choice_lists, choice_words
from desktop.imports.choices import NO_CHOICE, SheetChoice
from desktop.imports.drafts import Draft
from desktop.imports.filldown import runs
from desktop.imports.grid import Grid, Place, letters
from desktop.imports.headers import HeaderFinder
from desktop.imports.region import Cell, Item, Region
from desktop.imports.result import (
    FILLED_DOWN,
    HIDDEN,
    LEFT_OUT,
    NO_HEADER,
    NO_VALUE,
    Located,
    SheetReport,
    SourceCell,
    StructureCell,
)
from desktop.imports.spread import spread
from desktop.imports.surroundings import implied
from desktop.imports.synonyms import companions
from desktop.imports.titles import Titles
from desktop.imports.units import units_of
from exports.progress import NO_PROGRESS, Progress
from forms.model import Catalogue, Form
from forms.problem import Problem, Severity
from forms.record import Record
from forms.rules import registry
from forms.values import fold

#: Items between two steps of progress: a list of some hundreds takes seconds.
_STEP = 25
#: Cells with words crossed out, or comments, that are told one by one.
_MOST_MARKS = 30
_LONGEST_QUOTE = 40


@dataclass(slots=True)
class SheetResult:
    """What one sheet gave."""

    report: SheetReport
    records: list[Record] = field(default_factory=list)
    located: list[Located] = field(default_factory=list)
    sources: list[SourceCell] = field(default_factory=list)
    dropped: int = 0
    #: Cells of rows that hold a sequence number and nothing else.
    numbers: set[tuple[int, str]] = field(default_factory=set)
    #: Labels of fields that were filled from titles and headings, with the number of records.
    implied: Counter[str] = field(default_factory=Counter)
    given: dict[tuple[int, tuple[str, ...]], list[tuple[str, str]]] = field(default_factory=dict)
    #: Number of a table on the sheet → its records by kind.
    counted: dict[int, Counter[str]] = field(default_factory=dict)
    #: Single values of records that came as records, not as cells.
    values: int = 0

    @property
    def problems(self) -> list[Problem]:
        """The problems without their places."""
        return [found.problem for found in self.located]


class SheetReader:
    """Reads the sheets of one workbook."""

    def __init__(
        self, file: str, catalogue: Catalogue, kind: str | None, progress: Progress = NO_PROGRESS
    ) -> None:
        self.progress = progress
        self.file = file
        self.catalogue = catalogue
        self.kind = kind
        self._finders: dict[str | None, HeaderFinder] = {}

    @cached_property
    def _choices(self) -> ChoiceWords:
        return choice_words(self.catalogue.vocabularies.values())

    def _finder(self, kind: str | None) -> HeaderFinder:
        if kind not in self._finders:
            self._finders[kind] = HeaderFinder(self.catalogue, kind)
        return self._finders[kind]

    def read(self, grid: Grid, choice: SheetChoice = NO_CHOICE) -> SheetResult:
        """Records, problems and report of one sheet, as decided where something was decided."""
        if not grid.cells:
            return SheetResult(SheetReport(grid.name, note="空表"))
        edges = {edge for b in choice.blocks for edge in (b.area.left, b.area.right)}
        aside = choice_lists(grid, self._choices) - edges
        if aside:
            return _with_lists(self.read(grid.without(aside), choice), grid, aside)
        regions = read_blocks(lambda kind: self._finder(kind or self.kind), grid, choice)
        if not regions and not choice.blocks:
            return self._without_header(grid)
        titles = Titles(grid, regions, choice)
        result = SheetResult(SheetReport(grid.name))
        items = [(region, item) for region in regions for item in region.items]
        for number, (region, item) in enumerate(items, start=1):
            if number % _STEP == 0:
                self.progress.step(number, len(items), f"{self.file} {grid.name}")
            before = len(result.records)
            self._read_item(grid, region, item, titles, result)
            made = (record.kind for record in result.records[before:])
            result.counted.setdefault(region.block, Counter()).update(made)
        result.located[:0] = beside_text(self.file, grid, sum(len(i.pictures) for _, i in items))
        self._report(grid, regions, choice, titles, result)
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
        located = [Located(problem, grid.name)]
        return SheetResult(report, located=located, dropped=len(structure))

    def _place(self, grid: Grid, item: Item) -> str:
        """Where an item stands, in words; paragraphs of a document have no numbers to go by."""
        row = "" if grid.outline else f"第{item.rows[0]}行"
        return f"“{self.file}”{grid.called}{row}"

    def _problem(self, rule: str, grid: Grid, severity: Severity, what: str,
                 hint: str = "") -> Problem:  # fmt: skip
        where = f"“{self.file}”{grid.called}"
        return Problem(rule, severity, "", "", "", where + what, hint=hint)

    def _read_item(self, grid: Grid, region: Region, item: Item, titles: Titles,
                   result: SheetResult) -> None:  # fmt: skip
        form = self.catalogue.forms[region.head.kind]
        place = self._place(grid, item)
        lines = grid.outline is not None
        drafts = {form.kind: Draft(form, place, lines=lines)}
        links = list(companions(self.catalogue, form))
        for _, other, _ in links:
            drafts[other.kind] = Draft(other, place, lines=lines)
        where, found = _fill(drafts, form, item)
        main = drafts[form.kind]
        if not main.is_empty():
            given = self._given(region, item, titles, grid.name, result)
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
        result.located += [
            Located(problem, grid.name, row, letters(index)) for problem, (row, index) in found
        ]
        organization = titles.organization(region.block)
        for draft in drafts.values():
            if organization and not draft.is_empty():
                draft.values.setdefault("org_name", organization)
            if not draft.is_empty():
                result.records.append(draft.record())
        result.sources += [
            SourceCell(grid.name, cell.place[0], letters(cell.place[1]), cell.column.label,
                       cell.said or cell.text, drafts[kind].uuid, path)
            for cell, kind, path in where
        ]  # fmt: skip

    def _given(self, region: Region, item: Item, titles: Titles, sheet: str,
               result: SheetResult) -> list[tuple[str, str]]:  # fmt: skip
        """What the surroundings say, found out once for all items under the same headings."""
        form = self.catalogue.forms[region.head.kind]
        place = (region.block, item.banners)
        if place not in result.given:
            over = titles.of(region.block)
            result.given[place] = list(implied(form, item.banners, over, sheet))
        named = [(form.title_field, item.name)] if item.name else []
        return [*named, *result.given[place]]

    def _report(self, grid: Grid, regions: list[Region], choice: SheetChoice, titles: Titles,
                result: SheetResult) -> None:  # fmt: skip
        columns = [column for region in regions for column in region.head.columns.values()]
        reports = columns_of_blocks(grid, regions)
        blocks = blocks_of(self.catalogue, grid, regions, choice, titles, result.counted)
        unmapped = dict.fromkeys(c.label for c in columns if not c.target)
        upright = any(region.head.upright for region in regions)
        unmapped |= dict.fromkeys(
            f"{c.letter}列" for c in reports if not upright and not c.header and not c.path
        )
        structure = self._structure(grid, regions, choice, titles.cells, result)
        roles = Counter(cell.role for cell in structure)
        result.dropped = roles["unread"] + roles["left_out"]
        result.located += self._sheet_problems(grid, structure)
        result.located += self._filled_down(grid, result)
        result.report = SheetReport(
            grid.name,
            regions[0].head.last_row if regions else 0,
            mapping_of(columns),
            tuple(unmapped),
            dict(Counter(record.kind for record in result.records)),
            "；".join(_notes(grid, regions, result, len(blocks))),
            tuple(structure),
            ignored={column.label: LEFT_OUT for column in columns if is_skipped(column)},
            columns=reports,
            by_header=upright and len(blocks) == 1,
            kind=blocks[0].kind,
            blocks=blocks,
        )

    def _structure(self, grid: Grid, regions: list[Region], choice: SheetChoice,
                   titles: list[StructureCell], result: SheetResult) -> list[StructureCell]:  # fmt: skip
        """Every cell that is in no record, each once."""
        inside = {(s.row, s.column) for s in result.sources}
        outside = [
            *titles,
            *left_out_cells(grid, choice.blocks),
            *(cell for region in regions for cell in region.structure),
        ]
        # A banner merged down into an item belongs to the item.
        structure = list({
            (cell.row, cell.column): cell for cell in outside
            if (cell.row, cell.column) not in inside
        }.values())  # fmt: skip
        structure += self._beside(grid, structure, inside, result.numbers)
        skipped = {
            letters(column.index)
            for region in regions for column in region.head.columns.values() if is_skipped(column)
        }  # fmt: skip
        return [
            replace(cell, role="left_out")
            if cell.role == "unread" and cell.column in skipped else cell
            for cell in structure
        ]  # fmt: skip

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

    def _sheet_problems(self, grid: Grid, structure: list[StructureCell]) -> Iterator[Located]:
        rows = grid.hidden_rows & grid.rows.keys()
        if rows or grid.hidden:
            what = "整张表是隐藏的" if grid.hidden else f"第{_numbers(rows)}行是隐藏行"
            problem = self._problem(HIDDEN, grid, Severity.HINT, f"{what}，内容也已导入。",
                                    "请核对隐藏内容该不该在清单里，不该在的请删除。")  # fmt: skip
            yield Located(problem, grid.name, min(rows, default=0))
        for (row, column), text in grid.faults.items():
            what = f"第{row}行{letters(column)}列的公式没有结果，只有“{text}”，已照抄。"
            problem = self._problem(NO_VALUE, grid, Severity.WARN, what,
                                    "请在Excel中打开、重新计算并保存后再导入。")  # fmt: skip
            yield Located(problem, grid.name, row, letters(column))
        yield from self._marks(grid)
        unread = [cell for cell in structure if cell.role == "unread"]
        if unread:
            problem = self._problem(NO_HEADER, grid, Severity.WARN,
                                    f"有{len(unread)}个单元格不在任何一项里，没有导入。",
                                    "请看导入报告中这张表的“未读”单元格。")  # fmt: skip
            yield Located(problem, grid.name)

    def _marks(self, grid: Grid) -> Iterator[Located]:
        """Words that somebody crossed out, and comments: the texts of a list do not show them."""
        marks = [
            (grid.struck, "有划去的文字“{}”，也已导入。", "划去的文字如果已经不用，请从该栏删去。"),
            (grid.comments, "有批注“{}”，没有导入。", "批注里如有要写进清单的内容，请自行填入。"),
        ]
        for found, what, hint in marks:
            for row, column in sorted(found)[:_MOST_MARKS]:
                said = " ".join(found[row, column].split())
                quoted = said if len(said) <= _LONGEST_QUOTE else said[:_LONGEST_QUOTE] + "……"
                where = f"第{row}行{letters(column)}列{what.format(quoted)}"
                problem = self._problem(HIDDEN, grid, Severity.HINT, where, hint)
                yield Located(problem, grid.name, row, letters(column))
            if len(found) > _MOST_MARKS:
                rest = f"还有{len(found) - _MOST_MARKS}个单元格" + what.format("……")
                yield Located(self._problem(HIDDEN, grid, Severity.HINT, rest, hint), grid.name)

    def _filled_down(self, grid: Grid, result: SheetResult) -> Iterator[Located]:
        """Numbers that somebody raised by dragging; the texts are taken as they are."""
        kinds = {record.uuid: record.kind for record in result.records}
        for run in runs(result.sources):
            cell, text = run.cells[0], registry.texts()[FILLED_DOWN]
            found = run.finding(self.file, grid.name)
            problem = Problem(
                text.id, text.severity, cell.record, kinds.get(cell.record, ""), cell.field,
                run.message(self.file, grid.name), hint=run.hint, source=text.source,
                template=text.template(found),
                params={name: str(value) for name, value in found.params.items()},
            )  # fmt: skip
            yield Located(problem, grid.name, cell.row, cell.column)


def _fill(
    drafts: dict[str, Draft], form: Form, item: Item
) -> tuple[list[tuple[Cell, str, str]], list[tuple[Problem, Place]]]:
    """Put every cell of an item into a draft.

    Where each one stands now (kind and path), and the problems with the cell that has them.
    """
    where: list[tuple[Cell, str, str]] = []
    found: list[tuple[Problem, Place]] = []
    written: dict[int, str] = {}
    forms = {kind: draft.form for kind, draft in drafts.items()}
    units = units_of(item, forms)
    spread(item, form.kind, forms)
    for index in _in_order(item):
        cells = item.cells[index]
        column = cells[0].column
        if index in units.values() or is_skipped(column):
            continue
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
        elif cells[0].inner is not None:
            _fill_inner(drafts[kind], cells, where, found)
            written[index] = text
            continue
        else:
            known = len(drafts[kind].problems)
            path = drafts[kind].put(column.target, column.label, text)
            found += [(problem, cells[0].place) for problem in drafts[kind].problems[known:]]
        written[index] = text
        where += [(cell, kind, path) for cell in cells]
    where += _fill_beside(drafts, form, item)
    return where, found


def _fill_beside(
    drafts: dict[str, Draft], form: Form, item: Item
) -> Iterator[tuple[Cell, str, str]]:
    """Put what stands in no column into the remark, pictures into their field."""
    for cell in item.strays:
        if is_skipped(cell.column):
            continue
        yield cell, form.kind, drafts[form.kind].note(cell.column.label, cell.text)
    for cell, picture in item.pictures:
        if cell.column.target is not None:
            draft = drafts.get(cell.column.kind, drafts[form.kind])
            yield cell, draft.form.kind, draft.attach(cell.column.target.path, picture)


def _fill_inner(
    draft: Draft, cells: list[Cell], where: list[tuple[Cell, str, str]],
    found: list[tuple[Problem, Place]],
) -> None:  # fmt: skip
    """Put the cells of one column of an inner table into its rows."""
    for cell in cells:
        target = cell.column.target
        if target is None or cell.inner is None:
            continue
        known = len(draft.problems)
        path = draft.put_inner(target, *cell.inner, cell.column.label, cell.text)
        found += [(problem, cell.place) for problem in draft.problems[known:]]
        where.append((cell, draft.form.kind, path))


def _in_order(item: Item) -> list[int]:
    """Columns that a person placed, then left to right; after them those that may need another's
    field or repeat it.
    """

    def rank(index: int) -> tuple[bool, bool, bool, int]:
        column = item.cells[index][0].column
        shared = bool(column.target and column.target.overflow)
        return bool(column.repeats), shared, not column.chosen, index

    return sorted(item.cells, key=rank)


def _inherit(main: Draft, other: Draft) -> None:
    """The body that exercises a power is responsible for it, unless the list says otherwise."""
    source, target = main.form.organization_field, other.form.organization_field
    if source in main.values and target and target not in other.values:
        other.values[target] = main.values[source]


def _with_lists(result: SheetResult, grid: Grid, aside: Collection[int]) -> SheetResult:
    """What was read of a sheet, with the lists of choices that stand beside its table."""
    cells = tuple(
        StructureCell(row, letters(column), text, "note")
        for (row, column), text in grid.cells.items() if column in aside
    )  # fmt: skip
    told = f"{'、'.join(letters(column) for column in sorted(aside))}列是下拉选项，不是清单内容"
    report = result.report
    note = "；".join(filter(None, (report.note, told)))
    result.report = replace(report, note=note, structure=(*report.structure, *cells))
    return result


def _notes(grid: Grid, regions: list[Region], result: SheetResult, blocks: int) -> Iterator[str]:
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
    if len(regions) > blocks:
        yield f"{len(regions)}个表头"
    if blocks > 1:
        yield f"{blocks}个表格"
    ditto = sum(
        bool(cell.said)
        for region in regions for item in region.items
        for cells in item.cells.values() for cell in cells
    )  # fmt: skip
    if ditto:
        yield f"{ditto}处“同上”换成了上一项的内容"
    for label, number in result.implied.items():
        yield f"{number}项的“{label}”取自标题、小标题或工作表名"
    if not result.records:
        yield "只有表头，没有记录"


def _numbers(rows: frozenset[int] | set[int]) -> str:
    return "、".join(str(row) for row in sorted(rows))
