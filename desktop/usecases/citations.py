"""The law library (依据库) as the records tell it: each law cited, how it is written, by whom.

The rows of basis tables are indexed cell by cell; basis fields that hold plain text are taken
apart (`forms.values.parse_basis_text`) and indexed, too, but never rewritten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.usecases.cited_places import COLUMNS, CitedPlace, Writing, is_basis, places, roads
from desktop.usecases.compiling import is_locked
from desktop.usecases.rewriting import Change, Plan
from exports.progress import NO_PROGRESS, Progress
from forms import field_types
from forms.citations import quoted_title
from forms.model import Catalogue, Field
from forms.record import Record
from forms.values import fold, full_title_hint
from forms.values.document_number import is_well_formed
from forms.values.law_names import law_key
from forms.values.pinyin import reading

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

_TITLE, _LEVEL, _NUMBER, _BODY = range(4)
_STATE = "中华人民共和国"
_STEP = 200


@dataclass(frozen=True, slots=True)
class Law:
    """A law or document that records cite.

    ``writings`` counts the rows of basis tables by how they write it; ``in_text`` counts the
    places in plain text, ``text_writings`` how these write it.
    """

    key: str
    writings: Counter[Writing]
    text_writings: Counter[Writing]
    uuids: tuple[str, ...]
    in_text: int

    @property
    def records(self) -> int:
        """How many records cite it."""
        return len(self.uuids)

    @property
    def citations(self) -> int:
        """How many places cite it."""
        return self.writings.total() + self.in_text

    def options(self, column: str) -> Counter[str]:
        """The values that its rows have in a column, with how many rows have each; no blanks."""
        place = COLUMNS.index(column)
        found: Counter[str] = Counter()
        for writing, number in (self.writings or self.text_writings).items():
            if writing[place]:
                found[writing[place]] += number
        return found

    def value(self, column: str) -> str:
        """What most rows have in a column; a title that is full, a number that is well-formed
        before others.
        """
        options = self.options(column)

        def order(text: str) -> tuple[bool, int, str]:
            return _doubtful(column, text, options), -options[text], text

        return min(options, key=order, default="")

    def blanks(self, column: str) -> int:
        """How many rows leave a column blank."""
        return self.writings.total() - self.options(column).total() if self.writings else 0

    @property
    def conflicts(self) -> tuple[str, ...]:
        """The columns in which its rows contradict each other."""
        return tuple(name for name in COLUMNS if len(self.options(name)) > 1)

    @property
    def name(self) -> str:
        """Its title as most write it, else its number."""
        return self.value("title") or self.value("document_number")


@dataclass(frozen=True, slots=True)
class Index:
    """Every law cited, by rank and title; how many citations name neither title nor number."""

    laws: tuple[Law, ...]
    unnamed: int = 0

    @property
    def conflicting(self) -> int:
        """How many laws are written in ways that contradict each other."""
        return sum(1 for law in self.laws if law.conflicts)

    def find(self, key: str) -> Law | None:
        """The law of that key."""
        return next((law for law in self.laws if law.key == key), None)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that cites a law: the record, where in it, which article.

    ``path`` leads to the row, or to the text; ``fixed`` says that the record is final or under
    review.
    """

    uuid: str
    kind: str
    record_title: str
    path: str
    label: str
    article: str
    writing: Writing
    in_text: bool
    fixed: bool


@dataclass(slots=True)
class _Found:
    rows: Counter[Writing] = field(default_factory=Counter)
    texts: Counter[Writing] = field(default_factory=Counter)
    uuids: dict[str, None] = field(default_factory=dict)


def index(workspace: Workspace, progress: Progress = NO_PROGRESS) -> Index:
    """Read every record that is not in the bin and list what it cites."""
    found: dict[str, _Found] = {}
    unnamed = 0
    total, ways = workspace.library.count(), roads(workspace.catalogue)
    for number, record in enumerate(workspace.library.records()):
        if number % _STEP == 0:
            progress.step(number, total, "读取依据")
        for place in places(record, ways):
            key = key_of(place.writing)
            if not key:
                unnamed += 1
                continue
            entry = found.setdefault(key, _Found())
            (entry.texts if place.in_text else entry.rows)[place.writing] += 1
            entry.uuids[record.uuid] = None
    laws = [
        Law(key, entry.rows, entry.texts, tuple(entry.uuids), entry.texts.total())
        for key, entry in found.items()
    ]
    return Index(tuple(sorted(laws, key=lambda law: _rank(workspace.catalogue, law))), unnamed)


