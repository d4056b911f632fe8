"""What portals said, for the check: a ``ReturnView`` of the rules over the library's memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from forms.record import Record
from forms.returns import Returned, ReturnReason

if TYPE_CHECKING:
    from desktop.store import Library, Verdict

_ACCEPTED, _CONFLICT = "accepted", "conflict"


class ReturnBook:
    """Read once and kept: there are few, and they are asked for at every keystroke.

    Safe to use from several jobs at once.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._known: dict[str, Returned] | None = None

    def returned(self, record: Record) -> Returned | None:
        """The answer to the record, if it was not accepted."""
        return self._read().get(record.uuid)

    def forget(self) -> None:
        """Read again when next asked: a receipt came in."""
        with self._lock:
            self._known = None

    def _read(self) -> dict[str, Returned]:
        with self._lock:
            if self._known is None:
                self._known = {
                    uuid: _returned(verdict, judged)
                    for uuid, (verdict, judged) in self._library.last_verdicts().items()
                    if verdict.status != _ACCEPTED
                }
            return self._known


def _returned(verdict: Verdict, judged: Record) -> Returned:
    reasons = tuple(
        ReturnReason(error.path, error.code, error.message, error.rule) for error in verdict.errors
    )
    conflict = verdict.status == _CONFLICT
    if not reasons and not conflict:
        reasons = (ReturnReason("", "", ""),)
    return Returned(judged, verdict.portal, reasons, conflict)
