"""The whole work of an office in the window: from an empty form to a frozen revision, and from a
neighbour's workbook to a sync package. Only keys, clicks, the clipboard and dropped files.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.store import FinalizedError
from desktop.ui.editors.basis import BasisEditor
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.usecases.review_rounds import Stage
from desktop.usecases.reviewing import round_of
from desktop.usecases.workspace import Workspace
from exports.package import read_package, verify_package
from forms.record import canonical_json
from tests.ui.helpers import click, editor_of, press, settle
from tests.ui.review_helpers import CENSOR, REVIEWER, WRITER, staff
from tests.ui.typist import drop_file, fill, put, replace_text

CTRL = Qt.KeyboardModifier.ControlModifier
WATER_LAW = (
    "《中华人民共和国水法》（1988年1月21日第六届全国人民代表大会常务委员会第二十四次会议通过，"
    "2016年7月2日修正）第五十六条：“不同行政区域之间发生水事纠纷的，应当协商处理；协商不成的，"
    "由上一级人民政府裁决，有关各方必须遵照执行。”"
)
#: A guide as it stands on the paper of the office; all invented.
PAPER: dict[str, Any] = {
    "item_name": "水事纠纷裁决",
    "task_type": "administrative_adjudication",
    "legal_basis": WATER_LAW,
    "power_source": "statutory_own_level",
    "use_level": "county",
    "applicable_scope": "适用于岚川县内不同乡镇之间发生水事纠纷、协商不成，报县人民政府裁决的情形。",
    "org_nature": "statutory",
    "undertaking_office": "政策法规股",
    "accept_org": "岚川县政务服务中心水务窗口",
    "decide_org": "岚川县水务局",
    "service_object": ["administrative_organ", "other_organization"],
    "legal_topic": ["water_meteorology", "judicial_notary"],
    "project_type": "commitment",
    "handle_form": ["counter"],
    "is_cross_region": True,
    "handle_area": "county",
    "scene_num": 0,
    "is_entry_center": True,
    "center_name": "岚川县政务服务中心",
    "is_online": False,
    "is_schedule": False,
    "is_express": False,
    "is_mail_material": False,
    "is_mail_result": False,
    "is_commitment": False,
    "legal_limit_note": "法律、法规没有规定办理期限，按承诺时限办理。",
    "promise_limit": {"amount": 30, "unit": "working_day"},
    "accept_condition": "1.纠纷发生在岚川县内不同乡镇之间；2.双方已经协商，没有达成一致。",
    "need_material": False,
    "process_steps": [
        {"环节名称": "受理", "办理机构（处室）": "政务服务中心水务窗口", "办理时限": "1个工作日",
         "是否含特别程序": "否"},
        {"环节名称": "审查", "办理机构（处室）": "行政审批股", "办理时限": "27个工作日",
         "是否含特别程序": "否"},
        {"环节名称": "决定", "办理机构（处室）": "岚川县水务局", "办理时限": "1个工作日",
         "是否含特别程序": "否"},
        {"环节名称": "送达", "办理机构（处室）": "政务服务中心水务窗口", "办理时限": "1个工作日",
         "是否含特别程序": "否"},
    ],
    "offline_flow_note": "1.到县政务服务中心一楼总台取号；2.到二楼水务窗口提交，窗口当场核对。",
    "is_fee": False,
    "results": [{"结果类型": "批文", "结果名称": "水事纠纷裁决书"}],
    "handle_places": [
        {"场所名称": "岚川县政务服务中心", "详细地址": "岚川县城关镇清源路18号二楼B区",
         "办理时间": "周一至周五 上午9:00—12:00，下午13:30—17:00（法定节假日除外）"},
    ],
    "consult_ways": [{"方式": "电话", "号码、地址或网址": "0879-5550112"}],
    "complaint_ways": [{"方式": "电话", "号码、地址或网址": "12345"}],
    "progress_query": "1.拨打0879-5550112查询；2.到县政务服务中心二楼水务窗口查询。",
    "rights": "1.对办理过程享有陈述、申辩的权利；2.依法申请行政复议、提起行政诉讼。",
    "duties": "1.如实提交有关材料，对其真实性负责；2.接受和配合水行政主管部门的监督检查。",
    "region_code": "536924",
    "org_name": "岚川县水务局",
    "org_uscc": "115369240152087796",
    "compiler_name": WRITER,
}  # fmt: skip


class Office:
    """One desk at which several people sit down one after the other."""

    def __init__(
        self, window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner
    ) -> None:
        self.window, self.workspace, self.qtbot, self.runner = window, workspace, qtbot, runner

    def settle(self) -> None:
        """Everything that was begun is done."""
        settle(self.qtbot, self.runner)

    def sit_down(self, name: str) -> None:
        """Say who works now."""
        click(self.window.rail.person)
        click(self.window.reviews.persons.popup.people[name])
        assert self.window.rail.person.text() == name

    def decide(self, name: str, title: str) -> None:
        """Sit down, go to what waits, and do with F9 what the one record needs next."""
        self.sit_down(name)
        assert self.window.rail.places["review"].isEnabled()
        click(self.window.rail.places["review"])
        assert self.window.pages is not None
        page = self.window.pages.review_page()
        self.settle()
        self.qtbot.waitUntil(lambda: page.bar.pass_button.isVisibleTo(page.bar))
        self.qtbot.waitUntil(page.bar.pass_button.isEnabled)
        assert page.detail.title.text() == title
        press(page.list, Qt.Key.Key_F9)
        self.settle()

    def stage(self, uuid: str) -> Stage:
        return round_of(self.workspace, uuid).stage


@pytest.fixture
def desk(window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner) -> Office:
    """The office at work; the writer sits at the desk."""
    staff(workspace)
    window.reviews.persons.show_current()
    return Office(window, workspace, qtbot, runner)


def test_make_a_guide_from_nothing_to_a_final_revision(desk: Office, tmp_path: Path) -> None:
    window, workspace, page = desk.window, desk.workspace, desk.window.entry_page
    click(window.rail.places["kind:service_guide"])
    press(window.list_page.table, Qt.Key.Key_N, CTRL)
    desk.settle()
    uuid = page.model.record.uuid
    for field, value in PAPER.items():
        fill(window, field, value)

    # What is still missing is counted, and the cursor goes to the first of it.
    press(editor_of(window, "compiler_name").main_widget(), Qt.Key.Key_F9)
    desk.settle()
    assert window.notice.text.text() == "没有提交：还有 3 处阻断问题，请先处理。"
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.current_page().grid.rows["legal_basis"].isAncestorOf(focus)
    assert workspace.library.get(uuid).state == "draft"
    _mend(window, tmp_path)
    desk.qtbot.waitUntil(lambda: not [p for p in page.told() if p.blocks])

    press(editor_of(window, "duties").main_widget(), Qt.Key.Key_F9)
    desk.settle()
    assert desk.stage(uuid) is Stage.REVIEW
    assert page.badge.text() == "待审核 · 第 1 版 · 只读"
    desk.decide(REVIEWER, "水事纠纷裁决")
    assert desk.stage(uuid) is Stage.DISCLOSURE
    desk.decide(CENSOR, "水事纠纷裁决")
    assert desk.stage(uuid) is Stage.FINAL
    desk.decide(REVIEWER, "水事纠纷裁决")
    _is_frozen(workspace, uuid)

    desk.sit_down(WRITER)
    _go_on_with_the_next_version(desk, uuid)


def _mend(window: MainWindow, folder: Path) -> None:
    """Fill in what was missing: two cells of the citation, and the flow chart."""
    bases = editor_of(window, "legal_basis")
    assert isinstance(bases, BasisEditor)
    bases.cards[0].setFocus()
    press(bases.cards[0], Qt.Key.Key_Return)
    assert bases.form is not None
    put(bases.form.grid.rows["validity"].editor, "in_force")
    put(bases.form.grid.rows["is_secret"].editor, False)
    chart = folder / "流程图.svg"
    chart.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    drop_file(editor_of(window, "flowchart"), chart)


def _is_frozen(workspace: Workspace, uuid: str) -> None:
    """There is one revision, its hash is that of its content, and nothing changes it."""
    (revision,) = workspace.library.revisions(uuid)
    assert (revision.n, revision.by, revision.parents) == (1, REVIEWER, ())
    record = workspace.library.revision(uuid, 1)
    names = ("compiler_name", "reviewer_name", "secrecy_reviewer", "secrecy_result")
    assert [record.get(name) for name in names] == [WRITER, REVIEWER, CENSOR, "public"]
    body = {"uuid": uuid, "kind": "service_guide", "values": dict(record.values)}
    assert revision.content_hash == hashlib.sha256(canonical_json(body).encode()).hexdigest()
    with pytest.raises(FinalizedError):
        workspace.library.save(record.with_values(item_name="偷改"))


def _go_on_with_the_next_version(desk: Office, uuid: str) -> None:
    """A new version opens; what it changes stands in the history beside the old one."""
    window, page = desk.window, desk.window.entry_page
    click(window.rail.places["kind:service_guide"])
    window.list_page.select(uuid)
    press(window.list_page.table, Qt.Key.Key_Return)
    desk.settle()
    assert page.badge.text() == "审核通过 · 第 1 版 · 只读"
    click(page.locked_note.version_link)
    desk.settle()
    assert page.badge.text() == "变更中 · 第 2 版"
    fill(window, "promise_limit", {"amount": 25, "unit": "working_day"})
    page.aside.tabs.setCurrentIndex(3)
    desk.settle()
    click(page.history.compare_link)
    desk.settle()
    assert window.pages is not None
    view = window.pages.history_page().view

    def told() -> list[str]:
        return [item.text() for item in view.findChildren(QLabel) if item.isVisible()]

    # The versions are read first, then compared: two jobs, one after the other.
    desk.qtbot.waitUntil(lambda: "承诺办结时限" in told(), timeout=10_000)
    shown = told()
    place = shown.index("承诺办结时限")
    assert "30" in shown[place + 1]
    assert "25" in shown[place + 2]
    (revision,) = desk.workspace.library.revisions(uuid)
    frozen = desk.workspace.library.revision(uuid, revision.n)
    assert frozen.get("promise_limit") == {"amount": 30, "unit": "working_day"}


def test_import_mend_export_and_pack(desk: Office, tmp_path: Path) -> None:
    window, workspace, page = desk.window, desk.workspace, desk.window.entry_page
    pages = window.pages
    assert pages is not None
    window.settings.setValue("package_folder", str(tmp_path / "包"))

    # A neighbour's workbook falls onto the window: looked at, then written.
    drop_file(window, _workbook(tmp_path))
    desk.settle()
    importing = pages.import_page()
    for _ in range(2):
        click(importing.next_button)
        desk.settle()
    first, second = workspace.library.records("intermediary_item")
    assert first.get("fee_nature") == "market_price"
    # What is no choice is not guessed: the field stays empty, the word stands in the remark.
    assert second.get("fee_nature") is None
    assert "随便" in second.get("remark")
    assert {entry.by for entry in workspace.library.audit(second.uuid)} == {WRITER}

    # The gap is told, and filled.
    click(window.rail.places["kind:intermediary_item"])
    desk.settle()
    window.list_page.select(second.uuid)
    press(window.list_page.table, Qt.Key.Key_Return)
    desk.settle()
    desk.qtbot.waitUntil(lambda: "fee_nature" in [p.field for p in page.told()])
    fill(window, "fee_nature", "market_price")
    fill(window, "fee_standard", "市场调节")
    fill(window, "remark", "")
    desk.qtbot.waitUntil(lambda: not [p for p in page.told() if p.field.startswith("fee")])

    # What the form shows is what the exported list says, and what the package carries.
    press(editor_of(window, "fee_standard").main_widget(), Qt.Key.Key_E, CTRL)
    desk.settle()
    export = pages.export_page()
    for chip in export.formats:
        if chip.isChecked() is not (chip.key == "xlsx"):
            click(chip)
    replace_text(export.folder.box, str(tmp_path / "导出"))
    click(export.start_button)
    desk.settle()
    book = tmp_path / "导出" / "清单" / "行政审批中介服务清单.xlsx"
    said = _words_of(book)
    assert "水土保持方案编制" in said
    assert "市场调节价" in said
    assert "随便" not in said

    click(window.rail.places["pack"])
    desk.settle()
    packing = pages.pack_page().pack
    click(packing.draft)
    click(packing.start_button)
    desk.settle()
    (file,) = (tmp_path / "包").glob("*.zip")
    assert verify_package(file).ok
    carried = {record.uuid: record for record in read_package(file).records}
    assert carried[second.uuid].get("fee_nature") == "market_price"


def _workbook(folder: Path) -> Path:
    """A list of intermediary services as it is published; invented."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ["序号", "中介服务事项名称", "审批部门", "收费性质"],
        [1, "环境影响报告书编制", "岚川县生态环境局", "市场调节价"],
        [2, "水土保持方案编制", "岚川县水务局", "随便"],
    ):
        sheet.append(line)
    book.save(folder / "中介服务清单.xlsx")
    return folder / "中介服务清单.xlsx"


def _words_of(path: Path) -> str:
    sheets = openpyxl.load_workbook(path).worksheets
    cells = [
        cell for sheet in sheets for line in sheet.iter_rows(values_only=True) for cell in line
    ]
    return "\n".join(str(cell) for cell in cells if cell is not None)
