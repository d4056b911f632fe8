"""Packages, receipts, sticks, keys and uploads as the clerk sees them, each pane by itself."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.exchange.keyring import Outcome, SessionStore
from desktop.ui.jobs import JobRunner
from desktop.ui.pack_page import PackPage
from desktop.usecases import key_desk, outbox, packing, signing, uploading
from desktop.usecases.signing import Keeper
from desktop.usecases.workspace import Workspace
from exports.package import SigningKey, read_public
from exports.package.receipt import Result, ResultError
from tests.portal.app import ROOT, StandIn
from tests.portal.book import Book
from tests.portal.serve import serving
from tests.ui.helpers import settle
from tests.usecases.exchange_samples import PORTAL_KEY, answer, finished
from tests.usecases.review_samples import office

MAPPING = """
portal = "市管理平台"
match = "title"
[columns]
record = "名称"
status = "结果"
message = "意见"
[status]
accepted = ["通过"]
rejected = ["退回"]
"""


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of two final records and the package that carries them, made once."""
    folder = tmp_path_factory.mktemp("交换")
    with Workspace.open(folder / "库.mingce") as desk:
        office(desk)
        finished(desk, "甲证明")
        finished(desk, "乙证明")
        finished(desk, "丙证明", "not_public")
        packing.pack(desk, folder / "包", key=SigningKey.new())
    return folder


@pytest.fixture
def desk(packed: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(Path(shutil.copy(packed / "库.mingce", tmp_path))) as opened:
        yield opened


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[Keeper]:
    """What the system's keyring answers; a test may put another answer into it."""
    answers = [Keeper(SessionStore("system"))]
    true = signing.keeper

    def keeper(*given: object) -> Keeper:
        return true(*given) if given else answers[-1]  # type: ignore[arg-type]

    monkeypatch.setattr(key_desk, "keeper", keeper)
    return answers


@pytest.fixture
def page(
    desk: Workspace, kept: list[Keeper], runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> PackPage:
    settings = QSettings(str(tmp_path / "设置.ini"), QSettings.Format.IniFormat)
    settings.setValue("package_folder", str(tmp_path / "出"))
    made = PackPage(runner, desk, settings)
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.show()
    made.arrive()
    settle(qtbot, runner)
    return made


def said(part: QWidget) -> str:
    """Everything that can be read on a part of the page."""
    kinds: list[QLabel | QPushButton] = [
        *part.findChildren(QLabel), *part.findChildren(QPushButton),
    ]  # fmt: skip
    return "\n".join(item.text() for item in kinds if item.isVisible())


def press(part: QWidget, words: str) -> None:
    """Press the button or link with these words."""
    found = [item for item in part.findChildren(QPushButton) if item.text() == words]
    next(item for item in found if item.isVisible()).click()


def reply(desk: Workspace, folder: Path, seq: int = 1, *, key: SigningKey = PORTAL_KEY) -> Path:
    """The portal's answer: the first record sent back at its name, the second accepted."""
    sent = sorted(desk.library.last_dispatches().items())
    (first, (package, vid)), (second, (_, other)) = sent
    error = ResultError("name", "E1", "名称与目录不一致")
    results = (Result(first, vid, "rejected", (error,)), Result(second, other, "accepted"))
    return answer(folder, package, *results, seq=seq, key=key)


# building


def test_what_goes_and_what_stays_is_told_before_building(
    page: PackPage, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: "将装入 2 条" in said(page.pack.outlook))
    assert page.pack.part.isChecked()
    assert "留下 1 条" in said(page.pack.outlook)
    assert "丙证明" in said(page.pack.outlook)
    assert not (tmp_path / "出").exists()
    with qtbot.waitSignal(page.open_wanted):
        press(page.pack.outlook, "丙证明")
    page.pack.draft.click()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "将装入 3 条" in said(page.pack.outlook))
    assert "丙证明" not in said(page.pack.outlook)


def test_a_signed_package_names_its_key_and_leaves_the_public_key_beside_it(
    page: PackPage, runner: JobRunner, qtbot: QtBot, desk: Workspace, tmp_path: Path
) -> None:
    page.pack.start_button.click()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "同步包已生成" in said(page.pack))
    built = outbox.built(desk)[0]
    (beside,) = (tmp_path / "出").glob("*.pub")
    key = read_public(beside.read_bytes(), beside.name)
    assert built.signer == key.fingerprint
    assert key.fingerprint in said(page.pack)
    assert "刚刚建立的" in said(page.pack)
    assert packing.verify(built.file, key=key).signature == "good"


