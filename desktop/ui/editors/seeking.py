"""Finding one of many words while it is typed: by its beginning, or by the initials of its pinyin."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from desktop.usecases.sounds import best_match

_PAUSE = 1.2  # seconds after which the next letter begins a new word


class Seeker:
    """Puts together the letters that are typed one after the other (x, z, x → xzx)."""

    def __init__(self) -> None:
        self._typed = ""
        self._at = 0.0

    def feed(self, letter: str, labels: Sequence[str]) -> int:
        """The label that is meant after one more letter; -1 for none."""
        now = monotonic()
        self._typed = letter if now - self._at > _PAUSE else self._typed + letter
        self._at = now
        found = best_match(self._typed, labels)
        if found < 0 and len(self._typed) > 1:
            # Not the rest of the word, but a new one.
            self._typed = letter
            found = best_match(letter, labels)
        return found


def letter_of(event: QKeyEvent) -> str:
    """The letter or digit that a key writes; empty for other keys and for shortcuts."""
    keys = Qt.KeyboardModifier
    if event.modifiers() & (keys.ControlModifier | keys.AltModifier | keys.MetaModifier):
        return ""
    text = event.text()
    return text if len(text) == 1 and text.isalnum() else ""
