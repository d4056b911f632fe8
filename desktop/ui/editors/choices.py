"""Editors of what is chosen: one of a list, several of a list, yes or no."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QPushButton, QSizePolicy, QWidget

from desktop.ui.editors.base import Editor, EditorContext, LineBox
from desktop.ui.editors.match_list import MatchList
from desktop.ui.editors.seeking import Seeker, letter_of
from desktop.ui.i18n import N_, tr
from desktop.ui.widgets import FlowLayout, column, label, row
from desktop.usecases.sounds import best_match, matches
from forms.model import Field, Value

_NONE_LABEL = N_("（不选）")
MANY = 12  # choices from which one searches rather than looks


class ComboBox(QComboBox):
    """A list that opens on click and never turns under the wheel."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(3)
        self.setMaxVisibleItems(16)
        self._label = label()
        self._label.hide()
        self._seeker = Seeker()
        # Letters shall arrive as they are typed, for the initials: nothing is composed here.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setView(_SeekingList(self))

    def setAccessibleName(self, name: str) -> None:
        """What the choice is for. On Linux Qt calls a list by its current choice, whatever its own
        name; readers learn what it is for from the label of which it is the buddy.
        """
        super().setAccessibleName(name)
        line = self.lineEdit()
        if line is not None:
            line.setAccessibleName(name)
        self._label.setText(name)
        self._label.setBuddy(self)

    def event(self, event: QEvent) -> bool:
        """The label stands beside the list: Qt before 6.10 looks only there."""
        if event.type() == QEvent.Type.ParentChange:
            self._label.setParent(self.parentWidget())
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel belongs to the page: a clerk who scrolls must not change a value."""
        event.ignore()

    def seek(self, letter: str) -> int:
        """The item that is meant after one more letter; -1 for none."""
        names = ["" if self.itemData(n) is None else self.itemText(n) for n in range(self.count())]
        return self._seeker.feed(letter, names)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters choose, Delete chooses nothing."""
        letter = letter_of(event)
        empties = event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        if self.isEditable() or not (letter or empties):
            super().keyPressEvent(event)
        elif letter:
            self._choose(self.seek(letter))
        elif self.count() and self.itemData(0) is None:
            self._choose(0)

    def _choose(self, number: int) -> None:
        if number >= 0 and number != self.currentIndex():
            self.setCurrentIndex(number)
            self.activated.emit(number)


class _SeekingList(QListView):
    """The open list of a combo box, searched like the closed one."""

    def __init__(self, box: ComboBox) -> None:
        super().__init__(box)
        self._box = box

    def keyboardSearch(self, search: str) -> None:
        """Go to what is meant."""
        number = self._box.seek(search) if search.isalnum() else -1
        if number >= 0:
            self.setCurrentIndex(self.model().index(number, 0))