def test_without_a_keyring_the_package_says_that_it_is_not_signed_and_why(
    page: PackPage, kept: list[Keeper], runner: JobRunner, qtbot: QtBot
) -> None:
    kept.append(Keeper(SessionStore(), Outcome.LOCKED))
    page.pack.start_button.click()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "没有解锁。请解锁后再试。这个包没有签名" in said(page.pack))
    press(page.pack, "签名密钥")
    assert page.parts.currentWidget() is page.keys


def test_a_copy_goes_with_a_slip(
    page: PackPage, desk: Workspace, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    medium = tmp_path / "U盘"
    medium.mkdir()
    page.pack.copy(outbox.built(desk)[0], medium)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "打印交接单…" in said(page.pack.list))
    page.pack.write_slip(outbox.built(desk)[0], tmp_path / "交接单.pdf")
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "打印后双方签字" in said(page.pack.list))
    assert (tmp_path / "交接单.pdf").read_bytes().startswith(b"%PDF")


# receipts


def test_a_portals_key_is_asked_once_and_each_reason_opens_at_its_field(
    page: PackPage, desk: Workspace, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    page.tabs.setCurrentIndex(2)
    receipt = reply(desk, tmp_path)
    page.receipts.read([receipt])
    settle(qtbot, runner)
    box = page.receipts.portal
    qtbot.waitUntil(lambda: "第一次收到“省政务服务平台”的回执" in said(box))
    assert not desk.library.receipts()
    (tmp_path / "门户.pub").write_text(PORTAL_KEY.public.minisign())
    box.load(tmp_path / "门户.pub")
    qtbot.waitUntil(lambda: PORTAL_KEY.public.spoken[0] in said(box))
    with qtbot.waitSignal(page.changed):
        box.keep()
    settle(qtbot, runner)
    words = said(page.receipts)
    assert "退回 1" in words
    assert "接收 1" in words
    assert "名称与目录不一致" in words
    qtbot.waitUntil(lambda: "被退回 1" in said(page.receipts.standing))
    link = next(
        item for item in page.receipts.view.findChildren(QPushButton) if "证明" in item.text()
    )
    with qtbot.waitSignal(page.open_wanted) as told:
        link.click()
    assert told.args is not None
    assert told.args[1] == "name"
    page.receipts.read([receipt])
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "已经读过" in said(page.receipts))
    assert not box.isVisible()


def test_a_wrong_key_is_refused_in_a_sentence_and_nothing_is_taken_in(
    page: PackPage, desk: Workspace, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    page.tabs.setCurrentIndex(2)
    page.receipts.read([reply(desk, tmp_path)], SigningKey.new().public)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "不是这把密钥" in said(page.receipts.view))
    assert not desk.library.receipts()


def test_a_receipt_on_a_stick_of_a_portal_unknown_so_far_is_no_damaged_file(
    page: PackPage, desk: Workspace, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    page.tabs.setCurrentIndex(2)
    medium = tmp_path / "U盘"
    medium.mkdir()
    reply(desk, medium)
    page.receipts.look(medium)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "第一次收到" in said(page.receipts.stick))
    words = said(page.receipts.stick)
    assert "不能用" not in words
    assert "--" not in words, "the words of the command line help nobody here"
    press(page.receipts.stick, "选择门户的公钥…")
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: page.receipts.portal.isVisible())


def test_numbers_open_their_records(
    page: PackPage, desk: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    page.tabs.setCurrentIndex(2)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "等回执 2" in said(page.receipts.standing))
    with qtbot.waitSignal(page.list_wanted) as told:
        press(page.receipts.standing, "等回执 2")
    assert told.args is not None
    assert told.args[0] == "proof_item"
    assert set(told.args[1].uuids) == set(desk.library.last_dispatches())


def test_a_stick_is_looked_through_before_anything_is_applied(
    page: PackPage, desk: Workspace, packed: Path, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    page.tabs.setCurrentIndex(2)
    medium = tmp_path / "U盘"
    medium.mkdir()
    page.receipts.read([reply(desk, tmp_path)], PORTAL_KEY.public)
    settle(qtbot, runner)
    reply(desk, medium, 2)
    cut = reply(desk, medium, 3)
    cut.write_bytes(cut.read_bytes()[:-40])
    shutil.copy(next((packed / "包").glob("*.zip")), medium)
    page.receipts.look(medium)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "读入这 1 份回执" in said(page.receipts.stick))
    words = said(page.receipts.stick)
    assert "本库的包" in words
    assert "没有复制完整" in words
    assert len(desk.library.receipts()) == 1
    page.receipts.stick.take_button.click()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "退回 1" in said(page.receipts.view))
    assert len(desk.library.receipts()) == 2


