"""The check page: its tabs, many mends or reasons at once, the report and its way back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.store import ImportBatch, SourceCell
from desktop.ui.check_page import CheckPage
from desktop.ui.import_page import ImportPage
from desktop.ui.jobs import JobRunner
from desktop.usecases.workspace import Workspace
from forms.record import Record
from tests.ui.helpers import press, settle

LAW = "《某某条例》规定，本办法自2022年5月{}日起施行，由主管部门负责解释"
GUIDE = {
    "item_name": "取水许可",
    "task_type": "administrative_licence",
    "catalog_code": "000119001000",
    "promise_limit": {"amount": 25, "unit": "working_day"},
    "legal_limit": {"amount": 20, "unit": "working_day"},
    "materials": [{"name": name} for name in ("取水申请书", "取水口位置图", "取水设施设计图")],
}
POWER = {"name": "取水许可审批", "code": "000119001000", "power_type": "administrative_licence"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Path:
    """A guide and a power that contradict each other, twins, and a dragged column."""
    path = Path(shutil.copy(empty_library, tmp_path_factory.mktemp("check") / "库.mingce"))
    dragged = [
        Record("power_item", {"name": name, "remark": LAW.format(number)})
        for number, name in enumerate(("甲证核发", "乙照核发", "丙牌核发"), 1)
    ]
    cells = tuple(
        SourceCell("表", n + 1, "C", LAW.format(n), "备注", record.uuid, "remark")
        for n, record in enumerate(dragged, 1)
    )
    with Workspace.open(path) as opened:
        library = opened.library
        library.save_many([Record("service_guide", GUIDE), Record("power_item", POWER)])
        library.save_many([
            Record("service_guide", {"item_name": "户外广告设施设置审批", "promise_limit": limit})
            for limit in (GUIDE["promise_limit"], GUIDE["legal_limit"])
        ])  # fmt: skip
        batch = ImportBatch(id="甲", file="清单.xlsx", sha256="0" * 64, report={}, cells=cells)
        library.save_many(dragged, batch=batch)
    return path


@pytest.fixture
def workspace(filled: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of it, open."""
    with Workspace.open(Path(shutil.copy(filled, tmp_path / "库.mingce"))) as opened:
        yield opened


@pytest.fixture
def page(workspace: Workspace, runner: JobRunner, qtbot: QtBot) -> CheckPage:
    """The page, after its first check."""
    made = CheckPage(runner, workspace)
    qtbot.addWidget(made)
    made.resize(1072, 800)
    made.show()
    made.arrive()
    settle(qtbot, runner)
    return made


def _words(page: CheckPage) -> str:
    QApplication.processEvents()
    shown = page.parts.currentWidget()
    assert shown is not None
    return "\n".join(item.text() for item in shown.findChildren(QLabel) if item.isVisible())


def _press(page: CheckPage, text: str) -> None:
    QApplication.processEvents()
    buttons = [b for b in page.findChildren(QPushButton) if b.isVisible() and b.text() == text]
    buttons[0].click()


def test_each_tab_looks_only_when_it_is_shown_and_counts_what_it_found(
    page: CheckPage, runner: JobRunner, qtbot: QtBot
) -> None:
    assert [tab.found for tab in page.finds] == [None, None, None]
    for number in (1, 2, 3):
        page.tabs.setCurrentIndex(number)
        settle(qtbot, runner)
    titles = [page.tabs.tabText(number) for number in range(5)]
    assert titles[1:] == ["三单互查 1", "重复事项 1", "下拉填充 2", "质量评分"]


def test_lists_that_contradict_are_shown_side_by_side_and_open_at_the_field(
    page: CheckPage, runner: JobRunner, qtbot: QtBot
) -> None:
    page.tabs.setCurrentIndex(1)
    settle(qtbot, runner)
    said = _words(page)
    assert "办事指南与权力清单的事项名称不同。" in said
    assert "取水许可审批" in said
    with qtbot.waitSignal(page.open_wanted) as opened:
        press(page.cross.list, Qt.Key.Key_Return)
    assert opened.args is not None
    assert opened.args[1] == "item_name"


