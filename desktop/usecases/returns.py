"""What portals said, for the check: a ``ReturnView`` of the rules over the library's memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from forms.record import Record
from forms.returns import Returned, ReturnReason

if TYPE_CHECKING:
    from desktop.store import Library, Verdict
    from exports.package import Version

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
                open_ones = {
                    uuid: answer
                    for uuid, answer in self._library.last_verdicts().items()
                    if answer[0].status != _ACCEPTED
                }
                now = self._library.names_now(open_ones)
                self._known = {
                    uuid: _returned(verdict, judged)
                    for uuid, (verdict, judged) in open_ones.items()
                    if not _settled(verdict, now.get(uuid))
                }
            return self._known


def _settled(verdict: Verdict, now: Version | None) -> bool:
    """Whether the portal's version was merged into ours since, so that ours may go out again."""
    if verdict.status != _CONFLICT or not verdict.current or now is None:
        return False
    return verdict.current.get("vid") in (now.vid, *now.ancestors)


def _returned(verdict: Verdict, judged: Record) -> Returned:
    reasons = tuple(
        ReturnReason(error.path, error.code, error.message, error.rule) for error in verdict.errors
    )
    conflict = verdict.status == _CONFLICT
    if not reasons and not conflict:
        reasons = (ReturnReason("", "", ""),)
    return Returned(judged, verdict.portal, reasons, conflict)
