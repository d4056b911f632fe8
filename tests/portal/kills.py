"""Programs of their own to be killed: ``python -m tests.portal.kills LIBRARY PACKAGE URL`` uploads."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from desktop.exchange.portal import Access, Patience
from desktop.usecases import uploading
from desktop.usecases.workspace import Workspace

#: Many short tries: a portal takes a second to start again.
PATIENCE = Patience(tries=200, first_pause=0.02, longest_pause=0.1)


class Slowly:
    """Progress that leaves time to be killed in."""

    def __init__(self, pause: float) -> None:
        self.pause = pause

    def step(self, done: int, total: int, text: str) -> None:
        """Say how far it is, and wait a little."""
        print(done, flush=True)
        time.sleep(self.pause)


def main(library: str, package: str, url: str, pause: str = "0") -> int:
    """Upload; 0 when it arrived."""
    access = Access(url, proxy=False)
    with Workspace.open(Path(library)) as workspace:
        queued = uploading.enqueue(workspace, Path(package), access)
        sent = uploading.start(
            workspace, queued, access, lambda _: "right", patience=PATIENCE,
            progress=Slowly(float(pause)),
        )  # fmt: skip
        print(sent.state, sent.message, flush=True)
    return 0 if sent.state == uploading.State.SENT else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