class ChoiceEditor(Editor):
    """One of a vocabulary; an open one also takes other words."""

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        self.box = ComboBox()
        self.matches: MatchList | None = None
        self.set_main(self.box)
        column(self, spacing=3).addWidget(self.box)
        self.box.setPlaceholderText(tr("请选择"))
        self._fill()
        self.box.activated.connect(lambda _: self._chosen())
        vocabulary = field.vocabulary
        if vocabulary is not None and vocabulary.open:
            self.box.setEditable(True)
            self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            line = LineBox()
            line.setPlaceholderText(tr("选择或填写"))
            self.box.setLineEdit(line)
            line.textEdited.connect(lambda _: self.edited.emit(self.value(), "text"))
            if len(vocabulary.choices) > MANY:
                self._offer_matches(line)
        self.box.setCurrentIndex(-1)

    def _offer_matches(self, line: LineBox) -> None:
        """Of a long list, what fits is shown below the box while one types."""
        labels = [self.box.itemText(n) for n in range(1, self.box.count())]
        self.matches = MatchList(line, labels)
        self.matches.taken.connect(self._take)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.matches)

    def _take(self, text: str) -> None:
        self.box.setCurrentIndex(self.box.findText(text))
        self.edited.emit(self.value(), "*")

    def _fill(self) -> None:
        self.box.addItem(tr(_NONE_LABEL), None)
        vocabulary = self.field.vocabulary
        for choice in vocabulary.choices if vocabulary else ():
            self.box.addItem(tr(choice.label), choice.key)
            if choice.help:
                tip = Qt.ItemDataRole.ToolTipRole
                self.box.setItemData(self.box.count() - 1, tr(choice.help), tip)

    def _chosen(self) -> None:
        if self.box.currentData() is None:
            self.box.setCurrentIndex(-1)
            if self.box.isEditable():
                self.box.clearEditText()
        self.edited.emit(self.value(), "*")

    def main_widget(self) -> QWidget:
        """The list."""
        return self.box

    def value(self) -> Value:
        """The key; a word of one's own as it is."""
        if self.box.isEditable():
            text = self.box.currentText().strip()
            index = self.box.findText(text)
            return (self.box.itemData(index) if index > 0 else text) or None
        return self.box.currentData() if self.box.currentIndex() >= 0 else None

    def set_value(self, value: Value) -> None:
        """Choose a key; a word that is in no vocabulary joins the list for this record."""
        if value == self.value():
            return
        if self.box.isEditable():
            index = self.box.findData(value) if value is not None else -1
            self.box.setCurrentIndex(index)
            text = self.box.itemText(index) if index > 0 else str(value or "")
            self.box.setEditText(text)
            return
        if value is None:
            self.box.setCurrentIndex(-1)
            return
        index = self.box.findData(value)
        if index < 0:
            self.box.addItem(tr("{value}（不在可选项中）", value=value), value)
            index = self.box.count() - 1
        self.box.setCurrentIndex(index)


