"""What the import says in words: notes to mind, figures, sentences about files and sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from desktop.ui.i18n import N_, tr
from desktop.ui.import_notes import Note
from desktop.ui.problem_words import message_of
from desktop.ui.times import recently
from desktop.usecases.import_block_choices import Area, columns_words
from desktop.usecases.import_document import is_document, is_text
from desktop.usecases.import_existing import twins
from desktop.usecases.import_log import PastImport
from desktop.usecases.import_plan import ImportPlan, Located, PlannedFile, PlannedSheet
from desktop.usecases.import_preview import PreviewLine, verdicts_of
from desktop.usecases.importing import ImportOutcome, UndoReport
from forms.model import Catalogue
from forms.problem import Severity

_CHOOSE = N_("在下一步“核对变化”里可以逐条看，并选择更新、跳过或仍然新建。")
#: How a record was recognised: for a column, and as a sentence.
_KNOWN = {
    "code": (N_("同编码"), N_("编码和工作库里的“{title}”相同。")),
    "name": (N_("同名"), N_("名称、类型和单位都和工作库里的“{title}”相同。")),
    "unsure": (N_("拿不准"), N_("工作库里有同名的“{title}”，但有一方没有写单位。")),
    "with": (N_("随事项"), N_("属于工作库里的“{title}”。")),
    "before": (N_("上次导入"), N_("以前导入时就是工作库里的“{title}”。")),
    "uuid": (N_("同一条"), N_("就是工作库里的“{title}”。")),
}
#: What became of records, as the end tells it.
_COUNTED = (
    ("new", N_("新建 {count} 条")), ("double", N_("仍然新建 {count} 条")),
    ("update", N_("更新 {count} 条")), ("same", N_("没有变化 {count} 条")),
    ("skip", N_("跳过 {count} 条")), ("locked", N_("不能更新 {count} 条")),
)  # fmt: skip
_CHOSEN = (
    ("skip", N_("跳过 {count} 条")), ("create", N_("仍然新建 {count} 条")),
    ("ask", N_("没有选、没有写入 {count} 条")),
)  # fmt: skip
_NAME = 28  # characters of a file's name that lists show


def counted(records: Mapping[str, int], catalogue: Catalogue) -> str:
    """权力清单 360 条、责任清单 360 条, in the order of the rail."""
    return tr("、").join(
        tr("{title} {number} 条", title=tr(form.list_title), number=records[form.kind])
        for form in catalogue.ordered() if records.get(form.kind)
    )  # fmt: skip


def sheet_title(plan: ImportPlan, file: PlannedFile, sheet: PlannedSheet | None) -> str:
    """A line of the selector: which file, which sheet, how much it gives."""
    name = shortened_name(file.name)
    if len(plan.files) == 1 and sheet is not None:
        name = sheet.name
    elif sheet is not None and len(file.sheets) > 1:
        name = f"{name} › {shortened_name(sheet.name)}"
    return tr("{name}　{state}", name=name, state=_state(file, sheet))


def _state(file: PlannedFile, sheet: PlannedSheet | None) -> str:
    if file.failure is not None or sheet is None:
        return tr("读不出来")
    if file.left_out:
        return tr("以前导入过") if file.repeats else tr("不导入")
    if sheet.choice.left_out:
        return tr("不导入")
    if not sheet.has_header and file.can_choose:
        return tr("没有认出表头") if sheet.part.report.structure else tr("空表")
    return tr("{count} 条", count=sum(sheet.records.values()))


def known_words(line: PreviewLine) -> str:
    """In a word how the library's record was recognised; "" for a new one."""
    if line.several > 1:
        return tr("{count} 条相像", count=line.several)
    if line.several and line.by != "unsure":
        return tr("不止一行")
    return tr(_KNOWN[line.by][0]) if line.by else ""


def recognised(line: PreviewLine) -> str:
    """What the library has of a record and how that was seen, in a sentence; "" for a new one."""
    again = tr("按以前导入时的选择。") if line.choice.before else ""
    if line.verdict == "ask" and not line.by:
        return tr("随它的事项一起定。")
    if not line.by:
        return again
    title = line.existing or tr("（没有名称）")
    if line.several > 1:
        words = tr(
            "工作库里有 {count} 条和它相像。是哪一条，请选；都不是就新建。", count=line.several
        )
    elif line.several and line.by != "unsure":
        words = tr("文件里不止一行像工作库里的“{title}”。是这一行吗，请选。", title=title)
    elif line.several:
        words = tr(_KNOWN["unsure"][1], title=title) + tr("是不是同一条，请选。")
    else:
        words = tr(_KNOWN[line.by][1], title=title)
    return words + again + (tr("内容没有变化。") if line.verdict == "same" else "")


