"""依据核验: how the citations of a library stand to the law library, counted and listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop.usecases.cited_places import CitedPlace, Roads, kept, places, roads
from desktop.usecases.compiling import is_finished, is_locked
from desktop.usecases.rewriting import Change
from exports.progress import NO_PROGRESS, Progress
from forms.laws import TextState, Verdict
from forms.model import Value
from forms.record import Record

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
    """A citation and what the law library says of it; ``place`` leads to its row."""

    uuid: str
    kind: str
    place: CitedPlace
    verdict: Verdict
    final: bool = False
    submitted: bool = False
    record_title: str = ""

    @property
    def row(self) -> Mapping[str, Value]:
        """The row of the basis table."""
        return self.place.row

    @property
    def title(self) -> str:
        """The law as the row names it; empty when it does not."""
        return kept(self.row.get("title"))

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

    @property
    def columns(self) -> Mapping[str, str]:
        """The cells that taking over the text in force writes: the quotation, or the number of
        the article that it really comes from. Nothing where a person has to choose.
        """
        verdict = self.verdict
        if verdict.repealed_by or verdict.missing or self.row.get("is_secret") is True:
            return {}
        if verdict.text is TextState.OTHER and verdict.moved_to:
            return {"article_text": verdict.moved_to}
        if verdict.text is TextState.DIFFERS and verdict.official:
            return {"quoted_text": verdict.official}
        return {}

    @property
    def changes(self) -> tuple[Change, ...]:
        """The cells to write."""
        return tuple(
            Change(self.uuid, self.place.path, name, str(self.row.get(name) or ""), value)
            for name, value in self.columns.items()
        )


@dataclass(frozen=True, slots=True)
class Verification:
    """All citations of a library or a kind, counted, in the order of the lists."""

    counts: Mapping[str, int]
    items: tuple[Verified, ...]

    @property
    def doubtful(self) -> tuple[Verified, ...]:
        """Those to look at."""
        return tuple(item for item in self.items if item.verdict.checked and not item.in_order)

    @property
    def unknown(self) -> list[tuple[str, int]]:
        """The laws that the library has not got, with how often each is cited, most first."""
        counted = Counter(
            item.title or "（没有写名称）" for item in self.items if not item.verdict.checked
        )
        return counted.most_common()

    def to_json(self) -> dict[str, Any]:
        """The shape of ``laws check --json``."""
        doubtful = [
            {
                "record": item.uuid, "kind": item.kind, "field": item.place.path,
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
    ways = roads(workspace.catalogue)
    kinds = [form.kind for form in workspace.forms(kind)]
    total = sum(workspace.library.count(name) for name in kinds)
    items: list[Verified] = []
    done = 0
    for name in kinds:
        for record in workspace.library.records(name):
            done += 1
            progress.step(done, total, "核验依据")
            items += verify_record(workspace, record, ways)
    uuids = list(dict.fromkeys(item.uuid for item in items))
    titles = {line.uuid: line.title for line in workspace.library.summaries_of(uuids)}
    named = tuple(replace(item, record_title=titles.get(item.uuid, "")) for item in items)
    counts = Counter(state for item in named for state in item.states)
    return Verification({name: counts[name] for name in COUNTS}, named)


def verify_record(workspace: Workspace, record: Record, ways: Roads) -> Iterator[Verified]:
    """The citations of one record with their verdicts."""
    final = is_finished(record)
    for place in places(record, ways):
        if not place.in_text:
            verdict = workspace.laws.verdict(place.row)
            submitted = is_locked(record) and not final
            yield Verified(record.uuid, record.kind, place, verdict, final, submitted)