def test_twins_stand_side_by_side_and_are_told_apart_for_good(
    page: CheckPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    page.tabs.setCurrentIndex(2)
    settle(qtbot, runner)
    said = _words(page)
    assert "名称相同" in said
    assert "承诺办结时限" in said
    with qtbot.waitSignal(page.said) as told:
        _press(page, "不是重复")
    assert page.duplicates.list.count() == 0
    assert page.duplicates.judged.text() == "看已判定不是重复的 1"
    page.start()
    settle(qtbot, runner)
    assert page.duplicates.list.count() == 0, "the next check remembers it"
    assert told.args is not None
    told.args[2]()
    assert page.duplicates.list.count() == 1


def test_dragged_numbers_are_set_back_after_a_preview_and_by_one_undo(
    page: CheckPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    page.tabs.setCurrentIndex(3)
    settle(qtbot, runner)
    assert "第2行是“法自2022年5月1日起施”" in _words(page)
    page.dragged.all_button.click()
    settle(qtbot, runner)
    assert page.views.currentWidget() is page.mends
    before = _remarks(workspace)
    with qtbot.waitSignal(page.said) as told:
        page.mends.write()
    settle(qtbot, runner)
    assert _remarks(workspace) == [LAW.format(1)] * 3
    assert page.views.currentWidget() is not page.mends
    assert told.args is not None
    told.args[2]()
    settle(qtbot, runner)
    assert _remarks(workspace) == before


def _remarks(workspace: Workspace) -> list[str]:
    records = workspace.library.records("power_item")
    return [str(record.get("remark")) for record in records if record.get("remark")]


def test_suggested_mends_of_all_problems_on_show_are_previewed_and_written(
    page: CheckPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    page.narrow("时限", ("T01",))
    assert page.problems.fix_link.text() == "采用建议的改法（1 处）…"
    page.problems.fix_link.click()
    settle(qtbot, runner)
    assert len(page.mends.model.chosen()) == 1
    page.mends.write()
    settle(qtbot, runner)
    limits = [r.get("promise_limit") for r in workspace.library.records("service_guide")]
    assert limits[0] == {"amount": 20, "unit": "working_day"}


def test_the_preview_is_left_without_writing(
    page: CheckPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    entries = len(workspace.library.audit())
    page.problems.fix_link.click()
    settle(qtbot, runner)
    page.mends.back()
    assert page.views.currentIndex() == 0
    assert len(workspace.library.audit()) == entries


def test_one_reason_serves_all_problems_of_a_rule_and_one_undo_takes_it_back(
    page: CheckPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:  # fmt: skip
    problems = page.problems
    problems.rule_box.setCurrentIndex(problems.rule_box.findData("M04"))
    wanting = len(problems.chosen())
    assert wanting == 3
    problems.reason_link.click()
    assert not problems.reason_button.isEnabled()
    problems.reason_box.setText("由上级统一填报")
    with qtbot.waitSignal(page.said) as told:
        press(problems.reason_box, Qt.Key.Key_Return)
    settle(qtbot, runner)
    waivers = workspace.library.all_waivers()
    assert len(waivers) == wanting
    assert {item.reason for item in waivers} == {"由上级统一填报"}
    assert not [p for p in page._problems if p.rule == "M04" and not p.waiver]
    assert told.args is not None
    told.args[2]()
    settle(qtbot, runner)
    assert workspace.library.all_waivers() == []
    assert len(problems.chosen()) == wanting


def test_selected_lines_narrow_whom_a_reason_is_for(page: CheckPage) -> None:
    problems = page.problems
    lines = [n for n, e in enumerate(page.model.entries) if e.problem and e.problem.rule == "M04"][
        :2
    ]
    selection = page.view.selectionModel()
    for number in lines:
        selection.select(page.model.index(number), QItemSelectionModel.SelectionFlag.Select)
    problems.rule_box.setCurrentIndex(problems.rule_box.findData("M04"))
    assert len(problems.chosen()) == 2


def test_scores_are_explained_and_lead_to_problems_and_records(
    page: CheckPage, qtbot: QtBot
) -> None:
    page.tabs.setCurrentIndex(4)
    assert [bar.name for bar in page.quality.bars][:2] == ["办事指南", "权力清单"]
    said = _words(page)
    assert "扣分最多的地方" in said
    assert "分数最低的记录" in said
    with qtbot.waitSignal(page.open_wanted):
        _press(page, "打开")
    _press(page, "列出问题")
    assert page.tabs.currentIndex() == 0
    assert len({entry.problem.rule for entry in page.model.entries if entry.problem}) == 1


def test_the_report_goes_out_and_comes_back_through_the_window(
    page: CheckPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(page.said) as told:
        page.write_report(tmp_path / "报告")
    assert told.args is not None
    assert "报告.xlsx" in told.args[0]
    settle(qtbot, runner)
    report = tmp_path / "报告.xlsx"
    _fill(report, "promise_limit", "15个工作日", "很快")

    back = ImportPage(runner, workspace)
    qtbot.addWidget(back)
    back.resize(1072, 800)
    back.show()
    back.start([report])
    settle(qtbot, runner)
    assert back.badge.text() == "改正后的检查报告"
    view = back.returned
    assert "填了 2 处改正" in view.words.text()
    assert [hit.becomes for hit in view.model.chosen()] == ["15个工作日"]
    refused = [item.text() for item in view.refused.findChildren(QLabel)]
    assert any("工作日" in text and "应为" in text for text in refused)
    with qtbot.waitSignal(back.offered) as offered:
        view.write()
    settle(qtbot, runner)
    limits = [r.get("promise_limit") for r in workspace.library.records("service_guide")]
    assert limits[0] == {"amount": 15, "unit": "working_day"}
    assert back.step == 0, "the import is at its beginning again"
    assert offered.args is not None
    offered.args[2]()
    settle(qtbot, runner)
    limits = [r.get("promise_limit") for r in workspace.library.records("service_guide")]
    assert limits[0] == GUIDE["promise_limit"]


def _fill(report: Path, path: str, *texts: str) -> None:
    """Write into 改正为 of the rows that tell of a place, one record after the other."""
    book = load_workbook(report)
    sheet = book["问题"]
    heading = next(row for row in sheet.iter_rows() if "核对码" in [cell.value for cell in row])
    columns = {str(cell.value): int(cell.column or 0) for cell in heading}
    waiting, seen = list(texts), set()
    for number in range(int(heading[0].row or 0) + 1, sheet.max_row + 1):
        uuid = sheet.cell(number, columns["记录标识"]).value
        if waiting and sheet.cell(number, columns["栏目路径"]).value == path and uuid not in seen:
            seen.add(uuid)
            sheet.cell(number, columns["改正为"]).value = waiting.pop(0)
    assert not waiting
    book.save(report)


def test_a_report_among_other_files_is_told_to_come_alone(
    page: CheckPage, workspace: Workspace, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    page.write_report(tmp_path / "报告.xlsx")
    settle(qtbot, runner)
    back = ImportPage(runner, workspace)
    qtbot.addWidget(back)
    shutil.copy(tmp_path / "报告.xlsx", tmp_path / "报告二.xlsx")
    back.start([tmp_path / "报告.xlsx", tmp_path / "报告二.xlsx"])
    settle(qtbot, runner)
    said = [item.text() for item in back.findChildren(QLabel)]
    assert sum("请单独导入" in text for text in said) == 2
