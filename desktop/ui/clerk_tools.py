"""What helps a clerk from every page: the shortcuts, the way back, templates, replacing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop.ui import spoken
from desktop.ui.i18n import tr
from desktop.ui.pages import Pages
from desktop.ui.session import Session, put_cursor
from desktop.ui.shortcut_panel import ShortcutPanel
from desktop.ui.shortcuts import install
from desktop.ui.times import recently
from desktop.usecases.recovery import Place, way_back

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow
    from desktop.usecases.workspace import Workspace


class ClerkTools(QObject):
    """Belongs to the main window and leads from its pages to these."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        spoken.install()  # nothing that the window opens with is painted by ourselves alone
        self.keys = ShortcutPanel(window.body)
        self.session = Session(window.settings, window.entry_page, self)
        self._from = ("", "")  # record and place in it that replacing was begun from
        install(window, {
            "window.keys": self.keys.toggle,
            "window.replace": self.show_replace,
            "window.template": self.show_templates,
            "window.notice": window.notice.act,
        })  # fmt: skip
        entry = window.entry_page
        entry.replace_wanted.connect(self.show_replace)
        entry.templates_wanted.connect(self.show_templates)
        entry.place_wanted.connect(window.go)
        window.stack.currentChanged.connect(lambda _: self._on_page())

    def attach(self, workspace: Workspace, pages: Pages) -> None:
        """The library is open: go on where the last session stopped."""
        deeds = self._window.deeds
        if deeds is not None:
            self._window.entry_page.duplicate_wanted.connect(deeds.duplicate)
            pages.template_chosen.connect(deeds.from_template)
        pages.replaced.connect(self.back_from_replace)
        place, killed = self.session.begin(workspace)
        if place is not None:
            self._return(workspace, place, killed=killed)

    def _return(self, workspace: Workspace, place: Place, *, killed: bool) -> None:
        back = way_back(workspace, place)
        if back is None:
            return
        window = self._window
        window.open_record(back.place.record, back.place.path)
        put_cursor(window.entry_page, back.place.cursor)
        if not killed:
            return
        where = tr("“{title}”的“{label}”", title=back.title, label=tr(back.label))
        where = where if back.label else f"“{back.title}”"
        if place.unsaved:
            words = tr(
                "上次程序没有正常关闭。已回到{where}，内容最后保存于 {time}；"
                "关闭前不到 1 秒内输入的字可能没有保存，请看一眼。",
                where=where, time=recently(back.at),
            )  # fmt: skip
        else:
            words = tr(
                "上次程序没有正常关闭。已回到{where}，内容最后保存于 {time}，没有丢失。",
                where=where, time=recently(back.at),
            )  # fmt: skip
        window.notice.tell(words)

    def _on_page(self) -> None:
        if self._window.stack.currentWidget() is not self._window.entry_page:
            self.session.left()

    def show_replace(self) -> None:
        """Ctrl+H."""
        window = self._window
        chosen = _selected(window.focusWidget())
        kind = self._kind()
        entry = window.entry_page
        self._from = (entry.model.record.uuid, entry.here()) if self._in_record() else ("", "")
        window.go("replace")
        if window.pages is not None and window.rail.place == "replace":
            window.pages.replace_page().begin(kind, chosen)

    def back_from_replace(self) -> None:
        """Esc: to the record that replacing was begun from, else to the list."""
        uuid, path = self._from
        if uuid:
            self._window.open_record(uuid, path)
        else:
            self._window.go(f"kind:{self._kind()}")

    def show_templates(self, kind: str = "") -> None:
        """The templates, those of a kind first: of the one at hand when none is named."""
        window = self._window
        kind = kind or self._kind()
        window.go("templates")
        if window.pages is not None and window.rail.place == "templates":
            window.pages.templates_page().show_kind(kind)

    def _kind(self) -> str:
        """The kind of the record or list at hand."""
        entry = self._window.entry_page
        return entry.model.record.kind if self._in_record() else self._window.list_page.kind

    def _in_record(self) -> bool:
        return self._window.stack.currentWidget() is self._window.entry_page


def _selected(box: QWidget | None) -> str:
    """What is selected in a box of text."""
    if isinstance(box, QPlainTextEdit):
        # Qt writes the end of a paragraph as U+2029.
        return box.textCursor().selectedText().replace("\u2029", "\n")
    return box.selectedText() if isinstance(box, QLineEdit) else ""
