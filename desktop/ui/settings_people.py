"""Settings of people: names, offices, duties; who works now. A line each, kept as it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QSizePolicy, QWidget

from desktop.ui.editors.choices import Chip, ComboBox
from desktop.ui.i18n import tr
from desktop.ui.scrolling import titled_card
from desktop.ui.setting_box import PAUSE
from desktop.ui.widgets import button, column, label, link, row
from desktop.usecases import people as use
from desktop.usecases import settings

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


class PeopleCard(QFrame):
    """``said`` offers to undo: words, label of the deed, the deed; ``changed`` when kept."""

    changed = Signal()
    said = Signal(str, str, object)
    failed = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.lines: list[PersonLine] = []
        self._rows = column(spacing=6)
        self.empty = label(
            tr("还没有人员。添加后，历史记录会写明是谁改的，审核要由另一个人来做。"),
            tone="quiet", wrap=True,
        )  # fmt: skip
        self.message = label(wrap=True)
        self.message.setProperty("note", "warn")
        self.message.hide()
        self.add_button = button(tr("添加人员"), self.add)
        self.current = ComboBox()
        self.current.setFixedWidth(200)
        self.current.activated.connect(lambda _: self._choose())
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.flush)
        self._build()

    def _build(self) -> None:
        frame, layout = titled_card(
            tr("人员"), tr("姓名、处室和职责。只用来写明是谁做的，不是密码。")
        )
        layout.addWidget(self.empty)
        layout.addLayout(self._rows)
        layout.addWidget(self.message)
        layout.addLayout(row(self.add_button, 1))
        caption = label(tr("现在由谁操作"))
        caption.setProperty("fieldLabel", True)
        caption.setBuddy(self.current)
        layout.addLayout(row(caption, self.current, 1, spacing=12))
        column(self).addWidget(frame)
        self.setMaximumWidth(frame.maximumWidth())

    def refresh(self) -> None:
        """Show who is kept, unless somebody is typing."""
        if self._timer.isActive() or not self.message.isHidden():
            return
        kept = use.people(self._workspace)
        if kept != self.persons():
            self._show(kept)
        names = settings.offices(self._workspace)
        for line in self.lines:
            line.offer(names)
        self._fill_current()
        self._tell_empty()
        locked = self._workspace.library.read_only
        self.add_button.setVisible(not locked)
        self.current.setEnabled(not locked)

    def _show(self, persons: Sequence[use.Person]) -> None:
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines = []
        for person in persons:
            self._add_line(person)

    def _add_line(self, person: use.Person) -> PersonLine:
        line = PersonLine(person, self._workspace.library.read_only)
        line.offer(settings.offices(self._workspace))
        line.changed.connect(self._timer.start)
        line.remove_wanted.connect(partial(self.remove, line))
        self._rows.addWidget(line)
        self.lines.append(line)
        return line

    def add(self) -> None:
        """One more line, to be filled."""
        line = self._add_line(use.Person(""))
        self._tell_empty()
        line.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove(self, line: PersonLine) -> None:
        """Take somebody off the list; what they did stays under their name."""
        before, person = use.people(self._workspace), line.person()
        self.lines.remove(line)
        line.hide()
        line.deleteLater()
        self._tell_empty()
        self.add_button.setFocus()
        if person in before and self.flush():
            words = tr("已移除“{name}”。", name=person.name)
            self.said.emit(words, tr("撤销"), lambda: self._put_back(before))

    def _put_back(self, persons: Sequence[use.Person]) -> None:
        try:
            use.save_people(self._workspace, persons)
        except (ValueError, OSError) as error:
            self.failed.emit(error)
            return
        self.message.hide()
        self.refresh()
        self.changed.emit()

    def persons(self) -> list[use.Person]:
        """Who is in the lines; wholly blank ones are left out."""
        shown = (line.person() for line in self.lines)
        return [person for person in shown if person.name or person.office]

    def flush(self) -> bool:
        """Keep the list now, or say what is wrong with it; whether it is kept."""
        self._timer.stop()
        if self._workspace.library.read_only:
            return False
        persons = self.persons()
        words = use.problem(persons)
        self.message.setText(tr("没有保存：{words}", words=words) if words else "")
        self.message.setVisible(bool(words))
        if words or persons == use.people(self._workspace):
            return not words
        try:
            use.save_people(self._workspace, persons)
        except (ValueError, OSError) as error:
            self.failed.emit(error)
            return False
        self._fill_current()
        self.changed.emit()
        return True

    def _fill_current(self) -> None:
        now = use.current_person(self._workspace)
        self.current.clear()
        self.current.addItem(tr("未选择"), "")
        for person in use.people(self._workspace):
            self.current.addItem(person.name, person.name)
        self.current.setCurrentIndex(max(0, self.current.findData(now.name if now else "")))

    def _choose(self) -> None:
        try:
            use.choose_person(self._workspace, str(self.current.currentData()))
        except (ValueError, OSError) as error:
            self.failed.emit(error)
        else:
            self.changed.emit()

    def _tell_empty(self) -> None:
        self.empty.setVisible(not self.lines)


class PersonLine(QWidget):
    """One person: name, office (those of the settings are offered), duties as chips."""

    changed = Signal()
    remove_wanted = Signal()

    def __init__(self, person: use.Person, locked: bool) -> None:
        super().__init__()
        self.name = QLineEdit(person.name)
        self.name.setAccessibleName(tr("姓名"))
        self.name.setPlaceholderText(tr("姓名"))
        self.name.setMinimumWidth(96)
        self.office = ComboBox()
        self.office.setEditable(True)
        self.office.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.office.setAccessibleName(tr("处室"))
        box = self.office.lineEdit()
        assert box is not None
        self._office_box = box
        box.setPlaceholderText(tr("处室"))
        box.setAccessibleName(tr("处室"))
        self.office.setEditText(person.office)
        self.duties = [Chip(tr(word), key, "chip") for key, word in use.DUTIES.items()]
        for item in self.duties:
            item.setChecked(person.may(str(item.key)))
            item.toggled.connect(lambda _: self.changed.emit())
        self.remove_link = link(tr("移除"), self.remove_wanted.emit)
        chips = QWidget()
        chips.setAccessibleName(tr("职责"))
        chips.setLayout(row(*self.duties, spacing=6))
        chips.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        line = row(self.name, self.office, chips, self.remove_link, spacing=8)
        line.setStretch(0, 2)
        line.setStretch(1, 3)
        self.setLayout(line)
        self.name.textEdited.connect(lambda _: self.changed.emit())
        self.office.editTextChanged.connect(lambda _: self.changed.emit())
        self._lock(locked)
        self._name()

    def _lock(self, locked: bool) -> None:
        self.name.setReadOnly(locked)
        for item in (self.office, *self.duties):
            item.setEnabled(not locked)
        self.remove_link.setVisible(not locked)

    def _name(self) -> None:
        name = self.name.text() or tr("这一行")
        self.remove_link.setAccessibleName(tr("移除 {name}", name=name))

    def offer(self, offices: Sequence[str]) -> None:
        """The offices to choose from; another one can be typed."""
        if [self.office.itemText(n) for n in range(self.office.count())] == list(offices):
            return
        text = self.office.currentText()
        self.office.blockSignals(True)
        self.office.clear()
        self.office.addItems(list(offices))
        self.office.setEditText(text)
        self.office.blockSignals(False)

    def person(self) -> use.Person:
        """Who is in the line."""
        duties = tuple(str(item.key) for item in self.duties if item.isChecked())
        self._name()
        return use.Person(self.name.text().strip(), self.office.currentText().strip(), duties)
