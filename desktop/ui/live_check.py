"""Checks the record under the pen: the field at each keystroke, everything in every pause."""

from __future__ import annotations

from collections import deque
from time import thread_time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.i18n import tr
from desktop.ui.jobs import Job, JobRunner
from desktop.ui.record_model import RecordModel
from forms.problem import Problem

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace

PAUSE = 150  # ms
_QUICK = 0.012  # s that a check may take at each keystroke; a slower one waits for a longer gap
_TRIALS = 5  # checks whose quickest tells how long one takes; the first ones also import
_GAP = 4  # times as long as the check itself
_ANSWER = 0.02  # s in which a key is checked and painted


class LiveCheck(QObject):
    """Tells the problems of the newest state of the record; older answers are dropped.

    What the field at hand tells comes at once, on this thread: it takes a millisecond or two. The
    whole record, what other records say, and the law library, are asked in the background when the
    typing pauses; until then what was found last stands. There is one such check at a time: typing
    ends it, so that slow ones never queue up behind each other.
    """

    found = Signal(list)
    #: After a keystroke: all problems, those of this field anew; `found` follows in the pause.
    glimpsed = Signal(list, str)

    def __init__(self, model: RecordModel, runner: JobRunner) -> None:
        super().__init__(model)
        self._model = model
        self._runner = runner
        self._workspace: Workspace | None = None
        self._generation = 0
        self._job: Job | None = None
        self._again = False  # as soon as the check that is under way has ended
        self._known: list[Problem] = []
        self._field = ""
        self._taken: deque[float] = deque(maxlen=_TRIALS)
        self._at_once = QTimer(self, singleShot=True, interval=0)
        self._at_once.timeout.connect(self._look)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.run)
        model.loaded.connect(self._on_loaded)
        model.changed.connect(self._on_changed)

    def attach(self, workspace: Workspace) -> None:
        """Against which library to check."""
        self._workspace = workspace

    def _on_loaded(self) -> None:
        self._known = []
        self._taken.clear()
        self._at_once.setInterval(0)
        self.run()

    def _on_changed(self, field: str) -> None:
        self._field = field
        self._generation += 1  # an answer about an older state is old news
        self._again = False
        if self._job is not None:
            self._job.cancel()
        self._runner.hush(_ANSWER)
        self._at_once.start()
        self._timer.start()

    def _look(self) -> None:
        """Check the field that was just changed, now."""
        if self._workspace is None or not self._model.is_open:
            return
        from desktop.usecases.checking import check_field

        begun = thread_time()
        self._known = check_field(self._workspace, self._model.record, self._field, self._known)
        self._taken.append(thread_time() - begun)
        taken = min(self._taken)
        self._at_once.setInterval(0 if taken < _QUICK else round(taken * _GAP * 1000))
        self.glimpsed.emit(self._known, self._field)

    def run(self) -> None:
        """Check against the whole library now."""
        self._at_once.stop()
        self._timer.stop()
        if self._workspace is None or not self._model.is_open:
            return
        self._generation += 1
        if self._job is not None:
            self._job.cancel()
            self._again = True
            return
        generation, workspace, record = self._generation, self._workspace, self._model.record
        from desktop.usecases.checking import check_record

        self._job = self._runner.start(
            self, tr("检查"), lambda progress: check_record(workspace, record, progress),
            done=lambda problems: self._on_done(generation, problems),
            failed=self._on_failed, cancelled=self._on_ended,
        )  # fmt: skip

    def _on_done(self, generation: int, problems: list[Problem]) -> None:
        self._on_ended()
        if generation == self._generation:
            self._known = problems
            self.found.emit(problems)

    def _on_failed(self, error: Exception) -> None:
        self._on_ended()
        self._runner.unhandled.emit(error)

    def _on_ended(self) -> None:
        self._job = None
        if self._again:
            self._again = False
            self.run()
