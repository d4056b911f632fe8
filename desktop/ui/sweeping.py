"""Dead objects are looked for while the hands rest."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from desktop.ui.jobs import JobRunner

_LOOK = 5_000  # ms between two looks whether it is time
_REST = 3.0  # s since the last key
_DUE = 10  # rounds over the middle generation after which Python itself would look at everything
_OVERDUE = 200  # rounds after which Python does so, whoever types


class Sweeper(QObject):
    """Puts Python's full collections off until nobody types.

    One goes through some hundred thousand objects (forms, definitions, records) and holds all
    threads for 50 to 100 ms, most of the time for a few dozen dead ones. Young objects, of which
    most die, are looked at as ever.
    """

    def __init__(self, runner: JobRunner) -> None:
        super().__init__(runner)
        self._runner = runner
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self.sweep)

    def begin(self) -> None:
        """From now on; the collector itself may have been off until now (`main.begin`)."""
        young, middle, _ = gc.get_threshold()
        gc.set_threshold(young, middle, _OVERDUE)
        gc.enable()
        self._timer.start()

    def sweep(self) -> None:
        """Look at everything, if that is due and nobody types or waits for a job."""
        rests = self._runner.quiet_for > _REST and not self._runner.busy
        if rests and gc.get_count()[2] >= _DUE:
            gc.collect()
