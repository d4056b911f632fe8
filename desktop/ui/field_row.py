"""A field as it stands on the page: label, star, law; the editor; what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from desktop.ui.editors.base import Editor
from desktop.ui.editors.text import is_short
from desktop.ui.i18n import tr
from desktop.ui.lock_note import LockNote
from desktop.ui.messages import Messages
from desktop.ui.tab_order import chain, neighbour
from desktop.ui.widgets import ElidedLabel, column, label, row, set_property
from forms.model import Field, Need, Value
from forms.problem import Fix, Problem

_TWO_COLUMNS = 430  # px from which two short fields stand side by side
_HALF = ("boolean", "enum", "duration")
_NEARLY_FULL = 0.8
_REST = 100  # ms without a new layout before the round of the Tab key is set anew


class FieldRow(QWidget):
    """Label above, editor, messages below."""

    edited = Signal(str, object, str)
    fix_wanted = Signal(object)
    unlock_wanted = Signal(str, str)  # field, reason
    lock_wanted = Signal(str)

    def __init__(self, field: Field, editor: Editor) -> None:
        super().__init__()
        self.field = field
        self.editor = editor
        self._need = Need.OPTIONAL
        self._problems: tuple[Problem, ...] = ()
        self._remarks: tuple[str, ...] = ()
        self.star = label("*")
        self.star.setProperty("note", "block")
        self.star.setToolTip(tr("必填"))
        self.star.hide()
        self.law = ElidedLabel(tr(field.law))
        self.law.setProperty("faint", True)
        self.law.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.messages = Messages()
        self.remarks = label(wrap=True)
        self.remarks.setProperty("chip", "hint")
        self.remarks.hide()
        self.lock: LockNote | None = None
        self._build()
        editor.edited.connect(self._on_edited)
        self.messages.fix_wanted.connect(self.fix_wanted)
        fixes = getattr(editor, "fix_wanted", None)
        if fixes is not None:
            fixes.connect(self.fix_wanted)

    def _build(self) -> None:
        name = QLabel(tr(self.field.label).replace("&", "&&"))
        name.setProperty("fieldLabel", True)
        name.setBuddy(self.editor.main_widget())
        self.counter = label(tone="faint")
        header = row(name, self.star, self.counter, spacing=4)
        header.addWidget(self.law, 1)
        self.inner = layout = column(self, spacing=4)
        layout.addLayout(header)
        layout.addWidget(self.editor)
        layout.addWidget(self.messages)
        layout.addWidget(self.remarks)
        # No field may make the page wider than the window: it takes the width that it gets.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._describe()

    @property
    def half(self) -> bool:
        """Whether half the page's width is enough."""
        return self.field.type in _HALF or is_short(self.field)

    def set_value(self, value: Value) -> None:
        """Show a value."""
        self.editor.set_value(value)
        self._count(value)

    def set_need(self, need: Need) -> None:
        """Show the star when the field must be filled."""
        if need is self._need:
            return
        self._need = need
        self.star.setVisible(need is Need.REQUIRED)
        self._describe()

    def set_read_only(self, read_only: bool) -> None:
        """Automatic fields can never be typed into."""
        self.editor.set_read_only(read_only or self.field.need is Need.AUTOMATIC)

    def show_lock(self, reason: str, *, liftable: bool = True) -> None:
        """Say why the field cannot be changed, and offer to lift the lock; nothing without a reason."""
        if self.lock is None and not reason:
            return
        if self.lock is None:
            self.lock = LockNote(tr(self.field.label))
            self.lock.unlock_wanted.connect(lambda why: self.unlock_wanted.emit(self.field.id, why))
            self.lock.lock_wanted.connect(lambda: self.lock_wanted.emit(self.field.id))
            self.inner.insertWidget(1, self.lock)
        self.lock.show_reason(reason, liftable=liftable)
        self._describe()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Put the messages under the editor and mark it."""
        if tuple(problems) == self._problems:
            return
        self._problems = tuple(problems)
        self.editor.show_problems(problems)
        own = getattr(self.editor, "shows_rows", False)
        told = [p for p in problems if not own or p.field.count("[") == 0]
        self.messages.show_problems(told, tr(self.field.label))
        self._describe()

    def among(self, problems: Iterable[Problem]) -> bool:
        """Whether one of them is about this field, or about this column of a table."""
        return any(problem.field.rpartition(".")[2] == self.field.id for problem in problems)

    def show_remarks(self, remarks: Sequence[str]) -> None:
        """What the reviewer or a colleague said about the field."""
        if tuple(remarks) == self._remarks:
            return
        self._remarks = tuple(remarks)
        self.remarks.setText("\n".join(remarks))
        self.remarks.setVisible(bool(remarks))

    def first_mend(self) -> Fix | None:
        """The mend for the cell at hand, else for its row, else the first under the field."""
        here = f"{self.field.id}{self.editor.place()}"
        row = here[: here.rfind("]") + 1]
        mends = [problem for problem in self._problems if problem.fix]
        mends.sort(key=lambda problem: (problem.field != here, not problem.field.startswith(row)))
        return mends[0].fix if mends else None

    def _describe(self) -> None:
        must = tr("（必填）") if self._need is Need.REQUIRED else ""
        said = self.messages.text()
        if self.lock is not None and self.lock.reason:
            must = tr("（已锁定，{reason}）", reason=self.lock.reason)
        target = self.editor.main_widget()
        target.setAccessibleName(f"{tr(self.field.label)}{must}")
        target.setAccessibleDescription(
            tr("错误：{said}。{help}", said=said, help=tr(self.field.help))
            if said
            else tr(self.field.help)
        )

    def _on_edited(self, value: Value, part: str) -> None:
        self._count(value)
        self.edited.emit(self.field.id, value, part)

    def _count(self, value: Value) -> None:
        """Say how much room is left once it gets short."""
        most = self.field.max
        if not most or not isinstance(value, str) or self.field.type not in ("text", "longtext"):
            return
        near = len(value) >= most * _NEARLY_FULL
        self.counter.setText(f"{len(value)}/{most}" if near else "")
        set_property(self.counter, "note", "block" if len(value) > most else "")


class FieldGrid(QWidget):
    """Fields in reading order: short ones in pairs where there is room, long ones alone."""

    edited = Signal(str, object, str)
    fix_wanted = Signal(object)
    unlock_wanted = Signal(str, str)
    lock_wanted = Signal(str)

    def __init__(self, rows: Iterable[FieldRow]) -> None:
        super().__init__()
        self.rows: Mapping[str, FieldRow] = {item.field.id: item for item in rows}
        self._shown: tuple[str, ...] = ()
        self._columns = 0
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._chain)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(16)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        for item in self.rows.values():
            item.setParent(self)
            item.edited.connect(self.edited)
            item.fix_wanted.connect(self.fix_wanted)
            item.unlock_wanted.connect(self.unlock_wanted)
            item.lock_wanted.connect(self.lock_wanted)
        self.show_only(tuple(self.rows))

    def show_only(self, names: Sequence[str]) -> None:
        """Show these fields, in the order of the form."""
        if tuple(names) == self._shown:
            return
        self._shown = tuple(names)
        for name, item in self.rows.items():
            item.setVisible(name in self._shown)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column when it gets narrow."""
        super().resizeEvent(event)
        if self._wanted() != self._columns:
            self._place()

    def _wanted(self) -> int:
        return 2 if self.width() >= _TWO_COLUMNS else 1

    def _place(self) -> None:
        self._columns = self._wanted()
        # Not takeAt: an item that outlives its place here keeps answering for its widget, and the
        # new item never hears that the widget wants another height.
        for item in self.rows.values():
            self._grid.removeWidget(item)
        line = place = 0
        for name in self._shown:
            item = self.rows[name]
            half = item.half and self._columns == 2
            if place and not half:
                line, place = line + 1, 0
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(item, line, place, 1, 1 if half else 2, top)
            place = (place + 1) % 2 if half else 0
            if not place:
                line += 1
        self._chain_later()

    def event(self, event: QEvent) -> bool:
        """Cards and messages that come and go change the round of the Tab key."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._chain_later()
        return super().event(event)

    def _chain_later(self) -> None:
        """At once, but not between the keys of somebody who types here: from inside, the Tab key
        finds its way by itself, or has this done before it leaves.
        """
        focus = QApplication.focusWidget()
        self._later.start(_REST if focus is not None and self.isAncestorOf(focus) else 0)

    def _chain(self) -> None:
        """Tab goes the way the eye goes."""
        self._later.stop()
        chain(self.rows[name] for name in self._shown)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab inside the grid; the outermost grid decides, and what is beyond it is the page's."""
        focus: QWidget | None = self.window().focusWidget()
        rows = [self.rows[name] for name in self._shown]
        target = neighbour(rows, focus, forward=forward) if focus is not None else None
        if target is None or _is_inside_grid(self):
            if self._later.isActive():
                self._chain()
            return super().focusNextPrevChild(forward)
        reasons = Qt.FocusReason
        target.setFocus(reasons.TabFocusReason if forward else reasons.BacktabFocusReason)
        _bring_into_view(target)
        return True


def _is_inside_grid(grid: FieldGrid) -> bool:
    around = grid.parentWidget()
    while around is not None and not isinstance(around, FieldGrid):
        around = around.parentWidget()
    return around is not None


def _bring_into_view(widget: QWidget) -> None:
    """As a scroll area does by itself for its own Tab key."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    if around is not None:
        around.ensureWidgetVisible(widget)
