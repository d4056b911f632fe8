"""Editor of links to other records: the linked ones, and a list to choose from, in place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from desktop.ui.editors.base import Editor, EditorContext, LineBox
from desktop.ui.i18n import tr
from desktop.ui.widgets import ElidedLabel, button, clear, column, label, link, row
from desktop.usecases import compiling
from forms.model import Field, Value

_DEBOUNCE = 120  # ms
_SHOWN_ROWS = 6


class _SearchBox(LineBox):
    """Down and Enter go to the list while the text stays in the box."""

    def __init__(self, target: QListWidget) -> None:
        super().__init__()
        self._list = target

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose, Enter takes."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            turn = 1 if event.key() == Qt.Key.Key_Down else -1
            count = self._list.count()
            if count:
                self._list.setCurrentRow((self._list.currentRow() + turn) % count)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            item = self._list.item(max(0, self._list.currentRow()))
            if item is not None:
                self._list.itemActivated.emit(item)
        else:
            super().keyPressEvent(event)


class ReferenceEditor(Editor):
    """Records that this one points to. Choosing happens in the page: a popup breaks Chinese input
    methods, a dialog stops the work.
    """

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        self._value: Value = None
        self._generation = 0
        self._read_only = False
        self._chosen = column(spacing=2)
        self.choose_button = button(tr("选择…"), self.toggle)
        self.results = QListWidget()
        self.search = _SearchBox(self.results)
        self._panel = self._make_panel()
        layout = column(self, spacing=6)
        layout.addLayout(self._chosen)
        layout.addLayout(row(self.choose_button, 1))
        layout.addWidget(self._panel)
        self.set_main(self.choose_button)
        self._timer = QTimer(self, singleShot=True, interval=_DEBOUNCE)
        self._timer.timeout.connect(self._look)

    def _make_panel(self) -> QFrame:
        self.search.setPlaceholderText(tr("输入名称、编码或拼音首字母"))
        self.search.setAccessibleName(tr("查找{label}", label=tr(self.field.label)))
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.results.itemActivated.connect(self._take)
        self.results.itemClicked.connect(self._take)
        self.results.setAccessibleName(tr("可选的记录"))
        panel = QFrame()
        panel.setProperty("card", "true")
        layout = column(panel, spacing=6, margins=(8, 8, 8, 8))
        layout.addWidget(self.search)
        layout.addWidget(self.results)
        self.results.setFixedHeight(_SHOWN_ROWS * 30)
        panel.hide()
        return panel

    def toggle(self) -> None:
        """Open or close the list to choose from."""
        opening = self._panel.isHidden()
        self._panel.setVisible(opening)
        self.choose_button.setText(tr("收起") if opening else tr("选择…"))
        if opening:
            self.search.setFocus()
            self._look()

    def _look(self) -> None:
        workspace = self.context.workspace
        if workspace is None:
            return
        self._generation += 1
        generation, kinds, text = self._generation, self.field.kinds, self.search.text()
        self.context.runner.start(
            self, tr("查找"), lambda _: compiling.candidates(workspace, kinds, text),
            done=lambda found: self._show(generation, found),
        )  # fmt: skip

    def _show(self, generation: int, found: Sequence[compiling.Row]) -> None:
        if generation != self._generation:
            return
        self.results.clear()
        for line in found:
            item = QListWidgetItem(f"{line.title}　{line.code}".strip())
            item.setData(Qt.ItemDataRole.UserRole, line.uuid)
            self.results.addItem(item)
        if not found:
            none = QListWidgetItem(tr("没有找到。换个词试试，或先在左边的清单里新建。"))
            none.setFlags(Qt.ItemFlag.NoItemFlags)
            self.results.addItem(none)

    def _take(self, item: QListWidgetItem) -> None:
        uuid = item.data(Qt.ItemDataRole.UserRole)
        if not uuid:
            return
        linked = self._uuids()
        chosen = [*linked, uuid] if self.field.many else [uuid]
        if not self.field.many:
            self.toggle()
        self._change(list(dict.fromkeys(chosen)))

    def _uuids(self) -> list[str]:
        return [str(item) for item in self._value] if isinstance(self._value, list) else []

    def _change(self, uuids: list[str]) -> None:
        value = uuids or None
        if value != self._value:
            self._value = value
            self._draw()
            self.edited.emit(value, "*")

    def _draw(self) -> None:
        clear(self._chosen)
        if isinstance(self._value, str):
            self._chosen.addWidget(
                label(tr("原来写的是：{value}", value=self._value), tone="quiet", wrap=True)
            )
        titles = self._titles()
        for uuid in self._uuids():
            self._chosen.addWidget(
                self._line(uuid, titles.get(uuid, tr("（记录不在库中）{value}", value=uuid[:8])))
            )

    def _titles(self) -> dict[str, str]:
        workspace, uuids = self.context.workspace, self._uuids()
        if workspace is None or not uuids:
            return {}
        return {line.uuid: line.title for line in compiling.rows(workspace, uuids)}

    def _line(self, uuid: str, title: str) -> QWidget:
        line = QWidget()
        take_away = link(tr("移除"), lambda: self._change([u for u in self._uuids() if u != uuid]),
                         name=tr("移除 {title}", title=title))  # fmt: skip
        if self._read_only:
            take_away.hide()
        layout = row(ElidedLabel(title), take_away)
        layout.setStretch(0, 1)
        line.setLayout(layout)
        return line

    def value(self) -> Value:
        """The identifiers."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Show the linked records by their titles."""
        if value != self._value:
            self._value = value
            self._draw()

    def set_read_only(self, read_only: bool) -> None:
        """The titles stay readable."""
        self._read_only = read_only
        self._draw()
        self.choose_button.setVisible(not read_only)
        self._panel.setVisible(False)
