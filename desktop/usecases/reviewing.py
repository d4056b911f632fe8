"""Review (审核): 提交 → 退回或通过 → 公开审查 → 定稿, each by the person whose duty it is.

SPEC §12: 填报 → 业务审核 → 公开（保密）审查 → 批准. Who compiled or submitted a record neither
approves it nor judges its disclosure (G12). What is approved is what was submitted: a change in
between is seen by its hash. Nothing waits in a state of its own outside CL30: a record stays
待审核 until it is final, and `review_rounds` reads from the log how far it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop.store import FINAL_STATES, Act, LibraryError
from desktop.usecases import review_guards as guard
from desktop.usecases import review_rounds as rounds
from desktop.usecases.check_view import whole_view
from desktop.usecases.people import find_person
from desktop.usecases.remarking import NewRemark, remark_row
from desktop.usecases.review_guards import REVIEW_FIELDS, ReviewRefused
from desktop.usecases.review_rounds import Round, Stage
from exports.progress import NO_PROGRESS, Progress
from forms.problem import Problem
from forms.record import Record, new_uuid
from forms.rules.registry import LibraryView
from forms.values import fold

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

#: Conclusions (CL29) that must name the clause they rest on.
NEED_BASIS = ("partial", "not_public")
_LONGEST_BASIS = 500
#: Up to so many records are checked against the live view; more against one reading of all.
_FEW = 20


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that was left as it is, and why; ``problems`` are the ones in the way."""

    uuid: str
    title: str
    reason: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class SubmitReport:
    """What became of several records: uuids of those done, and the refused ones."""

    accepted: tuple[str, ...]
    refused: tuple[Refusal, ...]


def round_of(workspace: Workspace, uuid: str) -> Round:
    """How far a record is in its review; `RecordNotFound` when there is none."""
    return guard.open_round(workspace, uuid)[1]


# 提交


def submit(
    workspace: Workspace, uuids: Sequence[str], by: str, *, note: str = "",
    progress: Progress = NO_PROGRESS,
) -> SubmitReport:  # fmt: skip
    """Hand records in for review; what has blocking problems, or cannot be reviewed, is refused.

    Those accepted are written in one transaction. Names and dates of an earlier review are taken
    out of them: the review begins anew. ``by`` need not be in the list of people, but if the list
    has that name, 编制 must be among its duties.
    """
    hindrance = _no_submitter(workspace, by)
    view = workspace.view if len(uuids) <= _FEW else whole_view(workspace, progress)
    acts: list[Act] = []
    refused: list[Refusal] = []
    for number, uuid in enumerate(dict.fromkeys(uuids), start=1):
        record = workspace.library.find(uuid)
        try:
            if hindrance:
                raise ReviewRefused(hindrance)
            acts.append(_submission(workspace, uuid, record, view))
        except ReviewRefused as error:
            title = guard.title_of(workspace, uuid)
            refused.append(Refusal(uuid, title, str(error), error.problems))
        progress.step(number, len(uuids), "检查")
    if acts:
        workspace.library.act(acts, rounds.SUBMITTED, by=by.strip(), note=note)
    return SubmitReport(tuple(act.after.uuid for act in acts), tuple(refused))


def _no_submitter(workspace: Workspace, by: str) -> str:
    """Why nobody may submit under this name, as a sentence; empty when they may."""
    if workspace.library.read_only:
        return workspace.library.read_only_reason
    if not by.strip():
        return guard.NOBODY.format(deed="提交")
    person = find_person(workspace, by.strip())
    return guard.lacks_duty(by, "compile") if person and not person.may("compile") else ""


def _submission(workspace: Workspace, uuid: str, record: Record | None, view: LibraryView) -> Act:
    """What the submission makes of a record; raises `ReviewRefused`."""
    if record is None:
        raise ReviewRefused(guard.absent(workspace, uuid))
    if record.state in FINAL_STATES:
        raise ReviewRefused("已经定稿。需要修改时，请先建立新版本。")
    if record.state == "submitted":
        raise ReviewRefused("已经提交，正在等待审核。")
    if workspace.catalogue.form(record.kind).read_only:
        raise ReviewRefused("全国统一的清单只供查阅，不需要提交。")
    bare = replace(record.with_values(**dict.fromkeys(REVIEW_FIELDS)), state="submitted")
    guard.refuse_problems(guard.blocking(workspace, bare, view))
    detail = {
        "from": record.state,
        "hash": guard.substance(bare),
        "compiler": str(record.get("compiler_name") or ""),
    }
    return Act(record, bare, detail)


