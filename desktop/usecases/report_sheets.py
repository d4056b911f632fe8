"""The sheets of the error report as neutral documents; `desktop.usecases.reporting` writes them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from desktop.usecases.quality import DIMENSIONS, GroupScore, Reason
from desktop.usecases.report_finds import cross_table, dragged_table
from desktop.usecases.report_marks import (
    HOW_BACK,
    marking_cells,
    marking_columns,
    returning_cells,
    returning_columns,
)
from desktop.usecases.report_return import HIDDEN
from exports.document import Cell, Document, Page, Table, TableColumn, paragraph
from exports.layouts import LayoutContext
from forms.check import head
from forms.model import Field, Form
from forms.problem import Problem, Severity
from forms.record import ENVELOPE, Record, is_blank
from forms.rules import registry

if TYPE_CHECKING:
    from desktop.store import SourceCell
    from desktop.usecases.reporting import Report

_SCREEN = Page("A3", "landscape", screen=True)
#: Reasons told for an office; the rest are small change.
_MOST_REASONS = 12
_WIDE, _NARROW = 36.0, 18.0
_TITLES = {"office": "未分处室", "record": "（整条记录）"}


def documents(report: Report, context: LayoutContext) -> list[Document]:
    """概览, 问题, and a sheet for each list that has records."""
    date = max((r.updated_at[:10] for rows in report.records.values() for r in rows), default="")

    def sheet(title: str, note: str, *tables: Table) -> Document:
        return Document(
            title, (paragraph(note, "note"), *tables), _SCREEN, report.organization, date,
            subject="检查报告",
        )  # fmt: skip

    made = [
        sheet("概览", _summary(report), *_overview(report)),
        sheet(
            "问题",
            f"“事项”“栏目”可点击，跳到记录所在的行和栏目。{HOW_BACK}",
            _problems(report, context),
        ),
    ]
    if report.cross:
        note = "几张清单说法不一的地方。“事项”“栏目”可点击。"
        made.append(sheet("三单互查", note, cross_table(report.cross, context)))
    if report.dragged:
        note = f"导入的表里疑似向下拖动填充、数字被改的单元格。“事项”“栏目”可点击。{HOW_BACK}"
        made.append(sheet("下拉填充", note, dragged_table(report.dragged, context)))
    numbers = Counter(problem.record for problem in report.outcome.problems)
    concerned = {(problem.kind, head(problem.field)) for problem in report.outcome.problems}
    concerned |= {(i.kind, head(i.field)) for one in report.cross for i in (one.one, one.other)}
    for form in context.catalogue.ordered():
        if records := report.records.get(form.kind):
            fields = [f for f in _own(form) if (form.kind, f.id) in concerned or _used(f, records)]
            table = _records(form, fields, records, numbers, context, report.secret)
            made.append(sheet(f"记录_{form.list_title}", "“问题数”可点击，跳到第一个问题。", table))
    return made


def _summary(report: Report) -> str:
    outcome = report.outcome
    concerned = len({problem.record for problem in outcome.problems})
    return (
        f"{report.organization or '工作库'}：检查 {outcome.records} 条记录，其中 {concerned} 条有问题；"
        f"共 {len(outcome.problems)} 个问题，阻断 {outcome.blocking} 个。"
    )


# ---------------------------------------------------------------- 概览


def _overview(report: Report) -> Iterator[Table]:
    """Scores of offices and lists with one heading: a sheet has one filter."""
    groups = [("单位" if group.organization else "处室", group) for group in report.offices]
    groups += [("清单", group) for group in report.lists]
    if groups:
        yield _scores(groups)
        yield _reasons(groups)
    if report.outcome.problems:
        yield _by_rule(report.outcome.problems)


def _scores(groups: Sequence[tuple[str, GroupScore]]) -> Table:
    columns = (
        TableColumn("统计口径", 10), TableColumn("名称", 34), _number("记录数"), _number("总分"),
        *(_number(f"{item.title}（{item.most:g}分）", 14) for item in DIMENSIONS),
    )  # fmt: skip
    rows = (
        _cells(
            scope, name_of(group), str(group.records), _points(group.total),
            *(_points(group.points[item.key]) for item in DIMENSIONS),
        )
        for scope, group in groups
    )  # fmt: skip
    return Table(columns, tuple(rows), "质量评分")


def _reasons(groups: Sequence[tuple[str, GroupScore]]) -> Table:
    """Why points were lost, the heaviest first."""
    titles = {item.key: item.title for item in DIMENSIONS}
    columns = _plain("统计口径", "名称", "涉及记录", "平均扣分", "维度", "规则", "扣分原因")
    rows = (
        _cells(
            scope, name_of(group), str(reason.records), f"{reason.points:.1f}",
            titles[reason.loss.dimension], reason.loss.rule, _why(reason), wide=True,
        )
        for scope, group in groups
        for reason in group.reasons[:_MOST_REASONS]
    )  # fmt: skip
    return Table(columns, tuple(rows), "扣分原因")


def name_of(group: GroupScore) -> str:
    """The office or agency; records that name none have a name for that."""
    return group.office or group.organization or _TITLES["office"]


def _points(points: float) -> str:
    """One decimal; sums of losses may end a hair below nothing."""
    return f"{max(points, 0):.1f}"


def _why(reason: Reason) -> str:
    loss = reason.loss
    if loss.rule:
        return registry.texts()[loss.rule].title
    return f"缺要素：{loss.element}" if loss.element else "其他应填项没有填全"


def _by_rule(problems: Sequence[Problem]) -> Table:
    groups: defaultdict[tuple[str, Severity], list[Problem]] = defaultdict(list)
    for problem in problems:
        groups[problem.rule, problem.severity].append(problem)
    columns = _plain("级别", "规则名称", "涉及记录", "问题数", "规则", "依据")
    heaviest = sorted(groups.items(), key=lambda i: (i[0][1].rank, -len(i[1]), i[0][0]))
    rows = (
        _cells(
            severity.word, registry.texts()[rule].title, str(len({p.record for p in found})),
            str(len(found)), rule, registry.texts()[rule].source, wide=True,
        )
        for (rule, severity), found in heaviest
    )  # fmt: skip
    return Table(columns, tuple(rows), "问题（按规则）")


def _plain(*titles: str) -> tuple[TableColumn, ...]:
    """Columns below those of the scores, which set the widths; counts stand in the same places."""
    filled = (*titles, *("",) * (4 + len(DIMENSIONS) - len(titles)))
    return tuple(
        _number(title) if number in (2, 3) else TableColumn(title)
        for number, title in enumerate(filled)
    )


# ---------------------------------------------------------------- 问题


def _problems(report: Report, context: LayoutContext) -> Table:
    columns = (
        TableColumn("序号", 7), TableColumn("级别", 8), TableColumn("规则", 8),
        TableColumn("规则名称", 20), TableColumn("清单", 12), TableColumn("事项", 30),
        TableColumn("编码", 30), TableColumn("处室", 14), TableColumn("栏目", 22),
        TableColumn("问题", 44), TableColumn("怎样改正", 30), *returning_columns(),
        TableColumn("依据", 28), TableColumn("说明理由", 16), TableColumn("来源文件", 24),
        TableColumn("工作表", 12), _number("行", 7), TableColumn("列", 7), *marking_columns(),
    )  # fmt: skip
    records = {record.uuid: record for rows in report.records.values() for record in rows}
    known: dict[str, str] = {}
    rows = [
        _problem_row(number, problem, records[problem.record], report, context, known)
        for number, problem in enumerate(_heaviest_first(report, context), 1)
    ]
    return Table(columns, tuple(rows), "问题")


def _heaviest_first(report: Report, context: LayoutContext) -> list[Problem]:
    """List by list, record by record, the weightiest of a record first."""
    place = {form.kind: number for number, form in enumerate(context.catalogue.ordered())}
    orders = {
        record.uuid: (place[kind], number)
        for kind, rows in report.records.items()
        for number, record in enumerate(rows)
    }
    return sorted(report.outcome.problems, key=lambda p: (orders[p.record], p.severity.rank))


def _problem_row(
    number: int, problem: Problem, record: Record, report: Report, context: LayoutContext,
    known: dict[str, str],
) -> tuple[Cell, ...]:  # fmt: skip
    form = context.form(record)
    anchor = "" if record.uuid in known else f"问题 {record.uuid}"
    if record.uuid not in known:
        known[record.uuid] = record.content_hash()  # takes longest of all that a row needs
    code = record.get(form.code_field) if form.code_field else None
    return (
        Cell(str(number), anchor=anchor),
        *_cells(problem.severity.word, problem.rule, registry.texts()[problem.rule].title,
                form.list_title),
        Cell(context.title(record), goto=record.uuid),
        *_cells(code if isinstance(code, str) else "", report.places.get(record.uuid, ("", ""))[1]),
        Cell(problem.label or _TITLES["record"], goto=_field_anchor(problem)),
        *_cells(problem.message, problem.hint),
        *returning_cells(record, problem.field, problem.fix, context,
                         hidden=(record.uuid, head(problem.field)) in report.secret),
        *_cells(problem.source, problem.waiver),
        *_cells(*_origin(report.source(problem), problem)),
        *marking_cells(record, problem.field, known[record.uuid]),
    )  # fmt: skip


def _field_anchor(problem: Problem) -> str:
    name = head(problem.field)
    return problem.record if not name or name in ENVELOPE else f"{problem.record} {name}"


def _origin(cell: SourceCell | None, problem: Problem) -> tuple[str, str, str, str]:
    """File, sheet, row, column; without a column where the cell is only of the same record."""
    if cell is None:
        return "", "", "", ""
    same = bool(problem.field) and bool(cell.field) and head(cell.field) == head(problem.field)
    # The "row" of a platform's JSON is the number of its item.
    return cell.file, cell.sheet, str(cell.row), cell.column if same else ""


# ---------------------------------------------------------------- 记录


def _own(form: Form) -> list[Field]:
    return [item for item in form.fields.values() if item.id not in ENVELOPE]


def _used(item: Field, records: Sequence[Record]) -> bool:
    return any(not is_blank(record.get(item.id)) for record in records)


def _records(
    form: Form, fields: Sequence[Field], records: Sequence[Record], numbers: Mapping[str, int],
    context: LayoutContext, secret: frozenset[tuple[str, str]],
) -> Table:  # fmt: skip
    """A row a record: its name, how many problems, its fields."""
    columns = (
        TableColumn("序号", 7), TableColumn(form.title, 30), _number("问题数", 9),
        *(TableColumn(item.label, _width(item)) for item in fields),
        TableColumn("记录标识", 38),
    )  # fmt: skip
    rows = [
        (
            Cell(str(number), anchor=record.uuid),
            Cell(context.title(record)),
            Cell(str(numbers.get(record.uuid, 0)), goto=_back(record, numbers)),
            *(
                _value(record, item, context, hidden=(record.uuid, item.id) in secret)
                for item in fields
            ),
            Cell(record.uuid),
        )
        for number, record in enumerate(records, 1)
    ]
    return Table(columns, tuple(rows), form.list_title)


def _back(record: Record, numbers: Mapping[str, int]) -> str:
    return f"问题 {record.uuid}" if record.uuid in numbers else ""


def _value(record: Record, item: Field, context: LayoutContext, *, hidden: bool) -> Cell:
    text = HIDDEN if hidden else context.text(record.get(item.id), item)
    return Cell(text, anchor=f"{record.uuid} {item.id}")


def _width(item: Field) -> float:
    return _WIDE if item.type in ("longtext", "table") else _NARROW


def _number(title: str, width: float = 10) -> TableColumn:
    return TableColumn(title, width, align="right", measured=True)


def _cells(*texts: str, wide: bool = False) -> tuple[Cell, ...]:
    """Cells of these texts; a ``wide`` row gives its last one what room there is in 概览."""
    if not wide:
        return tuple(Cell(text) for text in texts)
    *first, last = texts
    return (*(Cell(text) for text in first), Cell(last, columns=4 + len(DIMENSIONS) - len(first)))
