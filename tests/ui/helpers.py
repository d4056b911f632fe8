"""What tests of the window share: sample values, waiting, looking into pages."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.editors.base import Editor
from desktop.ui.field_row import FieldRow
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from forms.model import Field, Need, Value

NAMES = ("食品经营许可（新办）", "排污许可证核发", "取水许可", "户外广告设施设置审批")
GUIDE: dict[str, Any] = {
    "item_name": "建设用地规划许可证核发",
    "task_type": "administrative_licence",
    "legal_limit": {"amount": 20, "unit": "working_day"},
    "promise_limit": {"amount": 25, "unit": "working_day"},
    "legal_basis": [
        {"role": "establishment", "title": "中华人民共和国城乡规划法", "level": "law",
         "article_text": "第三十八条"},
        {"role": "establishment", "title": "城市规划编制办法", "level": "department_rule"},
    ],
    "materials": [{"name": "申请表"}, {"name": "营业执照"}],
}  # fmt: skip
_BY_TYPE: dict[str, Value] = {
    "text": "一段文字",
    "longtext": "第一行\n第二行",
    "code": "000115001000",
    "integer": 3,
    "money": "120.50",
    "boolean": False,
    "date": "2026-03-01",
    "datetime": "2026-03-01T08:00:00+00:00",
    "duration": {"amount": 7, "unit": "calendar_day"},
    "url": "https://www.example.gov.cn/1.html",
    "attachment": [
        {"name": "样表.pdf", "sha256": "0" * 64, "size": 1024, "media_type": "application/pdf"}
    ],
    "ref": ["7d0f3c1e-0000-4000-8000-000000000001"],
}


def sample(field: Field) -> Value:
    """A good value of a field's type."""
    if field.table is not None:
        columns = [column for column in field.columns if column.need is not Need.AUTOMATIC]
        return [{column.id: sample(column) for column in columns}]
    if field.vocabulary is not None:
        keys = [choice.key for choice in field.vocabulary.choices]
        return keys[:2] if field.type == "multi_enum" else keys[-1]
    return _BY_TYPE[field.type]


def write(target: QWidget, text: str) -> None:
    """Type text, key by key."""
    QTest.keyClicks(target, text)


def compose(target: QWidget, text: str) -> None:
    """Type Chinese, as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(target, event)


def press(
    target: QWidget,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press one key."""
    QTest.keyClick(target, key, modifier)


def click(target: QWidget) -> None:
    """Click into the middle."""
    QTest.mouseClick(target, Qt.MouseButton.LeftButton)


def settle(qtbot: QtBot, runner: JobRunner) -> None:
    """Wait until nothing goes on in the background."""
    qtbot.waitUntil(lambda: not runner.busy, timeout=10_000)


def row_of(window: MainWindow, field: str) -> FieldRow:
    """The field's row on the page of its section, which is brought up."""
    window.entry_page.reveal(field)
    return window.entry_page.current_page().grid.rows[field]


def editor_of(window: MainWindow, field: str) -> Any:
    """The field's editor."""
    editor: Editor = row_of(window, field).editor
    return editor
