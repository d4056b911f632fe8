"""Asks the library for a list, off this thread: every keystroke at once, the newest one wins."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.usecases import listing
from desktop.usecases.listing import Facets, Query

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


class Finder(QObject):
    """One question at a time. While one is under way the newest of the others waits; what was
    found for a question that nobody asks any more is dropped.
    """

    found = Signal(object, object)  # the query and the numbers
    counted = Signal(object)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._workspace: Workspace | None = None
        self._asked: Query | None = None
        self._busy = False
        self._counting: Query | None = None

    def attach(self, workspace: Workspace) -> None:
        """Which library to ask."""
        self._workspace = workspace

    def ask(self, query: Query) -> None:
        """Find these; ``found`` answers."""
        self._asked = query
        if not self._busy and self._workspace is not None:
            self._start(self._workspace, query)

    def _start(self, workspace: Workspace, query: Query) -> None:
        self._busy = True
        self._runner.start(
            self, tr("查找"), lambda _: listing.find(workspace, query),
            done=lambda numbers: self._done(query, numbers), failed=self._fail,
            cancelled=self._stop,
        )  # fmt: skip

    def _done(self, query: Query, numbers: array[int]) -> None:
        self._busy = False
        if query == self._asked:
            self.found.emit(query, numbers)
        elif self._asked is not None and self._workspace is not None:
            self._start(self._workspace, self._asked)

    def _fail(self, error: Exception) -> None:
        self._busy = False
        self.failed.emit(error)

    def _stop(self) -> None:
        self._busy = False

    def count(self, query: Query) -> None:
        """Count what the list can be narrowed to; ``counted`` answers, the newest question only."""
        workspace = self._workspace
        if workspace is None:
            return
        self._counting = query
        self._runner.start(
            self, tr("计数"), lambda _: listing.facets(workspace, query),
            done=lambda facets: self._counted(query, facets), failed=self.failed.emit,
        )  # fmt: skip

    def _counted(self, query: Query, facets: Facets) -> None:
        if query == self._counting:
            self.counted.emit(facets)