def withdraw(workspace: Workspace, uuid: str, by: str, *, note: str = "") -> Record:
    """Take a submission back while nobody has approved it; the record can be edited again."""
    record, found = guard.open_round(workspace, uuid)
    if found.stage is not Stage.REVIEW:
        raise ReviewRefused(guard.NOT_THERE.format(word=found.stage.word, deed="撤回"))
    guard.writable(workspace, by, "撤回")
    origin = found.submitted.about("from") if found.submitted else ""
    state = origin or ("amending" if record.version > 1 else "draft")
    act = Act(record, replace(record, state=state), {"to": state})
    return guard.do(workspace, act, rounds.WITHDRAWN, by, note)


# 审核


def approve(workspace: Workspace, uuid: str, by: str, note: str = "") -> Record:
    """Approve a submitted record: 审核人 and 审核日期 are filled in; 公开审查 comes next."""
    record, found = guard.open_round(workspace, uuid)
    guard.at(found, Stage.REVIEW, "审核")
    guard.allowed(workspace, record, found, by, "review")
    guard.unchanged(record, found.submitted)
    guard.refuse_problems(guard.blocking(workspace, record))
    values = {"reviewer_name": by.strip(), "review_date": date.today().isoformat()}
    after = guard.filled(workspace, record, values)
    return guard.do(
        workspace, Act(record, after, {"hash": guard.substance(after)}), rounds.REVIEWED, by, note
    )


def approve_all(
    workspace: Workspace, uuids: Sequence[str], by: str, note: str = "",
    progress: Progress = NO_PROGRESS,
) -> SubmitReport:  # fmt: skip
    """Approve several, each by itself: what is refused does not hold up the others."""
    done: list[str] = []
    refused: list[Refusal] = []
    for number, uuid in enumerate(dict.fromkeys(uuids), start=1):
        try:
            approve(workspace, uuid, by, note)
        except LibraryError as error:
            problems = getattr(error, "problems", ())
            refused.append(Refusal(uuid, guard.title_of(workspace, uuid), str(error), problems))
        else:
            done.append(uuid)
        progress.step(number, len(uuids), "审核")
    return SubmitReport(tuple(done), tuple(refused))


def withdraw_approval(workspace: Workspace, uuid: str, by: str, note: str = "") -> Record:
    """Take an approval back before the record is judged for disclosure."""
    record, found = guard.open_round(workspace, uuid)
    guard.at(found, Stage.DISCLOSURE, "撤销审核")
    guard.has_duty(workspace, by, "review")
    values = dict.fromkeys(REVIEW_FIELDS)
    return guard.do(
        workspace, Act(record, record.with_values(**values)), rounds.REVIEW_WITHDRAWN, by, note
    )


def send_back(workspace: Workspace, uuid: str, remarks: Sequence[NewRemark], by: str) -> Record:
    """Return a submitted record (退回) with remarks; at least one must say something.

    The reviewer may do it, and so may who judges the disclosure, at any stage before it is final.
    """
    record, found = guard.open_round(workspace, uuid)
    if record.state != "submitted":
        raise ReviewRefused(guard.NOT_THERE.format(word=found.stage.word, deed="退回"))
    guard.allowed(workspace, record, found, by, "review", "disclose")
    said = [remark for remark in remarks if remark.text.strip()]
    if not said:
        raise ReviewRefused("请写明退回的原因，编制人才知道改什么。")
    after = replace(record.with_values(**dict.fromkeys(REVIEW_FIELDS)), state="returned")
    name = new_uuid()
    detail = {
        "return": name,
        "hash": guard.substance(after),
        "fields": {key: record.get(key) for key in REVIEW_FIELDS if record.get(key)},
    }
    beside = [remark_row(workspace, record, remark, name) for remark in said]
    note = said[0].text.strip() if len(said) == 1 else f"{len(said)} 条意见"
    act = Act(record, after, detail)
    return workspace.library.act([act], rounds.RETURNED, by=by.strip(), note=note, beside=beside)[0]


