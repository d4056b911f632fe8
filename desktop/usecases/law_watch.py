"""What newer law texts touch (依据失效), told on the workbench without being asked.

A scan of the whole library (`law_changes`) is made once for each set of law texts and remembered.
After records changed, a large library is not scanned anew: only what was touched is looked at again,
so that what has been dealt with goes. What somebody has taken note of is told no more, until yet
another text touches records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.usecases import workbench
from exports.progress import NO_PROGRESS, Progress

if TYPE_CHECKING:
    from desktop.usecases.law_changes import Touch
    from desktop.usecases.workspace import Workspace

#: Settings of the library: what the last scan found; the law texts somebody has taken note of.
_FOUND, _NOTED = "law_watch", "law_watch_noted"
_MANY = 20_000  # records: more are not all looked through after each change
_LISTED = 4_000  # touched records that are remembered by name


@dataclass(frozen=True, slots=True)
class Touched:
    """One newer text: its law, its day, in which records it touches how many places of which sort
    (`law_meaning.WORDS`).
    """

    law: str
    dated: str
    records: tuple[str, ...]
    sorts: Mapping[str, int]

    @property
    def name(self) -> str:
        """Tells one text from the others."""
        return f"{self.law} {self.dated}"


@dataclass(frozen=True, slots=True)
class Watch:
    """What newer texts touch that nobody has taken note of, the law with the most places first."""

    texts: tuple[Touched, ...] = ()

    @property
    def records(self) -> int:
        """How many records are touched."""
        return len({uuid for text in self.texts for uuid in text.records})

    @property
    def sorts(self) -> Mapping[str, int]:
        """How many places of each sort."""
        counted: Counter[str] = Counter()
        for text in self.texts:
            counted.update(text.sorts)
        return counted

    @property
    def places(self) -> int:
        """How many citations are touched."""
        return sum(self.sorts.values())


@dataclass(frozen=True, slots=True)
class _Kept:
    """The last scan: of which law texts on which day, in which state of the library."""

    laws: str
    state: str
    texts: tuple[Touched, ...] = field(default=())
    whole: bool = True  # every touched record is named

    def to_json(self) -> dict[str, Any]:
        texts = [[t.law, t.dated, list(t.records), dict(t.sorts)] for t in self.texts]
        return {"laws": self.laws, "state": self.state, "texts": texts, "whole": self.whole}


def watch(
    workspace: Workspace, progress: Progress = NO_PROGRESS, *, token: Hashable = None
) -> Watch:
    """What newer texts touch now; quick where nothing has changed since it was asked last.

    ``token`` is that of the `workbench`, where it is known already.
    """
    laws = _laws(workspace)
    if not laws:
        return Watch()
    state = repr(token if token is not None else workbench.token(workspace))
    known = _kept(workspace)
    if known is None or (known.laws, known.state) != (laws, state):
        known = _look(workspace, known, laws, state, progress)
        if not workspace.library.read_only:
            workspace.library.set_setting(_FOUND, known.to_json())
    noted = set(workspace.library.setting(_NOTED, []))
    return Watch(tuple(text for text in known.texts if text.name not in noted))


def take_note(workspace: Workspace, seen: Watch, *, noted: bool = True) -> None:
    """Tell no more of these texts; or (``noted`` False) tell of them again."""
    names = dict.fromkeys(workspace.library.setting(_NOTED, []))
    for text in seen.texts:
        names.pop(text.name, None)
        if noted:
            names[text.name] = None
    workspace.library.set_setting(_NOTED, list(names) or None)


def _laws(workspace: Workspace) -> str:
    """Which texts there are, and the day: a text that is to come holds from a day on."""
    state = workspace.laws.state() if workspace.laws.present else ""
    return f"{state} {date.today():%Y-%m-%d}" if state and not state.startswith("0 ") else ""


def _look(
    workspace: Workspace, known: _Kept | None, laws: str, state: str, progress: Progress
) -> _Kept:
    """Scan what may have come to be touched."""
    # Read late: the workbench shows its numbers before anybody scans.
    from desktop.usecases.law_changes import scan

    only: Sequence[str] | None = None
    large = workspace.library.count() > _MANY
    if large and known is not None and known.whole and known.laws == laws:
        only = list(dict.fromkeys(uuid for text in known.texts for uuid in text.records))
    texts = _by_text(scan(workspace, progress=progress, only=only).touches)
    whole = sum(len(text.records) for text in texts) <= _LISTED
    return _Kept(laws, state, texts, whole)


def _by_text(touches: Sequence[Touch]) -> tuple[Touched, ...]:
    groups: dict[tuple[str, str], list[Touch]] = {}
    for touch in touches:
        key = touch.found.law.title, touch.found.newer.dated
        groups.setdefault(key, []).append(touch)
    made = [
        Touched(
            law, dated, tuple(dict.fromkeys(touch.uuid for touch in group)),
            Counter(touch.sort.value for touch in group),
        )
        for (law, dated), group in groups.items()
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda text: -sum(text.sorts.values())))


def _kept(workspace: Workspace) -> _Kept | None:
    """What was remembered; None where it is not as this program writes it."""
    found = workspace.library.setting(_FOUND)
    try:
        texts = tuple(
            Touched(str(law), str(dated), tuple(map(str, uuids)), dict(sorts))
            for law, dated, uuids, sorts in found["texts"]
        )
        return _Kept(found["laws"], found["state"], texts, bool(found["whole"]))
    except (TypeError, KeyError, ValueError):
        return None
