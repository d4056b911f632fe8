"""Brings a law into the form of a citation while its name and its article are typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.editors.base import EditorContext, GrowingBox
from desktop.ui.editors.law_words import came_words, kept_words, law_line, place_line
from desktop.ui.editors.offer_list import OfferList, bring_into_view
from desktop.ui.i18n import tr
from desktop.ui.widgets import column, label, link, row
from desktop.usecases import citing
from forms.model import Field, Value

if TYPE_CHECKING:
    from desktop.ui.editors.row_form import RowForm
    from desktop.usecases.citing import Offers, Place, Taken
    from desktop.usecases.workspace import Workspace

_TITLE, _ARTICLE = "title", "article_text"


class CitationDesk(QObject):
    """Belongs to the form of one citation table; `begin` says which citation is open.

    ``taken`` carries the number of the citation, the row that was asked about, and what comes of
    it (`Taken`). The editor refuses when the row has changed meanwhile.
    """

    taken = Signal(int, object, object)

    def __init__(self, form: RowForm, field: Field, context: EditorContext) -> None:
        super().__init__(form)
        self._form = form
        self._fields = {item.id: item for item in field.columns}
        self._columns = frozenset(self._fields)
        self._context = context
        self._number = -1
        self._row: dict[str, Value] = {}
        self._brought: Mapping[str, Value] = {}
        self._asked = 0
        self.note = _Note()
        self.note.all_wanted.connect(self._take_all)
        self.laws = self._list(_TITLE, tr("依据库中的法律"))
        self.places = self._list(_ARTICLE, tr("这部法律的条款"))
        self.hint = _Hint(context.go)
        if self.laws is not None:
            self._below(_TITLE).addWidget(self.hint)
            self.laws.wanted.connect(self._look_for_laws)
            self.laws.picked.connect(self._pick_law)
            self.laws.entered.connect(lambda _: self._take_named(then=_ARTICLE))
            self.laws.left.connect(lambda _: self._take_named())
        if self.places is not None:
            self.places.wanted.connect(self._look_for_places)
            self.places.picked.connect(self._take_place)
            self.places.entered.connect(self._take_place)
            self.places.left.connect(self._take_place)

    def _list(self, name: str, words: str) -> OfferList | None:
        item = self._form.grid.rows.get(name)
        box = item.editor.main_widget() if item is not None else None
        if not isinstance(box, GrowingBox):
            return None
        made = OfferList(box, words)
        self._below(name).addWidget(made)
        return made

    def _below(self, name: str) -> QVBoxLayout:
        layout = self._form.grid.rows[name].editor.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setSpacing(4)
        return layout

    @property
    def _workspace(self) -> Workspace | None:
        return self._context.workspace

    def begin(self, number: int, row: Mapping[str, Value]) -> None:
        """A citation was opened, or what it says has changed otherwise than by typing."""
        other = number != self._number
        self._number, self._row = number, dict(row)
        self._asked += 1
        if other:
            self.note.hide()
            self.hint.hide()
            self._brought = {}
        for offers in (self.laws, self.places):
            if offers is not None:
                offers.close_list()
        workspace, asked, columns = self._workspace, self._asked, self._columns
        if workspace is not None and workspace.laws.present and other:
            self._ask(lambda: citing.brought_in(workspace, row, columns),
                      lambda found: self._remember(asked, found))  # fmt: skip

    def _remember(self, asked: int, found: Mapping[str, Value]) -> None:
        if asked == self._asked:
            self._brought = found

    def typed(self, row: Mapping[str, Value]) -> None:
        """Something was typed into the form."""
        self._row = dict(row)

    def _ask(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._context.runner.start(self, tr("查依据库"), lambda _: work(), done=done)

    # the law

    def _look_for_laws(self, text: str) -> None:
        workspace = self._workspace
        self._asked += 1
        asked = self._asked
        if workspace is None or not text:
            self.hint.hide()
            return
        self._ask(lambda: citing.find_laws(workspace, text),
                  lambda found: self._offer_laws(asked, text, found))  # fmt: skip

    def _offer_laws(self, asked: int, text: str, offers: Offers) -> None:
        if asked != self._asked or self.laws is None:
            return
        level = self._fields.get("level")
        self.laws.show_lines([law_line(offer, level) for offer in offers.laws])
        self.hint.tell(text, empty=offers.empty, none=not offers.laws)

    def _pick_law(self, version_id: int) -> None:
        workspace, row = self._workspace, dict(self._row)
        columns, brought = self._columns, self._brought
        if workspace is None:
            return
        self.hint.hide()
        self._ask(lambda: citing.take_law(workspace, row, version_id, columns, brought),
                  lambda found: self._bring(row, found, _TITLE, then=_ARTICLE))  # fmt: skip

    def _take_named(self, then: str = "") -> None:
        """The name was typed to its end: if the library has just that law, its facts come in."""
        workspace, row = self._workspace, dict(self._row)
        columns, brought = self._columns, self._brought
        self._asked += 1
        self.hint.settle()
        if workspace is not None and workspace.laws.present and row.get(_TITLE):
            self._ask(lambda: citing.take_named(workspace, row, columns, brought),
                      lambda found: self._bring(row, found, _TITLE, then))  # fmt: skip

    # the article

    def _look_for_places(self, text: str) -> None:
        workspace, title = self._workspace, str(self._row.get(_TITLE) or "")
        self._asked += 1
        asked = self._asked
        if workspace is not None and text and title:
            self._ask(lambda: citing.find_places(workspace, title, text),
                      lambda found: self._offer_places(asked, found))  # fmt: skip

    def _offer_places(self, asked: int, places: tuple[Place, ...]) -> None:
        if asked == self._asked and self.places is not None:
            self.places.show_lines([place_line(place) for place in places])

    def _take_place(self, typed: str) -> None:
        workspace, row = self._workspace, dict(self._row)
        columns, brought = self._columns, self._brought
        self._asked += 1
        if workspace is not None and workspace.laws.present and typed:
            self._ask(lambda: citing.take_place(workspace, row, typed, columns, brought),
                      lambda found: self._bring(row, found, _ARTICLE))  # fmt: skip

    # bringing in

    def _bring(
        self, row: Mapping[str, Value], taken: Taken | None, at: str, then: str = ""
    ) -> None:
        """Hand on what came in, say so below the box ``at``, and go to the box ``then``."""
        if taken is None or row != self._row:
            return
        self._brought = {**self._brought, **taken.brought}
        if taken.row != row:
            self.taken.emit(self._number, row, taken)
            # Whoever types on goes on behind what came in.
            for item in self._form.grid.rows.values():
                box = item.editor.main_widget()
                if isinstance(box, GrowingBox) and box.hasFocus():
                    box.moveCursor(QTextCursor.MoveOperation.End)
        if taken.came or taken.kept:
            self._below(at).addWidget(self.note)
            self.note.tell(
                came_words(taken, self._fields), kept_words(taken, self._fields), taken, at
            )
        if then in self._form.grid.rows:
            box = self._form.grid.rows[then].editor.main_widget()
            box.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, lambda: bring_into_view(self.note, box))

    def _take_all(self, taken: Taken, at: str) -> None:
        row = dict(self._row)
        self._bring(row, citing.take_all(row, taken.kept), at)


class _Note(QWidget):
    """The sentence on what came in; the library's other wording is a link away."""

    all_wanted = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._taken: Taken | None = None
        self._at = ""
        self.came = label(wrap=True)
        self.came.setProperty("note", "ok")
        self.kept = label(tone="quiet", wrap=True)
        self.all_link = link(tr("改用依据库的"), self._want_all)
        layout = column(self, spacing=2)
        layout.addWidget(self.came)
        below = row(self.kept, self.all_link, spacing=10)
        below.setStretch(0, 1)
        layout.addLayout(below)
        self.hide()

    def _want_all(self) -> None:
        if self._taken is not None:
            self.all_wanted.emit(self._taken, self._at)

    def tell(self, came: str, kept: str, taken: Taken, at: str) -> None:
        """Show what happened; a screen reader is told, too."""
        self._taken, self._at = taken, at
        self.came.setText(came)
        self.came.setVisible(bool(came))
        self.kept.setText(kept)
        self.kept.setVisible(bool(kept))
        self.all_link.setVisible(bool(kept))
        self.all_link.setAccessibleName(tr("改用依据库的：{kept}", kept=kept))
        self.setAccessibleName(came + kept)
        self.show()


class _Hint(QWidget):
    """Why nothing is offered, and what to do about it."""

    def __init__(self, go: Callable[[str], None] | None) -> None:
        super().__init__()
        self._go = go
        self.words = label(tone="quiet", wrap=True)
        self.go_link = link(tr("到依据库导入"), self._leave)
        line = row(self.words, self.go_link, spacing=10)
        line.setStretch(0, 1)
        column(self).addLayout(line)
        self.hide()

    def _leave(self) -> None:
        if self._go is not None:
            self._go("laws")

    def tell(self, text: str, *, empty: bool, none: bool) -> None:
        """Say that the library is empty, or that it has no such law."""
        if empty:
            self.words.setText(
                tr("依据库里还没有法律文本。导入后，在这里输入名称、拼音首字母或文号，"
                   "全称、机关、文号、日期和条文会自动带入。")
            )  # fmt: skip
        else:
            self.words.setText(tr("依据库里没有“{words}”，照常填写即可。", words=text))
        self.go_link.setVisible(empty and self._go is not None)
        self.setVisible(empty or none)

    def settle(self) -> None:
        """The box was left: only the way to an empty library stays."""
        if self.go_link.isHidden():
            self.hide()
