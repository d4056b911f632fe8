"""What a layout needs beside the record: definitions, linked records, who prints it and when."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from forms.citations import citation_text
from forms.field_types import show, show_row
from forms.model import Catalogue, Field, Form, Value
from forms.record import ENVELOPE, Record, is_blank

#: What a public document says in place of a basis that is a state secret (SPEC §7.2, S15).
SECRET_BASIS = (
    "本事项依据涉及国家秘密，按照《中华人民共和国政府信息公开条例》（国务院令第711号）不予公开"
)

#: The heading of a line that only the interface of a platform understands.
_INTERFACE = re.compile(r"^[^：]*(?:（平台代码）|第\d+行[a-z_]+|\b[a-z]+_[a-z_]+)：")


def _nothing(_uuid: str) -> Record | None:
    return None


@dataclass(frozen=True)
class LayoutContext:
    """How values become words.

    ``linked`` finds a record by uuid, ``organization`` heads lists, ``date`` (YYYY-MM-DD) dates a
    list; empty: the newest date in its records. ``public`` leaves internal fields and secret bases
    out.
    """

    catalogue: Catalogue
    linked: Callable[[str], Record | None] = field(default=_nothing)
    organization: str = ""
    date: str = ""
    public: bool = True

    def form(self, record: Record) -> Form:
        """The form of a record."""
        return self.catalogue.form(record.kind)

    def visible(self, item: Field) -> bool:
        """Whether a field may be printed."""
        return not (self.public and item.internal)

    def filled(self, record: Record, item: Field) -> bool:
        """Whether a field may be printed and has something to print."""
        return (
            self.visible(item)
            # Identifier, state and the like describe the file, not the matter.
            and item.id not in ENVELOPE
            and not is_blank(record.get(item.id))
        )

    def title(self, record: Record) -> str:
        """What people call a record."""
        form = self.form(record)
        item = form.fields.get(form.title_field)
        name = self.text(record.get(item.id), item) if item else ""
        return name or f"（未命名的{form.title}）"

    def records(self, value: Value) -> list[Record]:
        """The linked records of a ref value that exist."""
        uuids = value if isinstance(value, (list, tuple)) else ()
        return [found for found in map(self.linked, map(str, uuids)) if found]

    def text(self, value: Value, item: Field) -> str:
        """A value in words: choices by label, links by title, rows one a line."""
        if is_blank(value):
            return ""
        if item.type == "ref":
            return self._linked_titles(value, item)
        if item.type == "table" and isinstance(value, (list, tuple)):
            return "\n".join(unique(self.row(row, item) for row in value))
        text = show(value, item)
        return _for_readers(text) if item.id == "remark" and self.public else text

    def row(self, row: Value, item: Field) -> str:
        """A row of a sub-table in one line."""
        if not isinstance(row, Mapping) or item.table is None:
            return show_row(row, item)
        if self.public and row.get("is_secret") is True:
            return SECRET_BASIS
        if item.table.row_style == "citation":
            levels = item.table.by_id["level"].vocabulary
            return citation_text(row, levels)
        shown = (self.text(row.get(column.id), column) for column in self.columns(item))
        return "；".join(text for text in shown if text)

    def columns(self, item: Field) -> tuple[Field, ...]:
        """The columns of a sub-table that may be printed."""
        return tuple(column for column in item.columns if self.visible(column))

    def _linked_titles(self, value: Value, item: Field) -> str:
        if not isinstance(value, (list, tuple)):
            return show(value, item)
        found = {str(uuid): self.linked(str(uuid)) for uuid in value}
        # A link to a record that is not at hand would print as an identifier nobody can read.
        return "、".join(self.title(record) for record in found.values() if record)


def _for_readers(remark: str) -> str:
    """A remark without what imports keep there for whoever maps it (is_jzbm：0, …（平台代码）：9)."""
    return "\n".join(line for line in remark.splitlines() if not _INTERFACE.search(line))


def unique(texts: Iterable[str]) -> list[str]:
    """The texts that are not empty, each once, in order."""
    return list(dict.fromkeys(text for text in texts if text))


def day_of(record: Record) -> str:
    """The date of a record's newest revision (YYYY-MM-DD), or its publication date."""
    return record.updated_at[:10] or str(record.get("publish_date") or "")


def newest_day(records: Sequence[Record], context: LayoutContext) -> str:
    """The date printed on a list."""
    return context.date or max(map(day_of, records), default="")


def mark_of(record: Record) -> str:
    """The revision mark at the foot: 第3版 2026-11-23."""
    return f"第{record.version}版 {day_of(record)}".strip()
