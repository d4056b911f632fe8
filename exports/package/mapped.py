"""The copy for a portal: the same public records in its names and codes, as its profile says.

Everything here comes from the profile (forms/profiles/*.toml): another portal needs no Python. A
choice for which the portal has no code goes as its printed word, and is reported.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from forms.model import Catalogue, Field, Form, MappedCopy, Profile, Value, Vocabulary
from forms.record import Record

MAPPED = "data/mapped/"
_UNITS = "CL09"
#: What XML 1.0 cannot say at all.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDTH = 16

#: A record in the portal's words: name → text, list of texts, or rows.
_Row = dict[str, Any]


def mapped_files(
    records: Sequence[Record], catalogue: Catalogue, profile: Profile
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Path → file of each kind, and the choices without a code, as ``码表 标签``.

    ``ValueError`` when the profile has no such copy.
    """
    copy = profile.mapped
    if copy is None:
        raise ValueError(f"profile {profile.id} has no mapped copy")
    mapper = _Mapper(catalogue, profile, copy)
    by_kind: dict[str, list[Record]] = {}
    for record in sorted(records, key=lambda item: (item.kind, item.uuid)):
        by_kind.setdefault(record.kind, []).append(record)
    files = {}
    for kind, items in by_kind.items():
        form = catalogue.form(kind)
        rows = [mapper.row(record, form) for record in items]
        name = copy.kinds.get(kind) or (form.list_title if copy.labels else kind)
        write = {"json": _json, "xml": _xml, "xlsx": _xlsx}[copy.format]
        files[f"{MAPPED}{profile.id}/{kind}.{copy.format}"] = write(name, rows)
    return files, tuple(sorted(mapper.uncoded))


@dataclass
class _Mapper:
    """Turns values into the portal's words."""

    catalogue: Catalogue
    profile: Profile
    copy: MappedCopy
    uncoded: set[str] = field(default_factory=set)

    def row(self, record: Record, form: Form) -> _Row:
        """One record; blank values are left out."""
        names = self.copy.names.get(form.kind, {})
        values = record.to_json()
        row: _Row = {"record_uuid": record.uuid, "item_version": str(record.version)}
        for item in form.fields.values():
            value = values.get(item.id)
            if value not in (None, []) and not item.internal and item.derive != "envelope":
                for name, text in self._named(item, item.id, value, names):
                    # Two fields may bear one label; neither may push out the other.
                    row[f"{name}_{item.id}" if name in row else name] = text
        return row

    def _named(
        self, item: Field, path: str, value: Value, names: Mapping[str, str]
    ) -> Iterator[tuple[str, Any]]:
        """Name and text of a value; a duration is two, a table its rows."""
        name = names.get(path) or (item.label if self.copy.labels else item.id)
        if item.columns and isinstance(value, list):
            yield name, [self._table_row(item, row, names) for row in value]
        elif item.type == "duration" and isinstance(value, Mapping):
            unit = names.get(f"{path}.unit") or f"{name}{'单位' if self.copy.labels else '_unit'}"
            yield name, str(value.get("amount", ""))
            yield unit, self._code(self.catalogue.vocabularies[_UNITS], str(value.get("unit", "")))
        else:
            yield name, self._text(item, value)

    def _table_row(self, table: Field, row: Value, names: Mapping[str, str]) -> _Row:
        found: _Row = {}
        for column in table.columns:
            value = row.get(column.id) if isinstance(row, Mapping) else None
            if value not in (None, []) and not column.internal:
                found.update(self._named(column, f"{table.id}.{column.id}", value, names))
        return found

    def _text(self, item: Field, value: Value) -> Any:
        if item.vocabulary is not None:
            keys = value if isinstance(value, list) else [value]
            return self.copy.separator.join(self._code(item.vocabulary, str(k)) for k in keys)
        if isinstance(value, bool):
            return self.copy.yes if value else self.copy.no
        if isinstance(value, list):
            return [_plain(part) for part in value]
        return str(value)

    def _code(self, vocabulary: Vocabulary, key: str) -> str:
        code = self.profile.code(vocabulary, key)
        if not code:
            self.uncoded.add(f"{vocabulary.title} {vocabulary.label(key)}")
        return code or vocabulary.label(key)


def _plain(part: Value) -> Any:
    """A file as name and hash, anything else as text."""
    if isinstance(part, Mapping) and "sha256" in part:
        return {"name": str(part.get("name", "")), "sha256": str(part["sha256"])}
    return str(part)


def _json(name: str, rows: Sequence[_Row]) -> bytes:
    return (json.dumps({name: rows}, ensure_ascii=False, indent=1) + "\n").encode()


# XML: the names of portals are often no names of XML, so they stand in attributes.


def _xml(name: str, rows: Sequence[_Row]) -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<records list={_quoted(name)}>"]
    for row in rows:
        lines += ["<record>", *_elements(row), "</record>"]
    return ("\n".join([*lines, "</records>"]) + "\n").encode()


def _elements(row: _Row) -> Iterator[str]:
    for name, value in row.items():
        head = f"<item name={_quoted(name)}"
        if isinstance(value, list):
            yield f"{head}>"
            for part in value:
                yield "<row>"
                yield from _elements(part if isinstance(part, dict) else {name: part})
                yield "</row>"
            yield "</item>"
        elif isinstance(value, dict):
            yield from _elements(value)
        else:
            # An attribute keeps line breaks and leading blanks that a reader may drop from text.
            yield f"{head} value={_quoted(str(value))}/>"


def _quoted(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


# Excel: a sheet of records, and a sheet for each sub-table, joined by the identifier.


def _xlsx(name: str, rows: Sequence[_Row]) -> bytes:
    from exports.document import Document
    from exports.excel import write_xlsx

    tables: dict[str, list[_Row]] = {name: []}
    for row in rows:
        flat: _Row = {}
        for key, value in row.items():
            if isinstance(value, list) and any(isinstance(part, dict) for part in value):
                parts = [part for part in value if isinstance(part, dict)]
                tables.setdefault(f"{name}·{key}", []).extend(
                    {"record_uuid": row["record_uuid"], **part} for part in parts
                )
            else:
                flat[key] = value
        tables[name].append(flat)
    documents = [Document(title, (_sheet(title, lines),)) for title, lines in tables.items()]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "copy.xlsx"
        write_xlsx(documents, target)
        return target.read_bytes()


def _sheet(title: str, rows: Sequence[_Row]) -> Any:
    from exports.document import Cell, Table, TableColumn

    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = tuple(TableColumn(name, _WIDTH) for name in names)
    lines = tuple(tuple(Cell(_cell(row.get(name, ""))) for name in names) for row in rows)
    return Table(columns, lines, title)


def _cell(value: Any) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
