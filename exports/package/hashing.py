"""Hashes on a second core what the first one unpacks."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Protocol, Self

#: Pieces that may wait to be hashed; enough to keep both cores busy, and 4 MB of memory.
_WAITING = 16
#: Below this a piece is hashed at once: handing it over takes longer.
_SMALL = 1 << 16


class Digest(Protocol):
    """What hashlib makes."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes in."""


class Hasher:
    """One worker, so that pieces are hashed in their order. Close it, or use it in a ``with``."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(1, "hash")
        self._waiting: deque[Future[None]] = deque()

    def update(self, digest: Digest, piece: bytes) -> None:
        """Hash a piece, now or soon; it must not change."""
        if len(piece) < _SMALL and not self._waiting:
            digest.update(piece)
            return
        self._waiting.append(self._worker.submit(digest.update, piece))
        if len(self._waiting) > _WAITING:
            self._waiting.popleft().result()

    def wait(self) -> None:
        """Until everything handed over is hashed."""
        while self._waiting:
            self._waiting.popleft().result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._worker.shutdown()
