"""What a check found, however much that is: some in memory, more in a file that goes by itself.

A county's lists of 100,000 records have some two million problems, which would fill a gigabyte.
Here each takes eight bytes; what it says is read again where it is shown.
"""

from __future__ import annotations

import pickle
import tempfile
import threading
import weakref
import zlib
from array import array
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import IO, Any, overload

from forms.problem import Fix, Problem, Severity

#: More problems than these go to a file: up to here they take some forty megabytes.
SPILL = 200_000
_BLOCK = 1_000  # problems that are written and read together
_KEPT = 4  # blocks that stay in memory after they were read
_SEVERITIES = tuple(Severity)
_PLACES = {severity: place for place, severity in enumerate(_SEVERITIES)}


class ProblemLog(Sequence[Problem]):
    """Problems in the order in which they were found, with counts that cost nothing to ask.

    Safe to read from several threads once everything is in.
    """

    def __init__(self, problems: Iterable[Problem] = (), spill: int = SPILL) -> None:
        self._spill = spill
        self._held: list[Problem] = []  # everything, or after a spill the block that grows
        self._file: IO[bytes] | None = None
        self._blocks = array("Q")  # where each begins in the file
        self._read: OrderedDict[int, list[Problem]] = OrderedDict()
        self._lock = threading.Lock()
        self._rules: dict[str, int] = {}
        self._records: dict[str, int] = {}
        self._rule, self._severity, self._record = array("H"), array("B"), array("I")
        self._instead: dict[int, list[int]] = {}  # record → its problems now, by place
        self._found: int | None = None  # how many there were before any were replaced
        self.by_rule: Counter[str] = Counter()
        self.by_severity: Counter[Severity] = Counter()
        self.blocking = 0
        self.extend(problems)

    def extend(self, problems: Iterable[Problem]) -> None:
        """More was found."""
        for problem in problems:
            self._rule.append(self._rules.setdefault(problem.rule, len(self._rules)))
            self._severity.append(_PLACES[problem.severity])
            self._record.append(self._records.setdefault(problem.record, len(self._records)))
            self._count(problem, 1)
            self._held.append(problem)
            if len(self._held) >= (self._spill if self._file is None else _BLOCK):
                self._write()

    def _count(self, problem: Problem, number: int) -> None:
        self.by_rule[problem.rule] += number
        self.by_severity[problem.severity] += number
        self.blocking += number * problem.blocks

    # the file

    def _write(self) -> None:
        """Put what is held into the file, block by block; a rest waits for the next ones."""
        if self._file is None:
            self._file = file = tempfile.TemporaryFile(prefix="mingce-")  # noqa: SIM115
            weakref.finalize(self, file.close)  # which takes it off the disk
        whole = len(self._held) - len(self._held) % _BLOCK
        for start in range(0, whole, _BLOCK):
            block = [_packed(problem) for problem in self._held[start : start + _BLOCK]]
            self._blocks.append(self._file.seek(0, 2))
            self._file.write(zlib.compress(pickle.dumps(block, pickle.HIGHEST_PROTOCOL), 1))
        del self._held[:whole]

    def _block(self, number: int) -> list[Problem]:
        with self._lock:
            found = self._read.get(number)
            if found is None:
                assert self._file is not None
                start = self._blocks[number]
                self._file.seek(start)
                ends = [*self._blocks[number + 1 : number + 2], -1]
                raw = self._file.read(ends[0] - start if ends[0] >= 0 else -1)
                # Our own file, without a name: nobody else can have written into it.
                found = [_unpacked(item) for item in pickle.loads(zlib.decompress(raw))]
                self._read[number] = found
                while len(self._read) > _KEPT:
                    self._read.popitem(last=False)
            return found

    def _at(self, place: int) -> Problem:
        written = len(self._blocks) * _BLOCK
        if place >= written:
            return self._held[place - written]
        return self._block(place // _BLOCK)[place % _BLOCK]

    # reading

    def places(
        self, severities: Collection[Severity] = _SEVERITIES, rules: Collection[str] = ()
    ) -> Iterator[int]:
        """Where the problems of these severities and rules (none: all) stand, for `at`."""
        wanted = {_PLACES[severity] for severity in severities}
        kept = {number for rule, number in self._rules.items() if not rules or rule in rules}
        told: set[int] = set()
        for place in range(len(self._rule) if self._found is None else self._found):
            record = self._record[place]
            if record in self._instead:
                if record not in told:
                    told.add(record)
                    for other in self._instead[record]:
                        if self._severity[other] in wanted and self._rule[other] in kept:
                            yield other
            elif self._severity[place] in wanted and self._rule[place] in kept:
                yield place

    def at(self, places: Iterable[int]) -> list[Problem]:
        """The problems at these places."""
        return [self._at(place) for place in places]

    def count_records(self, places: Iterable[int]) -> int:
        """In how many records the problems at these places are."""
        return len({self._record[place] for place in places})

    @property
    def records(self) -> list[str]:
        """Every record in which something was found, in order."""
        return list(self._records)

    def __len__(self) -> int:
        return sum(self.by_rule.values())

    def __iter__(self) -> Iterator[Problem]:
        return map(self._at, self.places())

    @overload
    def __getitem__(self, place: int) -> Problem: ...
    @overload
    def __getitem__(self, place: slice) -> list[Problem]: ...
    def __getitem__(self, place: int | slice) -> Problem | list[Problem]:
        wanted = list(self.places())[place]
        return self._at(wanted) if isinstance(wanted, int) else self.at(wanted)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (ProblemLog, tuple, list)):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # it grows

    # other problems for some records

    def replace(self, records: Collection[str], found: Iterable[Problem]) -> None:
        """The problems of some records are others now; they stay where their record stood."""
        numbers = {self._records[record] for record in records if record in self._records}
        for place in [p for p in self.places() if self._record[p] in numbers]:
            self._count(self._at(place), -1)
        if self._found is None:
            self._found = len(self._rule)
        fresh: dict[int, list[int]] = {number: [] for number in numbers}
        for problem in found:
            if self._records.get(problem.record) in numbers:
                fresh[self._records[problem.record]].append(len(self._rule))
                self.extend([problem])
        self._instead.update(fresh)


def _packed(problem: Problem) -> tuple[Any, ...]:
    fix = problem.fix
    return (
        problem.rule, _PLACES[problem.severity], problem.record, problem.kind, problem.field,
        problem.message, problem.hint, problem.source, problem.waiver, problem.label,
        (fix.label, fix.path, fix.value, fix.deed, fix.template, dict(fix.params)) if fix else None, problem.template,
        dict(problem.params) if problem.params else None,
    )  # fmt: skip


def _unpacked(item: tuple[Any, ...]) -> Problem:
    rule, severity, *words, fix, template, params = item
    made = Fix(*fix) if fix else None
    rest: tuple[Any, ...] = (*words, made, template, params or {})
    return Problem(rule, _SEVERITIES[severity], *rest)
