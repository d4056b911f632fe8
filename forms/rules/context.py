"""What a rule may look at: one record with its form, and the other records of the library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Protocol

from forms.attachments import FileView
from forms.conditions import need_of
from forms.laws import LawView
from forms.model import Catalogue, Field, Form, Need, Profile, Value
from forms.record import Record, is_blank
from forms.returns import ReturnView
from forms.rules.lexicon import Lexicon
from forms.values import Duration, parse_date

_TEXT_TYPES = frozenset({"text", "longtext", "code", "url"})
_PROSE_TYPES = frozenset({"text", "longtext"})
#: Types that take any text.
_ANY_TEXT = frozenset({"text", "longtext", "code"})

#: Laws and their dates come again in every record.
_parse_date = lru_cache(4096)(parse_date)

#: A row of a sub-table with its path.
Row = tuple[str, Mapping[str, Value]]


class LibraryView(Protocol):
    """What cross-record rules may see of the other records."""

    def records(self, kind: str) -> Iterable[Record]:
        """All records of a kind that are not deleted."""

    def find(self, uuid: str) -> Record | None:
        """The record of that identifier."""

    def same(self, record: Record, fields: tuple[str, ...]) -> list[Record]:
        """Other records of the same kind with the same folded values in these fields; of a
        sub-table ``table.column`` compares the texts of one column.
        """

    def number_same(self, record: Record, fields: tuple[str, ...]) -> int:
        """How many `same` would give of those that are in use (not cancelled)."""

    def referring(self, kind: str, field: str, uuid: str) -> list[Record]:
        """Records of a kind whose ref field points to that record."""

    def holding(self, kind: str, field: str, value: str) -> list[Record]:
        """Records of a kind whose text field has that value, compared folded."""


class Cell(NamedTuple):
    """One filled value: its path, its field, and the table it stands in (None: the record)."""

    path: str
    item: Field
    value: Value
    table: Field | None = None


@dataclass(frozen=True)
class Context:
    """One record under check, with everything a rule may look at.

    With a ``focus`` only findings about that field are wanted: ``cells`` and what follows from them
    (``texts``, ``prose``, ``basis_rows``) then hold what stands in it, as their rules judge each
    cell by itself. What compares fields goes by their names, or by ``everywhere``.
    """

    record: Record
    form: Form
    catalogue: Catalogue
    profile: Profile
    library: LibraryView
    today: date
    lexicon: Lexicon
    #: The law library, where there is one.
    laws: LawView | None = None
    #: What portals said, where something was sent.
    returns: ReturnView | None = None
    #: What is written in attached files, where somebody reads them.
    files: FileView | None = None
    #: The field that is asked about; empty: all of them.
    focus: str = ""
    #: What rules work out once for all records of a check.
    plans: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    #: What several rules ask, worked out once per record.
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def value(self, path: str) -> Value:
        """The value at a path; None when blank."""
        value = self.record.get(path)
        return None if is_blank(value) else value

    def text(self, path: str) -> str:
        """The value at a path if it is text, else an empty string."""
        return text_of(self.record.get(path))

    def duration(self, path: str) -> Duration | None:
        """The duration at a path; None when it is blank or not understood."""
        return duration_of(self.record.get(path))

    def day(self, path: str) -> date | None:
        """The date at a path; None when it is blank or not understood."""
        return day_of(self.record.get(path))

    def rows(self, table: str) -> list[Row]:
        """Rows of a sub-table that hold something, with their paths (``materials[2]``)."""
        return list(rows_of(self.record.values.get(table), table))

    def label(self, field: str) -> str:
        """The label of a field of the form."""
        return self.form.fields[field].label

    def shown(self, field: str) -> str:
        """A choice of the record as it is printed; a key that the code list lacks as it is."""
        key = self.text(field)
        item = self.form.fields.get(field)
        return item.vocabulary.label(key) if item and item.vocabulary else key

    @property
    def task_type(self) -> str:
        """The key of CL01 that the form's need matrix goes by; empty when there is none."""
        return self.text(self.form.type_field) if self.form.type_field else ""

    @property
    def is_licence(self) -> bool:
        """Whether the item is an administrative licence (行政许可)."""
        return self.task_type == "administrative_licence"

    def need(self, item: Field, row: Mapping[str, Value] | None = None) -> Need:
        """The need that holds for a field or, with its row, a column."""
        return need_of(self.form, item, self.record, self.profile, row)

    @property
    def asked(self) -> Mapping[str, Field]:
        """The fields that are asked about."""
        fields = self.form.fields
        if not self.focus:
            return fields
        key = ("asked", self.form.kind, self.focus)
        found: Mapping[str, Field] | None = self.plans.get(key)
        if found is None:
            found = {self.focus: fields[self.focus]} if self.focus in fields else {}
            self.plans[key] = found
        return found

    @cached_property
    def _walked(self) -> _Cells:
        return self._walk(self.asked)

    def _walk(self, fields: Mapping[str, Field]) -> _Cells:
        found = _Cells([], [], [], [], [], self.plans)
        _gather(found, fields, self.record.values, "", None)
        return found

    @cached_property
    def cells(self) -> Sequence[Cell]:
        """Every filled value that is asked about, columns of sub-tables included, in form order."""
        return self._walked.cells

    @cached_property
    def everywhere(self) -> Sequence[Cell]:
        """Every filled value of the record, whatever is asked about."""
        return self._walk(self.form.fields).cells if self.focus else self.cells

    @cached_property
    def texts(self) -> Sequence[Cell]:
        """Every filled text among the cells."""
        return self._walked.texts

    @cached_property
    def prose(self) -> Sequence[Cell]:
        """Texts that the agency wrote itself: no codes, no addresses, nothing quoted from law."""
        return self._walked.prose

    @cached_property
    def typed(self) -> Sequence[Cell]:
        """What is no text in a field that takes any text."""
        return self._walked.typed

    @cached_property
    def basis_rows(self) -> Sequence[Row]:
        """Every basis row among the cells with its path, sub-tables included."""
        return self._walked.bases

    @cached_property
    def establishment(self) -> tuple[Row, ...]:
        """Rows of the fields that hold the basis on which the item is set up (设定依据)."""
        return tuple(
            row
            for item in self.form.tables()
            if is_basis(item) and item.role == "establishment"
            for row in self.rows(item.id)
        )

    def linked(self, field: str) -> list[Record]:
        """The records a ref field points to, as far as they are in the library."""
        return [found for uuid in strings_of(self.record.get(field))
                if (found := self.library.find(uuid))]  # fmt: skip

    def referring(self, kind: str, field: str) -> list[Record]:
        """Records of a kind whose ref field points to this record."""
        return self.library.referring(kind, field, self.record.uuid)

    def holding(self, kind: str, field: str, value: str) -> list[Record]:
        """Records of a kind with that text in a field."""
        return self.library.holding(kind, field, value) if value else []


