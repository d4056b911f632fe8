"""A file sent to a portal in pieces that survive a bad line: tus 1.0 (https://tus.io/protocols).

Every step begins with what the portal says that it has, so nothing depends on how the last try
ended: the line cut, a time-out, the portal or this program killed. The whole file's sha256 goes
along; a portal that ends with another one must drop what it has.
"""

from __future__ import annotations

import hashlib
import os
import random
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

import httpx

from desktop.exchange.line import Line, PortalRefused, TryAgain
from exports.progress import NO_PROGRESS, Progress

_VERSION = {"Tus-Resumable": "1.0.0"}
_STREAM = "application/offset+octet-stream"
#: What is sent in one request at first, and at least; bytes. A proxy before a portal may take 1 MB.
CHUNK, SMALLEST = 8 << 20, 64 << 10
#: What is read and handed to the line at once, in bytes.
_PIECE = 256 << 10
_GONE = (403, 404, 410)
_TOO_LARGE = 413
#: Seconds between two looks at whether to stop.
_GLANCE = 0.25
_WRONG_SUM = 460
#: How often an upload is begun anew because the portal lost it, or had other bytes in the end.
_ANEW = 3
_PORTS = {"http": 80, "https": 443}


class FileChanged(ValueError):
    """The file is not any more what was to be sent."""


class LineLost(OSError):
    """Given up after several tries without a byte more; the upload can go on later."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on: tries without progress, and the pauses between them in seconds."""

    tries: int = 8
    first_pause: float = 0.5
    longest_pause: float = 60.0

    def pause(self, failures: int) -> float:
        """The pause after so many failures, a little different each time."""
        whole = min(self.longest_pause, self.first_pause * 2.0 ** (failures - 1))
        return whole * random.uniform(0.5, 1)


@dataclass(frozen=True, slots=True)
class Source:
    """The file to send, as it was when its hash was taken."""

    path: Path
    size: int
    sha256: str
    changed_at: int

    @classmethod
    def of(cls, path: Path) -> Source:
        """Look at a file and hash it whole; ``OSError`` when it cannot be read."""
        with path.open("rb") as file:
            about = os.fstat(file.fileno())
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(path, about.st_size, sha256, about.st_mtime_ns)

    def unchanged(self) -> None:
        """`FileChanged` when the file was written to since."""
        about = self.path.stat()
        if (about.st_size, about.st_mtime_ns) != (self.size, self.changed_at):
            raise FileChanged(f"“{self.path.name}”在上传时被改动，已停止上传。请重新生成后再传。")


