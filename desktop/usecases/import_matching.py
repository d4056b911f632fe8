"""Which planned record is which of the library: what is certain is settled, the rest is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop.usecases.import_existing import By, Candidate
from desktop.usecases.import_updates import Offers

Candidates = Mapping[str, Sequence[Candidate]]


@dataclass(frozen=True, slots=True)
class Existing:
    """What the library has of a planned record.

    ``uuid`` is the one that it repeats, "" as long as nobody can say which of the ``candidates``.
    """

    uuid: str
    by: By
    candidates: tuple[Candidate, ...]

    @property
    def title(self) -> str:
        """The name that the library has for it."""
        return next((c.title for c in self.candidates if c.uuid == self.uuid),
                    self.candidates[0].title)  # fmt: skip


def matched(
    uuids: Iterable[str], candidates: Candidates, offers: Offers, chosen: Mapping[str, str]
) -> dict[str, Existing]:
    """Planned uuid → what the library has of it; those of which it has nothing are left out.

    ``chosen``: planned uuid → candidate that somebody picked. Each record of the library is given
    once. Of several with one name, those of which the file says nothing else belong together, and
    one planned record is that one which alone is left for it; who may be several is asked. A planned
    record whose candidates are all the others' is a further one, unless a person gave them away.
    """
    fits = {u: [c for c in candidates.get(u, ()) if (u, c.uuid) in offers] for u in uuids}
    fits = {uuid: found for uuid, found in fits.items() if found}
    given = {u: t for u, t in chosen.items() if u in fits and t in {c.uuid for c in fits[u]}}
    used = set(given.values())
    for uuid, found in fits.items():
        known = found[0].uuid
        if found[0].by in ("uuid", "before") and uuid not in given and known not in used:
            given[uuid] = known
            used.add(known)
    sure = {
        u: [c.uuid for c in found if c.by != "unsure"]
        for u, found in fits.items() if u not in given
    }  # fmt: skip
    settled = given | _settled(sure, offers, used)
    taken = set(settled.values()) - used
    return dict(_existing(fits, settled, taken))


def _existing(
    fits: Mapping[str, list[Candidate]], settled: Mapping[str, str], taken: set[str]
) -> Iterator[tuple[str, Existing]]:
    for uuid, found in fits.items():
        target = settled.get(uuid, "")
        if target:
            by = next(c.by for c in found if c.uuid == target)
            yield uuid, Existing(target, by, tuple(found))
        elif rest := tuple(c for c in found if c.uuid not in taken):
            yield uuid, Existing("", rest[0].by, rest)


def _settled(
    sure: Mapping[str, list[str]], offers: Offers, gone: set[str]
) -> dict[str, str]:  # fmt: skip
    """Planned uuid → the record that it certainly is."""
    found: dict[str, str] = {}
    taken = set(gone)
    claims = _claims(sure, taken)
    shared = {u for u, targets in sure.items()
              if len(targets) > 1 or any(len(claims[t]) > 1 for t in targets)}  # fmt: skip
    same = {u: [t for t in sure[u] if not offers[u, t].differs] for u in sure if u in shared}
    for uuid in sorted(same, key=lambda u: len(same[u])):  # who has least choice comes first
        target = next((t for t in same[uuid] if t not in taken), "")
        if target:
            found[uuid] = target
            taken.add(target)
    left = {u: [t for t in targets if t not in taken] for u, targets in sure.items()
            if u not in found}  # fmt: skip
    claims = _claims(left, taken)
    for uuid, targets in left.items():
        if len(targets) == 1 and len(claims[targets[0]]) == 1:
            found[uuid] = targets[0]
    return found


def _claims(sure: Mapping[str, list[str]], taken: set[str]) -> Mapping[str, list[str]]:
    """Record of the library → the planned ones that may be it."""
    claims: defaultdict[str, list[str]] = defaultdict(list)
    for uuid, targets in sure.items():
        for target in targets:
            if target not in taken:
                claims[target].append(uuid)
    return claims
