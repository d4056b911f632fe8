"""The page of the upper catalogue, locked fields in the form, issued code tables."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.paths import issued_definitions
from desktop.ui.jobs import JobRunner
from desktop.ui.lines import LinesModel
from desktop.ui.main_window import MainWindow
from desktop.ui.upper_page import UpperPage
from desktop.usecases import issued_definitions as issued
from desktop.usecases import upper_catalogue
from desktop.usecases.workspace import Workspace
from exports.package import SigningKey
from exports.package.issued import catalogue_lines, write_issue
from tests.ui.helpers import press, settle
from tests.usecases.upper_samples import PORTAL, filled, item

_TABLE = (
    'id = "V_payer"\ntitle = "费用承担主体"\n[[choice]]\nkey = "fund"\nlabel = "专项资金"\n'
).encode()


@pytest.fixture(autouse=True)
def nothing_issued() -> Iterator[None]:
    yield
    shutil.rmtree(issued_definitions(), ignore_errors=True)


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot, runner: JobRunner) -> UpperPage:
    """The page, with nothing in it."""
    return shown(window, qtbot, runner)


def shown(window: MainWindow, qtbot: QtBot, runner: JobRunner) -> UpperPage:
    window.go("upper")
    settle(qtbot, runner)
    assert window.pages is not None
    found = window.pages.upper_page()
    assert window.stack.currentWidget() is found
    return found


@pytest.fixture
def full(window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner) -> UpperPage:
    """Three items; the first is adopted and has changed above since."""
    numbers = filled(workspace, item(1, "取水许可"), item(2, "采砂许可"), item(3, "水域占用许可"))
    upper_catalogue.adopt(workspace, numbers[:1])
    filled(workspace, item(1, "取水许可证核发", 2))
    return shown(window, qtbot, runner)


def column(page: UpperPage, place: int) -> list[str]:
    model = page.table.model()
    assert isinstance(model, LinesModel)
    return [str(model.index(row, place).data()) for row in range(model.rowCount())]


def said(part: QWidget) -> str:
    return "\n".join(found.text() for found in part.findChildren(QLabel) if found.isVisible())


def test_an_empty_page_says_how_to_begin_and_where_the_portal_is_filled_in(
    page: UpperPage, window: MainWindow
) -> None:
    assert page.empty.isVisible()
    assert not page.table.isVisible()
    page.pull_button.click()
    assert "门户地址" in page.words.text()
    page.portal_link.click()
    assert window.pages is not None
    pack = window.pages.pack_page()
    assert window.stack.currentWidget() is pack
    assert pack.parts.currentWidget() is pack.uploads


def test_a_bundle_is_read_after_the_key_was_compared_and_items_are_adopted(
    page: UpperPage, workspace: Workspace, window: MainWindow, tmp_path: Path, qtbot: QtBot,
    runner: JobRunner,
) -> None:  # fmt: skip
    key = SigningKey.new()
    (tmp_path / "门户.pub").write_text(key.public.minisign())
    lines = catalogue_lines([item(1, "取水许可"), item(2, "采砂许可")])
    bundle = tmp_path / "目录.zip"
    write_issue(
        bundle, key, {"catalogue/items.jsonl": lines}, portal=PORTAL, content="catalogue",
        epoch="e1", number=2, at="2026-12-01T00:00:00.000Z",
    )  # fmt: skip
    page.read([bundle])
    settle(qtbot, runner)
    assert PORTAL in page.portal.title.text()
    assert page.portal.isVisible()
    page.portal.load(tmp_path / "门户.pub")
    page.portal.keep_button.click()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: column(page, 0) == ["取水许可", "采砂许可"])
    assert "读取目录 2 项" in page.words.text()

    page.table.selectAll()
    assert page.detail.adopt_button.text() == "认领 2 项"
    page.detail.adopt_button.click()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: column(page, 5) == ["已认领", "已认领"])
    assert "已认领 2 项" in window.notice.text.text()
    window.notice.act()  # 撤销
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: column(page, 5) == ["未认领", "未认领"])
    assert workspace.library.count(kind="power_item") == 0


def test_a_bundle_that_is_not_the_portals_is_refused_in_a_sentence(
    page: UpperPage, tmp_path: Path, qtbot: QtBot, runner: JobRunner
) -> None:
    (tmp_path / "别的.zip").write_bytes(b"x")
    page.read([tmp_path / "别的.zip"])
    settle(qtbot, runner)
    assert "请重新复制" in page.words.text()
    assert page.empty.isVisible()


def test_the_list_is_filtered_and_searched_and_opened_by_keyboard(
    full: UpperPage, window: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    assert column(full, 5) == ["上级有更新", "未认领", "未认领"]
    assert full.status.tabText(1) == "未认领 2"
    full.status.setCurrentIndex(1)
    qtbot.waitUntil(lambda: column(full, 0) == ["采砂许可", "水域占用许可"])
    assert full.focus_search()
    QTest.keyClicks(full.search, "syzy")
    qtbot.waitUntil(lambda: column(full, 0) == ["水域占用许可"])
    full.search.clear()
    full.status.setCurrentIndex(0)
    qtbot.waitUntil(lambda: len(column(full, 0)) == 3)
    settle(qtbot, runner)
    full.table.selectRow(0)
    press(full.table, Qt.Key.Key_Return)
    assert window.stack.currentWidget() is window.entry_page


def test_a_change_above_is_shown_field_by_field_taken_over_and_undone(
    full: UpperPage, window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    full.table.selectRow(0)
    assert set(full.detail.ticks) == {"name"}
    assert "上级：取水许可证核发" in said(full.detail)
    assert "本库：取水许可" in said(full.detail)
    full.detail.update_button.click()
    settle(qtbot, runner)
    (record,) = workspace.library.records("power_item")
    assert record.get("name") == "取水许可证核发"
    qtbot.waitUntil(lambda: column(full, 5)[0] == "已认领")
    window.notice.act()
    settle(qtbot, runner)
    (record,) = workspace.library.records("power_item")
    assert record.get("name") == "取水许可"


def test_what_is_left_out_is_told_to_be_unlocked(
    full: UpperPage, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    full.table.selectRow(0)
    press(full.detail.ticks["name"], Qt.Key.Key_Space)
    assert "不再锁定" in said(full.detail)
    full.detail.update_button.click()
    settle(qtbot, runner)
    (record,) = workspace.library.records("power_item")
    adoption = workspace.library.adoption(record.uuid)
    assert adoption is not None
    assert "name" not in adoption.locked


def test_a_locked_field_says_why_and_is_unlocked_for_a_reason(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, runner: JobRunner
) -> None:
    (uuid,) = upper_catalogue.adopt(workspace, filled(workspace, item(1, "取水许可"))).made
    window.open_record(uuid)
    window.entry_page.reveal("name")
    rows = window.entry_page.current_page().grid.rows
    name = rows["name"]
    assert name.lock is not None
    assert PORTAL in name.lock.sign.toolTip()
    assert "已锁定" in name.editor.main_widget().accessibleName()
    window.entry_page.model.set_value("name", "取水")
    assert window.entry_page.model.value("name") == "取水许可"
    assert window.entry_page.model.set_many({"name": "取水", "remark": "备注"}, "带出") == 1
    assert rows["seq"].lock is None

    name.lock.open_link.click()
    name.lock.box.setText("改")
    press(name.lock.box, Qt.Key.Key_Return)
    assert "至少四个字" in name.lock.wrong.text()
    name.lock.box.setText("本县名称经省里同意")
    name.lock.unlock_button.click()
    assert "已解除锁定" in name.lock.words.text()
    window.entry_page.model.set_value("name", "取水许可（岚川）")
    assert window.entry_page.saver.flush()
    assert workspace.library.get(uuid).get("name") == "取水许可（岚川）"
    window.entry_page.model.undo()
    assert window.entry_page.saver.flush()
    name.lock.lock_link.click()
    assert "name" in window.entry_page.model.locks.fields
    assert name.lock.sign.isVisible()


def test_issued_code_tables_are_shown_applied_and_the_library_opens_anew(
    page: UpperPage, window: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    offer = issued.Offer(
        PORTAL, 2, "2026-12-01T00:00:00.000Z", "十二月版", {"vocabularies/V_payer.toml": _TABLE}
    )
    page.tabs.setCurrentIndex(1)
    assert "程序自带" in page.issued.now.text()
    page.issued.offer(offer)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "专项资金" in said(page.issued))
    assert "增加" in said(page.issued)
    with qtbot.waitSignal(window.reopened, timeout=10_000) as reopened:
        page.issued.apply_button.click()
    restored = reopened.args[0]
    assert restored.workspace.catalogue.vocabularies["V_payer"].label("fund") == "专项资金"
    restored.workspace.close()


def test_an_older_version_is_refused_and_rolled_back_is_the_programs_own(
    page: UpperPage, qtbot: QtBot, runner: JobRunner
) -> None:
    files = {"vocabularies/V_payer.toml": _TABLE}
    issued.apply(issued.Offer(PORTAL, 3, "2026-12-01T00:00:00.000Z", "", files))
    page.arrive()
    assert "第 3 版" in page.issued.now.text()
    page.tabs.setCurrentIndex(1)
    page.issued.offer(issued.Offer(PORTAL, 2, "2026-11-01T00:00:00.000Z", "", files))
    settle(qtbot, runner)
    assert "比正在使用的第 3 版旧" in page.issued.words.text()
    assert not page.issued.apply_button.isVisible()
    page.issued.reopen_wanted.disconnect()
    page.issued.back_button.click()
    assert "程序自带" in page.issued.now.text()
