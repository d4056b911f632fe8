"""Links to other records are chosen in the page; files lie in the library."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.editors.attachments import AttachmentEditor
from desktop.ui.editors.base import EditorContext
from desktop.ui.editors.references import ReferenceEditor
from desktop.ui.jobs import JobRunner
from desktop.usecases.workspace import Workspace
from forms.model import Field
from tests.ui.helpers import press, settle, write


@pytest.fixture
def context(runner: JobRunner, workspace: Workspace) -> EditorContext:
    return EditorContext(runner, workspace)


def _reference(context: EditorContext, qtbot: QtBot, *, many: bool) -> ReferenceEditor:
    field = Field("guides", "对应办事指南", "ref", kinds=("service_guide",), many=many)
    editor = ReferenceEditor(field, context)
    qtbot.addWidget(editor)
    editor.show()
    editor.toggle()
    return editor


def test_a_record_is_found_by_typing_and_linked_by_enter(
    context: EditorContext, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    editor = _reference(context, qtbot, many=True)
    write(editor.search, "pwxkz")
    qtbot.waitUntil(lambda: editor.results.count() == 1 and "排污" in editor.results.item(0).text())
    press(editor.search, Qt.Key.Key_Return)
    value = editor.value()
    assert [workspace.library.summary(uuid).title for uuid in value] == ["排污许可证核发"]
    settle(qtbot, runner)


def test_a_single_link_is_replaced_by_the_next(
    context: EditorContext, qtbot: QtBot, runner: JobRunner
) -> None:
    editor = _reference(context, qtbot, many=False)
    qtbot.waitUntil(lambda: editor.results.count() > 1)
    first, second = (editor.results.item(number) for number in (0, 1))
    uuids = [item.data(Qt.ItemDataRole.UserRole) for item in (first, second)]
    editor.results.itemActivated.emit(first)
    editor.toggle()
    settle(qtbot, runner)
    editor.results.itemActivated.emit(editor.results.item(1))
    assert editor.value() == [uuids[1]]


def _attachment(context: EditorContext, qtbot: QtBot) -> AttachmentEditor:
    field = Field("file", "依据附件", "attachment", many=True, accept=("pdf",))
    editor = AttachmentEditor(field, context)
    qtbot.addWidget(editor)
    return editor


def test_a_file_goes_into_the_library_and_its_name_into_the_record(
    context: EditorContext, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "委托书.pdf"
    file.write_bytes(b"%PDF-1.7 ...")
    editor = _attachment(context, qtbot)
    editor.add([file])
    (item,) = editor.value()
    assert (item["name"], item["size"]) == ("委托书.pdf", 12)
    assert workspace.library.attachment(item["sha256"]) == b"%PDF-1.7 ..."
    editor.remove(editor._items()[0])
    assert editor.value() is None


def test_a_file_of_another_kind_is_refused_with_a_sentence(
    context: EditorContext, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "照片.bmp"
    file.write_bytes(b"BM")
    editor = _attachment(context, qtbot)
    editor.add([file])
    assert editor.value() is None
    assert "这里只收 pdf 文件" in editor._error.text()
