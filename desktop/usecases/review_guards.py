"""What keeps an act of the review from being done (审核): wrong stage, duty, person or content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.store import Act, AuditEntry, LibraryError
from desktop.usecases import review_rounds as rounds
from desktop.usecases.people import DUTIES, find_person, people
from desktop.usecases.review_rounds import Round, Stage
from forms.model import Value
from forms.problem import Problem, Severity
from forms.record import Record
from forms.rules.registry import LibraryView
from forms.values import fold

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

#: Fields that the review fills in; a submission begins with none of them.
REVIEW_FIELDS = (
    "reviewer_name", "review_date", "secrecy_result", "secrecy_reviewer", "secrecy_date",
)  # fmt: skip
#: Said to nobody in particular, and of a record that is elsewhere on its way.
NOBODY = "请先选择您的姓名（窗口左下角），再{deed}。"
NOT_THERE = "这条记录现在是“{word}”，不能{deed}。"


class ReviewRefused(LibraryError):
    """An act of the review that cannot be done; the sentence says why and what to do.

    ``problems`` are those of the record that stand in the way, if that is the reason.
    """

    def __init__(self, sentence: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(sentence)
        self.problems = tuple(problems)


def blocking(
    workspace: Workspace, record: Record, view: LibraryView | None = None
) -> list[Problem]:
    """The problems that keep a record from being submitted or made final, heaviest first."""
    waivers = workspace.library.waivers(record.uuid)
    found = workspace.checker().check(record, view or workspace.view, waivers)
    return [problem for problem in found if problem.blocks]


def refuse_problems(problems: Sequence[Problem]) -> None:
    """Refuse when there are any; the sentence says how many of which sort."""
    if not problems:
        return
    stops = sum(problem.severity is Severity.BLOCK for problem in problems)
    owed = len(problems) - stops
    parts = [f"{stops} 处阻断问题" if stops else "", f"{owed} 处需要说明理由" if owed else ""]
    raise ReviewRefused(f"还有 {'、'.join(filter(None, parts))}，请先处理。", problems)


def substance(record: Record) -> str:
    """The hash of what the compiler answers for: the content without what the review fills in."""
    names = (*REVIEW_FIELDS, "secrecy_basis")
    return record.with_values(**dict.fromkeys(names)).content_hash()


def log_of(workspace: Workspace, uuid: str) -> list[AuditEntry]:
    """All that the log tells of a record, the earliest entry first."""
    return workspace.library.audit(uuid, limit=None)[::-1]


def open_round(workspace: Workspace, uuid: str) -> tuple[Record, Round]:
    """A record and the round it is in; `RecordNotFound` when there is none."""
    record = workspace.library.get(uuid)
    return record, rounds.round_of(record.state, log_of(workspace, uuid))


def do(workspace: Workspace, act: Act, action: str, by: str, note: str = "") -> Record:
    """Write one act; the record as it is then."""
    written = workspace.library.act([act], action, by=by.strip(), note=note.strip())
    return written[0] if written else act.before


def filled(workspace: Workspace, record: Record, values: dict[str, Value]) -> Record:
    """The record with those of the values that its form has."""
    fields = workspace.catalogue.form(record.kind).fields
    return record.with_values(**{name: v for name, v in values.items() if name in fields})


def at(found: Round, stage: Stage, deed: str) -> None:
    """Refuse a record that is at another stage."""
    if found.stage is not stage:
        raise ReviewRefused(NOT_THERE.format(word=found.stage.word, deed=deed))


def writable(workspace: Workspace, by: str, deed: str) -> None:
    """Refuse everything in a read-only library, and acts of nobody."""
    if workspace.library.read_only:
        raise ReviewRefused(workspace.library.read_only_reason)
    if not by.strip():
        raise ReviewRefused(NOBODY.format(deed=deed))


def has_duty(workspace: Workspace, by: str, *duties: str) -> None:
    """Refuse who is not in the list, or has none of these duties."""
    deed = DUTIES[duties[0]]
    writable(workspace, by, deed)
    person = find_person(workspace, by.strip())
    if person is None:
        raise ReviewRefused(f"人员名单中没有“{by.strip()}”。请先在设置的人员名单中添加。")
    if not any(person.may(duty) for duty in duties):
        raise ReviewRefused(lacks_duty(by, duties[0]))


def lacks_duty(by: str, duty: str) -> str:
    """The sentence for somebody whose duty it is not."""
    return (
        f"{by.strip()}的职责中没有“{DUTIES[duty]}”。"
        "请由有这项职责的人员处理，或者在设置的人员名单中修改职责。"
    )


def allowed(workspace: Workspace, record: Record, found: Round, by: str, *duties: str) -> None:
    """Refuse who lacks the duty, and who compiled or submitted the record."""
    has_duty(workspace, by, *duties)
    sentence = own_work(workspace, record, found, by, duties[0])
    if sentence:
        raise ReviewRefused(sentence)


def own_work(workspace: Workspace, record: Record, found: Round, by: str, duty: str) -> str:
    """Why somebody may not judge this record: it is theirs; empty when it is not.

    SPEC knows no exception, not even for an agency with a single person.
    """
    authors = {fold(str(record.get("compiler_name") or ""))}
    if found.submitted:
        authors.add(fold(found.submitted.by))
    if fold(by) not in authors - {""}:
        return ""
    word = DUTIES[duty]
    others = [item.name for item in people(workspace)
              if item.may(duty) and fold(item.name) not in authors]  # fmt: skip
    advice = (
        f"请由{'、'.join(others[:3])}处理。"
        if others
        else f"人员名单中没有别人负责{word}，请先在设置中添加。"
    )
    return f"这条记录由{by.strip()}编制或提交，{word}须由另一人进行。{advice}"


def unchanged(record: Record, deed: rounds.Deed | None) -> None:
    """Refuse a record whose content is not what was submitted or approved."""
    if deed and deed.about("hash") and deed.about("hash") != substance(record):
        raise ReviewRefused("提交之后内容又有改动。请退回编制人，核对后重新提交。")


def title_of(workspace: Workspace, uuid: str) -> str:
    """What people call a record, be it in the bin or purged."""
    found = workspace.library.summaries_of([uuid])
    if not found:
        return "（已清除的记录）"
    return found[0].title or f"（未命名{workspace.catalogue.form(found[0].kind).title}）"


def absent(workspace: Workspace, uuid: str) -> str:
    """Why a record cannot be found, as a sentence."""
    if workspace.library.summaries_of([uuid]):
        return "在回收站里。请先恢复。"
    return "已经不在工作库中。请刷新列表。"
