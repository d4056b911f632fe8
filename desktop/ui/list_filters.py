"""The bar above a list: narrow it by list, state, type, office, what the last check found, score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from desktop.ui.i18n import N_, tr
from desktop.ui.list_columns import PORTAL, SCORES, WEIGHTS
from desktop.ui.theme import icon
from desktop.ui.widgets import FlowLayout, column, label, link, row, set_property
from desktop.usecases.listing import Facets, Option, Query

_WIDE, _HIGH = 280, 320  # px of the list that a button opens, at most
_LINE = 30  # px
_BUTTON = 30  # px high: words beside the buttons stand in their middle
_SEARCHED = 12  # choices from which a list of them gets a search box
_NAMED = 2  # choices that a button names; more are counted
_LONGEST = 9  # characters of a choice on a button
#: Part of a query → how it is called.
PARTS = {
    "kinds": N_("清单"),
    "states": N_("状态"),
    "types": N_("类型"),
    "offices": N_("处室"),
    "standings": N_("问题"),
    "scores": N_("质量分"),
    "portal": N_("报送"),
}


class ChoiceList(QFrame):
    """Opens under its button: values to tick, each with how many records it would show.

    Space ticks, Enter and Escape close.
    """

    ticked = Signal()

    def __init__(self, title: str) -> None:
        super().__init__(None, Qt.WindowType.Popup)
        self.setObjectName("choiceList")
        self.setAccessibleName(title)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("查找"))
        self.search.setAccessibleName(tr("在“{title}”中查找", title=title))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.view = QTreeWidget()
        self.view.setObjectName("choices")
        self.view.setAccessibleName(title)
        self.view.setColumnCount(2)
        self.view.setHeaderHidden(True)
        self.view.setRootIsDecorated(False)
        self.view.setUniformRowHeights(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.view.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.view.itemChanged.connect(lambda *_: self.ticked.emit())
        self._pressed = Qt.CheckState.Unchecked
        self.view.itemPressed.connect(lambda item, _: self._on_pressed(item))
        self.view.itemClicked.connect(lambda item, _: self._on_clicked(item))
        self.waiting = label(tr("正在统计…"), tone="quiet")
        self.waiting.setContentsMargins(10, 6, 10, 6)
        layout = column(self, spacing=6, margins=(6, 6, 6, 6))
        layout.addWidget(self.search)
        layout.addWidget(self.waiting)
        layout.addWidget(self.view)
        for box in (self.search, self.view):
            box.installEventFilter(self)

    def fill(self, options: Sequence[Option], chosen: Sequence[str]) -> None:
        """Show these values; chosen ones that no record has any more stay, with nothing."""
        missing = [Option(value, value, 0) for value in chosen
                   if all(option.value != value for option in options)]  # fmt: skip
        current = self.view.currentItem()
        kept = current.data(0, Qt.ItemDataRole.UserRole) if current is not None else None
        self.view.blockSignals(True)
        self.view.clear()
        for option in [*options, *missing]:
            item = QTreeWidgetItem([tr(option.label) or tr("（未填写）"), f"{option.count:,}"])
            item.setData(0, Qt.ItemDataRole.UserRole, option.value)
            item.setToolTip(0, item.text(0))
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            ticked = Qt.CheckState.Checked if option.value in chosen else Qt.CheckState.Unchecked
            item.setCheckState(0, ticked)
            self.view.addTopLevelItem(item)
            if option.value == kept:
                self.view.setCurrentItem(item)
        self.view.blockSignals(False)
        self.waiting.hide()
        self.search.setVisible(self.view.topLevelItemCount() > _SEARCHED)
        self._narrow(self.search.text())
        self._fit()

    def _fit(self) -> None:
        lines = self.view.topLevelItemCount()
        high = max(_LINE, self.view.sizeHintForRow(0))
        self.view.setFixedSize(_WIDE, min(_HIGH, max(1, lines) * high + 4))
        self.resize(self.sizeHint())  # adjustSize makes no window lower than 100 px

    def values(self) -> tuple[str, ...]:
        """What is ticked."""
        items = [self.view.topLevelItem(n) for n in range(self.view.topLevelItemCount())]
        return tuple(
            item.data(0, Qt.ItemDataRole.UserRole)
            for item in items
            if item is not None and item.checkState(0) is Qt.CheckState.Checked
        )

    def open_at(self, place: QPoint) -> None:
        """Show it, the keyboard on the first value."""
        self.move(place)
        self.search.clear()
        self.show()
        self.view.setFocus()
        first = self.view.topLevelItem(0)
        if self.view.currentItem() is None and first is not None:
            self.view.setCurrentItem(first)

    def _narrow(self, text: str) -> None:
        for number in range(self.view.topLevelItemCount()):
            item = self.view.topLevelItem(number)
            if item is not None:
                item.setHidden(text.strip() not in item.text(0))

    def _on_pressed(self, item: QTreeWidgetItem) -> None:
        self._pressed = item.checkState(0)

    def _on_clicked(self, item: QTreeWidgetItem) -> None:
        """A click on the words ticks as well as one on the box, which has done so by now."""
        done = item.checkState(0)
        if done is self._pressed:
            ticked = done is Qt.CheckState.Checked
            item.setCheckState(0, Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter closes; down leads from the search box into the values."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
            return True
        if watched is self.search and event.key() == Qt.Key.Key_Down:
            self.view.setFocus()
            return True
        return False


class FilterButton(QPushButton):
    """Says what a list is narrowed to; opens the values to choose from."""

    changed = Signal()
    asked = Signal()

    def __init__(self, part: str) -> None:
        super().__init__()
        self.part = part
        self.values: tuple[str, ...] = ()
        self._labels: dict[str, str] = {}
        self.setProperty("filter", True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _=False: self.open())
        self._say()

    @cached_property
    def choices(self) -> ChoiceList:
        """The values; made when they are first counted or opened."""
        made = ChoiceList(tr(PARTS[self.part]))
        made.ticked.connect(self._on_ticked)
        return made

    def fill(self, options: Sequence[Option]) -> None:
        """Which values there are now."""
        self._labels.update({option.value: tr(option.label) for option in options})
        self.choices.fill(options, self.values)
        self._say()

    def set_values(self, values: tuple[str, ...]) -> None:
        """Show these as chosen; tells nobody."""
        self.values = values
        self._say()

    def open(self) -> None:
        """Show the values below the button."""
        self.asked.emit()
        self.choices.open_at(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The mark of a list that folds out stands at the right."""
        super().paintEvent(event)
        place = QRect(self.width() - 22, (self.height() - 12) // 2, 12, 12)
        icon("chevron-down").paint(QPainter(self), place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens as in any list that folds out."""
        if event.key() == Qt.Key.Key_Down:
            self.open()
        else:
            super().keyPressEvent(event)

    def _on_ticked(self) -> None:
        self.values = self.choices.values()
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        title = tr(PARTS[self.part])
        names = [self._labels.get(value, value) or tr("（未填写）") for value in self.values]
        said = tr("{count} 项", count=len(names))
        if names and len(names) <= _NAMED:
            said = tr("、").join(_short(name) for name in names)
        self.setText(tr("{title}：{values}", title=title, values=said) if names else title)
        self.setAccessibleName(tr("按{title}筛选，{values}", title=title,
                                  values=tr("、").join(names) or tr("不限")))  # fmt: skip
        self.setToolTip(tr("、").join(names))
        set_property(self, "on", bool(names))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


class FilterBar(QWidget):
    """All filters of a list. ``changed``: the user narrowed or widened it; ``asked``: counts are
    wanted now; ``check_wanted``: what was never checked shall be.
    """

    changed = Signal()
    asked = Signal()
    check_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.buttons = {part: FilterButton(part) for part in PARTS}
        for part in ("scores", "portal"):  # until something has a score, something went out
            self.buttons[part].hide()
        self.reset = link(tr("清除筛选"), self._reset)
        self.unchecked = label(tone="quiet")
        self.check_link = link(tr("现在检查"), self.check_wanted.emit)
        note = QWidget()
        note.setLayout(row(self.unchecked, self.check_link, spacing=6))
        self.note = note
        holder = QWidget()
        holder.setLayout(row(self.reset))
        self._reset_holder = holder
        layout = FlowLayout(self, spacing=8)
        for item in (*self.buttons.values(), holder, note):
            layout.addWidget(item)
        for button in self.buttons.values():
            button.changed.connect(self._on_changed)
            button.asked.connect(self.asked)
        for item in (holder, note):
            item.setMinimumHeight(_BUTTON)
            item.hide()

    def show_kinds(self, *, shown: bool) -> None:
        """Whether lists can be chosen: only where all of them are shown together."""
        self.buttons["kinds"].setVisible(shown)

    def set_query(self, query: Query) -> None:
        """Show what a query narrows to; tells nobody."""
        for part, button in self.buttons.items():
            button.set_values(getattr(query, part))
            if part in ("scores", "portal") and button.values:
                button.show()
        self._show_reset()

    def narrowed(self, query: Query) -> Query:
        """A query with what is chosen here in its place."""
        parts: dict[str, Any] = {
            part: button.values
            for part, button in self.buttons.items()
            if part != "kinds" or not button.isHidden()
        }
        return replace(query, **parts)

    def fill(self, facets: Facets) -> None:
        """Which values there are, with counts; and how many records were never checked."""
        found = facets.standings
        words = [(name, word) for name, word, _ in WEIGHTS]
        words += [("clean", N_("没有问题")), ("unchecked", N_("未检查"))]
        standings = [Option(name, tr(word), getattr(found, name)) for name, word in words]
        self.buttons["standings"].fill(standings)
        for part in ("kinds", "states", "types", "offices"):
            self.buttons[part].fill(getattr(facets, part))
        many_types = len(facets.types) > 1 or bool(self.buttons["types"].values)
        self.buttons["types"].setVisible(many_types)
        offices = any(option.value for option in facets.offices)
        self.buttons["offices"].setVisible(offices or bool(self.buttons["offices"].values))
        self._fill_late("scores", SCORES, facets.scores, "none")
        self._fill_late("portal", PORTAL, facets.portal, "unsent")
        self.note.setVisible(found.unchecked > 0)
        self.unchecked.setText(tr("{count} 条尚未检查", count=f"{found.unchecked:,}"))

    def _fill_late(
        self, part: str, words: Mapping[str, str], counts: Mapping[str, int], nothing: str
    ) -> None:
        """A filter that is only there once some record has more than ``nothing`` of it."""
        shown = [Option(name, word, counts.get(name, 0)) for name, word in words.items()]
        self.buttons[part].fill([option for option in shown if option.count])
        told = any(option.count for option in shown if option.value != nothing)
        self.buttons[part].setVisible(told or bool(self.buttons[part].values))

    def _on_changed(self) -> None:
        self._show_reset()
        self.changed.emit()

    def _show_reset(self) -> None:
        shown = [button for button in self.buttons.values() if not button.isHidden()]
        self._reset_holder.setVisible(any(button.values for button in shown))

    def _reset(self) -> None:
        for button in self.buttons.values():
            button.set_values(())
        self._show_reset()
        self.changed.emit()
