"""What the numbers of the home page say in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop.ui.home_parts import Line
from desktop.ui.i18n import tr
from desktop.ui.times import day_words, recently
from desktop.usecases.due import Due
from desktop.usecases.first_tasks import Task
from desktop.usecases.workbench import Edit

_SOON = 7  # days: until then a date is said in the colour of a warning
_TONES = {"block": "block", "warn": "warn", "quiet": "ink_3"}


def task_line(task: Task) -> Line:
    """What is to do, and in a word what sort of thing it is."""
    text, tag = _TASKS[task.sort](task)
    return Line(text, tag, _TONES[task.tone])


def _returned(task: Task) -> tuple[str, str]:
    words = tr("{list}退回 {count} 条，请修改后再提交", list=tr(task.subject), count=task.records)
    return words, tr("退回")


def _review(task: Task) -> tuple[str, str]:
    words = tr("{list} {count} 条等待审核", list=tr(task.subject), count=task.records)
    return words, tr("待审核")


def _stale(task: Task) -> tuple[str, str]:
    return tr("{count} 条记录超过一年未核对", count=task.records), tr("年度复核")


def _rule(task: Task) -> str:
    if task.target.uuid:
        name = task.title or tr("（未命名）")
        return tr("{rule}：{title}", rule=tr(task.subject), title=name)
    return tr(
        "{rule}：{count} 处，涉及 {records} 条记录",
        rule=tr(task.subject),
        count=task.problems,
        records=task.records,
    )


_TASKS: Mapping[str, Callable[[Task], tuple[str, str]]] = {
    "returned": _returned,
    "review": _review,
    "stale": _stale,
    "blocking": lambda task: (_rule(task), tr("阻断")),
    "basis": lambda task: (_rule(task), tr("依据有差异")),
}


def edit_line(edit: Edit) -> Line:
    """What was edited last: its name, when, which part."""
    if edit.imported:
        name = tr("导入{list} {count} 条", list=tr(edit.title), count=edit.imported)
    else:
        name = edit.title or tr("（未命名{form}）", form=tr(edit.form))
    return Line(name, recently(edit.at), more=tr(edit.part))


def due_line(due: Due, list_title: str) -> Line:
    """What is due in which list: by when, how many."""
    text = tr(
        "{list} {count} 条：{what}",
        list=tr(list_title),
        count=len(due.uuids),
        what=tr(due.what.title),
    )
    tone = "block" if due.days_left < 0 else "warn" if due.days_left <= _SOON else "ink_3"
    return Line(text, _days(due), tone)


def _days(due: Due) -> str:
    if due.days_left < 0:
        return tr("已过 {count} 天", count=-due.days_left)
    if due.days_left == 0:
        return tr("今天到期")
    return tr("{day}，还有 {count} 天", day=day_words(due.first), count=due.days_left)