def repeat_words(file: PlannedFile) -> str:
    """Why a file is left out: when it was imported, or which other file it equals."""
    if file.repeats[:4].isdecimal() and "T" in file.repeats:
        return tr(
            "“{name}”与 {when} 导入的文件内容相同，没有重复导入。",
            name=file.name, when=recently(file.repeats),
        )  # fmt: skip
    return tr("“{name}”与“{other}”内容相同，只导入一次。", name=file.name, other=file.repeats)


def notes_of(plan: ImportPlan, catalogue: Catalogue) -> list[Note]:
    """Everything to mind, in the order of the files; the card sorts by severity."""
    return [*_files(plan), *_existing(plan, catalogue), *_sheets(plan, catalogue), *_problems(plan)]


def _files(plan: ImportPlan) -> Iterator[Note]:
    for file in plan.files:
        if file.failure is not None:
            yield Note(Severity.BLOCK, str(file.failure), tr("其余的文件可以照常导入。"))
        elif file.repeats and file.left_out:
            yield Note(Severity.WARN, repeat_words(file), tr("确要再导入一次，可在文件一栏里选。"))


def _existing(plan: ImportPlan, catalogue: Catalogue) -> Iterator[Note]:
    if plan.doubles and plan.handling != "update":
        words = counted(plan.doubles, catalogue)
        if plan.handling == "skip":
            text = tr("{words}与已有的同名或同码，将跳过", words=words)
        else:
            text = tr("{words}与已有的同名或同码，仍将新建", words=words)
        yield Note(Severity.WARN, text, tr(_CHOOSE))
    if plan.changed:
        words = counted(plan.changed, catalogue)
        text = tr("{words}工作库里已有，将更新其内容", words=words)
        yield Note(Severity.HINT, text, tr(_CHOOSE))
    if plan.asked:
        words = counted(Counter(record.kind for record in plan.asked), catalogue)
        text = tr("{words}可能是工作库里已有的，要由您选是哪一条", words=words)
        yield Note(Severity.WARN, text, tr(_CHOOSE))
    if plan.unchanged:
        words = counted(plan.unchanged, catalogue)
        yield Note(Severity.HINT, tr("{words}与工作库里的一样，没有变化", words=words))
    if plan.locked:
        words = counted(plan.locked, catalogue)
        yield Note(
            Severity.WARN, tr("{words}已经定稿或正在审核，不能更新", words=words),
            tr("先开新版本，或者撤回、退回，再导入。"),
        )  # fmt: skip
    if plan.held_back:
        words = counted(plan.held_back, catalogue)
        yield Note(
            Severity.WARN, tr("{words}有上级目录锁定的栏目，这些栏目保持不变", words=words),
            tr("确需改动时，请先打开记录，在该栏目上解除锁定。"),
        )  # fmt: skip
    same = twins(plan.records, catalogue)
    if same:
        yield Note(
            Severity.HINT,
            tr("{words}与这次导入的其他记录同名", words=counted(same, catalogue)),
            tr("同一事项分级列出时会这样；如是重复，请在下一步核对。"),
        )
    if plan.updates:
        words = counted(plan.updates, catalogue)
        yield Note(Severity.HINT, tr("{words}已在工作库里，将更新其内容", words=words))


def _sheets(plan: ImportPlan, catalogue: Catalogue) -> Iterator[Note]:
    for file in plan.taken:
        for sheet in file.sheets:
            if sheet.choice.left_out:
                continue
            where = _where(plan, file, sheet.name)
            for block in range(max(1, len(sheet.blocks))):
                yield from _unmapped(plan, file, sheet, block)
                yield from _rivals(plan, file, sheet, block, catalogue)
            if sheet.recalled:
                names = tr("、").join(sheet.recalled)
                text = tr("{count} 个栏目按以前导入时的选择对应{where}", where=where,
                          count=len(sheet.recalled))  # fmt: skip
                yield Note(Severity.HINT, text, names, file, sheet.name)
            if sheet.part.report.note and sheet.has_header:
                text = f"{tr(sheet.part.report.note)}{where}"
                yield Note(Severity.HINT, text)