@dataclass
class TusUpload:
    """One file on its way to one portal.

    ``location`` is where an earlier try was to put the bytes; ``on_location`` and ``on_offset``
    are told what the next try must know, before anything else is done.
    """

    line: Line
    endpoint: str
    source: Source
    metadata: Mapping[str, str] = field(default_factory=dict)
    location: str = ""
    on_location: Callable[[str], None] = lambda _: None
    on_offset: Callable[[int], None] = lambda _: None
    progress: Progress = NO_PROGRESS
    patience: Patience = field(default_factory=Patience)
    chunk: int = CHUNK
    _most: int = field(default=0, init=False)
    _failures: int = field(default=0, init=False)
    _best: int = field(default=-1, init=False)
    _begun: int = field(default=0, init=False)
    _told: int = field(default=0, init=False)

    def run(self) -> str:
        """Send what the portal does not have yet; where it lies there.

        Raises:
            PortalRefused: the portal will not take it; trying again is of no use.
            LineLost: too many tries without progress.
            FileChanged: the file was written to meanwhile.
            Cancelled: of the progress; what the portal has stays there.
        """
        offset: int | None = None
        self._most = self.chunk
        self.line.watch = lambda: self._tell(self._told)
        with self.source.path.open("rb") as file:
            while True:
                try:
                    offset = self._step(file, offset)
                except (TryAgain, httpx.TransportError) as error:
                    self._wait(error)
                    offset = None
                    continue
                if offset == self.source.size:
                    return self.location

    def _step(self, file: BinaryIO, offset: int | None) -> int | None:
        """One request; how many bytes the portal has now, None when it must be asked."""
        self._tell(max(self._best, 0))
        if not self.location:
            self._create()
            return self._reached(0)
        if offset is None:
            known = self._ask()
            if known is None:
                self._forget()
                return None
            return self._reached(known)
        return self._reached(self._send(file, offset))

    def _reached(self, offset: int) -> int:
        if offset > self._best:
            self._failures, self._best = 0, offset
        self.on_offset(offset)
        self._tell(offset)
        return offset

    def _tell(self, done: int) -> None:
        self._told = done
        self.progress.step(done, self.source.size, "上传")

    def _wait(self, error: Exception) -> None:
        self._failures += 1
        if self._failures > self.patience.tries:
            raise LineLost(
                f"连接不上门户，或者线路一再中断（试了 {self._failures} 次）。"
                "已传的部分保留，线路恢复后可以继续。"
            ) from error
        # What sends nothing in one go may get through in smaller parts.
        self.chunk = max(SMALLEST, self.chunk // 2) if self._failures > 1 else self.chunk
        asked = error.after if isinstance(error, TryAgain) else 0.0
        self._rest(max(self.patience.pause(self._failures), asked))

    def _rest(self, seconds: float) -> None:
        """Wait so that whoever watches can see it, and stop it."""
        while seconds > 0:
            self.progress.step(max(self._best, 0), self.source.size, "等待线路恢复")
            self.line.wait(min(seconds, _GLANCE))
            seconds -= _GLANCE

    def _forget(self) -> None:
        """Begin anew: the portal lost the upload, or let it expire."""
        self.location, self._best = "", -1
        self.on_location("")

    def _create(self) -> None:
        if self._begun == _ANEW:
            raise PortalRefused("门户一再丢失已上传的内容，已停止。请联系门户的技术支持。")
        about = {**self.metadata, "sha256": self.source.sha256}
        headers = {
            **_VERSION, "Upload-Length": str(self.source.size), "Upload-Metadata": _spelt(about),
            "Content-Length": "0",
        }  # fmt: skip
        answer = self.line.send("POST", self.endpoint, headers)
        if answer.status_code == _TOO_LARGE:
            raise PortalRefused("这个包超过了门户允许的大小。请分批打包，或改用介质交换。", 413)
        location = answer.headers.get("location", "")
        if answer.status_code != 201 or not location:
            raise PortalRefused.of(answer)
        location = urljoin(self.endpoint, location)
        if origin(location) != origin(self.endpoint):
            # The token would go there.
            raise PortalRefused("门户指示把文件传到另一个地址，为安全起见没有照办。")
        self._begun += 1
        self.location = location
        self.on_location(location)

    def _ask(self) -> int | None:
        """How many bytes the portal has; None when it has no such upload, or another."""
        answer = self.line.send("HEAD", self.location, _VERSION)
        if answer.status_code in _GONE:
            return None
        if answer.status_code not in (200, 204):
            raise PortalRefused.of(answer)
        offset, length = _number(answer, "upload-offset"), _number(answer, "upload-length")
        if offset is None or offset > self.source.size or length not in (None, self.source.size):
            return None
        return offset

    def _send(self, file: BinaryIO, offset: int) -> int:
        self.source.unchanged()
        size = min(self.chunk, self.source.size - offset)
        headers = {
            **_VERSION, "Upload-Offset": str(offset), "Content-Type": _STREAM,
            "Content-Length": str(size),
        }  # fmt: skip
        answer = self.line.send(
            "PATCH", self.location, headers, lambda: self._pieces(file, offset, size)
        )
        if answer.status_code == _TOO_LARGE and size > SMALLEST:
            self.chunk = self._most = max(SMALLEST, size // 2)
            return offset
        if answer.status_code == _WRONG_SUM:
            self._forget()
            raise TryAgain("the portal got other bytes")
        if answer.status_code in _GONE:
            raise TryAgain("the upload is gone")
        if answer.status_code not in (200, 204):
            raise PortalRefused.of(answer)
        reached = _number(answer, "upload-offset")
        if reached is None or not offset < reached <= self.source.size:
            raise TryAgain("an offset that cannot be")
        self.chunk = min(self._most, self.chunk * 2)
        return reached

    def _pieces(self, file: BinaryIO, offset: int, size: int) -> Iterator[bytes]:
        file.seek(offset)
        left = size
        while left:
            piece = file.read(min(_PIECE, left))
            if not piece:
                raise FileChanged(f"“{self.source.path.name}”在上传时变短，已停止上传。")
            left -= len(piece)
            yield piece
            self._tell(offset + size - left)


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    port = parts.port or _PORTS.get(parts.scheme, 0)
    return parts.scheme, (parts.hostname or "").lower(), port


def _spelt(metadata: Mapping[str, str]) -> str:
    """The header of tus: names and base64, separated by commas."""
    return ",".join(
        f"{name} {b64encode(value.encode()).decode()}" for name, value in metadata.items()
    )


def _number(answer: httpx.Response, name: str) -> int | None:
    text = answer.headers.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else None
