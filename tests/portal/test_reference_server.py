"""Our client against the reference server of tus, @tus/server: whole, over a bad line, and killed."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.exchange.line import Access, Line, Timeouts
from desktop.exchange.tus import Source, TusUpload
from exports.progress import Cancelled
from tests.portal.conftest import QUICK
from tests.portal.faults import BadLine
from tests.portal.kills import PATIENCE
from tests.portal.test_tus import Stop

_PACKAGES = ("@tus/server@2.4.5", "@tus/file-store@2.1.1")
_SCRIPT = Path(__file__).with_name("tus_server.mjs")


@pytest.fixture(scope="module")
def script() -> Path:
    """The server's program beside its packages, which are fetched once for this computer."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node is not installed: it runs the reference server")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "mingce-tests" / "tus"
    if not (folder / "node_modules" / "@tus" / "file-store").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        command: list[str | Path] = [
            npm,
            "install",
            "--no-audit",
            "--no-fund",
            "--fetch-retries=0",
            "--prefix",
            folder,
            *_PACKAGES,
        ]
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=25)
        except subprocess.TimeoutExpired:
            pytest.skip("npm does not answer: it fetches the reference server")
        if done.returncode:
            pytest.skip("npm cannot fetch the reference server, maybe without a network")
    return Path(shutil.copy(_SCRIPT, folder))


@contextmanager
def running(script: Path, folder: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    command = ["node", str(script), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        guard = threading.Timer(60, process.kill)
        guard.start()
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline()), process
        finally:
            guard.cancel()
            process.kill()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "包.zip"
    path.write_bytes(random.Random(11).randbytes(5_000_011))
    return path


def send(port: int, file: Path, location: str = "", stop: int = 0) -> str:
    """Send the file, or up to so many bytes; where it lies there."""
    base = f"http://127.0.0.1:{port}"
    kept = [location]
    with Line(Access(base, proxy=False, timeouts=Timeouts(2, 3))) as line:
        upload = TusUpload(
            line, f"{base}/files", Source.of(file), {"filename": file.name}, location,
            on_location=lambda at: kept.append(at), patience=PATIENCE if stop else QUICK,
            chunk=1 << 20,
        )  # fmt: skip
        if stop:
            upload.progress = Stop(stop)
        try:
            upload.run()
        except Cancelled:
            assert stop
    return kept[-1]


def stored(folder: Path) -> list[str]:
    """The hashes of what lies at the server."""
    files = [path for path in folder.iterdir() if path.suffix != ".json"]
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]


@pytest.mark.slow
def test_whole_over_a_bad_line_and_through_a_kill(script: Path, file: Path, tmp_path: Path) -> None:
    wanted = hashlib.sha256(file.read_bytes()).hexdigest()
    with running(script, tmp_path / "whole") as (port, _):
        send(port, file)
    assert stored(tmp_path / "whole") == [wanted]

    with running(script, tmp_path / "bad") as (port, _):
        line = BadLine(port, least=100_000, most=1_500_000, seed=5)
        with line.open() as through:
            send(through, file)
    assert line.cuts >= 3
    assert stored(tmp_path / "bad") == [wanted]

    folder = tmp_path / "killed"
    with running(script, folder) as (port, process):
        place = send(port, file, stop=2_000_000)
        process.kill()
        process.wait()
    with running(script, folder) as (port, _):
        kept = f"http://127.0.0.1:{port}/files/{place.rsplit('/', 1)[1]}"
        assert send(port, file, kept) == kept
    assert stored(folder) == [wanted]
