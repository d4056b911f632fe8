"""Rule texts, the functions behind them, and what a function may ask."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Protocol

from forms.conditions import need_of
from forms.model import Catalogue, Field, Form, Need, Profile, Value
from forms.problem import Finding, Severity
from forms.record import Record, is_blank
from forms.values import Duration

TEXTS = Path(__file__).with_name("texts.toml")


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says: id, severity, letters of the kinds, message templates, hint, source."""

    id: str
    severity: Severity
    kinds: tuple[str, ...]
    title: str
    message: str
    hint: str = ""
    source: str = ""
    variants: Mapping[str, str] = field(default_factory=dict)

    def applies_to(self, form: Form) -> bool:
        """Whether the rule is for records of this form."""
        return "*" in self.kinds or form.letter in self.kinds or form.kind in self.kinds

    def say(self, finding: Finding) -> str:
        """The message of a finding."""
        template = self.variants.get(finding.variant, self.message)
        return template.format_map({key: str(value) for key, value in finding.params.items()})


class LibraryView(Protocol):
    """What cross-record rules may see of the other records."""

    def records(self, kind: str) -> Iterable[Record]:
        """All records of a kind that are not deleted."""

    def find(self, uuid: str) -> Record | None:
        """The record of that identifier."""

    def same(self, record: Record, fields: tuple[str, ...]) -> list[Record]:
        """Other records of the same kind with the same folded values in these fields."""


@dataclass(frozen=True)
class Context:
    """One record under check, with everything a rule may look at."""

    record: Record
    form: Form
    catalogue: Catalogue
    profile: Profile
    library: LibraryView
    today: date

    def value(self, path: str) -> Value:
        """The value at a path; None when blank."""
        value = self.record.get(path)
        return None if is_blank(value) else value

    def text(self, path: str) -> str:
        """The value at a path if it is text, else an empty string."""
        value = self.record.get(path)
        return value if isinstance(value, str) else ""

    def duration(self, path: str) -> Duration | None:
        """The duration at a path; None when it is blank or not understood."""
        value = self.record.get(path)
        try:
            return Duration.from_json(value) if isinstance(value, Mapping) else None
        except (KeyError, TypeError, ValueError):
            return None

    def rows(self, table: str) -> list[Mapping[str, Value]]:
        """Rows of a sub-table."""
        return self.record.rows(table)

    @property
    def task_type(self) -> str:
        """The key of CL01 that the form's need matrix goes by; empty when there is none."""
        return str(self.record.get(self.form.type_field) or "") if self.form.type_field else ""

    def need(self, item: Field, row: Mapping[str, Value] | None = None) -> Need:
        """The need that holds for a field or, with its row, a column."""
        return need_of(self.form, item, self.record, self.profile, row)

    @cached_property
    def basis_rows(self) -> tuple[tuple[str, Mapping[str, Value]], ...]:
        """Every basis row of the record with its path, sub-tables included."""
        return tuple(_basis_rows(self.form.fields.values(), self.record.values, ""))

    @cached_property
    def texts(self) -> tuple[tuple[str, Field, str], ...]:
        """Every filled text of the record: path, field, text; columns of sub-tables included."""
        return tuple(_texts(self.form.fields.values(), self.record.values, ""))


def _cells(
    fields: Iterable[Field], values: Mapping[str, Value], prefix: str
) -> Iterator[tuple[str, Field, Value]]:
    for item in fields:
        value = values.get(item.id)
        if is_blank(value):
            continue
        yield prefix + item.id, item, value
        if item.table is not None and isinstance(value, list):
            for number, row in enumerate(value):
                if isinstance(row, Mapping):
                    yield from _cells(item.columns, row, f"{prefix}{item.id}[{number}].")


def _basis_rows(
    fields: Iterable[Field], values: Mapping[str, Value], prefix: str
) -> Iterator[tuple[str, Mapping[str, Value]]]:
    for path, item, value in _cells(fields, values, prefix):
        if item.table is not None and item.table.id == "legal_basis" and isinstance(value, list):
            for number, row in enumerate(value):
                if isinstance(row, Mapping):
                    yield f"{path}[{number}]", row


def _texts(
    fields: Iterable[Field], values: Mapping[str, Value], prefix: str
) -> Iterator[tuple[str, Field, str]]:
    for path, item, value in _cells(fields, values, prefix):
        if isinstance(value, str) and item.type in ("text", "longtext", "code", "url"):
            yield path, item, value


RuleFunction = Callable[[Context], Iterable[Finding]]
_FUNCTIONS: dict[str, RuleFunction] = {}


def rule(identifier: str) -> Callable[[RuleFunction], RuleFunction]:
    """Bind a function to a rule id; the id must stand in texts.toml and be free."""

    def bind(function: RuleFunction) -> RuleFunction:
        if identifier not in texts():
            raise LookupError(f"rule {identifier} has no text in {TEXTS.name}")
        if identifier in _FUNCTIONS:
            raise LookupError(f"rule {identifier} is bound twice")
        _FUNCTIONS[identifier] = function
        return function

    return bind


def functions() -> Mapping[str, RuleFunction]:
    """Rule id → function, for the rules that are built."""
    return _FUNCTIONS


@cache
def texts() -> Mapping[str, RuleText]:
    """Every rule's text by id, in the order of SPEC §5."""
    data = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    return {
        row["id"]: RuleText(
            id=row["id"],
            severity=Severity(row["severity"]),
            kinds=tuple(row["kinds"]),
            title=row["title"],
            message=row["message"],
            hint=row.get("hint", ""),
            source=row.get("source", ""),
            variants=row.get("variants", {}),
        )
        for row in data["rule"]
    }