def is_basis(item: Field | None) -> bool:
    """Whether a field is a table of legal bases."""
    return item is not None and item.table is not None and item.table.id == "legal_basis"


def text_of(value: Value) -> str:
    """The value if it is text, else an empty string."""
    return value if isinstance(value, str) else ""


def duration_of(value: Value) -> Duration | None:
    """The time limit of a stored value; None when it is blank or not understood."""
    try:
        return Duration.from_json(value) if isinstance(value, Mapping) else None
    except ValueError:
        return None


def day_of(value: Value) -> date | None:
    """The date of a stored value; None when it is blank or not understood."""
    return _parse_date(value) if isinstance(value, str) else None


def strings_of(value: Value) -> list[str]:
    """The strings of a list value: keys of a multi-choice, identifiers of a ref."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def rows_of(value: Value, path: str) -> Iterator[Row]:
    """Rows of a table value that hold something, with their paths; none when it is no table."""
    if not isinstance(value, list):
        return
    for number, row in enumerate(value):
        # Asking for the plain type first spares the search for a base class.
        if (type(row) is dict or isinstance(row, Mapping)) and holds_something(row):
            yield f"{path}[{number}]", row


def holds_something(row: Mapping[str, Value]) -> bool:
    """Whether any cell of a row is filled."""
    return not all(map(is_blank, row.values()))


def row_name(row: Row, column: str = "name") -> str:
    """What a row is called in a message: its name, else its number (第3行)."""
    path, values = row
    number = int(path.rpartition("[")[2].rstrip("]")) + 1
    return text_of(values.get(column)).strip() or f"第{number}行"


def is_active(record: Record) -> bool:
    """Whether a record is not cancelled (CL08)."""
    return record.is_active


class _Cells(NamedTuple):
    """What a walk through a record finds."""

    cells: list[Cell]
    texts: list[Cell]
    prose: list[Cell]
    typed: list[Cell]
    bases: list[Row]
    plans: dict[Any, Any]


#: Field, whether it holds text, prose, any text; and whether it is a table of bases.
_Sort = tuple[str, Field, bool, bool, bool, bool]


def _gather(
    found: _Cells, fields: Mapping[str, Field], values: Mapping[str, Value], prefix: str,
    table: Field | None,
) -> None:  # fmt: skip
    """Put the filled values among the fields, and those of their rows, behind one another.

    Lists that are handed on and no generator: this runs for every value of every record.
    """
    cells, texts, prose, typed, bases, plans = found
    for name, item, is_text, is_prose, is_any, is_bases in _fields_among(fields, values, plans):
        value = values[name]
        text = type(value) is str
        if not value or value.isspace() if text else is_blank(value):
            continue
        path = prefix + name
        cell = Cell(path, item, value, table)
        cells.append(cell)
        if not (text and is_any):
            typed.append(cell)
        if item.table is not None:
            rows = list(rows_of(value, path))
            if is_bases:
                bases += rows
            for row_path, row in rows:
                _gather(found, item.table.by_id, row, row_path + ".", item)
        elif text and is_text:
            texts.append(cell)
            if is_prose and not is_basis(table):
                prose.append(cell)


def _fields_among(
    fields: Mapping[str, Field], values: Mapping[str, Value], plans: dict[Any, Any]
) -> list[_Sort]:
    """The fields that have a value, in their order: of a hundred some twenty, and in thousands of
    records the same ones.
    """
    key = (id(fields), tuple(values))
    known: tuple[object, list[_Sort]] | None = plans.get(key)
    if known is None:
        if len(plans) >= _MOST_PLANS:
            plans.clear()
        sorts = [
            (
                name, item, item.type in _TEXT_TYPES, item.type in _PROSE_TYPES,
                item.type in _ANY_TEXT, is_basis(item),
            )
            for name, item in fields.items()
            if name in values
        ]  # fmt: skip
        known = plans[key] = (fields, sorts)
    return known[1]


#: Ways to fill in a form that are kept: a megabyte or two.
_MOST_PLANS = 4_000
