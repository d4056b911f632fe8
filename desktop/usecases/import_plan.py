"""An import before anything is written: what each file holds and what will become of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from desktop.imports import (
    BlockReport,
    ImportResult,
    Located,
    OpenedFile,
    SheetChoice,
    SheetResult,
    UnreadableFile,
    gather,
)
from desktop.usecases.import_columns import ColumnView, FieldOption
from desktop.usecases.import_decisions import (
    Choice,
    Handling,
    Question,
    Settled,
    Way,
    choose,
    leave_fields,
    same_of,
    settle,
)
from desktop.usecases.import_existing import Candidate
from desktop.usecases.import_updates import Merge, Offers, linked
from forms.model import Form
from forms.record import Record

__all__ = [
    "Excerpt",
    "ExcerptRow",
    "Handling",
    "ImportPlan",
    "Located",
    "PlannedFile",
    "PlannedSheet",
    "counted",
    "excerpt",
    "report_of",
]


@dataclass(frozen=True)
class PlannedSheet:
    """A sheet as understood at present, and what was decided about it.

    ``recalled`` are headings that were given to a field as in an earlier import. ``excerpts`` need the cells of the file and are asked of it.
    """

    part: SheetResult
    columns: tuple[ColumnView, ...] = ()
    choice: SheetChoice = field(default_factory=SheetChoice)
    recalled: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The sheet's name, or the platform's."""
        return self.part.report.name

    @property
    def kind(self) -> str:
        """The kind of list that it was read as; empty when no header is known."""
        return self.part.report.kind or self.choice.kind

    @property
    def blocks(self) -> tuple[BlockReport, ...]:
        """The tables on it; a platform's JSON has none."""
        return self.part.report.blocks

    def kind_of(self, block: int) -> str:
        """The kind of list that one of its tables was read as."""
        return self.part.report.kind_of(block) or self.kind

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of all its tables."""
        return frozenset({self.kind, *(block.kind for block in self.blocks)} - {""})

    def columns_of(self, block: int) -> tuple[ColumnView, ...]:
        """The columns of one of its tables."""
        return tuple(view for view in self.columns if view.report.block == block)

    @property
    def records(self) -> Mapping[str, int]:
        """How many records of each kind it gives."""
        return {} if self.choice.left_out else self.part.report.records

    @property
    def has_header(self) -> bool:
        """Whether its columns are known, so that they can be decided about."""
        return bool(self.columns)


@dataclass(frozen=True)
class PlannedFile:
    """A file of an import; ``failure`` says why nothing of it can be taken.

    ``repeats`` is when its content was imported before (ISO time), or the name of the file of this
    import that has the same content. ``path`` is where it lies.
    """

    name: str
    opened: OpenedFile | None = None
    sheets: tuple[PlannedSheet, ...] = ()
    failure: UnreadableFile | None = None
    repeats: str = ""
    left_out: bool = False
    path: Path | None = None

    @property
    def taken(self) -> bool:
        """Whether it takes part in the import."""
        return self.opened is not None and not self.left_out

    @property
    def can_choose(self) -> bool:
        """Whether its columns can be decided about (Mingce's own JSON comes as it is)."""
        return self.opened is not None and not self.opened.holds_records

    @cached_property
    def result(self) -> ImportResult:
        """What its sheets give together, without those left out.

        Raises ``ValueError`` for a file that could not be read.
        """
        if self.opened is None:
            raise ValueError(f"“{self.name}”没有读出来，不能写入。")
        return gather(self.opened, [s.part for s in self.sheets if not s.choice.left_out])

    def with_sheet(self, number: int, sheet: PlannedSheet) -> PlannedFile:
        """The file with another reading of one sheet."""
        sheets = (*self.sheets[:number], sheet, *self.sheets[number + 1 :])
        return replace(self, sheets=sheets)


@dataclass(frozen=True)
class ImportPlan:
    """Everything that an import would write. Making it changes nothing.

    ``candidates`` tells of planned records, by their uuid, which records of the library they may
    repeat, ``offers`` what those would become, ``owners`` after which record of the import one is
    named. ``choices`` is what was said of single records, ``handling`` of all others. ``options``
    by kind to which fields its columns can be given. ``keep``: the files themselves are kept as
    attachments.
    """

    files: tuple[PlannedFile, ...]
    kind: str = ""
    candidates: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)
    offers: Offers = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    handling: Handling = "update"
    options: Mapping[str, tuple[FieldOption, ...]] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    keep: bool = False

    @property
    def taken(self) -> tuple[PlannedFile, ...]:
        """The files that take part."""
        return tuple(file for file in self.files if file.taken)

    @cached_property
    def read(self) -> tuple[Record, ...]:
        """What the files that take part say, in order."""
        return tuple(record for file in self.taken for record in file.result.records)

    @property
    def question(self) -> Question:
        """What the decisions about its records rest on."""
        return Question(self.candidates, self.offers, self.owners, self.forms, self.choices,
                        self.handling)  # fmt: skip

    @cached_property
    def settled(self) -> Mapping[str, Settled]:
        """Planned uuid → what becomes of it."""
        return settle(self.question, self.read)

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """The records that will be written, in order."""
        return tuple(self.written(r) for r in self.read if not self.is_skipped(r.uuid))

    @cached_property
    def by_kind(self) -> Counter[str]:
        """How many records of each kind will be written."""
        return Counter(record.kind for record in self.records)

    @cached_property
    def problems(self) -> tuple[tuple[PlannedFile, Located], ...]:
        """What was noticed while reading, with its file; the heaviest first."""
        found = [(file, located) for file in self.taken for located in file.result.located]
        return tuple(sorted(found, key=lambda item: item[1].problem.severity.rank))

    @property
    def cells(self) -> Counter[str]:
        """Where the cells of the files went: ``taken``, ``remarks``, ``dropped``."""
        total: Counter[str] = Counter()
        for file in self.taken:
            total.update(file.result.cells.to_json())
        return total

    @cached_property
    def merges(self) -> Mapping[str, Merge]:
        """Planned uuid → what its record in the library becomes, of those that it changes."""
        return {u: s.merge for u, s in self.settled.items() if s.merge is not None}

    @cached_property
    def doubles(self) -> Counter[str]:
        """How many planned records of each kind the library seems to have, under another identity."""
        return Counter(
            record.kind for record in self.read
            if (found := self.settled[record.uuid].existing) and found.by != "uuid"
        )  # fmt: skip

    @cached_property
    def updates(self) -> Counter[str]:
        """How many records of each kind the library has under the same identity: they change."""
        return Counter(
            record.kind for record in self.read
            if record.uuid in self.merges and self.is_own(record.uuid)
        )  # fmt: skip

    @cached_property
    def asked(self) -> tuple[Record, ...]:
        """Records of which somebody must say whether they are one that the library has, and which.

        Those that go the way of another one are not asked about.
        """
        return tuple(
            record for record in self.read
            if (found := self.settled[record.uuid]).way == "ask" and not found.waits
        )  # fmt: skip

    @cached_property
    def has_records(self) -> bool:
        """Whether its files hold any record, be it one the library has already."""
        return any(file.result.records for file in self.taken)

    @cached_property
    def changed(self) -> Counter[str]:
        """Records of each kind that the file changes in the library."""
        return self._counted(lambda merge: merge.changes)

    @cached_property
    def locked(self) -> Counter[str]:
        """Records of each kind that the file would change but that are final or under review."""
        return self._counted(lambda merge: bool(merge.locked and merge.differs))

    @cached_property
    def unchanged(self) -> Counter[str]:
        """Records of each kind of which the file says nothing new."""
        return self._counted(lambda merge: not merge.differs)

    @cached_property
    def held_back(self) -> Counter[str]:
        """Records of each kind of which the file says otherwise what the level above fixes."""
        return Counter(m.before.kind for m in self.merges.values() if m.fixed)

    def _counted(self, wanted: Callable[[Merge], bool]) -> Counter[str]:
        return Counter(
            merge.before.kind for uuid, merge in self.merges.items()
            if not self.is_own(uuid) and wanted(merge)
        )  # fmt: skip

    def is_own(self, uuid: str) -> bool:
        """Whether the library has a record under the very identity that the file gives."""
        return self.settled[uuid].target == uuid

    def is_skipped(self, uuid: str) -> bool:
        """Whether nothing is written of a planned record."""
        found = self.settled[uuid]
        if found.way in ("skip", "ask"):
            return True
        return found.merge is not None and not found.merge.changes and not self.is_own(uuid)

    def written(self, record: Record) -> Record:
        """What is written of a planned record: itself, or the library's record as it changes."""
        merge = self.settled[record.uuid].merge
        return merge.record if merge else linked(record, self.forms[record.kind], self.same)

    @cached_property
    def same(self) -> Mapping[str, str]:
        """Planned uuid → uuid of the library's record that takes its place; "" where none does."""
        return same_of(self.settled)

    def with_file(self, number: int, file: PlannedFile) -> ImportPlan:
        """The plan with another reading of one file."""
        files = (*self.files[:number], file, *self.files[number + 1 :])
        return replace(self, files=files)


