"""Client and portal killed in the middle of an upload: the file arrives once, whole, the same."""

from __future__ import annotations

import hashlib
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.usecases.packing import pack
from desktop.usecases.workspace import Workspace
from tests.portal.serve import listen
from tests.usecases.exchange_samples import finished
from tests.usecases.review_samples import office

ROOT = Path(__file__).parents[2]
_SECONDS = 60


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of some megabytes that do not pack smaller."""
    folder = tmp_path_factory.mktemp("kills")
    with Workspace.open(folder / "库.mingce") as desk:
        finished(office(desk), "甲证明")
        enclosed = folder / "样表.pdf"
        enclosed.write_bytes(random.Random(3).randbytes(6_000_000))
        return pack(desk, folder, documents=[enclosed]).package.path


@contextmanager
def program(*words: object) -> Iterator[subprocess.Popen[str]]:
    """A program that does not outlive the test."""
    command = [sys.executable, "-m", *map(str, words)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        guard = threading.Timer(_SECONDS, running.kill)
        guard.start()
        try:
            yield running
        finally:
            guard.cancel()
            running.kill()


def portal(folder: Path, port: int) -> tuple[object, ...]:
    return ("tests.portal", "--port", port, "--folder", folder, "--token", "right",
            "--seconds", _SECONDS)  # fmt: skip


def free_port() -> int:
    with listen(0) as listening:
        return int(listening.getsockname()[1])


def url_of(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    return running.stdout.readline().removeprefix("地址 ").strip()


def until(running: subprocess.Popen[str], done: int) -> None:
    """Wait until the client says that so many bytes went."""
    assert running.stdout is not None
    for line in running.stdout:
        if line.strip().isdigit() and int(line) >= done:
            return
    raise AssertionError("the client ended too early")


def arrived(folder: Path, package: Path) -> bool:
    wanted = hashlib.sha256(package.read_bytes()).hexdigest()
    found = [hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*.bytes")]
    return found == [wanted]


@pytest.mark.slow
def test_a_killed_client_and_a_killed_portal_lose_nothing(package: Path, tmp_path: Path) -> None:
    folder, port = tmp_path / "portal", free_port()
    words = ("tests.portal.kills", tmp_path / "库.mingce", package)
    with program(*portal(folder, port)) as first:
        url = url_of(first)
        with program(*words, url, 0.02) as client:
            until(client, 1_500_000)
            client.send_signal(signal.SIGKILL)
        with program(*words, url, 0.02) as client:
            until(client, 3_000_000)
            first.send_signal(signal.SIGKILL)
            first.wait()
            kept = sum(path.stat().st_size for path in folder.rglob("*.bytes"))
            assert kept >= 1_000_000  # not begun anew
            with program(*portal(folder, port)) as second:
                url_of(second)
                assert client.stdout is not None
                said = client.stdout.read().splitlines()
                assert client.wait() == 0, said[-1]
                assert min(int(line) for line in said[:-1]) >= 1_000_000
    assert arrived(folder, package)
