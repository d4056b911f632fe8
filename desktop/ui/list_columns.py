"""The columns of a list: which there are, how they are called, what they say, how wide they begin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from desktop.ui.i18n import N_, tr
from desktop.ui.problem_words import figure, title_words
from desktop.ui.times import recently
from desktop.usecases.listing import Line, Problems, Sort


class Column(NamedTuple):
    """``width`` in pixels at 100 %; ``sort`` is what a click on the heading sorts by."""

    id: str
    heading: str
    sort: Sort
    width: int
    shown: bool = False


#: In the order of the table; the first can be neither hidden nor moved.
COLUMNS = (
    Column("title", N_("名称"), "title", 262, shown=True),
    Column("kind", N_("清单"), "kind", 146),
    Column("code", N_("编码"), "code", 150, shown=True),
    Column("type", N_("类型"), "type_key", 104, shown=True),
    Column("office", N_("承办处室"), "office", 120),
    Column("organization", N_("实施机构"), "organization", 170),
    Column("state", N_("状态"), "state", 84, shown=True),
    Column("problems", N_("问题"), "problems", 136, shown=True),
    Column("score", N_("质量分"), "score", 72),
    Column("version", N_("版本"), "version", 64),
    Column("source", N_("来源"), "data_source", 72),
    Column("by", N_("修改人"), "updated_by", 84),
    Column("portal", N_("报送"), "portal", 84),
    Column("created", N_("新建时间"), "created_at", 112),
    Column("updated", N_("最后修改"), "updated_at", 112, shown=True),
)
#: Standing with the portal → its word.
PORTAL = {
    "unsent": N_("未报送"), "waiting": N_("等回执"), "accepted": N_("已接收"),
    "rejected": N_("被退回"), "conflict": N_("有冲突"),
}  # fmt: skip
#: Range of the quality score → its words, the lowest first.
SCORES = {
    "0-60": N_("低于 60 分"), "60-80": N_("60 到 80 分"), "80-95": N_("80 到 95 分"),
    "95-100": N_("95 分以上"), "none": N_("没有评分"),
}  # fmt: skip
PLACES: Mapping[str, int] = {column.id: place for place, column in enumerate(COLUMNS)}
TITLE, KIND, CODE, PROBLEMS = (PLACES[name] for name in ("title", "kind", "code", "problems"))
#: Weight → its word and its tone in the theme, the heaviest first.
WEIGHTS = (
    ("blocking", N_("阻断"), "block"),
    ("unexplained", N_("须说明"), "waiver"),
    ("warnings", N_("警告"), "warn"),
    ("hints", N_("提示"), "hint"),
)


def text_of(line: Line, column: str) -> str:
    """What a column says of a record."""
    match column:
        case "title":
            return title_words(line.title)
        case "kind":
            return tr(line.kind_label)
        case "type":
            return tr(line.type_label)
        case "state":
            return tr(line.state_label)
        case "source":
            return tr(line.source_label)
        case "problems":
            return problem_words(line.problems)
        case "version":
            return tr("第 {n} 版", n=line.version)
        case "created":
            return recently(line.created_at)
        case "updated":
            return recently(line.updated_at)
    score = "" if line.score is None else figure(line.score)
    texts = {
        "code": line.code, "office": line.office, "by": line.updated_by, "score": score,
        "portal": tr(PORTAL[line.portal]) if line.portal else "",
    }  # fmt: skip
    return texts.get(column, line.organization)


def problem_chips(problems: Problems) -> list[tuple[str, str]]:
    """Words and tones of what a check found, the heaviest first; hints only where nothing else."""
    counts = [(word, getattr(problems, name), tone) for name, word, tone in WEIGHTS]
    heavy = [(word, count, tone) for word, count, tone in counts[:-1] if count]
    return [(f"{tr(word)} {count}", tone) for word, count, tone in heavy]


def problem_words(problems: Problems | None) -> str:
    """The same in a line of text: for screen readers, tool tips and copies."""
    if problems is None:
        return tr("未检查")
    return "　".join(words for words, _ in problem_chips(problems)) or tr("没有问题")
