"""The frozen shape of a form: fields, sections, lists, vocabularies, profiles.

Everything here is read from the files under ``forms/`` by :mod:`forms.loader`; nothing here knows
a particular list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from forms.values import fold

if TYPE_CHECKING:
    from forms.sheets import SheetLayout

#: A field's value in plain JSON shape (see docs/forms.md); absent means empty.
Value = Any


class Need(StrEnum):
    """Whether a field must be filled (必填性)."""

    REQUIRED = "required"
    CONDITIONAL = "conditional"
    OPTIONAL = "optional"
    AUTOMATIC = "automatic"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a code list: what is stored, what is printed, what each standard calls it."""

    key: str
    label: str
    codes: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """A code list (码表, CL01 … CL37 of SPEC §2.3)."""

    id: str
    title: str
    choices: tuple[Choice, ...]
    source: str = ""
    open: bool = False

    @cached_property
    def by_key(self) -> Mapping[str, Choice]:
        """Choices by semantic key."""
        return {choice.key: choice for choice in self.choices}

    @cached_property
    def by_name(self) -> Mapping[str, str]:
        """Folded label, key or alias → semantic key; of two alike the first counts."""
        found: dict[str, str] = {}
        for choice in self.choices:
            for name in (choice.label, choice.key, *choice.aliases):
                found.setdefault(fold(name), choice.key)
        return found

    def label(self, key: str) -> str:
        """The printed word of a key; an unknown key is shown as it is."""
        choice = self.by_key.get(key)
        return choice.label if choice else key


#: One alternative of a condition: field id → what it must be.
Clause = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One question of a form."""

    id: str
    label: str
    type: str
    need: Need = Need.OPTIONAL
    spec_id: str = ""
    vocabulary: Vocabulary | None = None
    help: str = ""
    law: str = ""
    source: str = ""
    headers: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    min: int | None = None
    max: int | None = None
    pattern: str = ""
    pattern_hint: str = ""
    format: str = ""
    when: tuple[Clause, ...] = ()
    when_text: str = ""
    table: Table | None = None
    role: str = ""
    kinds: tuple[str, ...] = ()
    many: bool = False
    accept: tuple[str, ...] = ()
    pictures_under: tuple[str, ...] = ()
    internal: bool = False
    derive: str = ""
    default: Value = None
    placeholder_ok: bool = False
    width: int = 0
    inverse: str = ""
    carry: bool = False
    missing_rule: str = "G01"

    @property
    def worded(self) -> bool:
        """Whether its values are shown in words of ours (a code list, 是, 3个工作日)."""
        return self.vocabulary is not None or self.type in ("boolean", "duration")

    @property
    def columns(self) -> tuple[Field, ...]:
        """Columns of a table field; empty for any other type."""
        return self.table.columns if self.table else ()


@dataclass(frozen=True)
class Table:
    """A repeating sub-table (子表): materials, steps, bases …"""

    id: str
    title: str
    columns: tuple[Field, ...]
    row_title: str = ""
    key: tuple[str, ...] = ()
    row_style: str = ""

    @cached_property
    def by_id(self) -> Mapping[str, Field]:
        """Columns by id."""
        return {column.id: column for column in self.columns}


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the form."""

    id: str
    title: str
    fields: tuple[Field, ...]
    help: str = ""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a printed list; ``values`` are paths as docs/forms.md describes them."""

    title: str
    values: tuple[str, ...]
    width: float = 10
    group: str = ""
    mark: str = ""
    boxes: bool = False


@dataclass(frozen=True, slots=True)
class ListLayout:
    """How a list is published (SPEC §8.1): ``name`` in menus and file names, ``title`` on paper."""

    id: str
    name: str
    title: str
    columns: tuple[ListColumn, ...]
    paper: str = "A3"
    orientation: str = "landscape"
    group_by: str = ""
    merge: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row of the need matrix (SPEC §4): which task types need a group of fields."""

    title: str
    fields: frozenset[str]
    needs: Mapping[str, Need]