def withdraw_return(workspace: Workspace, uuid: str, by: str) -> Record:
    """Take back a return that was a mistake, while nobody has edited the record since."""
    record, found = guard.open_round(workspace, uuid)
    returned = found.returned
    guard.at(found, Stage.RETURNED, "撤销退回")
    guard.writable(workspace, by, "撤销退回")
    if returned is None or fold(returned.by) != fold(by):
        raise ReviewRefused("只有退回的人可以撤销退回。")
    if returned.about("hash") != guard.substance(record):
        raise ReviewRefused("退回之后编制人已经修改，不能撤销退回。请等待重新提交。")
    fields = (returned.detail or {}).get("fields") or {}
    after = replace(record.with_values(**fields), state="submitted")
    act = Act(record, after, {"return": returned.about("return")})
    return guard.do(workspace, act, rounds.RETURN_WITHDRAWN, by)


# 公开审查


def disclose(
    workspace: Workspace, uuid: str, by: str, result: str, *, basis: str = "", note: str = ""
) -> Record:
    """Put down the review before disclosure (条例第十七条): ``result`` is a key of CL29.

    ``basis`` names the clause for what is not (wholly) public. An undecided result (待报主管或保密
    部门确定) leaves the record waiting for a decision.
    """
    record, found = guard.open_round(workspace, uuid)
    guard.at(found, Stage.DISCLOSURE, "公开审查")
    guard.allowed(workspace, record, found, by, "disclose")
    guard.unchanged(record, found.reviewed)
    choices = workspace.catalogue.vocabularies["CL29"]
    if result not in choices.by_key:
        raise ReviewRefused("请选择公开审查的结论。")
    basis = basis.strip()
    if result in NEED_BASIS and not (basis or record.get("secrecy_basis")):
        raise ReviewRefused("部分公开或者不予公开的，请写明依据的条款。")
    if len(basis) > _LONGEST_BASIS:
        raise ReviewRefused(f"依据最多 {_LONGEST_BASIS} 字，现为 {len(basis)} 字。")
    values = {
        "secrecy_result": result,
        "secrecy_reviewer": by.strip(),
        "secrecy_date": date.today().isoformat(),
        **({"secrecy_basis": basis} if basis else {}),
    }
    detail = {"result": result, "word": choices.label(result), "basis": basis}
    act = Act(record, guard.filled(workspace, record, values), detail)
    return guard.do(workspace, act, rounds.DISCLOSED, by, note)


def withdraw_disclosure(workspace: Workspace, uuid: str, by: str, note: str = "") -> Record:
    """Take the conclusion back before the record is final."""
    record, found = guard.open_round(workspace, uuid)
    if found.stage not in (Stage.FINAL, Stage.DISCLOSURE) or found.disclosed is None:
        raise ReviewRefused(guard.NOT_THERE.format(word=found.stage.word, deed="撤销公开审查"))
    guard.has_duty(workspace, by, "disclose")
    values = dict.fromkeys(("secrecy_result", "secrecy_reviewer", "secrecy_date"))
    act = Act(record, record.with_values(**values))
    return guard.do(workspace, act, rounds.DISCLOSURE_WITHDRAWN, by, note)


# 定稿


def finalize(workspace: Workspace, uuid: str, by: str, note: str = "") -> Record:
    """Make the record final: revision ``version`` is frozen with its hash and never changes.

    It is checked once more, as 审核通过. There is no way back but a new version.
    """
    record, found = guard.open_round(workspace, uuid)
    guard.at(found, Stage.FINAL, "定稿")
    guard.allowed(workspace, record, found, by, "review")
    guard.unchanged(record, found.reviewed)
    after = replace(record, state="approved")
    guard.refuse_problems(guard.blocking(workspace, after))
    return guard.do(workspace, Act(record, after), rounds.FINALIZED, by, note)
