"""The merge screen: read, decided by hand, merged, taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.store import Applied
from desktop.ui.jobs import JobRunner
from desktop.ui.main_window import MainWindow
from desktop.ui.merge_page import MergePage
from desktop.usecases import portal_changes, uploading
from desktop.usecases.packing import pack
from desktop.usecases.receiving import PortalUnknown, Received, Standing
from desktop.usecases.workspace import Workspace
from exports.package import SigningKey
from exports.package.receipt import Receipt
from forms.merging import Pick
from forms.record import Record
from tests.ui.helpers import settle


@pytest.fixture
def package(workspace: Workspace, guide: Record, empty_library: Path, tmp_path: Path) -> Path:
    """What a colleague made of our guide, who had got it from us; both edited the same two places."""
    from desktop.usecases import merging

    ours = pack(workspace, tmp_path / "给", draft=True).package.path
    path = Path(shutil.copy(empty_library, tmp_path / "同事.mingce"))
    with Workspace.open(path) as colleague:
        merging.commit(colleague, merging.plan(colleague, ours), unsigned=True)
        theirs = colleague.library.get(guide.uuid)
        colleague.library.save(
            theirs.with_values(item_name="渡口设立许可（同事）", remark="同事", phone="0000-1")
        )
        colleague.library.save(Record("service_guide", {"item_name": "同事新编的事项"}))
        made = pack(colleague, tmp_path / "回", draft=True).package.path
    workspace.library.save(guide.with_values(item_name="渡口设立许可（本库）", remark="本库"))
    return made


@pytest.fixture
def page(window: MainWindow, package: Path, qtbot: QtBot, runner: JobRunner) -> MergePage:
    """The page as it is when the package was dropped on the window."""
    window.files_dropped.emit([package])
    settle(qtbot, runner)
    assert window.pages is not None
    found = window.pages.merge_page()
    assert window.stack.currentWidget() is found
    return found


def test_the_page_is_reached_from_the_page_of_packages(
    window: MainWindow, qtbot: QtBot, runner: JobRunner
) -> None:
    window.go("pack")
    assert window.pages is not None
    window.pages.pack_page().merge_button.click()
    settle(qtbot, runner)
    page = window.pages.merge_page()
    assert window.stack.currentWidget() is page
    assert "可以撤销" in page.words.text()
    assert not page.merge_button.isEnabled()


def test_conflicts_are_decided_by_keyboard_and_the_merge_is_taken_back(
    page: MergePage, workspace: Workspace, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    assert page.plan is not None
    assert "没有签名" in page.signer.words.text()
    assert "还有 2 处" in page.list.item(0).text()
    radio = page.detail.radios["item_name", Pick.THEIRS]
    radio.setFocus()
    QTest.keyClick(radio, Qt.Key.Key_Space)
    assert page.plan.open == 1
    box = page.detail.boxes["remark"]
    box.setFocus()
    QTest.keyClicks(box, "merged")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert page.plan.open == 0
    assert not page.mine_button.isVisible()
    assert not page.merge_button.isEnabled(), "nobody said that it may be merged unsigned"
    page.signer.anyway.setFocus()
    QTest.keyClick(page.signer.anyway, Qt.Key.Key_Space)
    said: list[object] = []
    page.said.connect(lambda words, deed, slot: said.append(slot))
    page.merge_button.click()
    settle(qtbot, runner)
    now = workspace.library.get(guide.uuid)
    assert (now.get("item_name"), now.get("remark")) == ("渡口设立许可（同事）", "merged")
    assert workspace.library.summaries(text="同事新编")
    undo = said[0]
    assert callable(undo)
    undo()
    settle(qtbot, runner)
    assert "已撤销合并" in page.words.text()
    assert workspace.library.get(guide.uuid).get("remark") == "本库"
    assert not workspace.library.summaries(text="同事新编")


def test_an_undecided_record_stays_and_the_preview_shows_what_is_new(
    page: MergePage, workspace: Workspace, guide: Record, qtbot: QtBot, runner: JobRunner
) -> None:
    page.list.setCurrentRow(1)
    assert page.preview.isVisible()
    page.signer.anyway.click()
    page.merge_button.click()
    settle(qtbot, runner)
    assert "1 条有未定的冲突" in page.words.text()
    assert workspace.library.get(guide.uuid).get("remark") == "本库"


def test_the_rest_is_decided_at_once(page: MergePage) -> None:
    page.theirs_button.click()
    assert page.plan is not None
    assert page.plan.open == 0
    assert page.detail.radios["remark", Pick.THEIRS].isChecked()


def test_a_damaged_package_says_why(
    page: MergePage, package: Path, qtbot: QtBot, runner: JobRunner
) -> None:
    package.write_bytes(package.read_bytes()[:-200])
    page.start([package])
    settle(qtbot, runner)
    assert page.plan is None
    assert page.words.isVisible()
    assert "可以撤销" not in page.words.text()


def test_a_package_that_brings_nothing_new_says_so(
    page: MergePage, package: Path, qtbot: QtBot, runner: JobRunner
) -> None:
    page.theirs_button.click()
    page.signer.anyway.click()
    page.merge_button.click()
    settle(qtbot, runner)
    page.start([package])
    settle(qtbot, runner)
    assert "没有需要合并" in page.words.text()


def test_the_key_of_a_colleague_is_compared_kept_and_trusted_no_more(
    window: MainWindow, workspace: Workspace, tmp_path: Path, empty_library: Path,
    qtbot: QtBot, runner: JobRunner,
) -> None:  # fmt: skip
    key = SigningKey.new()
    path = Path(shutil.copy(empty_library, tmp_path / "同事.mingce"))
    with Workspace.open(path) as colleague:
        colleague.library.save(Record("service_guide", {"item_name": "同事新编的事项"}))
        made = pack(colleague, tmp_path / "回", draft=True, key=key).package.path
    window.files_dropped.emit([made])
    settle(qtbot, runner)
    assert window.pages is not None
    page = window.pages.merge_page()
    said = " ".join(label.text() for label in page.signer.findChildren(QLabel))
    assert key.public.fingerprint in said
    assert all(group in said for group in key.public.spoken)
    labels = page.signer.findChildren(QLabel)
    digits = next(label for label in labels if key.public.spoken[-1] in label.text())
    two_lines = 2 * digits.fontMetrics().height()
    qtbot.waitUntil(lambda: digits.height() >= two_lines)  # no digit is cut off
    assert not page.merge_button.isEnabled()
    page.signer.trust_button.click()
    settle(qtbot, runner)
    assert "谁的公钥" in page.signer.wrong.text(), "a key needs a name"
    other = tmp_path / "别人.pub"
    other.write_text(SigningKey.new().public.minisign(), encoding="utf-8")
    page.signer.load(other)
    page.signer.name.setText("周砚秋")
    page.signer.trust_button.click()
    settle(qtbot, runner)
    assert page.signer.wrong.isVisible(), "it is not signed with that key"
    own = tmp_path / "同事.pub"
    own.write_text(key.public.minisign(), encoding="utf-8")
    page.signer.load(own)
    QTest.keyClick(page.signer.name, Qt.Key.Key_Return)
    settle(qtbot, runner)
    assert not page.signer.isVisible()
    assert "是“周砚秋”的密钥" in page.summary.text()
    page.merge_button.click()
    settle(qtbot, runner)
    assert workspace.library.summaries(text="同事新编")
    assert page.known.isVisible()
    forget = next(b for b in page.known.findChildren(QAbstractButton))
    forget.click()
    assert not page.known.isVisible()
    page.start([made])
    settle(qtbot, runner)
    assert page.plan is not None
    assert page.plan.source.vouched is False


def press(part: QWidget, words: str) -> None:
    """Press the link with these words."""
    found = [item for item in part.findChildren(QPushButton) if item.text() == words]
    next(item for item in found if item.isVisible()).click()


def test_a_colleagues_package_on_a_stick_and_a_conflict_lead_here(
    window: MainWindow, package: Path, qtbot: QtBot, runner: JobRunner
) -> None:
    window.go("pack")
    assert window.pages is not None
    exchange, merge = window.pages.pack_page(), window.pages.merge_page()
    exchange.tabs.setCurrentIndex(2)
    exchange.receipts.look(package.parent)
    settle(qtbot, runner)
    press(exchange.receipts.stick, "合并…")
    settle(qtbot, runner)
    assert window.stack.currentWidget() is merge
    assert merge.plan is not None
    assert merge.plan.source.path == package
    receipt = Receipt("", "省平台", "e", "f" * 64, 1, "2026-12-01T08:00:00.000Z", ())
    exchange.receipts.view.add(Received(receipt, Applied(conflict=("u",))), [])
    for part in (exchange.receipts.view, exchange.receipts.standing):
        window.go("pack")
        settle(qtbot, runner)
        exchange.receipts.standing.show_standing(Standing({"conflict": {"proof_item": ("u",)}}))
        press(part, "与门户的版本逐处合并…")
        settle(qtbot, runner)
        assert window.stack.currentWidget() is merge
        assert "没有门户判为冲突" in merge.words.text()


def test_changes_at_the_portal_are_asked_for_here_and_what_is_missing_is_said(
    window: MainWindow, workspace: Workspace, guide: Record, monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot, runner: JobRunner,
) -> None:  # fmt: skip
    window.go("merge")
    settle(qtbot, runner)
    assert window.pages is not None
    page = window.pages.merge_page()
    page.portal_button.click()
    assert "还没有门户地址" in page.words.text()

    uploading.set_portal_access(workspace, uploading.Access("https://portal.example/api"))

    def unknown(*_: object, **__: object) -> None:
        raise PortalUnknown("样例门户")

    monkeypatch.setattr(portal_changes, "fetch", unknown)
    page.portal_button.click()
    settle(qtbot, runner)
    assert "还没有“样例门户”的公钥" in page.words.text()
    assert "上级目录" in page.words.text()

    theirs = {**guide.to_json(), "item_name": "渡口设立许可（省里改）"}
    mine = workspace.library.names_now([guide.uuid])[guide.uuid]
    seen = [mine.vid, *mine.ancestors]
    version = {"vid": "e" * 64, "parents": seen[:1], "ancestors": seen, "content": theirs}
    waiting = {guide.uuid: {"kind": guide.kind, "seq": 1, "deleted": False, **version}}

    def read(desk: Workspace, *_: object, **__: object) -> None:
        desk.library.set_setting("portal_changes", {"portal": "样例门户", "waiting": waiting})

    monkeypatch.setattr(portal_changes, "fetch", read)
    page.portal_button.click()
    settle(qtbot, runner)
    assert page.list.count() == 1
    assert "门户" in page.theirs_button.text()
    assert not page.portal_button.isVisible()
    page.merge_button.click()
    settle(qtbot, runner)
    assert workspace.library.get(guide.uuid).get("item_name") == "渡口设立许可（省里改）"
