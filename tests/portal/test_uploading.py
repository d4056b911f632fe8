"""The outbox against the stand-in: begun, paused, killed, given up, answered."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from desktop.exchange.keyring import KeyringUnavailable, Outcome
from desktop.exchange.portal import Access
from desktop.usecases import uploading
from desktop.usecases.checking import check_record
from desktop.usecases.packing import pack
from desktop.usecases.receiving import standings
from desktop.usecases.uploading import CannotSend, LineWrong, State, Upload
from desktop.usecases.workspace import Workspace
from exports.package import PublicKey, read_public
from exports.package.receipt import ReceiptRefused
from tests.portal.app import StandIn
from tests.portal.book import Demand
from tests.portal.conftest import QUICK, access_at, right
from tests.usecases.exchange_samples import finish, finished
from tests.usecases.review_samples import WRITER, office, proof


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library of two final records and the package of them, made once."""
    folder = tmp_path_factory.mktemp("packed")
    with Workspace.open(folder / "库.mingce") as desk:
        office(desk)
        finished(desk, "甲证明")
        finished(desk, "乙证明")
        pack(desk, folder / "out").package.path.rename(folder / "包.zip")
    return folder


@dataclass
class Desk:
    """A library, its package, and the way to the portal."""

    workspace: Workspace
    package: Path
    access: Access

    def queued(self) -> Upload:
        return uploading.enqueue(self.workspace, self.package, self.access, by=WRITER)

    def start(self, upload: Upload) -> Upload:
        return uploading.start(self.workspace, upload, self.access, right, patience=QUICK)


@pytest.fixture
def desk(packed: Path, tmp_path: Path, access: Access) -> Iterator[Desk]:
    package = Path(shutil.copy(packed / "包.zip", tmp_path))
    library = Path(shutil.copy(packed / "库.mingce", tmp_path))
    with Workspace.open(library) as workspace:
        yield Desk(workspace, package, access)


def test_a_package_arrives_and_its_receipt_comes_back(desk: Desk, portal: StandIn) -> None:
    before = uploading.inquire(desk.workspace, desk.package, desk.access, right)
    assert (before.known, before.records, before.too_large) == (False, 2, False)
    assert desk.workspace.library.uploads() == []
    upload = desk.queued()
    assert upload.state == State.WAITING
    arrived = desk.start(upload)
    assert (arrived.state, arrived.share, arrived.tries) == (State.SENT, 1.0, 1)
    stored = next((portal.book.folder / "uploads").glob("*.bytes"))
    assert stored.read_bytes() == desk.package.read_bytes()

    with pytest.raises(ReceiptRefused, match="公钥"):
        uploading.fetch_receipt(desk.workspace, arrived, desk.access, right)
    key = read_public(portal.book.public.read_bytes(), "portal.pub")
    received = uploading.fetch_receipt(desk.workspace, arrived, desk.access, right, key=key)
    assert received is not None
    assert len(received.applied.accepted) == 2
    assert Counter(standings(desk.workspace).values())["accepted"] == 2
    assert uploading.uploads(desk.workspace)[0].state == State.ANSWERED


def test_a_package_goes_once(desk: Desk, portal: StandIn) -> None:
    desk.start(desk.queued())
    again = desk.queued()
    assert (again.state, again.can_start) == (State.SENT, False)
    uploading.forget(desk.workspace, again)
    assert uploading.uploads(desk.workspace) == []
    # The library forgot it, the portal did not.
    assert uploading.inquire(desk.workspace, desk.package, desk.access, right).known
    assert desk.start(desk.queued()).state == State.SENT
    assert len(list((portal.book.folder / "uploads").glob("*.bytes"))) == 1


