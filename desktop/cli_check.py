"""What ``check`` does besides the rules: lists against each other, dragged numbers, the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.console import Console
    from desktop.usecases.changing import Replaced
    from desktop.usecases.checking import CheckOutcome
    from desktop.usecases.cross_lists import Disagreement, Place
    from desktop.usecases.report_return import Returned
    from desktop.usecases.workspace import Workspace
    from exports.progress import Progress
    from forms.model import Catalogue


def checked(
    workspace: Workspace, kind: str, rule: str, xlsx: Path | None, progress: Progress
) -> CheckOutcome:
    """Check by the rules; with a file to write, as an error report too."""
    if xlsx is None:
        from desktop.usecases.checking import check_library

        return check_library(workspace, kind, rule, progress)
    from desktop.usecases.reporting import write_report

    return write_report(workspace, xlsx, kind, rule, progress)


def cross_lines(found: tuple[Disagreement, ...], catalogue: Catalogue) -> list[str]:
    """The disagreements of the lists, one a line, and how many there are of each sort."""
    lines = [
        f"{item.topic}　{_words(item.one, catalogue)} ↔ {_words(item.other, catalogue)}："
        f"{item.message}"
        for item in found
    ]
    counts = Counter(item.topic for item in found)
    told = "、".join(f"{topic} {number}" for topic, number in counts.most_common())
    return [*lines, f"三单互查：{len(found)} 处不一致{f'（{told}）' if told else ''}。"]


def _words(place: Place, catalogue: Catalogue) -> str:
    form = catalogue.form(place.kind)
    title, item = form.list_title, form.fields.get(place.field)
    if not place.record:
        return f"{title}（没有）"
    shown = item.vocabulary.label(place.says) if item and item.vocabulary else place.says
    says = f"“{shown}”" if shown and shown != place.title else ""
    return f"{title}“{place.title}”{says}"


@dataclass(frozen=True)
class BroughtBack:
    """A corrected report and what became of it; ``done`` is None for a trial run."""

    returned: Returned
    done: Replaced | None

    def to_json(self) -> dict[str, Any]:
        """The shape of ``import --json`` for a corrected report."""
        mends = self.returned.mends.mends
        return {
            "report": self.returned.file,
            "changes": [
                {"record": m.uuid, "field": m.path, "before": m.before, "after": m.after}
                for m in mends
            ],
            "refused": [asdict(item) for item in self.returned.refusals],
            "same": self.returned.same,
            "changed_since": list(self.returned.moved),
            "written": self.done.hits if self.done else 0,
            "records": self.done.records if self.done else 0,
        }

    def print(self, console: Console) -> None:
        """Every change and every refusal, one a line."""
        returned = self.returned
        console.print(f"{returned.file}　检查报告，填了 {returned.filled} 处改正。")
        for mend in returned.mends.mends:
            before, after = (_line(text) or "（空）" for text in (mend.before, mend.after))
            console.print(f"  {mend.title}〔{mend.label}〕{before} → {after}")
        for item in returned.refusals:
            place = f"{item.title}〔{item.label}〕" if item.title else ""
            console.print(f"  未采用：“{item.sheet}”第{item.row}行　{place}{item.reason}")
        if returned.same:
            console.print(f"  {returned.same} 处与现在的内容相同。")
        if self.done is None:
            console.print("试读结果（未写入）。")
            return
        console.print(f"已改正 {self.done.records} 条记录的 {self.done.hits} 处。")
        if self.done.kept:
            console.print(f"{len(self.done.kept)} 条记录在读取之后改过，没有动。")


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def brought_back(
    workspace: Workspace, files: Sequence[Path], dry_run: bool, progress: Progress
) -> BroughtBack | None:
    """Take in a corrected report; None when the files are none."""
    from desktop.usecases import mending
    from desktop.usecases.report_return import returned_alone

    returned = returned_alone(workspace, files, progress=progress)
    if returned is None:
        return None
    mends = returned.mends
    done = None if dry_run else mending.apply(workspace, mends, mends.mends, progress=progress)
    return BroughtBack(returned, done)
