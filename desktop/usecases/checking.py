"""Check one record or the whole library, at any moment, without finalizing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

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
    problems: tuple[Problem, ...]

    @property
    def by_rule(self) -> Mapping[str, int]:
        """Rule id → how often, in the order of SPEC §5."""
        counts = Counter(problem.rule for problem in self.problems)
        return {rule: counts[rule] for rule in registry.texts() if rule in counts}

    @property
    def blocking(self) -> int:
        """How many problems stop a record."""
        return sum(problem.blocks for problem in self.problems)

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
    """
    if rule and rule not in registry.functions():
        raise UnknownRule(rule)
    kinds = [form.kind for form in workspace.forms(kind)]
    hashes = {} if rule else workspace.library.content_hashes()
    snapshot = Snapshot(_read(workspace, progress))
    waivers = _waivers(workspace)
    records = [record for name in kinds for record in snapshot.records(name)]
    checker, keeper = workspace.checker(), Keeper(workspace, hashes)
    problems: list[Problem] = []
    for number, record in enumerate(records, start=1):
        found = checker.check(record, snapshot, waivers.get(record.uuid, {}), rule)
        seen(record, found)
        if not rule:
            keeper.seen(record, found)
        problems += found
        progress.step(number, len(records), "检查")
    keeper.flush()
    return CheckOutcome(len(records), tuple(problems))


def _read(workspace: Workspace, progress: Progress) -> Iterator[Record]:
    """All records; a large library takes a while to read, in which it can be called off."""
    total = workspace.library.count()
    for number, record in enumerate(workspace.library.records()):
        if number % _BATCH == 0:
            progress.step(number, total, "读取")
        yield record


def check_these(
    workspace: Workspace, uuids: Sequence[str], progress: Progress = NO_PROGRESS
) -> CheckOutcome:
    """Check some records by all rules and keep their standing; unknown ones are left out."""
    checker, keeper = workspace.checker(), Keeper(workspace)
    waivers = _waivers(workspace)
    view = workspace.view if len(uuids) <= _FEW else workspace.snapshot()
    problems: list[Problem] = []
    checked = 0
    for start in range(0, len(uuids), _BATCH):
        for record in workspace.library.many(list(uuids[start : start + _BATCH])):
            found = checker.check(record, view, waivers.get(record.uuid, {}))
            keeper.seen(record, found)
            problems += found
            checked += 1
            progress.step(checked, len(uuids), "检查")
    keeper.flush()
    return CheckOutcome(checked, tuple(problems))


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