def test_a_list_of_an_older_portal_comes_in_through_its_mapping(
    page: PackPage, desk: Workspace, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    page.tabs.setCurrentIndex(2)
    (tmp_path / "对照.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "结果.csv").write_text(
        "名称,结果,意见\n甲证明,退回,重名\n丁证明,通过,\n", encoding="utf-8"
    )
    page.receipts.read_table(tmp_path / "结果.csv", tmp_path / "对照.toml")
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "对不上" in said(page.receipts.view))
    words = said(page.receipts.view)
    assert "没有签名" in words
    assert "丁证明" in words
    assert "重名" in words
    page.receipts.read_table(tmp_path / "结果.csv", tmp_path / "没有.toml")
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "没有.toml" in said(page.receipts.view))


def test_a_receipt_and_its_signature_are_dropped_together(
    page: PackPage, desk: Workspace, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    receipt = reply(desk, tmp_path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in sorted(tmp_path.glob("回执*"))])
    where, deed = QPoint(9, 9), Qt.DropAction.CopyAction
    keys, mouse = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(where, deed, data, mouse, keys)
    page.dragEnterEvent(enter)
    assert enter.isAccepted()
    page.dropEvent(QDropEvent(where.toPointF(), deed, data, mouse, keys))
    settle(qtbot, runner)
    assert page.parts.currentWidget() is page.receipts
    qtbot.waitUntil(lambda: "第一次收到" in said(page.receipts.portal))
    assert receipt.is_file()


# verifying


def test_a_package_is_verified_with_the_key_that_was_chosen(
    page: PackPage, packed: Path, desk: Workspace, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    package = outbox.built(desk)[0].file
    page.check(package)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "有签名，未用公钥核对" in said(page.checker))
    (tmp_path / "别人.pub").write_text(SigningKey.new().public.minisign())
    page.checker.load_key(tmp_path / "别人.pub")
    assert "有签名" not in said(page.checker)
    page.check(package)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "签名不正确" in said(page.checker))
    (tmp_path / "坏.pub").write_text("x")
    page.checker.load_key(tmp_path / "坏.pub")
    assert "不是公钥文件" in said(page.checker)


# the key


def test_a_key_is_made_backed_up_and_restored_on_another_computer(
    page: PackPage, kept: list[Keeper], runner: JobRunner, qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    pane, file = page.keys, tmp_path / "备份.mckey"
    page.tabs.setCurrentIndex(4)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "还没有签名密钥" in said(pane))
    press(pane, "建立签名密钥")
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "SHA256:" in said(pane))
    assert pane.state is not None
    fingerprint, digits = pane.state.fingerprint, pane.state.spoken
    assert digits[0] in said(pane)
    monkeypatch.setattr(pane, "_to_save", lambda *_: file)
    pane.back_up()
    pane.passphrase.first.setText("短")
    pane.passphrase.answer()
    assert "至少 8 个字符" in said(pane.passphrase)
    pane.passphrase.first.setText("一二三四五六七八")
    pane.passphrase.second.setText("一二三四五六七九")
    pane.passphrase.answer()
    assert "不一样" in said(pane.passphrase)
    pane.passphrase.second.setText("一二三四五六七八")
    pane.passphrase.answer()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "读回核对无误" in said(pane))
    kept.append(Keeper(SessionStore("system")))
    pane.retry()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "还没有签名密钥" in said(pane))
    monkeypatch.setattr(
        "desktop.ui.key_pane.QFileDialog.getOpenFileName", lambda *_: (str(file), "")
    )
    for word, told in (("不是这个口令", "口令不对"), ("一二三四五六七八", "密钥已恢复")):
        pane.restore()
        pane.passphrase.first.setText(word)
        pane.passphrase.answer()
        settle(qtbot, runner)
        qtbot.waitUntil(lambda told=told: told in said(pane))  # type: ignore[misc]
    assert pane.state.fingerprint == fingerprint


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_keyring_that_cannot_be_used_leaves_three_ways(
    page: PackPage, kept: list[Keeper], outcome: Outcome, runner: JobRunner, qtbot: QtBot
) -> None:
    kept.append(Keeper(SessionStore(), outcome))
    page.tabs.setCurrentIndex(4)
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: outcome.words in said(page.keys))
    words = said(page.keys)
    assert all(way in words for way in ("再试一次", "放进加密文件…", "只在本次使用"))
    press(page.keys, "只在本次使用")
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "只在内存里" in said(page.keys))


