"""The mend of an attached file: a masked copy takes its place, one step, and can be undone."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.checking import check_record
from desktop.usecases.workspace import Workspace
from forms.problem import MASK
from forms.record import Record
from tests.attached import samples
from tests.ui.helpers import settle


def test_one_click_puts_a_masked_copy_in_the_place_of_a_file(
    window: MainWindow, workspace: Workspace, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    item = dict(workspace.library.attach(samples.word_file(), "样表.docx"))
    record = workspace.library.save(guide.with_values(flowchart=[item]))
    window.open_record(record.uuid)
    settle(qtbot, runner)
    page = window.entry_page
    said: list[str] = []
    page.message.connect(said.append)
    fix = next(p.fix for p in check_record(workspace, record) if p.fix and p.fix.deed == MASK)
    page.mend(fix)
    settle(qtbot, runner)
    [copy] = page.model.record.values["flowchart"]
    assert copy["name"] == "样表（脱敏）.docx"
    assert "样表.docx" in said[-1]
    assert not [p for p in check_record(workspace, page.model.record) if p.rule == "G13"]
    page.model.stack.undo()
    assert page.model.record.values["flowchart"] == [item]
