"""Run an ASGI application on loopback: in a thread, or until the time is over."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

_START = 10.0


def server(app: Any, certificate: Path | None = None, key: Path | None = None, **more: Any) -> uvicorn.Server:  # fmt: skip
    """A server of the smallest kind: no websockets, no lifespan, no log."""
    return uvicorn.Server(
        uvicorn.Config(
            app, http="h11", ws="none", loop="asyncio", lifespan="off", log_config=None,
            access_log=False, timeout_graceful_shutdown=1, server_header=False,
            ssl_certfile=certificate, ssl_keyfile=key, **more,
        )
    )  # fmt: skip


@contextmanager
def serving(app: Any, **more: Any) -> Iterator[int]:
    """The application in a thread of this process; its port."""
    listening = listen(0)
    made = server(app, **more)
    thread = threading.Thread(target=made.run, args=([listening],), daemon=True)
    thread.start()
    deadline = time.monotonic() + _START
    while not made.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.005)
    try:
        yield int(listening.getsockname()[1])
    finally:
        made.should_exit = made.force_exit = True
        thread.join(_START)
        listening.close()


def listen(port: int) -> socket.socket:
    """A socket on loopback; port 0 takes a free one."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(64)
    return listening