def _unmapped(
    plan: ImportPlan, file: PlannedFile, sheet: PlannedSheet, block: int
) -> Iterator[Note]:
    """The columns of a table that nobody could place."""
    open_ones = [v for v in sheet.columns_of(block) if v.state == "unmapped"]
    if open_ones:
        place = block_words(sheet.blocks[block].area) if len(sheet.blocks) > 1 else ""
        text = tr(
            "{count} 个栏目没有对应的要素，内容放入备注{where}",
            count=len(open_ones), where=_where(plan, file, sheet.name, place),
        )  # fmt: skip
        names = tr("、").join(v.report.header or v.report.letter for v in open_ones)
        yield Note(Severity.WARN, text, names, file, sheet.name, block=block)


def _rivals(
    plan: ImportPlan, file: PlannedFile, sheet: PlannedSheet, block: int, catalogue: Catalogue
) -> Iterator[Note]:
    """A table whose headings are those of several kinds of lists."""
    if block < len(sheet.blocks) and sheet.blocks[block].rivals:
        found = sheet.blocks[block]
        place = block_words(found.area) if len(sheet.blocks) > 1 else ""
        text = tr(
            "按{kind}读取，表头也像{others}，请确认清单的种类{where}",
            kind=tr(catalogue.form(found.kind).list_title),
            others=tr("、").join(tr(catalogue.form(kind).list_title) for kind in found.rivals),
            where=_where(plan, file, sheet.name, place),
        )  # fmt: skip
        hint = tr("在“作为”里选清单的种类；选现在这一种就是确认。")
        yield Note(Severity.WARN, text, hint, file, sheet.name, block=block)


def block_words(area: Area) -> str:
    """第 3–45 行 A–H 列."""
    rows = f"{area.top}–{area.bottom}" if area.bottom > area.top else f"{area.top}"
    return tr("第 {rows} 行 {columns} 列", rows=rows, columns=columns_words(area))


def _where(plan: ImportPlan, file: PlannedFile, sheet: str, table: str = "") -> str:
    """Which file, sheet and table, as far as there are several; it stands behind the note."""
    parts = [shortened_name(file.name)] if len(plan.files) > 1 else []
    if len(file.sheets) > 1 and sheet:
        parts.append(sheet)
    parts += [table] if table else []
    return tr("（{place}）", place=" › ".join(parts)) if parts else ""


def _problems(plan: ImportPlan) -> Iterator[Note]:
    for file, found in plan.problems:
        problem = found.problem
        text = told(file, found) + _where(plan, file, found.sheet)
        yield Note(problem.severity, text, problem.hint, file, found.sheet, found.row, found.column)


def place_words(file: str, sheet: str, row: int) -> str:
    """Where in a file something stands: a sheet's row, a line of a document's text."""
    if is_document(file, sheet):
        return tr("正文第 {row} 行", row=row)
    return tr("工作表“{sheet}”第 {row} 行", sheet=sheet, row=row)


def told(file: PlannedFile, found: Located) -> str:
    """What was noticed, with row and letter, without the names of file and sheet."""
    text = message_of(found.problem)
    sheet = tr("工作表“{name}”", name=found.sheet)
    for prefix in (f"“{file.name}”", sheet, f"“{found.sheet}”", tr("“{name}”", name=found.sheet)):
        text = text.removeprefix(prefix)
    return _with_column(text, found)


def _with_column(text: str, found: Located) -> str:
    """第4行N列…: the message names the heading, people look for the letter."""
    row = tr("第{row}行", row=found.row)
    place = tr("第{row}行{column}列", row=found.row, column=found.column)
    if not found.column or place in text or not text.startswith(f"{row}“"):
        return text
    return place + text.removeprefix(row)


def shortened_name(name: str) -> str:
    """A long file name with its beginning and its end."""
    return name if len(name) <= _NAME else f"{name[: _NAME - 11]}…{name[-10:]}"


