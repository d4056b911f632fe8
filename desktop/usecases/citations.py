"""The law library (依据库) as the records tell it: each law cited, how it is written, by whom.

The rows of basis tables are indexed cell by cell; basis fields that hold plain text are taken
apart (`forms.values.parse_basis_text`) and indexed, too, but never rewritten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from desktop.usecases.compiling import is_locked
from desktop.usecases.people import who
from exports.progress import NO_PROGRESS, Progress
from forms import field_types
from forms.citations import quoted_title
from forms.model import Catalogue, Field, Value
from forms.record import Record, is_blank
from forms.values import Citation, fold, full_title_hint, parse_basis_text
from forms.values.document_number import is_well_formed
from forms.values.law_names import law_key
from forms.values.pinyin import reading

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

#: The columns of a basis table that belong to the law, whoever cites it.
COLUMNS = (
    "title", "level", "document_number", "issuing_body", "promulgated_date", "amended_date",
    "in_force_date", "validity",
)  # fmt: skip
_TITLE, _LEVEL, _NUMBER, _BODY = range(4)
_CITATION_TABLE = "citation"
_BASIS_LABEL = "依据"
_STATE = "中华人民共和国"
_STEP = 200

#: A law as one row writes it: its `COLUMNS`, as they are kept; empty: not stated.
Writing = tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that is to be written otherwise; ``before`` and ``after`` as they are kept."""

    uuid: str
    path: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What unifying would write, and what it would leave: records that are final or under review,
    places in plain text.
    """

    changes: tuple[Change, ...]
    locked: tuple[str, ...] = ()
    in_text: int = 0

    @property
    def uuids(self) -> list[str]:
        """The records that would be written, each once."""
        return list(dict.fromkeys(change.uuid for change in self.changes))


@dataclass(frozen=True, slots=True)
class Unified:
    """What was written, what was left because somebody had changed it since; the way back."""

    changes: tuple[Change, ...]
    skipped: int
    records: int

    @property
    def back(self) -> Plan:
        """The plan that takes it back."""
        turned = (Change(c.uuid, c.path, c.column, c.after, c.before) for c in self.changes)
        return Plan(tuple(reversed(list(turned))))


@dataclass(slots=True)
class _Found:
    rows: Counter[Writing] = field(default_factory=Counter)
    texts: Counter[Writing] = field(default_factory=Counter)
    uuids: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Place:
    path: str
    label: str
    article: str
    writing: Writing
    in_text: bool


def index(workspace: Workspace, progress: Progress = NO_PROGRESS) -> Index:
    """Read every record that is not in the bin and list what it cites."""
    found: dict[str, _Found] = {}
    unnamed = 0
    total, roads = workspace.library.count(), _roads(workspace.catalogue)
    for number, record in enumerate(workspace.library.records()):
        if number % _STEP == 0:
            progress.step(number, total, "读取依据")
        for place in _walk(record.values, roads.get(record.kind, ()), "", ""):
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
    return Plan(tuple(changes), tuple(locked), in_text)


def unify(workspace: Workspace, wanted: Plan) -> Unified:
    """Write a plan in one transaction; cells that are not as the plan saw them are left.

    ``LibraryError`` when the library refuses; nothing is written then.
    """
    library = workspace.library
    by_record: dict[str, list[Change]] = {}
    for change in wanted.changes:
        by_record.setdefault(change.uuid, []).append(change)
    made: list[Change] = []
    records = []
    for record in library.many(list(by_record)):
        applied = record
        for change in by_record[record.uuid] if not is_locked(record) else ():
            path = f"{change.path}.{change.column}"
            if _kept(applied.get(path)) == change.before and applied.get(change.path):
                applied = applied.with_path(path, change.after or None)
                made.append(change)
        if applied is not record:
            records.append(applied)
    library.save_many(records, by=who(workspace))
    return Unified(tuple(made), len(wanted.changes) - len(made), len(records))


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


# where records cite


@dataclass(frozen=True, slots=True)
class _Stop:
    """A field on the way to citations: a basis, a text about it, or a table that has such."""

    item: Field
    below: tuple[_Stop, ...] = ()


#: Kind → its stops. Most fields of a form cite nothing and are never looked at.
_Roads = Mapping[str, tuple[_Stop, ...]]


def _roads(catalogue: Catalogue) -> _Roads:
    return {
        form.kind: tuple(_stops(form.fields.values()))
        for form in catalogue.forms.values()
        if not form.read_only
    }


def _stops(fields: Iterable[Field]) -> Iterator[_Stop]:
    for item in fields:
        if _is_basis(item) or (item.type in ("text", "longtext") and _BASIS_LABEL in item.label):
            yield _Stop(item)
        elif item.table is not None and (below := tuple(_stops(item.columns))):
            yield _Stop(item, below)


def _places_of(workspace: Workspace, law: Law) -> Iterator[tuple[Record, _Place]]:
    roads = _roads(workspace.catalogue)
    for record in workspace.library.many(list(law.uuids)):
        for place in _walk(record.values, roads.get(record.kind, ()), "", ""):
            if key_of(place.writing) == law.key:
                yield record, place


def _walk(
    values: Mapping[str, Value], stops: Iterable[_Stop], path: str, label: str
) -> Iterator[_Place]:
    for stop in stops:
        item = stop.item
        value = values.get(item.id)
        if not value:
            continue
        here, words = f"{path}{item.id}", f"{label} {item.label}".strip()
        if isinstance(value, str) and not stop.below:
            yield from _in_text(value, here, words)
        elif isinstance(value, list) and stop.below:
            yield from _table_rows(value, stop, here, words)
        elif isinstance(value, list) and item.table is not None:
            yield from _basis_rows(value, here, words)


def _is_basis(item: Field) -> bool:
    return item.table is not None and item.table.row_style == _CITATION_TABLE


def _table_rows(rows: Sequence[Value], stop: _Stop, path: str, label: str) -> Iterator[_Place]:
    title = stop.item.table.row_title if stop.item.table else ""
    for number, row in enumerate(rows):
        if isinstance(row, Mapping):
            name = str(row.get(title) or "").strip()
            words = f"{label} “{name}”" if name else f"{label} 第 {number + 1} 行"
            yield from _walk(row, stop.below, f"{path}[{number}].", words)


def _basis_rows(rows: Sequence[Value], path: str, label: str) -> Iterator[_Place]:
    for number, row in enumerate(rows):
        if isinstance(row, Mapping) and not is_blank(row):
            article = _kept(row.get("article_text"))
            writing = tuple(_kept(row.get(name)) for name in COLUMNS)
            yield _Place(f"{path}[{number}]", label, article, writing, in_text=False)


def _in_text(text: str, path: str, label: str) -> Iterator[_Place]:
    for part in _parsed(text):
        cited = part.citation
        if cited.title or cited.document_number:
            yield _Place(path, label, cited.article_text, _writing(cited), in_text=True)


_parsed = lru_cache(maxsize=1024)(parse_basis_text)


def _writing(cited: Citation) -> Writing:
    days = (cited.promulgated, cited.amended, cited.in_force)
    dates = (day.isoformat() if day else "" for day in days)
    level = cited.level or ""
    return (cited.title, level, cited.document_number, cited.issuing_body, *dates, "")


def _kept(value: Value) -> str:
    """A cell as text; what is no text (a typing error of an import) as nothing."""
    return value.strip() if isinstance(value, str) else ""


def _columns(catalogue: Catalogue) -> Mapping[str, Field]:
    """The columns of the table that all basis fields share."""
    for form in catalogue.forms.values():
        for item in form.tables():
            if item.table is not None and _is_basis(item):
                return item.table.by_id
    return {}
