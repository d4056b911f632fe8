"""The sheets of the import report as neutral documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop.usecases.import_document import is_document
from exports.document import Cell, Document, Page, Paragraph, Table, TableColumn, paragraph
from forms.model import Catalogue

if TYPE_CHECKING:
    from desktop.usecases.import_report import ImportReport

_SCREEN = Page("A3", "landscape", screen=True)
_SUBJECT = "导入报告"
_MOST_HINTS = 20  # things to look at that 概览 names; 提示 has all
_VERDICTS = (
    ("new", "新建"), ("double", "仍然新建"), ("update", "更新"), ("same", "没有变化"),
    ("locked", "不能更新"), ("skip", "跳过"), ("ask", "待定未写入"),
)  # fmt: skip


def documents(report: ImportReport, catalogue: Catalogue) -> list[Document]:
    """概览, 逐条选择, 栏目对应, 单元格, 提示, 未导入; those without a line are left out."""
    made = [_sheet(report, "概览", _summary(report), *_overview(report, catalogue))]
    if report.choices:
        note = "工作库里可能已有的记录，怎样认出，选了什么。其余已有的按文件更新，或者没有变化。"
        made.append(_sheet(report, "逐条选择", note, _choices(report, catalogue)))
    if report.columns:
        note = "每个栏目放到了哪个要素；“没有看懂”的原文都在备注或说明里，没有丢。"
        made.append(_sheet(report, "栏目对应", note, _columns(report)))
    if report.cells:
        note = "每个单元格的原文，和写入后所在要素的内容。可按“结果”一栏筛选。"
        made.append(_sheet(report, "单元格", note, _cells_table(report)))
    if report.notices:
        note = "读取时留意到的地方，包括疑似下拉填充、丢了单位的期限、没有看懂的内容。"
        made.append(_sheet(report, "提示", note, _notices(report)))
    if report.left:
        made.append(_sheet(report, "未导入", "不在任何记录里的内容，和原因。", _left(report)))
    return made


def _sheet(report: ImportReport, title: str, note: str, *tables: Paragraph | Table) -> Document:
    return Document(
        title, (paragraph(note, "note"), *tables), _SCREEN, report.organization, report.at[:10],
        subject=_SUBJECT,
    )  # fmt: skip


def _summary(report: ImportReport) -> str:
    totals = Counter[str]()
    for kinds in report.verdicts.values():
        totals.update(kinds)
    told = [f"{word}{totals[name]}条" for name, word in _VERDICTS if totals[name]]
    records = sum(sum(line.records.values()) for line in report.files)
    when = f"{report.at[:10]} {report.by}".strip() + "导入" if report.at else "尚未写入"
    if report.undone:
        when += f"，{report.undone[:10]}已撤销"
    return (
        f"{report.organization or '工作库'}：{len(report.files)}个文件，读出{records}条记录"
        f"{'，其中' + '、'.join(told) if told else ''}；{when}。"
    )


# ---------------------------------------------------------------- 概览


def _overview(report: ImportReport, catalogue: Catalogue) -> Iterator[Paragraph | Table]:
    """Tables below each other share the widths of the first: the same number of columns."""
    yield _files(report, catalogue)
    if report.verdicts:
        yield paragraph("各清单的记录：", "note")
        yield _by_kind(report, catalogue)
    if report.notices:
        yield paragraph("请核对的地方（点开到“提示”里的那一行）：", "note")
        yield _hints(report)


def _files(report: ImportReport, catalogue: Catalogue) -> Table:
    columns = (
        TableColumn("文件", 46), TableColumn("读出的记录", 40), _number("进入要素的单元格", 18),
        _number("放入备注", 12), _number("未导入", 12), _number("提示", 10),
        TableColumn("说明", 40),
    )  # fmt: skip
    rows = [
        _cells(
            line.name, _counted(line.records, catalogue) or "没有",
            *(str(line.cells.get(name, 0)) for name in ("taken", "remarks", "dropped")),
            str(line.problems), line.state,
        )
        for line in report.files
    ]  # fmt: skip
    return Table(columns, tuple(rows), "文件")


def _by_kind(report: ImportReport, catalogue: Catalogue) -> Table:
    titles = [
        "清单",
        "说明",
        "新建",
        "更新",
        "没有变化",
        "不能更新",
        "跳过",
    ]
    columns = tuple(
        TableColumn(title) if number < 2 else _number(title) for number, title in enumerate(titles)
    )
    rows = []
    for form in catalogue.ordered():
        counts = report.verdicts.get(form.kind)
        if counts:
            new = counts.get("new", 0) + counts.get("double", 0)
            double = counts.get("double", 0)
            asked = counts.get("ask", 0)
            told = [f"其中{double}条已有，仍然新建"] if double else []
            told += [f"{asked}条没有选，没有写入"] if asked else []
            rows.append(_cells(
                form.list_title, "；".join(told), str(new),
                *(str(counts.get(name, 0)) for name in ("update", "same", "locked", "skip")),
            ))  # fmt: skip
    return Table(columns, tuple(rows), "记录")


def _hints(report: ImportReport) -> Table:
    columns = tuple(TableColumn(t) for t in ("要看的地方", "", "级别", "行", "列", "", "怎样处理"))
    rows: list[tuple[Cell, ...]] = []
    for number, item in enumerate(report.notices[:_MOST_HINTS]):
        rows.append((
            Cell(item.message, columns=2, goto=f"提示{number}"), Cell(item.severity),
            Cell(str(item.row or "")), Cell(item.column), Cell(""), Cell(item.hint),
        ))  # fmt: skip
    more = len(report.notices) - _MOST_HINTS
    if more > 0:
        rows.append((Cell(f"还有{more}处，见“提示”。", columns=7),))
    return Table(columns, tuple(rows), "要看的地方")


def _counted(records: object, catalogue: Catalogue) -> str:
    held = dict(records) if isinstance(records, dict) else {}
    return "、".join(
        f"{form.list_title}{held[form.kind]}条" for form in catalogue.ordered()
        if held.get(form.kind)
    )  # fmt: skip


# ---------------------------------------------------------------- the others


def _choices(report: ImportReport, catalogue: Catalogue) -> Table:
    columns = (
        TableColumn("序号", 7), TableColumn("文件", 30), TableColumn("工作表", 14),
        _number("行", 8), TableColumn("清单", 14), TableColumn("文件里的事项", 34),
        TableColumn("怎样认出", 24), TableColumn("工作库里的事项", 34), TableColumn("选择", 16),
        TableColumn("保持原样的栏目", 28), TableColumn("由谁定", 20),
    )  # fmt: skip
    rows = [
        _cells(
            str(number), line.file, _sheet_name(line.file, line.sheet), str(line.row or ""),
            catalogue.form(line.kind).list_title, line.title, line.known, line.existing, line.way,
            line.kept, line.said,
        )
        for number, line in enumerate(report.choices, 1)
    ]  # fmt: skip
    return Table(columns, tuple(rows), "逐条选择")


def _columns(report: ImportReport) -> Table:
    columns = (
        TableColumn("序号", 7), TableColumn("文件", 34), TableColumn("工作表", 16),
        TableColumn("列", 7), TableColumn("表头", 28), TableColumn("对应要素", 40),
        TableColumn("把握", 22), _number("单元格数", 11), _number("整理", 9),
        _number("没有看懂", 11),
    )  # fmt: skip
    rows = [
        _cells(
            str(number), line.file, _sheet_name(line.file, line.sheet), line.letter, line.header,
            line.field, line.sure, str(line.cells), str(line.rewritten), str(line.doubts),
        )
        for number, line in enumerate(report.columns, 1)
    ]  # fmt: skip
    return Table(columns, tuple(rows), "栏目对应")


def _cells_table(report: ImportReport) -> Table:
    columns = (
        TableColumn("序号", 7), TableColumn("文件", 28), TableColumn("工作表", 14),
        _number("行", 8), TableColumn("列", 7), TableColumn("表头", 20), TableColumn("原文", 48),
        TableColumn("事项", 28), TableColumn("要素", 24), TableColumn("现在的内容", 48),
        TableColumn("结果", 12),
    )  # fmt: skip
    rows = [
        _cells(
            str(number), line.file, _sheet_name(line.file, line.sheet), str(line.row), line.column,
            line.header, line.text, line.title, line.field, line.value, line.became,
        )
        for number, line in enumerate(report.cells, 1)
    ]  # fmt: skip
    return Table(columns, tuple(rows), "单元格")


def _notices(report: ImportReport) -> Table:
    columns = (
        TableColumn("序号", 7), TableColumn("级别", 9), TableColumn("文件", 30),
        TableColumn("工作表", 14), _number("行", 8), TableColumn("列", 7),
        TableColumn("提示", 60), TableColumn("怎样处理", 50),
    )  # fmt: skip
    rows = [
        (
            Cell(str(number + 1), anchor=f"提示{number}"),
            *_cells(
                line.severity, line.file, _sheet_name(line.file, line.sheet), str(line.row or ""),
                line.column, line.message, line.hint,
            ),
        )
        for number, line in enumerate(report.notices)
    ]  # fmt: skip
    return Table(columns, tuple(rows), "提示")


def _left(report: ImportReport) -> Table:
    columns = (
        TableColumn("序号", 7), TableColumn("文件", 30), TableColumn("工作表", 14),
        _number("行", 8), TableColumn("列", 7), TableColumn("内容", 60), TableColumn("原因", 28),
    )  # fmt: skip
    rows = [
        _cells(
            str(number), line.file, _sheet_name(line.file, line.sheet), str(line.row or ""),
            line.column, line.text, line.reason,
        )
        for number, line in enumerate(report.left, 1)
    ]  # fmt: skip
    return Table(columns, tuple(rows), "未导入")


def _sheet_name(file: str, sheet: str) -> str:
    return "（正文）" if is_document(file, sheet) else sheet


def _number(title: str, width: float = 10) -> TableColumn:
    return TableColumn(title, width, align="right", measured=True)


def _cells(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text) for text in texts)