def message_for(
    file: PlannedFile, sheet: PlannedSheet | None, catalogue: Catalogue, block: int = 0
) -> str:
    """What stands in place of a table's columns when there are none to decide about."""
    if file.failure is not None:
        return str(file.failure)
    if file.repeats and file.left_out:
        return repeat_words(file)
    if file.left_out:
        return tr("“{name}”不导入。", name=file.name)
    if sheet is None:
        return ""
    if not file.can_choose:
        return tr(
            "这是明册自己的数据，栏目不用对应：{words}。", words=counted(sheet.records, catalogue)
        )
    if sheet.choice.left_out:
        return tr("工作表“{name}”不导入。", name=sheet.name)
    if not sheet.part.report.structure and not sheet.has_header:
        return tr("工作表“{name}”里没有内容。", name=sheet.name)
    if not sheet.has_header and is_text(file, sheet):
        return tr(
            "没有认出办事指南或清单的栏目。请在上面选清单的种类，或者确认正文里写有“事项名称”“受理条件”等标题。"
        )
    if not sheet.has_header and not sheet.blocks:
        return tr("没有认出表头。请在上面选清单的种类和表头所在的行，再逐栏选择对应的要素。")
    return _table_words(sheet, block)


def _table_words(sheet: PlannedSheet, block: int) -> str:
    if block < len(sheet.blocks) and sheet.blocks[block].left_out:
        return tr("这个表格不导入。在上面勾选它，就可以导入。")
    if not sheet.columns_of(block):
        return tr("这个表格没有认出栏目。请在上面改表头所在的行，或者清单的种类。")
    return ""


def headed(file: PlannedFile) -> str:
    """3 个工作表, or where the header of the only one stands; for the page's badge."""
    sheets = file.sheets
    if len(sheets) > 1:
        return tr("{count} 个工作表", count=len(sheets))
    if is_text(file, sheets[0] if sheets else None):
        return tr("Word 文档")
    row = sheets[0].part.report.header_row if sheets else 0
    return tr("1 个工作表 · 表头在第 {row} 行", row=row) if row else ""


def footer_words(plan: ImportPlan | None, changes: bool) -> str:
    """What stands beside the button that goes on; ``changes``: it writes."""
    if plan is None or not plan.has_records:
        return tr("没有可以写入的记录：请选要导入的表，或调整对应的栏目。")
    if not changes:
        return tr("还没有写入。写入后可一次撤销，每个单元格的原文随记录保存。")
    if plan.asked:
        return tr("还有 {count} 条要您选：更新哪一条、跳过，还是新建。", count=len(plan.asked))
    if not plan.by_kind:
        return tr("没有要写入的：都和工作库里的一样，或者选了跳过。")
    return tr("还没有写入。写入后可一次撤销，每个单元格的原文随记录保存。")


def outcome_words(outcome: ImportOutcome) -> Iterator[str]:
    """What is worth knowing of what was written: how it came about, what was left, how to go back."""
    counts: Counter[str] = Counter()
    for kinds in verdicts_of(outcome.plan).values() if outcome.plan else ():
        counts.update(kinds)
    told = [tr(words, count=counts[name]) for name, words in _COUNTED if counts[name]]
    if set(+counts) - {"new"}:  # else the figures say it
        yield tr("其中{words}。", words=tr("、").join(told))
    problems = sum(len(result.problems) for result in outcome.results)
    if problems:
        yield tr("读取时留意到 {count} 处，打开记录后可在问题栏里逐一核对。", count=problems)
    for name in outcome.repeated:
        yield tr("“{name}”以前导入过，没有重复导入。", name=name)
    if outcome.by_kind:
        yield tr("如果不对，可以整个撤销；离开这一页后也能在导入记录里撤销。")


def chosen_words(past: PastImport) -> Iterator[str]:
    """What was chosen for records that the library had."""
    for way, words in _CHOSEN:
        if past.chosen.get(way):
            yield tr(words, count=past.chosen[way])
    if past.kept:
        yield tr("{count} 条有栏目保持原样", count=past.kept)


def undo_words(reports: Sequence[UndoReport]) -> list[str]:
    """What taking an import back did, and what it could not."""
    removed = sum(len(report.removed) for report in reports)
    reverted = sum(len(report.reverted) for report in reports)
    kept = [item for report in reports for item in report.kept]
    deeds = []
    if removed or not reverted:
        deeds.append(tr("{removed} 条移到回收站", removed=removed))
    if reverted:
        deeds.append(tr("{reverted} 条恢复原样", reverted=reverted))
    words = [tr("已撤销：{deeds}。", deeds=tr("，").join(deeds))]
    return words + [
        tr("“{title}”保留：{reason}", title=item.title, reason=tr(item.reason)) for item in kept
    ]
