"""The library as cross-record rules see it while somebody types."""

from __future__ import annotations

import threading

from desktop.store import Library
from forms.check import Snapshot
from forms.model import Catalogue
from forms.record import Record
from forms.rules.context import strings_of
from forms.values import fold

#: Fields whose text stands in the search index as it was typed.
_SEARCHED = ("text", "longtext", "code")


class LiveView:
    """A ``LibraryView`` of the rules that reads what a rule asks for and no more: a library of a
    hundred thousand records is not read again for each word that is typed.

    Safe to use from several jobs at once.
    """

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self._library = library
        self._catalogue = catalogue
        self._kinds: dict[str, tuple[object, Snapshot]] = {}
        self._columns: dict[tuple[str, tuple[str, ...]], tuple[object, Snapshot]] = {}
        self._lock = threading.Lock()

    def records(self, kind: str) -> list[Record]:
        """All records of a kind; read when first asked for, and again when the kind has changed."""
        return self._snapshot(kind).records(kind)

    def find(self, uuid: str) -> Record | None:
        """The record of that identifier."""
        return self._library.find(uuid)

    def same(self, record: Record, fields: tuple[str, ...]) -> list[Record]:
        """Other records of the same kind with the same folded values in these fields."""
        if any("." in name for name in fields):
            return self._same_columns(record, fields)
        texts = self._searchable(record.kind, {name: record.get(name) for name in fields})
        if not texts:
            return self._snapshot(record.kind).same(record, fields)
        title = self._catalogue.form(record.kind).title_field
        name = str(record.get(title) or "") if title in fields else ""
        found = self._library.holding(record.kind, texts, name)
        return Snapshot([record, *(other for other in found if other.uuid != record.uuid)]).same(
            record, fields
        )

    def number_same(self, record: Record, fields: tuple[str, ...]) -> int:
        """How many `same` would give of those that are in use (not cancelled)."""
        return sum(other.is_active for other in self.same(record, fields))

    def _same_columns(self, record: Record, fields: tuple[str, ...]) -> list[Record]:
        """What has the same columns. Hundreds may have them: the answer is kept until the kind
        changes.
        """
        texts = tuple(_column_texts(record, fields))
        if not texts:
            return []
        key, state = (record.kind, texts), self._state(record.kind)
        with self._lock:
            known = self._columns.get(key)
        if known is None or known[0] != state:
            found = Snapshot(self._library.holding(record.kind, texts[:_MOST]))
            with self._lock:
                if len(self._columns) >= _KEPT:
                    self._columns.clear()
                known = self._columns[key] = (state, found)
        return known[1].same(record, fields)

    def referring(self, kind: str, field: str, uuid: str) -> list[Record]:
        """Records of a kind whose ref field points to that record."""
        found = self._library.naming(kind, uuid)
        return [record for record in found if uuid in strings_of(record.get(field))]

    def holding(self, kind: str, field: str, value: str) -> list[Record]:
        """Records of a kind whose text field has that value, compared folded."""
        texts = self._searchable(kind, {field: value})
        if not texts:
            return self._snapshot(kind).holding(kind, field, value)
        return Snapshot(self._library.holding(kind, texts)).holding(kind, field, value)

    def _searchable(self, kind: str, values: dict[str, object]) -> list[str]:
        """The values that the search index finds."""
        fields = self._catalogue.form(kind).fields
        return [
            value
            for name, value in values.items()
            if isinstance(value, str) and fold(value)
            and name in fields and fields[name].type in _SEARCHED
        ]  # fmt: skip

    def _snapshot(self, kind: str) -> Snapshot:
        state = self._state(kind)
        with self._lock:
            known = self._kinds.get(kind)
            if known is None or known[0] != state:
                known = (state, Snapshot(self._library.records(kind)))
                self._kinds[kind] = known
        return known[1]

    def _state(self, kind: str) -> object:
        newest = self._library.summaries(kind, sort="updated_at", descending=True, limit=1)
        return (self._library.count(kind), newest)


#: Of a column so many texts are looked for, the longest: they tell records apart best.
_MOST = 2
#: So many answers are kept; one editor asks for two.
_KEPT = 8


def _column_texts(record: Record, fields: tuple[str, ...]) -> list[str]:
    """Texts of the columns (``table.column``) among the fields, the longest first."""
    texts: set[str] = set()
    for table, _, column in (name.partition(".") for name in fields if "." in name):
        texts |= {text for row in record.rows(table)
                  if isinstance(text := row.get(column), str) and fold(text)}  # fmt: skip
    return sorted(texts, key=lambda text: (-len(text), text))