class StopAt:
    """Progress that does something once the upload is under way."""

    def __init__(self, deed: object) -> None:
        self.deed = deed

    def step(self, done: int, total: int, text: str) -> None:
        if done and callable(self.deed):
            deed, self.deed = self.deed, None
            deed()


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces so small that a package of some kilobytes needs several."""
    monkeypatch.setattr("desktop.exchange.tus._PIECE", 1000)
    monkeypatch.setattr("desktop.exchange.tus.SMALLEST", 1000)
    monkeypatch.setattr("desktop.exchange.tus.TusUpload.chunk", 2000)


def test_pause_and_go_on(desk: Desk, small_pieces: None, portal: StandIn) -> None:
    upload = desk.queued()
    paused = uploading.start(
        desk.workspace, upload, desk.access, right, patience=QUICK,
        progress=StopAt(lambda: uploading.pause(desk.workspace, upload)),
    )  # fmt: skip
    assert (paused.state, paused.can_start) == (State.PAUSED, True)
    assert 0 <= paused.done < paused.size
    assert desk.start(paused).state == State.SENT
    assert uploading.uploads(desk.workspace)[0].tries == 2


def test_give_up_while_it_runs_and_begin_again(
    desk: Desk, small_pieces: None, portal: StandIn
) -> None:
    upload = desk.queued()
    given_up = uploading.start(
        desk.workspace, upload, desk.access, right, patience=QUICK,
        progress=StopAt(lambda: uploading.cancel(desk.workspace, upload)),
    )  # fmt: skip
    assert (given_up.state, given_up.done) == (State.CANCELLED, 0)
    assert list((portal.book.folder / "uploads").iterdir()) == []  # the portal dropped it
    assert desk.start(desk.queued()).state == State.SENT


def test_what_has_arrived_when_it_is_given_up_has_arrived(desk: Desk) -> None:
    upload = desk.queued()

    class AtTheEnd:
        def step(self, done: int, total: int, text: str) -> None:
            if done == total:
                uploading._running[_only(uploading._running)].give_up = True

    sent = uploading.start(
        desk.workspace, upload, desk.access, right, patience=QUICK, progress=AtTheEnd()
    )
    assert sent.state == State.SENT


def _only(running: Mapping[tuple[Path, str, str], object]) -> tuple[Path, str, str]:
    (key,) = running
    return key


def test_one_that_is_under_way_is_not_begun_twice(desk: Desk, small_pieces: None) -> None:
    upload = desk.queued()
    seen: list[Upload] = []
    done = uploading.start(
        desk.workspace, upload, desk.access, right, patience=QUICK,
        progress=StopAt(lambda: seen.append(desk.start(upload))),
    )  # fmt: skip
    assert (seen[0].state, done.state) == (State.SENDING, State.SENT)


def test_what_a_killed_program_left_is_shown_as_interrupted(desk: Desk) -> None:
    upload = desk.queued()
    entry = desk.workspace.library.upload(upload.portal, upload.sha256)
    assert entry is not None
    desk.workspace.library.keep_upload(replace(entry, state="sending"))
    (shown,) = uploading.uploads(desk.workspace)
    assert (shown.state, shown.can_start) == (State.INTERRUPTED, True)
    assert desk.start(shown).state == State.SENT


def test_a_portal_that_is_down_leaves_it_waiting_with_a_sentence(desk: Desk) -> None:
    desk.access = access_at(1)
    failed = desk.start(desk.queued())
    assert (failed.state, failed.can_start) == (State.FAILED, True)
    assert "连接不上门户" in failed.message
    with pytest.raises(uploading.LineLost):
        uploading.inquire(desk.workspace, desk.package, desk.access, right, patience=QUICK)


def test_a_wrong_token_is_said(desk: Desk) -> None:
    refused = uploading.start(
        desk.workspace, desk.queued(), desk.access, lambda _: "wrong", patience=QUICK
    )
    assert refused.state == State.REFUSED
    assert "令牌" in refused.message
    assert desk.start(refused).state == State.SENT


def test_what_the_portal_does_not_confirm_has_not_arrived(
    desk: Desk, portal: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = portal.book.take
    monkeypatch.setattr(portal.book, "take", lambda *_: None)
    sent = desk.start(desk.queued())
    assert (sent.state, "没有确认" in sent.message) == (State.FAILED, True)
    monkeypatch.setattr(portal.book, "take", take)
    # It has all the bytes; they are dropped there, and go again.
    portal.uploads.expire()
    assert desk.start(sent).state == State.SENT


def test_a_keyring_that_is_locked_is_said(desk: Desk) -> None:
    def locked(refused: bool) -> str:
        raise KeyringUnavailable(Outcome.LOCKED)

    failed = uploading.start(desk.workspace, desk.queued(), desk.access, locked, patience=QUICK)
    assert (failed.state, failed.message) == (State.FAILED, Outcome.LOCKED.words)


def test_another_file_in_the_place_of_the_package_is_not_sent(desk: Desk) -> None:
    upload = desk.queued()
    desk.package.write_bytes(b"other")
    assert "已不是当初" in desk.start(upload).message
    desk.package.unlink()
    gone = desk.start(uploading.uploads(desk.workspace)[0])
    assert (gone.state, "找不到" in gone.message) == (State.FAILED, True)


def test_damaged_and_draft_packages_do_not_go(desk: Desk, tmp_path: Path) -> None:
    data = bytearray(desk.package.read_bytes())
    data[len(data) // 2] ^= 255
    bad = tmp_path / "坏.zip"
    bad.write_bytes(data)
    with pytest.raises(CannotSend, match="核验"):
        uploading.enqueue(desk.workspace, bad, desk.access)
    draft = pack(desk.workspace, tmp_path / "draft", draft=True).package.path
    with pytest.raises(CannotSend, match="草稿"):
        uploading.enqueue(desk.workspace, draft, desk.access)
    with pytest.raises(CannotSend, match="找不到"):
        uploading.enqueue(desk.workspace, tmp_path / "none.zip", desk.access)
    assert uploading.uploads(desk.workspace) == []


@pytest.mark.parametrize(
    "url", ["portal.example", "ftp://a.example", "https://u:p@a.example", "http://a.example/api"]
)
def test_addresses_that_cannot_be_are_refused(desk: Desk, url: str) -> None:
    with pytest.raises(LineWrong, match="门户地址"):
        uploading.set_portal_access(desk.workspace, Access(url))


def test_the_way_to_the_portal_is_remembered(desk: Desk, tmp_path: Path) -> None:
    assert uploading.portal_access(desk.workspace) is None
    way = Access("https://a.example/api", tmp_path / "ca.pem", proxy=False)
    uploading.set_portal_access(desk.workspace, way)
    assert uploading.portal_access(desk.workspace) == way
    uploading.set_portal_access(desk.workspace, None)
    assert uploading.portal_access(desk.workspace) is None


def test_a_record_goes_the_whole_way_is_rejected_mended_and_accepted(
    desk: Desk, portal: StandIn, tmp_path: Path
) -> None:
    workspace = desk.workspace
    portal.book.demands = [Demand("proof_item", "issuer", ".*局", "E207", "出具单位须写到局一级。")]
    uuid = proof(workspace, "丙证明", issuer="岚川县政务中心").uuid
    finish(workspace, uuid)
    key = read_public(portal.book.public.read_bytes(), "portal.pub")

    received = sent_and_answered(desk, tmp_path / "1", key)
    assert received == {"accepted": 2, "rejected": 1}
    (problem,) = check_record(workspace, workspace.library.get(uuid))
    assert (problem.rule, problem.field, problem.blocks) == ("X03", "issuer", True)
    assert "出具单位须写到局一级" in problem.message

    version = workspace.library.new_version(uuid, by=WRITER)
    mended = workspace.library.save(
        version.with_values(
            issuer="岚川县发展和改革局", change_type="change", change_note="按门户意见改正出具单位"
        ),
        by=WRITER,
    )
    assert check_record(workspace, mended) == []
    finish(workspace, uuid)
    assert sent_and_answered(desk, tmp_path / "2", key) == {"accepted": 1, "rejected": 0}
    counts = Counter(standings(workspace).values())
    assert (counts["accepted"], counts["rejected"], counts["unsent"]) == (3, 0, 0)
    (only,) = [v for v in portal.book.changes(0, 100)["items"] if v["uuid"] == uuid]
    assert only["content"]["issuer"] == "岚川县发展和改革局"


def sent_and_answered(desk: Desk, folder: Path, key: PublicKey) -> dict[str, int]:
    """Pack what is not acknowledged, send it, take the receipt in; how many of which verdict."""
    desk.package = pack(desk.workspace, folder).package.path
    sent = desk.start(desk.queued())
    assert sent.state == State.SENT, sent.message
    received = uploading.fetch_receipt(desk.workspace, sent, desk.access, right, key=key)
    assert received is not None
    applied = received.applied
    return {"accepted": len(applied.accepted), "rejected": len(applied.rejected)}
