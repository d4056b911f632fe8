"""Telling how far a long export is, and stopping it: shared by all writers."""

from __future__ import annotations

from typing import Protocol


class Cancelled(Exception):
    """Raised by :meth:`Progress.step` when the user stopped the work.

    A writer lets it pass; what it had written stands in a temporary file only, which is removed.
    """


class Progress(Protocol):
    """Anything that can be told about progress, such as a progress bar."""

    def step(self, done: int, total: int, text: str) -> None:
        """``done`` of ``total`` units are finished; ``text`` says in Chinese what is being done.

        Raises:
            Cancelled: the user wants to stop.
        """


class _NoProgress:
    """Nobody is watching."""

    def step(self, done: int, total: int, text: str) -> None:
        """Do nothing."""


NO_PROGRESS: Progress = _NoProgress()
