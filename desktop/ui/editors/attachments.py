"""Editor of attached files: add by button or by dropping, open, take away."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from desktop.ui.editors.base import Editor, EditorContext
from desktop.ui.i18n import tr
from desktop.ui.widgets import ElidedLabel, button, clear, column, label, link, row, set_property
from desktop.usecases import compiling
from forms.model import Field, Value


class AttachmentEditor(Editor):
    """A list of files that lie in the library."""

    failed = Signal(str)

    def __init__(self, field: Field, context: EditorContext) -> None:
        super().__init__(field, context)
        self._value: Value = None
        self._read_only = False
        self._frame = QFrame()
        self._list = column(spacing=2)
        self.add_button = button(tr("添加文件…"), self.choose)
        kinds = tr("、").join(field.accept)
        self._hint = ElidedLabel(
            tr("可拖入 {kinds} 文件", kinds=kinds) if kinds else tr("可把文件拖到这里")
        )
        self._hint.setProperty("faint", True)
        self._error = label(wrap=True)
        self._error.setProperty("note", "block")
        self._error.hide()
        layout = column(self._frame, spacing=6)
        layout.addLayout(self._list)
        line = row(self.add_button, self._hint)
        line.setStretch(1, 1)
        layout.addLayout(line)
        layout.addWidget(self._error)
        column(self).addWidget(self._frame)
        self.set_main(self.add_button)
        self.setAcceptDrops(True)

    def value(self) -> Value:
        """The items: name, sha256, size, media type."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Show the files."""
        if value == self._value and self._list.count():
            return
        self._value = value
        self._draw()

    def set_read_only(self, read_only: bool) -> None:
        """Files can still be opened."""
        self._read_only = read_only
        self._draw()
        self.add_button.setVisible(not read_only)
        self._hint.setVisible(not read_only)
        self.setAcceptDrops(not read_only)

    def _items(self) -> list[Mapping[str, Any]]:
        items = self._value if isinstance(self._value, list) else []
        return [item for item in items if isinstance(item, Mapping)]

    def _draw(self) -> None:
        clear(self._list)
        if isinstance(self._value, str):
            self._list.addWidget(
                label(tr("原来写的是：{value}", value=self._value), tone="quiet", wrap=True)
            )
        for item in self._items():
            self._list.addWidget(self._line(item))

    def _line(self, item: Mapping[str, Any]) -> QWidget:
        name = str(item.get("name", ""))
        line = QWidget()
        parts = (
            ElidedLabel(name), label(_size(item.get("size")), tone="faint"),
            link(tr("打开"), lambda: self.open(item), name=tr("打开 {name}", name=name)),
            link(tr("移除"), lambda: self.remove(item), name=tr("移除 {name}", name=name)),
        )  # fmt: skip
        if self._read_only:
            parts[-1].hide()
        layout = row(*parts)
        layout.setStretch(0, 1)
        line.setLayout(layout)
        return line

    def choose(self) -> None:
        """Ask for files."""
        accept = " ".join(f"*.{name}" for name in self.field.accept) or "*"
        names, _ = QFileDialog.getOpenFileNames(
            self,
            tr("添加到“{label}”", label=tr(self.field.label)),
            "",
            tr("文件 ({accept})", accept=accept),
        )
        self.add([Path(name) for name in names])

    def add(self, paths: list[Path]) -> None:
        """Take files into the library; the sentence of the first that cannot be is shown."""
        workspace = self.context.workspace
        self._error.hide()
        if not paths or workspace is None:
            return
        items = [dict(item) for item in self._items()]
        for path in paths if self.field.many else paths[:1]:
            try:
                items.append(dict(compiling.attach(workspace, path, self.field)))
            except (ValueError, OSError) as error:
                self._error.setText(str(error))
                self._error.show()
        self._change(items if self.field.many else items[-1:])

    def remove(self, item: Mapping[str, Any]) -> None:
        """Take a file away (undo brings it back)."""
        self._change([dict(kept) for kept in self._items() if kept is not item])

    def open(self, item: Mapping[str, Any]) -> None:
        """Show a copy of the file in the program that the computer has for it."""
        workspace = self.context.workspace
        if workspace is None:
            return
        try:
            folder = Path(tempfile.mkdtemp(prefix="mingce-"))
            path = compiling.write_attachment(workspace, item, folder)
        except (ValueError, OSError) as error:
            self._error.setText(str(error))
            self._error.show()
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _change(self, items: list[dict[str, Any]]) -> None:
        value = items or None
        if value != self._value:
            self._value = value
            self._draw()
            self.edited.emit(value, "*")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if event.mimeData().hasUrls():
            set_property(self._frame, "dropping", True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Gone again."""
        set_property(self._frame, "dropping", False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        set_property(self._frame, "dropping", False)
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()


def _size(size: object) -> str:
    if not isinstance(size, int) or size < 0:
        return ""
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"
