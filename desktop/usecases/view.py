"""The library as cross-record rules see it while somebody types."""

from __future__ import annotations

import threading

from desktop.store import Library
from forms.check import Snapshot
from forms.record import Record


class LiveView:
    """Records of each kind, read when a rule first asks and again when the kind has changed.

    A ``LibraryView`` of the rules; safe to use from several jobs at once.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._kinds: dict[str, tuple[object, Snapshot]] = {}
        self._lock = threading.Lock()

    def records(self, kind: str) -> list[Record]:
        """All records of a kind."""
        return self._snapshot(kind).records(kind)

    def find(self, uuid: str) -> Record | None:
        """The record of that identifier."""
        return self._library.find(uuid)

    def same(self, record: Record, fields: tuple[str, ...]) -> list[Record]:
        """Other records of the same kind with the same folded values in these fields."""
        return self._snapshot(record.kind).same(record, fields)

    def referring(self, kind: str, field: str, uuid: str) -> list[Record]:
        """Records of a kind whose ref field points to that record."""
        return self._snapshot(kind).referring(kind, field, uuid)

    def holding(self, kind: str, field: str, value: str) -> list[Record]:
        """Records of a kind whose text field has that value, compared folded."""
        return self._snapshot(kind).holding(kind, field, value)

    def _snapshot(self, kind: str) -> Snapshot:
        newest = self._library.summaries(kind, sort="updated_at", descending=True, limit=1)
        state = (self._library.count(kind), newest)
        with self._lock:
            known = self._kinds.get(kind)
            if known is None or known[0] != state:
                known = (state, Snapshot(self._library.records(kind)))
                self._kinds[kind] = known
        return known[1]
