"""What ``check`` does besides the rules: lists against each other, dragged numbers, the report."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.usecases.checking import CheckOutcome
    from desktop.usecases.cross_lists import Disagreement, Place
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
