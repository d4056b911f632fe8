"""The outbox against the stand-in: begun, paused, killed, given up, answered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.exchange.portal import Access
from desktop.usecases import uploading
from desktop.usecases.packing import pack
from desktop.usecases.receiving import exchange_counts
from desktop.usecases.uploading import State, Upload
from desktop.usecases.workspace import Workspace
from exports.package import read_public
from exports.package.receipt import ReceiptRefused
from tests.portal.app import StandIn
from tests.portal.conftest import QUICK, right
from tests.usecases.exchange_samples import finished
from tests.usecases.review_samples import WRITER, office


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library of two final records and the package of them, made once."""
    folder = tmp_path_factory.mktemp("packed")
    with Workspace.open(folder / "库.mingce") as desk:
        office(desk)
        finished(desk, "甲证明")
        finished(desk, "乙证明")
        pack(desk, folder / "out").package.path.rename(folder / "包.zip")
    return folder


@dataclass
class Desk:
    """A library, its package, and the way to the portal."""

    workspace: Workspace
    package: Path
    access: Access

    def queued(self) -> Upload:
        return uploading.enqueue(self.workspace, self.package, self.access, by=WRITER)

    def start(self, upload: Upload) -> Upload:
        return uploading.start(self.workspace, upload, self.access, right, patience=QUICK)


@pytest.fixture
def desk(packed: Path, tmp_path: Path, access: Access) -> Iterator[Desk]:
    package = Path(shutil.copy(packed / "包.zip", tmp_path))
    library = Path(shutil.copy(packed / "库.mingce", tmp_path))
    with Workspace.open(library) as workspace:
        yield Desk(workspace, package, access)


def test_a_package_arrives_and_its_receipt_comes_back(desk: Desk, portal: StandIn) -> None:
    before = uploading.inquire(desk.workspace, desk.package, desk.access, right)
    assert (before.known, before.records, before.too_large) == (False, 2, False)
    assert desk.workspace.library.uploads() == []
    upload = desk.queued()
    assert upload.state == State.WAITING
    arrived = desk.start(upload)
    assert (arrived.state, arrived.share, arrived.tries) == (State.SENT, 1.0, 1)
    stored = next((portal.book.folder / "uploads").glob("*.bytes"))
    assert stored.read_bytes() == desk.package.read_bytes()

    with pytest.raises(ReceiptRefused, match="公钥"):
        uploading.fetch_receipt(desk.workspace, arrived, desk.access, right)
    key = read_public(portal.book.public.read_bytes(), "portal.pub")
    received = uploading.fetch_receipt(desk.workspace, arrived, desk.access, right, key=key)
    assert received is not None
    assert len(received.applied.accepted) == 2
    assert exchange_counts(desk.workspace).accepted == 2
    assert uploading.uploads(desk.workspace)[0].state == State.ANSWERED
