"""The server of the race of uploads: the stand-in's tus, and a PUT that hashes what comes as well."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from tests.portal.app import ROOT, Receive, Scope, Send, StandIn
from tests.portal.book import Book
from tests.portal.serve import listen, server


class WithPut:
    """The stand-in, and one address that takes a plain PUT."""

    def __init__(self, folder: Path) -> None:
        self.portal = StandIn(Book(folder))
        self.file = folder / "plain.bytes"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. Uploads that are there are dropped first: 200 MB each."""
        if scope["method"] != "PUT":
            if scope["method"] == "POST":
                self.portal.uploads.expire()
            await self.portal(scope, receive, send)
            return
        digest, more = hashlib.sha256(), True
        with self.file.open("wb") as file:
            while more:
                message = await receive()
                piece = message.get("body", b"")
                digest.update(piece)
                file.write(piece)
                more = message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": digest.hexdigest().encode()})


def main() -> None:
    """Serve until killed."""
    with tempfile.TemporaryDirectory(prefix="mingce-bench-") as folder:
        listening = listen(0)
        print(f"http://127.0.0.1:{listening.getsockname()[1]}{ROOT}", flush=True)
        server(WithPut(Path(folder))).run([listening])


if __name__ == "__main__":
    main()