def handle_existing(plan: ImportPlan, handling: Handling) -> ImportPlan:
    """Whether records that the library seems to have are changed, made once more or left out, as
    far as nothing else is said of single ones.
    """
    return replace(plan, handling=handling)


def decide(
    plan: ImportPlan, uuids: Collection[str], way: Way, target: str = ""
) -> ImportPlan:  # fmt: skip
    """What shall become of single records; ``target``: which one of the library it is.

    ``KeyError`` for a record that the plan does not have.
    """
    return replace(plan, choices=choose(plan.question, plan.settled, uuids, way, target))


def keep_fields(plan: ImportPlan, uuid: str, names: Collection[str]) -> ImportPlan:
    """Leave these fields of a record as the library has them."""
    return replace(plan, choices=leave_fields(plan.question, uuid, names))


@dataclass(frozen=True, slots=True)
class ExcerptRow:
    """A row of the original table: its number and the text of each column asked for."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows of the original around one cell: headings as ``(letter, heading)``, then the rows."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[ExcerptRow, ...]


def counted(plan: ImportPlan) -> ImportPlan:
    """The plan, with what a window shows of the columns worked out now and not while it is drawn."""
    for sheet in (sheet for file in plan.files for sheet in file.sheets):
        for view in sheet.columns:
            _ = view.rewritten
    return plan


def excerpt(file: PlannedFile, sheet: str, row: int, column: str) -> Excerpt:
    """A cell with its neighbours above and below: the column that names the items, and its own."""
    planned = next((item for item in file.sheets if item.name == sheet), None)
    if planned is None or file.opened is None:
        return Excerpt((), ())
    grid = file.opened.grid(sheet)
    views = planned.columns_of(planned.part.report.block_of(row, column))
    headings = {view.report.letter: view.report.header for view in views}
    if grid is None:
        return _json_excerpt(planned, row, column)
    title = _title_letter(views)
    letters = list(dict.fromkeys(letter for letter in (title, column) if letter))
    filled = [number for number in grid.rows if not column or grid.has(number, column)]
    above = [number for number in filled if number < row][-1:]
    below = [number for number in filled if number > row][:1]
    rows = [*above, row, *below]
    return Excerpt(
        tuple((letter, headings.get(letter, "")) for letter in letters),
        tuple(
            ExcerptRow(number, tuple(grid.text(number, letter) for letter in letters))
            for number in rows
        ),
    )


def _title_letter(views: Sequence[ColumnView]) -> str:
    """The column that names the items, by where most titles came from."""
    return next((view.report.letter for view in views if view.names), "")


def _json_excerpt(sheet: PlannedSheet, number: int, key: str) -> Excerpt:
    """The leaf of an entry of a platform's JSON; nothing when none is named."""
    rows = [s for s in sheet.part.sources if s.row == number and s.column == key]
    if not rows:
        return Excerpt((), ())
    return Excerpt(
        (("", "栏目"), ("", "内容")),
        tuple(ExcerptRow(number, (source.header, source.text)) for source in rows),
    )


def report_of(
    files: Sequence[ImportResult],
    verdicts: Mapping[str, Mapping[str, int]],
    originals: Collection[str] = (),
    choices: Sequence[Mapping[str, Any]] = (),
) -> Mapping[str, Any]:
    """The report that the library keeps of an import: of one file its own, of several all.

    Besides what the command line prints it tells the columns and where each problem was found; ``original``
    names the attachment that is the file itself, when its sha256 is among ``originals``. ``choices``
    is what was chosen for single records (`import_memory`).
    """
    told = [_kept(file, file.sha256 in originals) for file in files]
    report = {**(told[0] if len(told) == 1 else {"files": told}), "verdicts": verdicts}
    return {**report, "choices": list(choices)} if choices else report


def _kept(file: ImportResult, original: bool) -> Mapping[str, Any]:
    sheets = [{**sheet.to_json(), **sheet.columns_json()} for sheet in file.sheets]
    located = [[found.sheet, found.row, found.column] for found in file.located]
    kept = {"original": file.sha256} if original else {}
    return {**file.to_json(), "sheets": sheets, "located": located, **kept}
