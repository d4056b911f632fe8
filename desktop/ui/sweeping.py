"""Dead objects are looked for on the window's thread, while the hands rest."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from desktop.ui.jobs import JobRunner

_LOOK = 200  # ms between two looks whether it is time
_REST = 3.0  # s since the last key
_YOUNG = 10_000  # objects made since the last round; looking at them takes a millisecond
_MIDDLE = 10  # rounds over the young ones, then over the middle generation, before the next one up
_OVERDUE = 200  # rounds over the middle one after which everything is looked at, whoever types


class Sweeper(QObject):
    """Takes the place of Python's own collector.

    That one runs on whichever thread makes the next object: a job's thread might be the one that
    clears a dead window away, and Qt's widgets die on the window's thread or crash. Besides, a look
    at everything holds all threads for 50 to 100 ms; it waits until nobody types.
    """

    def __init__(self, runner: JobRunner) -> None:
        super().__init__(runner)
        self._runner = runner
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self.sweep)

    def begin(self) -> None:
        """From now on; Python's collector may have been off before (`main.begin`) and stays so."""
        gc.disable()
        self._timer.start()

    def sweep(self) -> None:
        """Look at the generation that is due; at everything if nobody types or waits for a job."""
        young, middle, old = gc.get_count()
        rests = self._runner.quiet_for > _REST and not self._runner.busy
        if old >= (_MIDDLE if rests else _OVERDUE):
            gc.collect()
        elif middle >= _MIDDLE:
            gc.collect(1)
        elif young >= _YOUNG:
            gc.collect(0)
