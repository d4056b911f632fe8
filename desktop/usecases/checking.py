"""Check one record or the whole library, at any moment, without finalizing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.usecases.check_view import StreamedView, is_large, whole_view
from desktop.usecases.problem_log import ProblemLog
from desktop.usecases.standing import Keeper
from desktop.usecases.workspace import Workspace
from exports.progress import NO_PROGRESS, Progress
from forms.check import Snapshot, head, in_order, is_of_file, is_of_law
from forms.problem import Problem
from forms.record import Record
from forms.rules import registry

_BATCH = 200  # records read at a time
#: Up to so many records are checked against the live view, which asks the library again and again;
#: more against one reading of everything.
_FEW = 20


@dataclass(frozen=True)
class CheckOutcome:
    """What a check of many records found."""

    records: int
    problems: ProblemLog

    @property
    def by_rule(self) -> Mapping[str, int]:
        """Rule id → how often, in the order of SPEC §5."""
        counts = self.problems.by_rule
        return {rule: counts[rule] for rule in registry.texts() if counts[rule]}

    @property
    def blocking(self) -> int:
        """How many problems stop a record."""
        return self.problems.blocking

    def to_json(self) -> dict[str, Any]:
        """The shape of ``check --json`` (DESIGN §8)."""
        return {
            "records": self.records,
            "problems": [problem.to_json() for problem in self.problems],
            "by_rule": dict(self.by_rule),
        }


def _nobody(record: Record, problems: list[Problem]) -> None:
    """Nobody looks on."""


class UnknownRule(ValueError):
    """A rule id that does not exist or is not built yet."""

    def __init__(self, rule: str) -> None:
        text = registry.texts().get(rule)
        reason = "不存在" if text is None else "不能单独检查" if text.elsewhere else "尚未实现"
        super().__init__(f"规则“{rule}”{reason}；用 rules 命令查看全部规则。")


def check_library(
    workspace: Workspace, kind: str = "", rule: str = "", progress: Progress = NO_PROGRESS,
    seen: Callable[[Record, list[Problem]], None] = _nobody,
) -> CheckOutcome:  # fmt: skip
    """Check every record that is not in the bin (or those of one kind, or by one rule).

    ``seen`` is told each record with its problems, as they come. What all rules found is kept as
    the records' standing (`desktop.usecases.standing`), also when the check is stopped half-way.
    A large library is read twice and never held whole (`check_view`, `problem_log`).
    """
    if rule and rule not in registry.functions():
        raise UnknownRule(rule)
    kinds = [form.kind for form in workspace.forms(kind)]
    total = sum(workspace.library.count(name) for name in kinds)
    hashes: dict[str, str] = {}
    checker, keeper = workspace.checker(), Keeper(workspace, hashes)
    waivers = _waivers(workspace)
    problems, number = ProblemLog(), 0
    if not is_large(workspace):
        hashes |= workspace.library.content_hashes()
    view = whole_view(workspace, progress)
    for record in _to_check(workspace, view, kinds, hashes):
        number += 1
        found = checker.check(record, view, waivers.get(record.uuid, {}), rule)
        seen(record, found)
        if not rule:
            keeper.seen(record, found)
        problems.extend(found)
        progress.step(number, max(number, total), "检查")
    keeper.flush()
    return CheckOutcome(number, problems)


def _to_check(
    workspace: Workspace, view: Snapshot | StreamedView, kinds: Sequence[str],
    hashes: dict[str, str],
) -> Iterator[Record]:  # fmt: skip
    """The records of these kinds. Of those that are read only now the hash is read before: what
    changes in between gets no standing.
    """
    for kind in kinds:
        if isinstance(view, Snapshot):
            yield from view.records(kind)
            continue
        uuids = [record.uuid for record in view.records(kind)]
        for start in range(0, len(uuids), _BATCH):
            part = uuids[start : start + _BATCH]
            hashes.clear()
            hashes |= workspace.library.content_hashes(part)
            yield from workspace.library.many(part)


def check_these(
    workspace: Workspace, uuids: Sequence[str], progress: Progress = NO_PROGRESS
) -> CheckOutcome:
    """Check some records by all rules and keep their standing; unknown ones are left out."""
    checker, keeper = workspace.checker(), Keeper(workspace)
    waivers = _waivers(workspace)
    view = workspace.view if len(uuids) <= _FEW else whole_view(workspace, progress)
    problems = ProblemLog()
    checked = 0
    for start in range(0, len(uuids), _BATCH):
        for record in workspace.library.many(list(uuids[start : start + _BATCH])):
            found = checker.check(record, view, waivers.get(record.uuid, {}))
            keeper.seen(record, found)
            problems.extend(found)
            checked += 1
            progress.step(checked, len(uuids), "检查")
    keeper.flush()
    return CheckOutcome(checked, problems)


def check_record(
    workspace: Workspace, record: Record, progress: Progress = NO_PROGRESS
) -> list[Problem]:
    """Check one record as it is typed, against the other records in the library."""
    waivers = workspace.library.waivers(record.uuid)
    return workspace.checker().check(
        record, workspace.view, waivers, between=lambda: progress.step(0, 1, "检查")
    )


def check_field(
    workspace: Workspace, record: Record, field: str, known: Sequence[Problem] = ()
) -> list[Problem]:
    """Check one field at once, as it is typed: a millisecond or two, however long the tables are.

    ``known`` is what was found last; of the other fields, and where other records are looked at,
    it stands, as what was found in files does, and in laws for citations that nobody has looked up
    yet. Of other tables only the first row is seen: the full check, which follows in every pause,
    has the last word.
    """
    form = workspace.catalogue.form(record.kind)
    tables = {table.id for table in form.tables()} - {field}
    short = {
        name: value[:1] if name in tables and isinstance(value, list) else value
        for name, value in record.values.items()
    }
    reasons = {(problem.rule, problem.field): problem.waiver for problem in known}
    slim = replace(record, values=short)
    mine = workspace.checker().check(slim, None, reasons, alone=True, focus=field)
    kept = [p for p in known if head(p.field) != field or _stands(workspace, record, p)]
    return in_order(mine + kept, form)


def _stands(workspace: Workspace, record: Record, problem: Problem) -> bool:
    """Whether a problem of the field at hand is none that a check at each key can find anew."""
    if registry.texts()[problem.rule].cross:
        return True
    if is_of_law(problem):
        row = record.get(problem.field[: problem.field.rfind("]") + 1])
        return isinstance(row, Mapping) and workspace.laws.remembered(row) is None
    return is_of_file(problem, workspace.catalogue.form(record.kind))


def _waivers(workspace: Workspace) -> dict[str, dict[tuple[str, str], str]]:
    found: dict[str, dict[tuple[str, str], str]] = {}
    for waiver in workspace.library.all_waivers():
        found.setdefault(waiver.record, {})[waiver.rule, waiver.field] = waiver.reason
    return found
