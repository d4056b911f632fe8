"""What goes wrong between a client and a portal, on purpose: a bad line, a portal in trouble."""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.portal.app import Receive, Scope, Send
from tests.portal.serve import listen

_PIECE = 16 << 10
_ABORT = struct.pack("ii", 1, 0)


@dataclass
class BadLine:
    """Each connection is cut after a random number of bytes on their way to the portal.

    ``most`` 0: never. ``silent``: instead of being cut, it swallows everything from then on.
    ``lost``: so many answers never come back, though the portal gave them.
    """

    target: int
    least: int = 0
    most: int = 0
    silent: bool = False
    lost: int = 0
    seed: int = 1
    cuts: int = 0
    connections: int = 0
    _stopped: threading.Event = field(default_factory=threading.Event)
    _ends: list[socket.socket] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    @contextmanager
    def open(self) -> Iterator[int]:
        """The line, in threads; its port."""
        listening = listen(0)
        chance = random.Random(self.seed)
        self._begin(self._accept, listening, chance)
        try:
            yield int(listening.getsockname()[1])
        finally:
            self._stopped.set()
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()
            for end in self._ends:
                _abort(end)
            for thread in self._threads:
                thread.join(5)

    def _begin(self, work: Callable[..., None], *what: object) -> None:
        thread = threading.Thread(target=work, args=what, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listening: socket.socket, chance: random.Random) -> None:
        while not self._stopped.is_set():
            try:
                near, _ = listening.accept()
            except OSError:
                return
            self.connections += 1
            self._ends.append(near)
            try:
                far = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                _abort(near)
                continue
            far.settimeout(None)
            self._ends.append(far)
            limit = chance.randint(self.least, self.most) if self.most else 0
            self._begin(self._up, near, far, limit)
            self._begin(self._down, far, near)

    def _up(self, near: socket.socket, far: socket.socket, limit: int) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while piece := near.recv(_PIECE):
                passed += len(piece)
                if limit and passed > limit:
                    if self.silent:
                        self.silent = False
                        self._stopped.wait(30)
                        break
                    far.sendall(piece[: len(piece) // 2])
                    self.cuts += 1
                    break
                far.sendall(piece)
            else:
                far.shutdown(socket.SHUT_WR)
                return
        _abort(near)
        _abort(far)

    def _down(self, far: socket.socket, near: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := far.recv(_PIECE):
                if self.lost and b" 204 " in piece[:20]:
                    self.lost -= 1
                    self.cuts += 1
                    break
                near.sendall(piece)
            else:
                near.shutdown(socket.SHUT_WR)
                return
        _abort(near)
        _abort(far)


def _abort(end: socket.socket) -> None:
    """Close with a reset, as a line that breaks does."""
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
    # Wakes the other thread, which a mere close would not.
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@dataclass
class InTrouble:
    """An application before which answers of a list are given, each once: (method, status).

    ``smaller_than``: bodies must be smaller, as behind a proxy with a limit. ``seen`` are the
    requests that came: method, path, token, length.
    """

    app: Any
    answers: list[tuple[str, int]] = field(default_factory=list)
    smaller_than: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    seen: list[tuple[str, str, str, int]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        method, length = str(scope["method"]), int(headers.get("content-length", 0))
        token = headers.get("authorization", "").removeprefix("Bearer ")
        self.seen.append((method, str(scope["path"]), token, length))
        status = self._status(method)
        if self.smaller_than and length >= self.smaller_than:
            status = 413
        if not status:
            await self.app(scope, receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        pairs = [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]
        await send({"type": "http.response.start", "status": status,
                    "headers": [(b"content-length", b"0"), *pairs]})  # fmt: skip
        await send({"type": "http.response.body", "body": b""})

    def _status(self, method: str) -> int:
        for place, (wanted, status) in enumerate(self.answers):
            if wanted in (method, "*"):
                del self.answers[place]
                return status
        return 0
