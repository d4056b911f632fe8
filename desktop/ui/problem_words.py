"""What problems say, where they are, and values that are words of ours, as the window speaks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop.ui.i18n import tr

if TYPE_CHECKING:
    from desktop.usecases.history import Said
    from forms.model import Field, Value
    from forms.problem import Fix, Problem

_HOLE = re.compile(r"\\\{(\w+)\\\}")  # {name}, escaped
_UNTITLED = re.compile(r"（未命名(.+)）")
_ROW = re.compile(r"第 ?(\d+) ?行")
_LIMIT = re.compile(r"(\d+)(?:个(?=[工自]))?(工作日|自然日|小时|周|个月|年)")
#: Values of messages that quote the user.
_OWN = frozenset({
    "act", "article", "found", "guide", "name", "number", "other", "own", "power", "text", "title",
    "url", "word", "x",
})  # fmt: skip


def figure(points: float, most: float = 100) -> str:
    """One decimal; only who lost nothing has all points."""
    shown = round(points, 1)
    if shown >= most > points + 1e-6:
        shown = most - 0.1
    return f"{shown:g}"


def message_of(problem: Problem) -> str:
    """The message; in Chinese where its text has no translation."""
    return _said(problem.template, problem.params) or problem.message


def fix_words(fix: Fix) -> str:
    """What a one-click mend is called; in Chinese where it has no translation."""
    return _said(fix.template, fix.params) or tr(fix.label)


def _said(template: str, params: Mapping[str, str]) -> str:
    """A composed sentence in the language of the window; empty where it has no translation."""
    told = tr(template)
    if told == template:
        return ""
    return told.format_map({
        name: value if name in _OWN else value_words(value) for name, value in params.items()
    })  # fmt: skip


def told(said: Said) -> str:
    """What was done, with its words and labels in the language of the window."""
    values = {
        name: value_words(value) if isinstance(value, str) else told(value)
        for name, value in said.values.items()
    }
    return tr(said.template).format_map(values)


def refilled(sentence: str, *templates: str) -> str:
    """A sentence that was made from one of these templates; as it is, if from none of them."""
    for template in templates:
        pattern = _HOLE.sub(r"(?P<\1>.+)", re.escape(template))
        made = re.fullmatch(pattern, sentence)
        if made and tr(template) != template:
            values = {name: value_words(value) for name, value in made.groupdict().items()}
            return tr(template).format_map(values)
    return tr(sentence)


def place_of(label: str) -> str:
    """A path of labels and rows: 申请材料 第3行 材料名称."""
    rows = _ROW.sub(
        lambda row: tr("第{number}行", number=row[1]).replace(" ", "\N{NO-BREAK SPACE}"), label
    )
    return " ".join(tr(word) for word in rows.split(" "))


def place_below(problem: Problem, prefix: str = "") -> str:
    """The place below ``prefix``; a column that the message names is not said twice."""
    place = problem.label.removeprefix(prefix).strip()
    row, _, cell = place.rpartition(" ")
    return place_of(row if cell in problem.message else place)


def shown(value: Value, field: Field) -> str:
    """A value as people read it; what the user wrote stays as it is."""
    # Read late: it knows every type of field, and lists need only words.
    from forms import field_types

    text = field_types.show(value, field)
    return value_words(text) if field.worded else text


def title_words(title: str) -> str:
    """The title of a record; one without a title is called after its form."""
    form = _UNTITLED.fullmatch(title)
    return tr("（未命名{title}）", title=tr(form[1])) if form else title


def value_words(value: str) -> str:
    """A label, several of them, a time limit: words of ours; anything else is the user's."""
    limit = _LIMIT.fullmatch(value)
    # One day has a translation of its own; in Chinese there is nothing to do.
    if limit and tr(value) == value and tr(limit[2]) != limit[2]:
        return f"{limit[1]} {tr(limit[2])}"
    words = value.split("、")
    told = [tr(word) for word in words]
    return value if any(a == b for a, b in zip(words, told, strict=True)) else tr("、").join(told)
