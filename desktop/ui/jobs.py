"""The one door to the background: a plain function in a thread pool, its result on this thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from exports.progress import Cancelled, Progress

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

#: Work gets frozen values (bound by the caller) and a handle to tell progress and be stopped.
Work = Callable[[Progress], Any]
_LOOK = 0.01  # seconds after which work that was hushed looks whether it may go on
_TICK = 0.05  # seconds between two progress signals: 20 a second is all that an eye can follow


class Hush:
    """While a key is being answered, work in the background waits at its next step.

    Threads of Python share one interpreter: without this, whatever is under way would take half of
    the few milliseconds in which the window checks and paints what was typed.
    """

    def __init__(self) -> None:
        self._until = monotonic()

    def ask(self, seconds: float) -> None:
        """Have it quiet for so long from now; on the window's thread."""
        self._until = monotonic() + seconds

    @property
    def over_for(self) -> float:
        """For how many seconds it has been loud."""
        return monotonic() - self._until

    def wait(self, stop: threading.Event) -> None:
        """Wait until it may be loud again, or is to stop; on the thread of the work."""
        while (left := self._until - monotonic()) > 0:
            if stop.wait(min(left, _LOOK)):
                return


class Job(QObject):
    """One piece of work under way. ``finished`` comes last, exactly once."""

    progressed = Signal(int, int, str)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, title: str, hush: Hush | None = None) -> None:
        super().__init__()
        self.title = title
        self._hush = hush
        self._stop = threading.Event()
        self._told = 0.0
        self._future: Future[None] | None = None

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def wait(self) -> None:
        """Stand still until the work is over (for the last save before closing)."""
        if self._future is not None:
            self._future.exception()

    def step(self, done: int, total: int, text: str) -> None:
        """Called by the work, on its thread: :class:`exports.progress.Progress`."""
        if self._hush is not None:
            self._hush.wait(self._stop)
        if self._stop.is_set():
            raise Cancelled
        now = monotonic()
        if done >= total or now - self._told >= _TICK:
            self._told = now
            self.progressed.emit(done, total, text)

    def run(self, work: Work) -> None:
        """Do the work and tell how it ended; on the pool's thread."""
        from concurrent.futures import CancelledError

        try:
            self.step(0, 0, "")
            result = work(self)
        except (Cancelled, CancelledError):
            self.cancelled.emit()
        except Exception as error:  # noqa: BLE001 - every error goes back to the caller's thread
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)
        finally:
            self.finished.emit()

    def submit(self, pool: ThreadPoolExecutor, work: Work) -> None:
        """Queue the work; everything must be connected by now, or signals are lost."""
        self._future = pool.submit(self.run, work)


class JobRunner(QObject):
    """Starts jobs and keeps them alive until they end."""

    unhandled = Signal(object)

    def __init__(self, workers: int = 3) -> None:
        super().__init__()
        self._workers = workers
        self._live: set[Job] = set()
        self._closed = False
        self._hush = Hush()

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        """Made for the first job: the window opens without."""
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(self._workers, thread_name_prefix="mingce-job")

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._live)

    @property
    def quiet_for(self) -> float:
        """Seconds since the last key was answered."""
        return self._hush.over_for

    def hush(self, seconds: float) -> None:
        """The window answers a key: let everything else wait so long, at its next step."""
        self._hush.ask(seconds)

    def start(
        self,
        owner: QObject,
        title: str,
        work: Work,
        *,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        cancelled: Callable[[], None] | None = None,
        progressed: Callable[[int, int, str], None] | None = None,
    ) -> Job:
        """Start work; the callbacks run on this thread, as long as ``owner`` lives.

        A page may be deleted while its work is under way: its callbacks would then reach into
        widgets that are no more. Errors that nobody takes, or can take any longer, go to
        ``unhandled``.
        """
        job = Job(title, self._hush)
        self._live.add(job)
        job.finished.connect(lambda: self._let_go(job))
        job.failed.connect(_while_alive(owner, failed or self.unhandled.emit, self.unhandled.emit))
        for signal, slot in (
            (job.succeeded, done), (job.cancelled, cancelled), (job.progressed, progressed),
        ):  # fmt: skip
            if slot is not None:
                signal.connect(_while_alive(owner, slot))
        if not self._closed:
            job.submit(self._pool, work)
        return job

    def _let_go(self, job: Job) -> None:
        """Have Qt forget a job that is over, and with it all that its callbacks hold.

        Its connections hold it, and it holds them, where Python's collector cannot see it: every
        job would stay for ever, with its page. Its thread is still within the last signal, and
        must be out of it before there is no object that sends.
        """
        self._live.discard(job)
        job.wait()
        job.deleteLater()

    def shutdown(self) -> None:
        """Stop everything and wait: a thread that outlives the interpreter's Qt aborts it."""
        self._closed = True
        for job in list(self._live):
            job.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)


def _while_alive(
    owner: QObject, slot: Callable[..., Any], otherwise: Callable[..., Any] | None = None
) -> Callable[..., None]:
    """A slot that is called only while its owner exists; after that ``otherwise`` is."""

    def call(*values: Any) -> None:
        chosen = slot if isValid(owner) else otherwise
        if chosen is not None:
            chosen(*values)

    return call
