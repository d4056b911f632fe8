"""What the two desks of the law library show: how citations agree, what newer texts changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.ui.i18n import N_, tr
from desktop.ui.laws_lines import CitationLine
from desktop.ui.problem_words import place_of, title_words
from desktop.usecases.law_meaning import WORDS
from exports.progress import Progress
from forms.citations import quoted_title
from forms.laws import Run, TextState

if TYPE_CHECKING:
    from desktop.usecases.law_changes import Scan, Touch
    from desktop.usecases.verifying import Verification, Verified
    from desktop.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Side:
    """What the right side says of a citation: its story, and two texts under their names."""

    story: str
    heads: tuple[str, str]
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a desk gets its lines from, and what it calls things.

    ``names`` are what the two texts are called in short. ``sorts`` are the filters in their order:
    key, word, tone. ``first`` are those that show when the desk is looked at first.
    """

    names: tuple[str, str]
    task: str
    start: str
    intro: str
    nothing: str
    sorts: tuple[tuple[str, str, str], ...]
    first: frozenset[str]
    load: Callable[[Workspace, Progress], Any]
    lines: Callable[[Any], list[CitationLine]]
    said: Callable[[Any], str]
    side: Callable[[CitationLine], Side]


# 依据核验

_VERIFIED = (
    ("differs", N_("条文不同"), "block"),
    ("other", N_("不是所引条款"), "block"),
    ("missing", N_("没有该条款"), "block"),
    ("repealed", N_("已废止"), "block"),
    ("outdated", N_("日期已旧"), "warn"),
    ("equal", N_("一致"), "ok"),
    ("part", N_("节录一致"), "ok"),
    ("not_compared", N_("没有抄录条文"), "hint"),
    ("not_checked", N_("未核验"), "hint"),
)
_TONES = {"hint": "brand"}


def _verify(workspace: Workspace, progress: Progress) -> Verification:
    from desktop.usecases.verifying import verify_library

    return verify_library(workspace, progress=progress)


def _sort_of(item: Verified) -> str:
    """The one word for a citation: the heaviest of what is said of it."""
    states = set(item.states)
    if "not_checked" in states:
        return "not_checked"
    heavy = (name for name in ("repealed", "missing") if name in states)
    text = item.verdict.text.value
    if text in ("other", "differs"):
        return next(heavy, text)
    return next(heavy, "outdated" if "outdated" in states else text)


def _verified_lines(found: Verification) -> list[CitationLine]:
    words = {name: (word, tone) for name, word, tone in _VERIFIED}
    lines = []
    for item in found.items:
        sort = _sort_of(item)
        word, tone = words[sort]
        law = item.verdict.law.title if item.verdict.law else item.title
        lines.append(_line(item, quoted_title(law), sort, (word, tone), sure=True))
    return sorted(lines, key=lambda line: line.law)


def _line(
    item: Verified | Touch, law: str, sort: str, word: tuple[str, str], *, sure: bool
) -> CitationLine:
    label = item.place.label
    place = tr("　").join(filter(None, (item.place.article, place_of(label))))
    title = title_words(item.record_title) or tr("未命名")
    tone = _TONES.get(word[1], word[1])
    return CitationLine(
        law, item.uuid, item.place.path, title, place, label, tr(word[0]), tone, sort,
        item.changes, sure and not item.submitted, item,
    )  # fmt: skip


def _verified_said(found: Verification) -> str:
    counts = found.counts
    words = tr(
        "{count} 处引用，{found} 处在依据库中找到法律。",
        count=counts["citations"], found=counts["found"],
    )  # fmt: skip
    if counts["not_checked"]:
        words += tr("其余 {count} 处依据库中没有，未核验，不算错误。", count=counts["not_checked"])
    return words


def _verified_side(line: CitationLine) -> Side:
    from desktop.usecases.citing import compare_texts

    item: Verified = line.item
    verdict = item.verdict
    heads = (tr("引文"), tr("现行条文"))
    if verdict.law is None:
        return Side(tr("依据库里没有这部法律的文本。导入之后再核验。"), heads)
    story = [tr("现行文本：{day}。", day=verdict.law.dated)]
    if verdict.repealed_by:
        story.append(
            tr("自 {day} 起被《{law}》废止。", day=verdict.repealed_from, law=verdict.repealed_by)
        )
    if verdict.outdated:
        story.append(tr("引用的是 {day} 的文本。", day=verdict.outdated))
    if verdict.missing:
        missing = tr("、").join(verdict.missing)
        story.append(tr("现行文本没有{places}。", places=missing))
    if verdict.moved_to:
        story.append(tr("抄录的是{place}的内容。", place=verdict.moved_to))
    if verdict.text is TextState.NOT_COMPARED:
        return Side("".join(story) + tr("没有抄录条文，不能对照。"), heads)
    quoted = str(item.row.get("quoted_text") or "")
    return Side("".join(story), heads, compare_texts(quoted, verdict))