@dataclass(frozen=True)
class Form:
    """A record kind: everything the program knows of one list."""

    kind: str
    title: str
    list_title: str
    sections: tuple[Section, ...]
    letter: str = ""
    order: int = 999
    help: str = ""
    title_field: str = ""
    subtitle_field: str = ""
    code_field: str = ""
    type_field: str = ""
    organization_field: str = ""
    unique_by: tuple[str, ...] = ()
    read_only: bool = False
    lists: tuple[ListLayout, ...] = ()
    matrix: tuple[MatrixRow, ...] = ()

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Every field of the form by id, in the order of the sections."""
        return {item.id: item for section in self.sections for item in section.fields}

    @cached_property
    def order_of(self) -> Mapping[str, int]:
        """Field id → its place in the form, from 0."""
        return {name: number for number, name in enumerate(self.fields)}

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        """Field id → the section it stands in."""
        return {item.id: section for section in self.sections for item in section.fields}

    @cached_property
    def matrix_of(self) -> Mapping[str, tuple[MatrixRow, ...]]:
        """Field id → the rows of the need matrix that speak of it."""
        return {
            name: tuple(row for row in self.matrix if name in row.fields)
            for name in {name for row in self.matrix for name in row.fields}
        }

    def layout(self, layout_id: str = "") -> ListLayout | None:
        """The list layout of that id; the first one without an id; None when there is none."""
        if not layout_id:
            return self.lists[0] if self.lists else None
        return next((item for item in self.lists if item.id == layout_id), None)

    def tables(self) -> Iterator[Field]:
        """The fields that are sub-tables."""
        return (item for item in self.fields.values() if item.table is not None)


@dataclass(frozen=True, slots=True)
class MappedCopy:
    """How a portal wants records in its own words (docs/forms.md).

    ``format`` is json, xml or xlsx. ``kinds`` gives the portal's name of a list, ``names`` per kind
    that of a field (``item_name``), a column (``materials.name``) or the unit of a duration
    (``legal_limit.unit``); what has none keeps its id, or its label where ``labels`` is set.
    """

    format: str
    yes: str = "1"
    no: str = "0"
    separator: str = ","
    labels: bool = False
    kinds: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UpperRule:
    """What a catalogue of the level above says of records of a kind.

    ``code`` is the field of the base code, ``level`` that of the exercising level; ``fixed`` are
    the fields that an adopted record may not say otherwise.
    """

    code: str = ""
    level: str = ""
    fixed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """What one portal demands (门户配置): codes, lengths, mandatory fields, code layouts."""

    id: str
    title: str
    codes: str
    code_layout: Mapping[str, str] = field(default_factory=dict)
    lengths: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    added: Mapping[str, frozenset[str]] = field(default_factory=dict)
    dropped: Mapping[str, frozenset[str]] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mapped: MappedCopy | None = None
    #: The portal's code for a reason of return → ``rule`` and ``field`` of ours.
    returns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: Kind → what the catalogue of the level above fixes.
    upper: Mapping[str, UpperRule] = field(default_factory=dict)
    #: Rules that the portal does not want.
    off: frozenset[str] = frozenset()

    def code(self, vocabulary: Vocabulary, key: str) -> str:
        """The portal's code of a choice; empty when the portal has none for it."""
        override = self.labels.get(vocabulary.id, {}).get(key)
        if override is not None:
            return override
        choice = vocabulary.by_key.get(key)
        return choice.codes.get(self.codes, "") if choice else ""


@dataclass(frozen=True)
class Catalogue:
    """All forms, vocabularies, profiles and word lists of an installation."""

    forms: Mapping[str, Form]
    vocabularies: Mapping[str, Vocabulary]
    profiles: Mapping[str, Profile]
    header: tuple[Section, ...]
    wordlists: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: Layouts of single records (版式) by kind and name.
    sheets: Mapping[tuple[str, str], SheetLayout] = field(default_factory=dict)

    def form(self, kind: str) -> Form:
        """The form of a kind; ``KeyError`` names the kind when there is none."""
        return self.forms[kind]

    def words(self, wordlist: str) -> tuple[str, ...]:
        """The plain words of a word list (SPEC §11); empty when the list does not exist."""
        return tuple(self.wordlists.get(wordlist, {}).get("words", ()))

    @cached_property
    def by_letter(self) -> Mapping[str, Form]:
        """Forms by the letter that SPEC §5 uses in its "applies to" column."""
        return {form.letter: form for form in self.forms.values() if form.letter}

    def ordered(self) -> tuple[Form, ...]:
        """Forms in the order in which people see them."""
        return tuple(sorted(self.forms.values(), key=lambda form: (form.order, form.kind)))