class Chip(QPushButton):
    """A choice that is on or off; the arrow keys go from one to the next."""

    def __init__(self, text: str, key: Value, kind: str) -> None:
        super().__init__(text)
        self.key = key
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty(kind, True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter ticks."""
        turns = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        turn = turns.get(Qt.Key(event.key()))
        if turn:
            parent = self.parentWidget()
            chips = parent.findChildren(Chip) if parent is not None else [self]
            chips[(chips.index(self) + turn) % len(chips)].setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif letter_of(event):
            self._seek(letter_of(event))
        else:
            super().keyPressEvent(event)

    def _seek(self, letter: str) -> None:
        """Go to the chip of the group that is meant."""
        parent = self.parentWidget()
        chips = (
            [chip for chip in parent.findChildren(Chip) if not chip.isHidden()] if parent else []
        )
        number = _chip_seeker.feed(letter, [chip.text() for chip in chips])
        if number >= 0:
            chips[number].setFocus()


#: One for all groups of chips: one types in one place at a time.
_chip_seeker = Seeker()


class MultiChoiceEditor(Editor):
    """Several of a vocabulary as chips; an open one has a box for further words."""

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        self._value: Value = None
        area = QWidget()
        self._flow = FlowLayout(area)
        self.filter: LineBox | None = None
        layout = column(self, spacing=6)
        layout.addWidget(area)
        vocabulary = field.vocabulary
        self.chips = [
            Chip(tr(choice.label), choice.key, "chip")
            for choice in (vocabulary.choices if vocabulary else ())
        ]
        self._choices = tuple(self.chips)
        for chip in self.chips:
            self._add_chip(chip)
        # One stop of the Tab key for the whole group; arrows go on from there.
        for chip in self.chips[1:]:
            chip.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        if self.chips:
            self.set_main(self.chips[0])
        if len(self.chips) > MANY:
            self.filter = self._make_filter()
            layout.insertWidget(0, self.filter)
            self.set_main(self.filter)
        self.more: LineBox | None = None
        if vocabulary is not None and vocabulary.open:
            self._add_box()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _make_filter(self) -> LineBox:
        box = LineBox()
        box.setPlaceholderText(tr("输入文字或拼音首字母，回车选中第一个"))
        box.setMaximumWidth(320)
        box.textChanged.connect(self._narrow)
        box.returnPressed.connect(self._take_first)
        return box

    def _narrow(self, text: str) -> None:
        """Show the chips that fit, and those that are chosen."""
        for chip in self.chips:
            chip.setVisible(not text or chip.isChecked() or matches(text, chip.text()))
        self._flow.invalidate()
        self.updateGeometry()

    def _take_first(self) -> None:
        """Choose the chip that is meant, or take it away again; ready for the next."""
        if self.filter is None:
            return
        number = best_match(self.filter.text(), [chip.text() for chip in self.chips])
        if number >= 0:
            self.chips[number].click()
            self.filter.clear()

    def set_read_only(self, read_only: bool) -> None:
        """Nothing to filter where nothing can be chosen."""
        super().set_read_only(read_only)
        if self.filter is not None:
            self.filter.setVisible(not read_only)

    def _add_chip(self, chip: Chip) -> Chip:
        self._flow.addWidget(chip)
        chip.clicked.connect(lambda _=False: self._toggled())
        return chip

    def _add_box(self) -> None:
        self.more = LineBox()
        self.more.setPlaceholderText(tr("其他，用顿号隔开"))
        self.more.setFixedWidth(180)
        self.more.setAccessibleName(tr("{label} 其他", label=tr(self.field.label)))
        self.more.textEdited.connect(lambda _: self._toggled("text"))
        self._flow.addWidget(self.more)

    def _toggled(self, part: str = "*") -> None:
        keys: list[str] = [chip.key for chip in self.chips if chip.isChecked()]
        if self.more is not None:
            keys += [word.strip() for word in self.more.text().split("、") if word.strip()]
        self._value = keys or None
        self.edited.emit(self._value, part)

    def value(self) -> Value:
        """The keys in the order of the vocabulary once somebody chose; before, as stored."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Tick the keys; words that are no key go to the box, where there is one."""
        if value == self._value:
            return
        self._value = value
        items = value if isinstance(value, list) else [] if value is None else [value]
        keys = [str(item) for item in items]
        known = {chip.key for chip in self._choices}
        strange = [key for key in keys if key not in known]
        if self.more is not None:
            self.more.setText("、".join(strange))
        else:
            self._show_strange(strange)
        for chip in self.chips:
            chip.setChecked(chip.key in keys)

    def _show_strange(self, keys: list[str]) -> None:
        """Words that are no choice get a chip, too: to be seen, and to be taken away."""
        for chip in self.chips[len(self._choices) :]:
            self._flow.forget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = list(self._choices)
        for key in keys:
            chip = self._add_chip(Chip(tr("{key}（不在可选项中）", key=key), key, "chip"))
            chip.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            chip.show()
            self.chips.append(chip)


class BooleanEditor(Editor):
    """是 or 否 side by side; neither is chosen until somebody does."""

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        self._value: Value = None
        self.yes = Chip(tr("是"), True, "segment")
        self.no = Chip(tr("否"), False, "segment")
        self.no.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.set_main(self.yes)
        self._raw = label(tone="quiet", wrap=True)
        self._raw.hide()
        line = row(self.yes, self.no, self._raw, spacing=6)
        line.addStretch(1)
        self.setLayout(line)
        for chip in (self.yes, self.no):
            chip.setAccessibleName(tr("{name}：{words}", name=tr(field.label), words=chip.text()))
            chip.clicked.connect(lambda _=False, chip=chip: self._clicked(chip))

    def _clicked(self, chip: Chip) -> None:
        self._value = chip.key if chip.isChecked() else None
        self._draw()
        self.edited.emit(self._value, "*")

    def _draw(self) -> None:
        self.yes.setChecked(self._value is True)
        self.no.setChecked(self._value is False)
        strange = not isinstance(self._value, bool | None)
        self._raw.setText(tr("原来写的是“{value}”", value=self._value) if strange else "")
        self._raw.setVisible(strange)

    def value(self) -> Value:
        """True, False, or what was stored instead."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Choose one, or neither."""
        self._value = value
        self._draw()
