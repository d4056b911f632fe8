"""What a portal said of a record, as rules may ask it; the memory of it lies elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from forms.record import Record


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """Why a portal sent a record back: field path (may be empty or unknown), its code and words.

    ``rule`` is the rule of ours that the code means, where that is known.
    """

    path: str
    code: str
    words: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """The portal's answer to the latest version of a record that has one.

    ``judged`` is that version as it was; ``conflict`` says that the portal has a newer one.
    """

    judged: Record
    portal: str
    reasons: tuple[ReturnReason, ...] = ()
    conflict: bool = False


class ReturnView(Protocol):
    """Looks answers up. Must be quick: it is asked at every check."""

    def returned(self, record: Record) -> Returned | None:
        """The answer, if the portal did not accept the record."""
