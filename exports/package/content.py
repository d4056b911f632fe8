"""What of a record leaves the house: public fields, and the files they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.model import Field, Form, Value
from forms.record import ENVELOPE, Record, prune


@dataclass(frozen=True, slots=True)
class NamedFile:
    """An attachment as a record names it; ``place`` says in which field, in Chinese."""

    sha256: str
    name: str
    place: str


def public_json(record: Record, form: Form) -> dict[str, Value]:
    """Envelope and public values in one flat object (SPEC §10.4: internal fields do not leave).

    Values under names that the form does not have are left out as well: no schema covers them.
    """
    shown: dict[str, Value] = {}
    for name, value in record.to_json().items():
        item = form.fields.get(name)
        if name in ENVELOPE:
            shown[name] = value
        elif item is not None and not item.internal:
            shown[name] = _public_rows(value, item)
    return {name: value for name, value in shown.items() if value not in ([], None)}


def _public_rows(value: Value, item: Field) -> Value:
    """A sub-table without its internal columns."""
    hidden = {column.id for column in item.columns if column.internal}
    if not hidden or not isinstance(value, list):
        return value
    return prune([
        {name: part for name, part in row.items() if name not in hidden}
        if isinstance(row, Mapping) else row
        for row in value
    ])  # fmt: skip


def named_files(values: Mapping[str, Any], form: Form) -> Iterator[NamedFile]:
    """Every attachment that public values name."""
    for item in form.fields.values():
        value = values.get(item.id)
        if item.type == "attachment":
            yield from _files(value, item.label)
        for column in item.columns:
            if column.type == "attachment" and isinstance(value, list):
                for row in value:
                    if isinstance(row, Mapping):
                        yield from _files(row.get(column.id), f"{item.label}·{column.label}")


def _files(value: Value, place: str) -> Iterator[NamedFile]:
    for file in value if isinstance(value, list) else ():
        if isinstance(file, Mapping) and file.get("sha256"):
            yield NamedFile(str(file["sha256"]), str(file.get("name", "")), place)