def search(found: Index, text: str, *, conflicting: bool = False) -> list[Law]:
    """The laws that hold every word in title, number or body, or by pinyin initials in the title."""
    words = [fold(word) for word in text.split()]
    return [
        law
        for law in found.laws
        if (law.conflicts or not conflicting) and all(_holds(law, word) for word in words)
    ]


def mentions(workspace: Workspace, law: Law) -> list[Mention]:
    """Every place that cites a law, as the records are now."""
    titles = {item.uuid: item.title for item in workspace.library.summaries_of(law.uuids)}
    return [
        Mention(
            record.uuid,
            record.kind,
            titles.get(record.uuid) or f"（未命名{workspace.catalogue.form(record.kind).title}）",
            place.path,
            place.label,
            place.article,
            place.writing,
            place.in_text,
            is_locked(record),
        )
        for record, place in _places_of(workspace, law)
    ]


def plan(workspace: Workspace, law: Law, chosen: Mapping[str, str]) -> Plan:
    """What taking ``chosen`` (column → value) everywhere would write; blank choices write nothing.

    Only rows of basis tables are rewritten; what is final or under review, and plain text, is
    told, not touched.
    """
    wanted = {name: value for name, value in chosen.items() if name in COLUMNS and value}
    changes: list[Change] = []
    locked: dict[str, None] = {}
    in_text = 0
    for record, place in _places_of(workspace, law):
        differing = [
            Change(record.uuid, place.path, name, place.writing[COLUMNS.index(name)], value)
            for name, value in wanted.items()
            if place.writing[COLUMNS.index(name)] != value
        ]
        if place.in_text:
            in_text += 1
        elif differing and is_locked(record):
            locked[record.uuid] = None
        else:
            changes += differing
    return Plan(tuple(changes), tuple(locked), in_text, note=f"统一{title_of(law)}的写法")


def shown(catalogue: Catalogue, column: str, value: str) -> str:
    """A value of a column as people read it."""
    item = _columns(catalogue).get(column)
    return field_types.show(value, item) if item and value else value


def column_label(catalogue: Catalogue, column: str) -> str:
    """What a column is called."""
    return _columns(catalogue)[column].label


def title_of(law: Law) -> str:
    """《中华人民共和国水法》, or its number when nobody gives a title."""
    return quoted_title(law.value("title")) or law.value("document_number")


def key_of(writing: Writing) -> str:
    """What two citations of one law have in common; empty when neither title nor number is given.

    A title goes before a number: most give none.
    """
    key = law_key(writing[_TITLE])
    if key:
        return key
    number = fold(writing[_NUMBER])
    return f"№{number}" if number else ""


def _doubtful(column: str, text: str, options: Collection[str]) -> bool:
    """Whether a value breaks the rules of its column (B12, B14): no model for the others."""
    if column == "title":
        return full_title_hint(text) is not None or f"{_STATE}{text}" in options
    return column == "document_number" and not is_well_formed(text)


def _rank(catalogue: Catalogue, law: Law) -> tuple[int, str, str]:
    vocabulary = _columns(catalogue)["level"].vocabulary
    keys = [choice.key for choice in vocabulary.choices] if vocabulary else []
    level = law.value("level")
    return keys.index(level) if level in keys else len(keys), reading(law.name)[0], law.key


def _holds(law: Law, word: str) -> bool:
    writings = [*law.writings, *law.text_writings]
    lines = {fold(writing[place]) for writing in writings for place in (_TITLE, _NUMBER, _BODY)}
    if any(word in line for line in lines):
        return True
    return word.isascii() and any(word in reading(writing[_TITLE])[1] for writing in writings)


def _places_of(workspace: Workspace, law: Law) -> Iterator[tuple[Record, CitedPlace]]:
    ways = roads(workspace.catalogue)
    for record in workspace.library.many(list(law.uuids)):
        for place in places(record, ways):
            if key_of(place.writing) == law.key:
                yield record, place


def _columns(catalogue: Catalogue) -> Mapping[str, Field]:
    """The columns of the table that all basis fields share."""
    for form in catalogue.forms.values():
        for item in form.tables():
            if item.table is not None and is_basis(item):
                return item.table.by_id
    return {}
