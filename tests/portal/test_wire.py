"""Whoever says stop waits for nobody: not for a portal that is silent, full, or not there."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpcore
import pytest

from desktop.exchange.line import Access, Line, Timeouts
from desktop.exchange.portal import LineLost, Patience, Portal
from desktop.exchange.tus import Source, TusUpload
from desktop.usecases.uploading import State, Upload, fetch_receipt
from desktop.usecases.workspace import Workspace
from exports.progress import Cancelled
from tests.portal.app import ROOT, Receive, Scope, Send
from tests.portal.conftest import House, access_at, right
from tests.portal.serve import listen

#: So long would a wait last that nobody can cut short; and by then it must be over.
_FOR_EVER, _AT_ONCE = 60.0, 5.0


@pytest.fixture
def silent() -> Iterator[Access]:
    """A portal that takes connections and never reads nor says anything."""
    listening = listen(0)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    port = listening.getsockname()[1]
    yield Access(
        f"http://127.0.0.1:{port}{ROOT}", proxy=False, timeouts=Timeouts(_FOR_EVER, _FOR_EVER)
    )
    listening.close()


def ends_at_once(line: Line, work: Callable[[], object]) -> None:
    """The work waits, and ends with `Cancelled` when the line is stopped from another thread."""
    stopper = threading.Timer(0.2, line.stop)
    stopper.start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        work()
    assert time.monotonic() - begun < _AT_ONCE
    stopper.join()


def test_a_portal_that_says_nothing_holds_nobody(silent: Access) -> None:
    with Line(silent, right) as line:
        ends_at_once(line, Portal(line).greeting)
        with pytest.raises(Cancelled):  # a line that was stopped stays so
            Portal(line).greeting()


def test_a_portal_that_reads_nothing_holds_nobody(silent: Access) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield bytes(1 << 20)

    with Line(silent, right) as line:
        ends_at_once(line, lambda: line.send("POST", silent.url, {}, endless))


def test_a_handshake_that_does_not_come_holds_nobody(silent: Access) -> None:
    secret = replace(silent, url=silent.url.replace("http:", "https:"))
    with Line(secret, right) as line:
        ends_at_once(line, Portal(line).greeting)


def test_a_host_that_does_not_answer_holds_nobody(
    silent: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    closed: list[bool] = []

    class Late(httpcore.NetworkStream):
        def close(self) -> None:
            closed.append(True)
            over.set()

    def connect(*_: object) -> httpcore.NetworkStream:
        over.wait(1)
        over.clear()
        return Late()

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    with Line(silent, right) as line:
        ends_at_once(line, Portal(line).greeting)
    over.set()
    assert over.wait(_AT_ONCE)
    deadline = time.monotonic() + _AT_ONCE
    while not closed and time.monotonic() < deadline:
        over.wait(0.01)
    assert closed  # what came too late was given back


def test_a_progress_that_says_stop_is_heard_while_the_portal_is_silent(
    silent: Access, tmp_path: Path
) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(b"a" * 1000)

    class Impatient:
        begun = time.monotonic()

        def step(self, done: int, total: int, text: str) -> None:
            if time.monotonic() - self.begun > 0.2:
                raise Cancelled

    begun = time.monotonic()
    with Line(silent, right) as line, pytest.raises(Cancelled):
        TusUpload(line, f"{silent.url}/uploads", Source.of(file), progress=Impatient()).run()
    assert time.monotonic() - begun < _AT_ONCE


def test_the_time_out_holds_all_the_same(silent: Access) -> None:
    short = replace(silent, timeouts=Timeouts(0.2, 0.2))
    with Line(short, right) as line, pytest.raises(LineLost, match="没有回应"):
        Portal(line, Patience(tries=1)).greeting()


def test_a_long_answer_comes_whole(house: House) -> None:
    body = bytes(range(256)) * 4096

    async def talkative(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for start in range(0, len(body), 10_000):
            piece = body[start : start + 10_000]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    house.app = talkative
    way = access_at(house.port)
    with Line(way, right) as line:
        assert line.send("GET", way.url).content == body


def test_asking_for_a_receipt_or_a_package_stops_when_the_progress_says_so(
    silent: Access, tmp_path: Path
) -> None:
    class Stopped:
        def step(self, done: int, total: int, text: str) -> None:
            if text == "取回执":
                raise Cancelled

    begun = time.monotonic()
    with Workspace.open(tmp_path / "库.mingce") as desk:
        sent = Upload(silent.url, "a" * 64, "b" * 64, tmp_path / "x", 1, State.SENT)
        with pytest.raises(Cancelled):
            fetch_receipt(desk, sent, silent, right, progress=Stopped())
    assert time.monotonic() - begun < _AT_ONCE
