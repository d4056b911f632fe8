"""依据核验: how the citations of a library stand to the law library, counted and listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from exports.progress import NO_PROGRESS, Progress
from forms.laws import TextState, Verdict
from forms.model import Field, Form, Value
from forms.record import Record
from forms.rules.context import is_basis, rows_of

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

#: What is counted, in the order in which it is told.
COUNTS: Mapping[str, str] = {
    "citations": "引用",
    "not_checked": "依据库中没有该法律，未核验",
    "found": "找到法律",
    "repealed": "法律已被废止",
    "outdated": "引用的不是现行文本",
    "missing": "没有所引条款",
    "equal": "条文一致",
    "part": "条文为节录，一致",
    "differs": "条文与现行文本不同",
    "other": "条文不是所引条款的内容",
    "not_compared": "没有条文可比",
}


@dataclass(frozen=True, slots=True)
class Verified:
    """A citation and what the law library says of it; ``path`` is the row in the record."""

    record: Record
    path: str
    row: Mapping[str, Value]
    verdict: Verdict

    @property
    def states(self) -> Iterator[str]:
        """The counts it goes into."""
        yield "citations"
        if not self.verdict.checked:
            yield "not_checked"
            return
        yield "found"
        if self.verdict.repealed_by:
            yield "repealed"
        if self.verdict.outdated:
            yield "outdated"
        if self.verdict.missing:
            yield "missing"
        yield self.verdict.text.value

    @property
    def in_order(self) -> bool:
        """Whether the law is there and nothing contradicts it."""
        verdict = self.verdict
        agrees = verdict.text in (TextState.EQUAL, TextState.PART, TextState.NOT_COMPARED)
        return (
            verdict.checked
            and agrees
            and not (verdict.repealed_by or verdict.outdated or verdict.missing)
        )


@dataclass(frozen=True, slots=True)
class Verification:
    """All citations of a library or a kind, counted; ``doubtful`` are those to look at."""

    counts: Mapping[str, int]
    doubtful: tuple[Verified, ...]
    unknown: tuple[tuple[str, int], ...]

    def to_json(self) -> dict[str, Any]:
        """The shape of ``laws check --json``."""
        doubtful = [
            {
                "record": item.record.uuid, "kind": item.record.kind, "field": item.path,
                "title": item.row.get("title"), "articles": item.row.get("article_text"),
                "states": [state for state in item.states if state not in ("citations", "found")],
                "moved_to": item.verdict.moved_to, "differences": item.verdict.differences,
            }
            for item in self.doubtful
        ]  # fmt: skip
        unknown = [{"title": title, "citations": number} for title, number in self.unknown]
        return {"counts": dict(self.counts), "doubtful": doubtful, "not_in_library": unknown}


def verify_library(
    workspace: Workspace, kind: str = "", progress: Progress = NO_PROGRESS
) -> Verification:
    """Look up every citation of the library, or of one kind."""
    counts: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    doubtful: list[Verified] = []
    kinds = {form.kind for form in workspace.forms(kind)}
    total = sum(workspace.library.count(name) for name in kinds)
    done = 0
    for name in kinds:
        form = workspace.catalogue.form(name)
        for record in workspace.library.records(name):
            done += 1
            progress.step(done, total, "核验依据")
            for item in verify_record(workspace, form, record):
                counts.update(item.states)
                if not item.verdict.checked:
                    unknown[str(item.row.get("title") or "（没有写名称）")] += 1
                elif not item.in_order:
                    doubtful.append(item)
    ordered = {name: counts[name] for name in COUNTS}
    return Verification(ordered, tuple(doubtful), tuple(unknown.most_common()))


def verify_record(workspace: Workspace, form: Form, record: Record) -> Iterator[Verified]:
    """The citations of one record with their verdicts."""
    for path, row in _basis_rows(form.fields, record.values, ""):
        yield Verified(record, path, row, workspace.laws.verdict(row))


def _basis_rows(
    fields: Mapping[str, Field], values: Mapping[str, Value], prefix: str
) -> Iterator[tuple[str, Mapping[str, Value]]]:
    """Rows of basis tables, those inside other tables included."""
    for item in fields.values():
        value = values.get(item.id)
        if item.table is None or value is None:
            continue
        for path, row in rows_of(value, prefix + item.id):
            if is_basis(item):
                yield path, row
            else:
                yield from _basis_rows(item.table.by_id, row, f"{path}.")
