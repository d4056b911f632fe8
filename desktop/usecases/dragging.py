"""下拉填充错误 in the library: numbers that grew down a column of an imported list (MESS §6).

The import tells them once; here they are found again from the cells that the library keeps, as long
as the records still say what was dragged.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.imports.filldown import Run, around, runs
from desktop.imports.result import FILLED_DOWN
from desktop.usecases.mending import Mends, fixes_of
from exports.progress import NO_PROGRESS, Progress
from forms.model import Value
from forms.problem import Fix, Problem, Severity
from forms.record import Record, canonical_json

if TYPE_CHECKING:
    from desktop.store import SourceCell
    from desktop.usecases.workspace import Workspace

_NUMBER = re.compile(r"\d+")
_SPACE = re.compile(r"(?:\s|\\n)+")


@dataclass(frozen=True, slots=True)
class Dragged:
    """A record whose field still holds a number that was dragged.

    ``cell`` is where it came from, ``first`` the cell in which the dragging began; ``record`` and
    ``field`` tell where it stands now. ``fix`` puts the number of the first cell back, where the
    record shows it: a column that grew by greater steps may be wrong from its beginning.
    """

    record: str
    kind: str
    field: str
    cell: SourceCell
    first: SourceCell
    words: str
    message: str
    hint: str
    fix: Fix | None = None


def find_dragged(workspace: Workspace, progress: Progress = NO_PROGRESS) -> tuple[Dragged, ...]:
    """Every field that was dragged and was not mended since, import by import, downwards.

    A mended one is left out: it says the same as the first of its run, or something else
    altogether. Imports that were taken back count no more.
    """
    entries = [entry for entry in workspace.library.imports() if not entry.undone_at]
    found: list[Dragged] = []
    for number, entry in enumerate(reversed(entries), 1):
        for run in _runs(workspace.library.source_cells_of_batch(entry.id)):
            found += _standing(workspace, run)
        progress.step(number, len(entries), "查找下拉填充")
    return tuple(found)


def mends_of(workspace: Workspace, found: Sequence[Dragged]) -> Mends:
    """Setting these numbers back, made ready to be looked at."""
    problems = [
        Problem(FILLED_DOWN, Severity.WARN, item.record, item.kind, item.field, item.message,
                fix=item.fix)
        for item in found
    ]  # fmt: skip
    return fixes_of(workspace, problems, "改回下拉填充的数字")


def _runs(cells: list[SourceCell]) -> Iterator[Run[SourceCell]]:
    sheets: defaultdict[tuple[str, str, str], list[SourceCell]] = defaultdict(list)
    for cell in cells:
        sheets[cell.file, cell.sha256, cell.sheet].append(cell)
    for sheet in sheets.values():
        yield from runs(sheet)


def _standing(workspace: Workspace, run: Run[SourceCell]) -> Iterator[Dragged]:
    """The cells of a run whose record is there and still differs from the first by a number."""
    begun = _record(workspace, run.first)
    message = run.message(run.first.file, run.first.sheet)
    for cell in run.cells:
        record = _record(workspace, cell)
        if record and _still(
            record, cell.field, begun, run.first.field, around(cell.text, run.place)
        ):
            yield Dragged(record.uuid, record.kind, cell.field, cell, run.first, run.words,
                          message, run.hint, _fix(record, begun, cell, run))  # fmt: skip


def _fix(
    record: Record, begun: Record | None, cell: SourceCell, run: Run[SourceCell]
) -> Fix | None:
    """The field as it stands, with the dragged number set back to that of the first cell."""
    if begun is None or not run.even:
        return None
    now = record.get(cell.field)
    gone, come = (int(_NUMBER.findall(item.text)[run.place]) for item in (cell, run.first))
    back = _set_back(now, begun.get(run.first.field), gone, come)
    if back == now:
        return None
    return Fix.worded("改成与第{row}行一致", cell.field, back, row=run.first.row)


def _set_back(now: Value, meant: Value, gone: int, come: int) -> Value:
    """``now`` with every number that is ``gone`` here and ``come`` in the same place of ``meant``.

    Parts that differ otherwise stay: they were edited, or are other numbers of the same record.
    """
    if isinstance(now, str) and isinstance(meant, str):
        if _NUMBER.sub("#", now) != _NUMBER.sub("#", meant):
            return now
        theirs = iter(_NUMBER.findall(meant))

        def put(match: re.Match[str]) -> str:
            other = next(theirs)
            return str(other) if (int(match[0]), int(other)) == (gone, come) else match[0]

        return _NUMBER.sub(put, now)
    if isinstance(now, Mapping) and isinstance(meant, Mapping):
        return {key: _set_back(part, meant.get(key), gone, come) for key, part in now.items()}
    if isinstance(now, list) and isinstance(meant, list) and len(now) == len(meant):
        return [_set_back(part, other, gone, come) for part, other in zip(now, meant, strict=True)]
    return come if now == gone and meant == come and not isinstance(now, bool) else now


def _record(workspace: Workspace, cell: SourceCell) -> Record | None:
    return workspace.library.find(cell.record) if cell.record and cell.field else None


def _still(record: Record, field: str, begun: Record | None, first: str, words: str) -> bool:
    """Whether a field differs from that of the first by a number only, or shows the dragged one.

    The former sees what the import tidied, the latter what it took apart: a day that no month has
    becomes no date.
    """
    now = canonical_json(record.get(field))
    meant = canonical_json(begun.get(first)) if begun else ""
    if now == meant:
        return False
    alike = _NUMBER.sub("#", now) == _NUMBER.sub("#", meant)
    return alike or _SPACE.sub("", words) in _SPACE.sub("", now)