def test_a_sealed_file_keeps_the_key_when_the_user_chooses_it(
    page: PackPage, kept: list[Keeper], runner: JobRunner, qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    pane, file = page.keys, tmp_path / "密钥.mckey"
    kept.append(Keeper(SessionStore(), Outcome.NONE))
    page.tabs.setCurrentIndex(4)
    settle(qtbot, runner)
    monkeypatch.setattr(pane, "_to_save", lambda *_: file)
    pane.new_file()
    pane.passphrase.first.setText("一二三四五六七八")
    pane.passphrase.second.setText("一二三四五六七八")
    pane.passphrase.answer()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "以后的密钥和口令都放在这个文件里" in said(pane))
    press(pane, "建立签名密钥")
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "密钥.mckey" in said(pane) and "SHA256:" in said(pane))
    page.desk.print_sheet(page._workspace, tmp_path / "核对单.pdf")
    assert (tmp_path / "核对单.pdf").read_bytes().startswith(b"%PDF")


# uploading


def test_a_package_goes_to_the_portal_after_asking_and_its_receipt_comes_back(
    page: PackPage, desk: Workspace, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    pane, portal = page.uploads, StandIn(Book(tmp_path / "portal"), {"right"})
    press(page.pack.list, "上传…")
    assert "请先在下面填写门户地址" in said(pane)
    with serving(portal) as port:
        pane.access.url.box.setText(f"http://127.0.0.1:{port}{ROOT}")
        pane.access.proxy.setChecked(False)
        pane.access.url.flush()
        pane.access.token.setText("right")
        pane.access.keep_token()
        settle(qtbot, runner)
        qtbot.waitUntil(lambda: "令牌已保存" in said(pane.access))
        assert "right" not in str(desk.library.setting("portal_access"))
        pane.propose(outbox.built(desk)[0].file)
        settle(qtbot, runner)
        qtbot.waitUntil(lambda: "2 条" in pane.question.text() and pane.question.isVisible())
        assert uploading.uploads(desk) == []
        pane.yes_button.click()
        qtbot.waitUntil(lambda: "已送达，等回执" in said(pane), timeout=10_000)
        settle(qtbot, runner)
        pane.rows[0].deeds["receipt"].click()
        settle(qtbot, runner)
        qtbot.waitUntil(lambda: "第一次收到" in said(pane.portal))
        pane.portal.load(portal.book.public)
        pane.portal.keep()
        settle(qtbot, runner)
        qtbot.waitUntil(lambda: "已收到回执" in said(pane))


def test_a_refused_token_and_a_silent_portal_are_said_in_words(
    page: PackPage, desk: Workspace, runner: JobRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    pane = page.uploads
    page.tabs.setCurrentIndex(1)
    with serving(StandIn(Book(tmp_path / "portal"), {"right"})) as port:
        access = uploading.Access(f"http://127.0.0.1:{port}{ROOT}", proxy=False)
        uploading.set_portal_access(desk, access)
        pane.propose(outbox.built(desk)[0].file)
        settle(qtbot, runner)
        qtbot.waitUntil(lambda: "令牌" in said(pane.view))
    assert uploading.uploads(desk) == []


def test_a_wrong_address_is_said_at_its_box_and_not_kept(page: PackPage, desk: Workspace) -> None:
    page.tabs.setCurrentIndex(1)
    page.uploads.access.url.box.setText("http://portal.example.gov.cn")
    page.uploads.access.url.flush()
    assert "请改用 https 的地址" in said(page.uploads.access)
    assert uploading.portal_access(desk) is None


def test_the_end_of_the_program_does_not_wait_for_a_portal_that_is_tried_again_and_again(
    page: PackPage, desk: Workspace, runner: JobRunner, qtbot: QtBot
) -> None:
    pane = page.uploads
    page.tabs.setCurrentIndex(1)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    access = uploading.Access(f"http://127.0.0.1:{port}/v1", proxy=False)
    uploading.set_portal_access(desk, access)
    pane.start(uploading.enqueue(desk, outbox.built(desk)[0].file, access))
    qtbot.waitUntil(lambda: "正在上传" in said(pane))
    pane.pause_all()
    settle(qtbot, runner)
    qtbot.waitUntil(lambda: "已暂停" in said(pane))
