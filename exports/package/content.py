"""What of a record leaves the house: public fields, and the files they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from exports.package.spelling import spelled
from forms.model import Form, Value
from forms.record import ENVELOPE, Record, prune


@dataclass(frozen=True, slots=True)
class NamedFile:
    """An attachment as a record names it; ``place`` says in which field, in Chinese."""

    sha256: str
    name: str
    place: str


class PublicForm:
    """A form, read once for the many records of it: what is public, what names files."""

    def __init__(self, form: Form) -> None:
        public = [item for item in form.fields.values() if not item.internal]
        self._blank: dict[str, Value] = {
            **dict.fromkeys(item.id for item in public if item.derive != "envelope"),
            **dict.fromkeys(ENVELOPE),
        }
        self._hidden = {
            item.id: hidden
            for item in public
            if (hidden := frozenset(column.id for column in item.columns if column.internal))
        }
        self._files = [
            (item.id, "", item.label) for item in public if item.type == "attachment"
        ] + [
            (item.id, column.id, f"{item.label}·{column.label}")
            for item in public
            for column in item.columns
            if column.type == "attachment" and not column.internal
        ]

    def line(self, record: Record) -> tuple[dict[str, Value], bytes]:
        """The public values of a record, and how they are spelled in a package.

        One flat object with envelope and every key; blank values are null. Internal fields do not
        leave (SPEC §10.4). Values under names that the form does not have are left out as well: no
        schema covers them. The record has no blank parts, as the library keeps it.
        """
        shown = dict(self._blank)
        for name, value in record.as_typed().items():
            if name in shown:
                hidden = self._hidden.get(name)
                shown[name] = _without(value, hidden) if hidden else value
        return shown, spelled(shown)

    def files(self, values: Mapping[str, Any]) -> Iterator[NamedFile]:
        """Every attachment that public values name."""
        for name, column, place in self._files:
            value = values.get(name)
            if not isinstance(value, list):
                continue
            for part in value:
                if not column:
                    yield from _file(part, place)
                elif isinstance(part, Mapping) and isinstance(files := part.get(column), list):
                    for file in files:
                        yield from _file(file, place)


def _without(value: Value, hidden: frozenset[str]) -> Value:
    """A sub-table without its internal columns; None when nothing is left."""
    if not isinstance(value, list):
        return value
    rows = prune([
        {name: part for name, part in row.items() if name not in hidden}
        if isinstance(row, Mapping) else row
        for row in value
    ])  # fmt: skip
    return rows or None


def _file(file: Value, place: str) -> Iterator[NamedFile]:
    if isinstance(file, Mapping) and file.get("sha256"):
        yield NamedFile(str(file["sha256"]), str(file.get("name", "")), place)
