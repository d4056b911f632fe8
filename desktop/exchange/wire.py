"""Sockets that nobody has to wait for: whatever blocks, someone looks up ten times a second.

A portal that keeps its connection open and says nothing would hold a thread until the time-out.
Here each wait is cut into glances; a glance may raise, and then the connection is given up at once.
"""

from __future__ import annotations

import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx

#: Seconds between two glances.
_GLANCE = 0.1
#: What is handed to the system at once, in bytes; less than what a socket takes that has room.
_PIECE = 64 << 10


class WatchedBackend(httpcore.NetworkBackend):
    """Connections that call ``glance`` while they wait; what it raises passes through."""

    def __init__(self, glance: Callable[[], None]) -> None:
        self._glance = glance
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """A connection; looking the name up cannot be cut short, so a thread of its own does it."""
        attempt = _Attempt(
            lambda: self._plain.connect_tcp(host, port, timeout, local_address, socket_options)
        )
        return _WatchedStream(attempt.result(self._glance), self._glance)


class _Attempt:
    """Something that blocks, in a thread; one that nobody waits for any more tidies up itself."""

    def __init__(self, work: Callable[[], httpcore.NetworkStream]) -> None:
        self._work = work
        self._guard = threading.Condition()
        self._stream: httpcore.NetworkStream | None = None
        self._error: Exception | None = None
        self._given_up = False
        threading.Thread(target=self._run, daemon=True, name="mingce-connect").start()

    def _run(self) -> None:
        stream, error = None, None
        try:
            stream = self._work()
        except Exception as raised:  # noqa: BLE001 - told to whoever waits
            error = raised
        with self._guard:
            self._stream, self._error = stream, error
            self._guard.notify()
            if self._given_up and stream is not None:
                stream.close()

    def result(self, glance: Callable[[], None]) -> httpcore.NetworkStream:
        """The stream, or the error that was raised."""
        try:
            with self._guard:
                while self._stream is None and self._error is None:
                    glance()
                    self._guard.wait(_GLANCE)
                glance()
        except BaseException:
            with self._guard:
                self._given_up = True
                if self._stream is not None:
                    self._stream.close()
            raise
        if self._error is not None:
            raise self._error
        assert self._stream is not None
        return self._stream


class _WatchedStream(httpcore.NetworkStream):
    """A connection whose waits are cut into glances."""

    def __init__(self, stream: httpcore.NetworkStream, glance: Callable[[], None]) -> None:
        self._stream, self._glance = stream, glance

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What comes next, as far as it is there."""
        self._wait(timeout, httpcore.ReadTimeout, reading=True)
        return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Everything, a piece at a time, each when there is room for it."""
        view = memoryview(buffer)
        for start in range(0, len(view), _PIECE):
            self._wait(timeout, httpcore.WriteTimeout, reading=False)
            self._stream.write(view[start : start + _PIECE], timeout)  # type: ignore[arg-type]

    def close(self) -> None:
        """Give the socket back."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """The same under TLS."""
        attempt = _Attempt(lambda: self._stream.start_tls(ssl_context, server_hostname, timeout))
        return _WatchedStream(attempt.result(self._glance), self._glance)

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self._stream.get_extra_info(info)

    def _wait(self, timeout: float | None, late: type[Exception], *, reading: bool) -> None:
        """Until the socket is ready."""
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            self._glance()
            left = _GLANCE if end is None else min(_GLANCE, end - time.monotonic())
            if self._ready(max(left, 0.0), reading=reading):
                return
            if end is not None and time.monotonic() >= end:
                raise late("timed out")

    def _ready(self, seconds: float, *, reading: bool) -> bool:
        decoder = self._stream.get_extra_info("ssl_object")
        if reading and decoder is not None and decoder.pending():
            return True
        end: socket.socket = self._stream.get_extra_info("socket")
        if hasattr(select, "poll"):
            poll = select.poll()
            poll.register(end, select.POLLIN if reading else select.POLLOUT)
            return bool(poll.poll(seconds * 1000))
        mine = [end]
        return any(select.select(mine if reading else [], [] if reading else mine, [], seconds))


def watch(client: httpx.Client, glance: Callable[[], None]) -> None:
    """Let every connection of a client be watched, those through a proxy too."""
    backend = WatchedBackend(glance)
    for transport in (client._transport, *client._mounts.values()):
        if isinstance(transport, httpx.HTTPTransport):
            transport._pool._network_backend = backend