VERIFICATION = Source(
    names=(N_("引文"), N_("现行条文")),
    task=N_("核验依据"),
    start=N_("重新核验"),
    intro=N_("逐条核对引用的法律是否在依据库中、是否现行、条款是否存在、条文是否一致。"),
    nothing=N_("记录里还没有引用依据。"),
    sorts=_VERIFIED,
    first=frozenset({"differs", "other", "missing", "repealed", "outdated"}),
    load=_verify,
    lines=_verified_lines,
    said=_verified_said,
    side=_verified_side,
)


# 失效扫描

_CHANGE_TONES = {
    "changed": "block", "moved": "warn", "moved_changed": "block", "gone": "block",
    "repealed": "block", "dated": "warn", "unread": "hint", "coming": "hint",
}  # fmt: skip


def _scan(workspace: Workspace, progress: Progress) -> Scan:
    from desktop.usecases.law_changes import scan

    return scan(workspace, progress=progress)


def _changed_lines(found: Scan) -> list[CitationLine]:
    lines = []
    for touch in found.touches:
        sort = touch.sort.value
        law = tr(
            "{law}（{day}）", law=quoted_title(touch.found.newer.title), day=touch.found.newer.dated
        )
        if touch.found.by:
            law = tr("{law}（已废止）", law=quoted_title(touch.found.law.title))
        word = (WORDS[sort], _CHANGE_TONES[sort])
        lines.append(_line(touch, law, sort, word, sure=touch.found.sure))
    return lines


def _changed_said(found: Scan) -> str:
    if not found.touches:
        return tr("{count} 处引用都没有受到新文本影响。", count=found.citations)
    return tr(
        "{records} 条记录的 {count} 处引用受新文本或者废止影响。",
        records=found.records, count=len(found.touches),
    )  # fmt: skip


def _changed_side(line: CitationLine) -> Side:
    from desktop.usecases.citing import compare_versions

    touch: Touch = line.item
    found = touch.found
    old = found.older.dated if found.older else found.cited_day
    heads = (
        tr("旧条文（{day}）", day=old) if found.older else tr("引文"),
        tr("新条文（{day}）", day=found.newer.dated),
    )
    story = _story(touch)
    if not (found.before or found.after):
        return Side(story, heads)
    return Side(story, heads, compare_versions(found.before, found.after))


def _story(touch: Touch) -> str:
    found = touch.found
    cited = touch.place.article or tr("整部法律")
    words = {
        "changed": tr("{cited}的内容有修改。", cited=cited),
        "moved": tr("{cited}现为{becomes}，内容未变。", cited=cited, becomes=found.becomes),
        "moved_changed": tr(
            "{cited}现为{becomes}，内容也有修改。", cited=cited, becomes=found.becomes
        ),
        "gone": tr("{cited}在现行文本中没有完全相应的条款，请打开记录核对。", cited=cited),
        "repealed": _repealed(touch, cited),
        "dated": tr(
            "{cited}的内容未变，引用的日期改为 {day}。", cited=cited, day=found.newer.dated
        ),
        "unread": tr("引用的是旧文本，又没有旧条文可对照，请打开记录核对{cited}。", cited=cited),
        "coming": tr("{cited}自 {day} 起有变化，到时再改。", cited=cited, day=found.newer.in_force),
    }[found.sort.value]
    if found.guessed:
        words += tr("记录没有写日期、没有抄条文，按上一文本对照。")
    if found.coarse:
        words += tr("原引用到款、项，请核对新引用的范围。")
    if touch.final:
        words += tr("记录已定稿，改动需要新版本。")
    if touch.submitted:
        words += tr("记录正在审核，先退回或者审完再改。")
    return words


def _repealed(touch: Touch, cited: str) -> str:
    found = touch.found
    words = tr("自 {day} 起被《{law}》废止。", day=found.newer.in_force, law=found.by)
    if found.becomes:
        words += tr(
            "{cited}与其{becomes}相近，核对后可以采用。", cited=cited, becomes=found.becomes
        )
    return words


CHANGES = Source(
    names=(N_("旧条文"), N_("新条文")),
    task=N_("对照现行文本"),
    start=N_("重新扫描"),
    intro=N_("导入新文本之后，列出受影响的每一处引用：条文改没改、移到了第几条、法律有没有废止。"),
    nothing=N_("没有受影响的引用。"),
    sorts=tuple((name, word, _CHANGE_TONES[name]) for name, word in WORDS.items()),
    first=frozenset(),
    load=_scan,
    lines=_changed_lines,
    said=_changed_said,
    side=_changed_side,
)


def counted(lines: Sequence[CitationLine]) -> Mapping[str, int]:
    """How many lines are of each sort."""
    found: dict[str, int] = {}
    for line in lines:
        found[line.sort] = found.get(line.sort, 0) + 1
    return found
