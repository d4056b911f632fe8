"""Waiting that a busy machine does not break, and a quiet one does not feel."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from pytestqt.exceptions import TimeoutError as WaitedTooLong
from pytestqt.qtbot import QtBot

#: Milliseconds. What never comes is a failure; what comes late, because eight others want the
#: processor, is none.
PATIENCE = 60_000
_LONGEST = 10


class Patient(QtBot):
    """A robot that waits as long as it takes, and looks again soon at first."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        """Go on when the callback says so: mostly after a millisecond or two, not after ten."""
        __tracebackhide__ = True
        end = time.monotonic() + max(timeout, PATIENCE) / 1000
        pause = 1
        while True:
            error: AssertionError | None = None
            try:
                said = callback()
            except AssertionError as failure:
                said, error = False, failure
            if said not in (None, True, False):
                raise ValueError(f"waitUntil() wants None, True or False, not {said!r}")
            if said is None or said:
                return
            if time.monotonic() > end:
                raise WaitedTooLong(f"nothing came in {PATIENCE} ms") from error
            self.wait(pause)
            pause = min(2 * pause, _LONGEST)

    def waitSignal(self, *arguments: Any, timeout: int = PATIENCE, **more: Any) -> Any:
        """As the robot's, with patience."""
        return super().waitSignal(*arguments, timeout=_enough(timeout, more), **more)

    def waitSignals(self, *arguments: Any, timeout: int = PATIENCE, **more: Any) -> Any:
        """As the robot's, with patience."""
        return super().waitSignals(*arguments, timeout=_enough(timeout, more), **more)


def _enough(timeout: int, more: dict[str, Any]) -> int:
    """Where nothing is said to come (`assertNotEmitted`), nobody waits longer than is asked."""
    return timeout if more.get("raising") is False else max(timeout, PATIENCE)
