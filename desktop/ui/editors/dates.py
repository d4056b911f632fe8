"""Editors of days and of time limits."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QVBoxLayout

from desktop.ui.editors.base import EditorContext
from desktop.ui.editors.choices import ComboBox
from desktop.ui.editors.text import LineEditor, ParsedEditor
from desktop.ui.i18n import N_, roomy, tr
from desktop.ui.shortcuts import pressed
from desktop.ui.theme import icon
from desktop.ui.times import local
from desktop.ui.widgets import column, row
from forms import field_types
from forms.model import Field, Value
from forms.values import Duration, halfwidth
from forms.values.duration import UNITS

#: Month and day without a year: 3-1, 3.1, 3/1, 3月1日.
_SHORT = re.compile(r"(\d{1,2})(?:[-./]|月)(\d{1,2})[日号]?")
#: Words of the units as the box beside the number shows them.
_UNIT_WORDS = {
    "working_day": N_("工作日"), "calendar_day": N_("自然日"), "hour": N_("小时"), "week": N_("周"),
    "month": N_("个月"), "year": N_("年"),
}  # fmt: skip


class DateEditor(ParsedEditor):
    """A day: typed in any usual spelling (2026-3-1, 20260301, 2026年3月1日; 3-1 is of this year), or
    picked from a calendar.
    """

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        self.box.setPlaceholderText(tr("年-月-日"))
        self.box.editingFinished.connect(self._tidy)
        self._pick = QAction(icon("calendar"), tr("选择日期"), self)
        self._pick.triggered.connect(self.open_calendar)
        self.box.addAction(self._pick, QLineEdit.ActionPosition.TrailingPosition)

    def set_read_only(self, read_only: bool) -> None:
        """Without calendar."""
        super().set_read_only(read_only)
        self._pick.setVisible(not read_only)

    def value(self) -> Value:
        """The day, or what was typed instead of one."""
        short = _SHORT.fullmatch(halfwidth(self.box.text()).strip())
        if short:
            year = date.today().year
            try:
                return date(year, int(short[1]), int(short[2])).isoformat()
            except ValueError:
                pass
        return super().value()

    def _tidy(self) -> None:
        value = self.value()
        if value is not None and self.box.text() != value:
            self.box.setText(str(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the box leaves: today's day, the calendar."""
        if self.box.isReadOnly():
            super().keyPressEvent(event)
        elif pressed(event, "box.today"):
            self.box.setText(date.today().isoformat())
            self.edited.emit(self.value(), "*")
        elif pressed(event, "box.open"):
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def open_calendar(self) -> None:
        """Show the calendar under the box; arrows move in it, Enter takes the day, Esc none."""
        frame = QFrame(self, Qt.WindowType.Popup)
        frame.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = QCalendarWidget()
        calendar.setLocale(QLocale(QLocale.Language.Chinese))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setSelectedDate(self._day())
        calendar.activated.connect(lambda day: self._picked(day, frame))
        calendar.clicked.connect(lambda day: self._picked(day, frame))
        column(frame).addWidget(calendar)
        frame.move(self.box.mapToGlobal(QPoint(0, self.box.height() + 2)))
        frame.show()
        calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def _day(self) -> QDate:
        try:
            day = date.fromisoformat(str(self.value()))
        except ValueError:
            return QDate.currentDate()
        return QDate(day.year, day.month, day.day)

    def _picked(self, day: QDate, frame: QFrame) -> None:
        self.box.setText(day.toString("yyyy-MM-dd"))
        frame.close()
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit(self.value(), "*")


class MomentEditor(LineEditor):
    """A point in time, kept in ISO and shown as people write it (2026-03-01 08:05)."""

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        self._stored: Value = None

    def value(self) -> Value:
        """As stored until somebody types."""
        text = self.box.text().strip()
        return self._stored if text == self.shown(self._stored) else text or None

    def set_value(self, value: Value) -> None:
        """Show a moment on the clock of this computer."""
        self._stored = value
        if self.box.text().strip() != self.shown(value):
            self.box.setText(self.shown(value))

    def shown(self, value: Value) -> str:
        """Day and minute; what is no moment as it is."""
        moment = local(str(value or ""))
        return moment.strftime("%Y-%m-%d %H:%M") if moment else str(value or "")


class DurationEditor(LineEditor):
    """A number and its unit; a limit written in words (即办) is understood, too."""

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        self.unit = ComboBox()
        self.unit.setAccessibleName(tr("{label} 单位", label=tr(field.label)))
        for key in UNITS:
            self.unit.addItem(tr(_UNIT_WORDS[key]), key)
        self.unit.activated.connect(lambda _: self._unit_chosen())
        self.box.editingFinished.connect(self._tidy)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.removeWidget(self.box)
        line = row(self.box, self.unit, spacing=8)
        line.setStretch(0, 2)
        line.setStretch(1, roomy(2))
        layout.addLayout(line)

    def value(self) -> Value:
        """Number and unit; what is no number is read as words, or kept."""
        text = self.box.text().strip()
        if not text:
            return None
        if text.isdecimal() and text.isascii():
            return {"amount": int(text), "unit": self.unit.currentData()}
        try:
            return field_types.parse(text, self.field)
        except field_types.ParseError:
            return text

    def shown(self, value: Value) -> str:
        """The number; a value that is no time limit as it is."""
        if value is None:
            return ""
        try:
            return str(Duration.from_json(value).amount)
        except (AttributeError, ValueError):
            return str(value)

    def set_value(self, value: Value) -> None:
        """Show number and unit."""
        if value is None and not self.box.hasFocus():
            self.unit.setCurrentIndex(0)
        if value == self.value():
            return
        if isinstance(value, dict) and value.get("unit") in UNITS:
            self.unit.setCurrentIndex(UNITS.index(value["unit"]))
        self.box.setText(self.shown(value))

    def _tidy(self) -> None:
        """20个工作日 becomes 20 and its unit."""
        value = self.value()
        if isinstance(value, dict) and not self.box.text().strip().isdecimal():
            self.unit.setCurrentIndex(UNITS.index(value["unit"]))
            self.box.setText(self.shown(value))

    def set_read_only(self, read_only: bool) -> None:
        """Both parts."""
        super().set_read_only(read_only)
        self.unit.setEnabled(not read_only)

    def _unit_chosen(self) -> None:
        if self.value() is not None:
            self.edited.emit(self.value(), "*")
