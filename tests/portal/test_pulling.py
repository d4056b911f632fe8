"""The catalogue and the code tables of the stand-in, over a bad line and on a stick."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from desktop.paths import issued_definitions as issued_definitions_folder
from desktop.usecases import issued_definitions, page_reading, pulling, upper_catalogue
from desktop.usecases.pulling import IssueRefused, LineLost, PortalUnknown, Pulled, read_file
from desktop.usecases.upper_catalogue import UpperQuery
from desktop.usecases.workspace import Workspace
from exports.package import SigningKey, read_public
from exports.package.issued import CATALOGUE_PAGE, catalogue_lines, read_issue, write_issue
from exports.package.signed_page import sign_issued
from exports.progress import Cancelled
from tests.portal.app import Receive, Scope, Send, StandIn
from tests.portal.conftest import QUICK, House, right
from tests.usecases.upper_samples import item

Access = pulling.Access
_TABLE = 'id = "V_payer"\ntitle = "付费方"\n[[choice]]\nkey = "x"\nlabel = "甲"\n'.encode()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pull") / "空.mingce"
    Workspace.open(path).close()
    return path


@pytest.fixture
def desk(empty: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(Path(shutil.copy(empty, tmp_path / "库.mingce"))) as workspace:
        yield workspace


@pytest.fixture(autouse=True)
def nothing_issued() -> Iterator[None]:
    """What a test put in force is gone after it."""
    yield
    shutil.rmtree(issued_definitions_folder(), ignore_errors=True)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch, portal: StandIn) -> None:
    """Five items, two to a page."""
    monkeypatch.setattr(page_reading, "PAGE", 2)
    portal.book.publish(*(item(n, f"许可{n}") for n in range(1, 6)))


def pulled(desk: Workspace, access: Access, portal: StandIn, **more: Any) -> Pulled:
    key = read_public(portal.book.public.read_bytes(), "portal.pub")
    return pulling.pull(desk, access, right, key=key, patience=QUICK, **more)


def titles(desk: Workspace, **query: str) -> list[str]:
    wanted = upper_catalogue.numbers(desk, UpperQuery(**query))
    return [line.title for line in upper_catalogue.lines(desk, wanted)]


@dataclass
class Meddling:
    """Changes answers about the catalogue's items: the n-th of them (from 0) as ``how`` says."""

    app: Any
    how: str
    at: int = 1
    asked: list[str] = field(default_factory=list)
    first: list[Any] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope["path"].endswith("/items"):
            await self.app(scope, receive, send)
            return
        self.asked.append(scope["query_string"].decode())
        parts: list[Any] = []

        async def keep(message: Any) -> None:
            parts.append(message)

        await self.app(scope, receive, keep)
        start, body = parts
        if len(self.asked) - 1 == self.at:
            if self.how == "torn":
                await send(start)
                await send({**body, "body": body["body"][: len(body["body"]) // 2],
                            "more_body": True})  # fmt: skip
                raise ConnectionResetError
            if self.how == "doubled":
                start, body = self.first
            elif self.how == "changed":
                body = {**body, "body": body["body"].replace("许可3".encode(), "许可8".encode())}
            elif self.how == "unsigned":
                kept = [pair for pair in start["headers"] if pair[0] != b"page-signature"]
                start = {**start, "headers": kept}
        self.first = self.first or [start, body]
        await send(start)
        await send(body)


def test_the_catalogue_comes_page_by_page_and_then_only_what_changed(
    desk: Workspace, portal: StandIn, access: Access, house: House
) -> None:
    with pytest.raises(PortalUnknown, match="公钥"):
        pulling.pull(desk, access, right, patience=QUICK)
    found = pulled(desk, access, portal)
    assert (found.read, found.changed, found.again) == (5, 5, False)
    assert titles(desk) == [f"许可{n}" for n in range(1, 6)]
    watched = house.app = Meddling(portal, "")
    # The key is known now; nothing changed, so nothing is asked for.
    assert pulling.pull(desk, access, right, patience=QUICK).read == 0
    assert watched.asked == []
    portal.book.publish(item(2, "许可二"), item(5, "许可5", withdrawn=True))
    found = pulling.pull(desk, access, right, patience=QUICK)
    assert (found.read, found.changed) == (2, 2)
    assert len(watched.asked) == 1
    assert titles(desk, status="withdrawn") == ["许可5"]
    assert "许可二" in titles(desk)


def test_a_page_that_is_torn_comes_again(
    desk: Workspace, portal: StandIn, access: Access, house: House
) -> None:
    torn = house.app = Meddling(portal, "torn")
    assert pulled(desk, access, portal).read == 5
    assert [asked.partition("&")[0] for asked in torn.asked] == [
        "since=0", "since=2", "since=2", "since=4",
    ]  # fmt: skip


def test_what_was_read_before_the_line_went_down_is_not_read_again(
    desk: Workspace, portal: StandIn, access: Access, house: House
) -> None:
    class Down(Meddling):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            if len(self.asked) >= 2:
                raise ConnectionResetError
            await super().__call__(scope, receive, send)

    house.app = Down(portal, "")
    with pytest.raises(LineLost):
        pulled(desk, access, portal)
    assert len(titles(desk)) == 4
    up = house.app = Meddling(portal, "")
    assert pulled(desk, access, portal).read == 1
    assert len(up.asked) == 1
    assert len(titles(desk)) == 5


def test_who_stops_keeps_what_came(desk: Workspace, portal: StandIn, access: Access) -> None:
    class Enough:
        def step(self, done: int, total: int, text: str) -> None:
            if done >= 2:
                raise Cancelled

    with pytest.raises(Cancelled):
        pulled(desk, access, portal, progress=Enough())
    assert len(titles(desk)) == 2
    assert pulled(desk, access, portal).read == 3


@pytest.mark.parametrize(
    ("how", "words"),
    [("doubled", "不是所要的那一页"), ("changed", "签名"), ("unsigned", "没有带签名")],
)
def test_a_page_that_is_doubled_changed_or_unsigned_is_refused(
    desk: Workspace, portal: StandIn, access: Access, house: House, how: str, words: str
) -> None:
    house.app = Meddling(portal, how)
    with pytest.raises(ValueError, match=words):
        pulled(desk, access, portal)
    assert titles(desk) == ["许可1", "许可2"]
    house.app = portal
    assert pulled(desk, access, portal).read == 3


def test_another_key_is_refused_and_nothing_is_kept(
    desk: Workspace, portal: StandIn, access: Access
) -> None:
    with pytest.raises(IssueRefused, match="不是这把密钥"):
        pulling.pull(desk, access, right, key=SigningKey.new().public, patience=QUICK)
    assert titles(desk) == []
    with pytest.raises(PortalUnknown):
        pulling.pull(desk, access, right, patience=QUICK)


def test_a_portal_that_was_restored_is_read_anew(
    desk: Workspace, portal: StandIn, access: Access
) -> None:
    pulled(desk, access, portal)
    portal.book.restored()
    with portal.book._database.writing() as connection:
        connection.execute("DELETE FROM items WHERE seq = 5")
    found = pulling.pull(desk, access, right, patience=QUICK)
    assert (found.read, found.again) == (4, True)
    assert titles(desk, status="withdrawn") == ["许可5"]


def test_an_epoch_that_changes_between_two_pages_begins_anew(
    desk: Workspace, portal: StandIn, access: Access, house: House
) -> None:
    class Restored(Meddling):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            if len(self.asked) == 1:
                portal.book.restored()
            await super().__call__(scope, receive, send)

    restored = house.app = Restored(portal, "")
    found = pulled(desk, access, portal)
    assert (found.read, found.again) == (7, True)
    assert [asked.partition("&")[0] for asked in restored.asked[:3]] == [
        "since=0", "since=2", "since=0",
    ]  # fmt: skip
    assert len(titles(desk)) == 5


def test_the_whole_catalogue_comes_on_a_stick(
    desk: Workspace, portal: StandIn, access: Access, tmp_path: Path
) -> None:
    key = read_public(portal.book.public.read_bytes(), "portal.pub")
    first = portal.book.catalogue_bundle(tmp_path / "一.zip")
    with pytest.raises(PortalUnknown):
        read_file(desk, first)
    assert read_file(desk, first, key=key).changed == 5
    portal.book.publish(item(1, "许可一"))
    second = portal.book.catalogue_bundle(tmp_path / "二.zip")
    assert read_file(desk, second).changed == 1
    with pytest.raises(IssueRefused, match="旧"):
        read_file(desk, first)
    assert pulled(desk, access, portal).read == 0  # the line goes on where the stick ended


def test_a_bundle_that_was_meddled_with_is_refused(
    desk: Workspace, portal: StandIn, tmp_path: Path
) -> None:
    key = read_public(portal.book.public.read_bytes(), "portal.pub")
    good = portal.book.catalogue_bundle(tmp_path / "好.zip")
    with zipfile.ZipFile(good) as archive:
        files = {info.filename: archive.read(info) for info in archive.infolist()}
    items = next(name for name in files if name.endswith("items.jsonl"))
    said = next(name for name in files if name.endswith("issue.json"))
    other = SigningKey.new()
    about = json.loads(files[said])
    cases = {
        "改动": {**files, items: files[items].replace("许可3".encode(), "许可9".encode())},
        "签名": {**files, f"{said}.minisig": sign_issued(other, files[said])},
        "缺少": {name: data for name, data in files.items() if not name.endswith("minisig")},
        "清单": {**files, items.replace("items", "more"): b""},
        "不是码表": {
            **files,
            said: json.dumps({**about, "files": [{**about["files"][0], "path": "a.py"}]}).encode(),
        },
    }
    for words, changed in cases.items():
        bad = tmp_path / f"{words}.zip"
        with zipfile.ZipFile(bad, "w") as archive:
            for name, data in changed.items():
                archive.writestr(zipfile.ZipInfo(name), data)
        with pytest.raises(IssueRefused, match=words):
            read_file(desk, bad, key=key)
    (tmp_path / "坏.zip").write_bytes(good.read_bytes()[:-40])
    with pytest.raises(IssueRefused):
        read_file(desk, tmp_path / "坏.zip", key=key)
    assert titles(desk) == []
    bits = bytearray(good.read_bytes())
    for place in range(10, len(bits), len(bits) // 40):
        bits[place] ^= 4
        (tmp_path / "位.zip").write_bytes(bits)
        with contextlib.suppress(IssueRefused):
            assert read_file(desk, tmp_path / "位.zip", key=key).read == 5
        bits[place] ^= 4
    assert {title.removeprefix("许可") for title in titles(desk)} <= set("12345")


def test_code_tables_are_offered_and_not_in_force_yet(
    desk: Workspace, portal: StandIn, access: Access
) -> None:
    portal.book.issue_definitions(4, {"vocabularies/V_payer.toml": _TABLE}, "四月版")
    found = pulled(desk, access, portal)
    assert found.offer is not None
    assert (found.offer.version, found.offer.note) == (4, "四月版")
    assert issued_definitions.in_force() is None
    again = pulling.pull(desk, access, right, patience=QUICK)
    assert again.offer is not None  # nobody took it, so it is offered again
    issued_definitions.apply(found.offer)
    assert pulling.pull(desk, access, right, patience=QUICK).offer is None
    portal.book.issue_definitions(5, {"vocabularies/V_payer.toml": _TABLE})
    newer = pulling.pull(desk, access, right, patience=QUICK).offer
    assert newer is not None
    assert newer.version == 5


def test_the_portals_signatures_are_what_minisign_reads(portal: StandIn, tmp_path: Path) -> None:
    if shutil.which("minisign") is None:
        pytest.skip("minisign is not installed")
    data, signature = portal.book.page(0, 2)
    assert CATALOGUE_PAGE.parse(data).more
    page, beside = tmp_path / "page.json", tmp_path / "page.json.minisig"
    page.write_bytes(data)
    beside.write_bytes(signature)
    command: list[str | Path] = [
        "minisign", "-Vm", page, "-x", beside, "-p", portal.book.public,
    ]  # fmt: skip
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    page.write_bytes(data.replace("许可1".encode(), "许可7".encode()))
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_a_bundle_is_the_same_each_time_and_names_what_it_is(tmp_path: Path) -> None:
    key = SigningKey.new()
    lines = catalogue_lines([replace(item(1, "取水许可"), seq=9)])
    for name in ("a.zip", "b.zip"):
        write_issue(
            tmp_path / name, key, {"catalogue/items.jsonl": lines}, portal="甲", content="catalogue",
            epoch="e", number=9, at="2026-12-01T08:00:00.000+08:00",
        )  # fmt: skip
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    issue = read_issue(tmp_path / "a.zip")
    assert (issue.number, issue.at) == (9, "2026-12-01T00:00:00.000Z")
    assert issue.items(key.public)[0].values["name"] == "取水许可"
