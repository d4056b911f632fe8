"""Who works now and what they submit, between the rail, the form and the pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.ui.i18n import tr
from desktop.ui.jobs import JobRunner
from desktop.ui.person_box import PersonDesk

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow
    from desktop.ui.pages import Pages
    from desktop.usecases.workspace import Workspace


class ReviewDesk(QObject):
    """Belongs to the main window and leads from its pages to these."""

    def __init__(self, window: MainWindow, runner: JobRunner) -> None:
        super().__init__(window)
        self._window = window
        self._runner = runner
        self._persons: PersonDesk | None = None
        entry = window.entry_page
        entry.review.said.connect(window.notice.say)
        entry.review.failed.connect(window.fail)
        entry.review.person_wanted.connect(self.ask_person)
        entry.review.reopened.connect(lambda _: window.refresh())
        window.list_page.adjust_wanted.connect(self.adjust)
        entry.history.failed.connect(window.fail)
        entry.history.compare_wanted.connect(self.show_history)

    @property
    def persons(self) -> PersonDesk:
        """Who works now; an error of the program before a library is open."""
        assert self._persons is not None
        return self._persons

    def attach(self, workspace: Workspace, pages: Pages) -> None:
        """The library is open."""
        window = self._window
        self._persons = persons = PersonDesk(workspace, window.rail.person, window)
        persons.failed.connect(window.fail)
        persons.list_wanted.connect(lambda: window.go("settings"))
        persons.changed.connect(self._on_person)
        pages.saved.connect(persons.show_current)
        pages.person_wanted.connect(self.ask_person)
        pages.waiting_counted.connect(window.rail.set_waiting)

    def count(self) -> None:
        """How much waits for who works now, in the background."""
        from desktop.usecases.review_queue import waiting

        workspace = self._window.workspace
        if workspace is not None:
            self._runner.start(
                self, tr("待办"), lambda _: waiting(workspace), done=self._window.rail.set_waiting
            )

    def _on_person(self) -> None:
        window = self._window
        if window.pages is not None and window.rail.place == "review":
            window.pages.review_page().refresh()
        else:
            self.count()

    def ask_person(self, then: Callable[[], object]) -> None:
        """Somebody must say who they are before ``then`` is done."""
        self.persons.ask(then)

    def adjust(self, uuids: Sequence[str]) -> None:
        """Begin a notice of adjustment about these records."""
        window = self._window
        window.go("adjust")
        if window.pages is not None and window.rail.place == "adjust":
            window.pages.adjust_page().begin(uuids)

    def show_history(self, uuid: str) -> None:
        """The versions of a record side by side."""
        window = self._window
        window.go("history")
        if window.pages is not None and window.rail.place == "history":
            window.pages.history_page().show_record(uuid)
