"""Uploads against the least that any client must do: one PUT of the same bytes to the same server."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import httpx

from desktop.exchange.line import Access, Line
from desktop.exchange.tus import Source, TusUpload
from tests.bench import CannotRaceError, Measurement, compare, race

_SIZE = 200_000_000
#: What the client may have in memory beyond what Python and httpx need, in bytes.
_MEMORY = 80 << 20
_ROOT = Path(__file__).parents[2]


@cache
def _file() -> Path:
    path = Path(tempfile.mkdtemp(prefix="mingce-bench-")) / "upload.bin"
    block = random.Random(1).randbytes(1_000_000)
    with path.open("wb") as file:
        for _ in range(_SIZE // len(block)):
            file.write(block)
    return path


def _upload(url: str) -> None:
    with Line(Access(url, proxy=False)) as line:
        TusUpload(line, f"{url}/uploads", Source.of(_file())).run()


def _put(url: str) -> None:
    def pieces() -> Iterator[bytes]:
        with _file().open("rb") as file:
            while piece := file.read(256 << 10):
                yield piece

    size = {"Content-Length": str(_SIZE)}
    answer = httpx.put(f"{url}/plain", content=pieces(), headers=size, trust_env=False, timeout=60)
    answer.raise_for_status()


@race("upload.vs_put", unit="s", goal=1 / 0.7)
def vs_put() -> Measurement:
    """200 MB over tus, hashed and in pieces, against a plain PUT; time, so at most 1 / 0.7."""
    command = [sys.executable, "-m", "tests.bench.upload_server"]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        try:
            _memory(url)
            return compare(lambda: _upload(url), lambda: _put(url), runs=5, unit="s")
        finally:
            server.kill()


def _memory(url: str) -> None:
    """The peak of a process that only uploads, where the system tells it."""
    if not Path("/proc/self/status").is_file():
        return
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from desktop.exchange.line import Access, Line\n"
        "from desktop.exchange.tus import Source, TusUpload\n"
        "url = sys.argv[1]\n"
        "with Line(Access(url, proxy=False)) as line:\n"
        "    TusUpload(line, f'{url}/uploads', Source.of(Path(sys.argv[2]))).run()\n"
        # Not getrusage: it begins with what the parent had before exec.
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, url, str(_file())], cwd=_ROOT, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    peak = int(done.stdout) * 1024
    print(f"  upload.vs_put: {peak / 1e6:.0f} MB at most", file=sys.stderr)
    if peak > _MEMORY:
        raise CannotRaceError(f"上传占用内存 {peak / 1e6:.0f} MB，超过 80 MB")
