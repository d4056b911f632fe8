"""A stick (交换介质): what lies on it, and the slip that goes with what was put on it.

Nothing on a stick is believed: packages are verified, receipts must bear the portal's signature,
what is half copied or changed is named and never applied, and everything else is passed by.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.usecases import outbox, receiving
from desktop.usecases.outbox import Built, Copied
from exports.package import PublicKey, Verification, verify_package
from exports.package.handover import Handover, handover_slip
from exports.package.keys import KeyUnreadable
from exports.package.look import is_package, is_receipt
from exports.package.receipt import SIGNATURE_SUFFIX, Receipt, ReceiptRefused
from exports.pdf import write_pdf
from exports.progress import NO_PROGRESS, Progress

if TYPE_CHECKING:
    from desktop.usecases.receiving import Received
    from desktop.usecases.workspace import Workspace

#: How far a stick is looked through: a receipt lies near the top, not in somebody's photographs.
_DEEPEST, _MOST_FILES = 3, 5000
_HALF = ".part"
_SYSTEM = frozenset({"system volume information", "$recycle.bin", "lost+found", "found.000"})


@dataclass(frozen=True, slots=True)
class FoundReceipt:
    """A receipt of a portal whose key is known; ``applied`` before or not."""

    path: Path
    receipt: Receipt
    signer: str
    applied: bool


@dataclass(frozen=True, slots=True)
class FoundPackage:
    """A sound package; ``own``: it was built from this library."""

    path: Path
    verification: Verification
    own: bool


@dataclass(frozen=True, slots=True)
class Broken:
    """A file of the exchange that cannot be used, and why, as a sentence; ``portal`` of a receipt
    that only lacks the key of its portal.
    """

    path: Path
    reason: str
    portal: str = ""


@dataclass(frozen=True)
class StickContents:
    """What lies on a stick; ``ignored`` counts the files that have nothing to do with us."""

    receipts: tuple[FoundReceipt, ...] = ()
    packages: tuple[FoundPackage, ...] = ()
    broken: tuple[Broken, ...] = ()
    ignored: int = 0

    @property
    def waiting(self) -> tuple[FoundReceipt, ...]:
        """The receipts that were not taken in yet."""
        return tuple(item for item in self.receipts if not item.applied)


def look(workspace: Workspace, folder: Path, progress: Progress = NO_PROGRESS) -> StickContents:
    """Look through a stick; nothing is changed, neither there nor here.

    Raises:
        CopyRefused: there is no such folder.
        Cancelled: the user stopped.
    """
    if not folder.is_dir():
        raise outbox.CopyRefused(f"找不到“{folder}”。请插好 U 盘，或重新选择文件夹。")
    seen = {entry.id for entry in workspace.library.receipts()}
    own = {entry.id for entry in outbox.built(workspace)}
    receipts: list[FoundReceipt] = []
    packages: list[FoundPackage] = []
    broken: list[Broken] = []
    ignored = 0
    files = list(_files(folder))
    for number, path in enumerate(files):
        progress.step(number, len(files), path.name)
        found = _judged(workspace, path, seen, own, progress)
        if isinstance(found, FoundReceipt):
            receipts.append(found)
        elif isinstance(found, FoundPackage):
            packages.append(found)
        elif isinstance(found, Broken):
            broken.append(found)
        else:
            ignored += 1
    receipts.sort(key=lambda item: (item.receipt.at, item.receipt.seq))
    return StickContents(tuple(receipts), tuple(packages), tuple(broken), ignored)


def take_in(workspace: Workspace, contents: StickContents, by: str = "") -> list[Received]:
    """Apply the receipts that wait, each by itself; what was changed since it was seen is refused."""
    return [receiving.receive(workspace, item.path, by=by) for item in contents.waiting]


def last_copy(built: Built) -> Copied:
    """The copy of a package that was made last; `CopyRefused` when there is none."""
    if not built.copies:
        raise outbox.CopyRefused("这个包还没有拷到 U 盘，没有可交接的。请先拷贝。")
    return Copied(Path(built.copies[0].path), built.sha256, built.size)


def write_slip(
    workspace: Workspace, built: Built, copied: Copied, target: Path, key: PublicKey | None = None
) -> None:
    """Write the handover slip of a copy as PDF. ``key`` is the one that signed the package."""
    forms = workspace.catalogue.forms
    counts = [
        (forms[kind].list_title if kind in forms else kind, built.counts[kind])
        for kind in sorted(built.counts, key=lambda kind: forms[kind].order if kind in forms else 0)
    ]
    at = next((copy.at for copy in built.copies if copy.path == str(copied.path)), built.at)
    day = datetime.fromisoformat(at).astimezone().date().isoformat()
    about = Handover(
        workspace.organization, built.id, copied.path.name, copied.size, copied.sha256, built.draft,
        counts, str(copied.path.parent), day, built.signer,
        key.spoken if key is not None and key.fingerprint == built.signer else (),
    )  # fmt: skip
    write_pdf(handover_slip(about), target)


def _files(folder: Path) -> Iterator[Path]:
    """Plain files near the top, in the order of their names; no links."""
    count = 0
    for place, folders, names in os.walk(folder):
        here = Path(place)
        depth = len(here.relative_to(folder).parts)
        folders[:] = sorted(
            name for name in folders if depth < _DEEPEST and name.casefold() not in _SYSTEM
        )
        for name in sorted(names):
            path = here / name
            if path.is_file() and not path.is_symlink():
                count += 1
                if count > _MOST_FILES:
                    return
                yield path


def _judged(
    workspace: Workspace, path: Path, seen: set[str], own: set[str], progress: Progress
) -> FoundReceipt | FoundPackage | Broken | None:
    suffix = path.suffix.lower()
    try:
        if suffix == _HALF and path.name.startswith("."):
            return Broken(path, "这个文件没有拷完，请重新拷贝后再用。")
        if suffix == ".zip" and is_package(path):
            return _package(path, own, progress)
        if suffix == ".json" and is_receipt(path):
            return _receipt(workspace, path, seen)
        if suffix == SIGNATURE_SUFFIX and not path.with_suffix("").exists():
            return Broken(path, f"缺少它所签的文件“{path.stem}”，请把两个文件一起拷来。")
    except OSError as error:
        return Broken(path, f"读不出来：{error.strerror}。U 盘可能有坏块。")
    return None


def _package(path: Path, own: set[str], progress: Progress) -> FoundPackage | Broken:
    found = verify_package(path, progress=progress)
    if not found.ok:
        return Broken(path, found.faults[0])
    return FoundPackage(path, found, found.id in own)


def _receipt(workspace: Workspace, path: Path, seen: set[str]) -> FoundReceipt | Broken:
    try:
        receipt, key = receiving.check(workspace, path)
    except receiving.PortalUnknown as error:
        return Broken(path, str(error), error.portal)
    except (ReceiptRefused, KeyUnreadable) as error:
        return Broken(path, str(error))
    return FoundReceipt(path, receipt, key.fingerprint, receipt.id in seen)
