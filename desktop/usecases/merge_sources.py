"""What a colleague hands over for merging (汇总): a sync package, or a library file."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from exports.package import Version, read_package
from exports.package.look import is_package
from exports.package.model import Signature
from exports.progress import NO_PROGRESS, Progress
from forms.merging import Known
from forms.model import Catalogue
from forms.record import Record

if TYPE_CHECKING:
    from desktop.store import Library
    from exports.package import PublicKey

_SQLITE = b"SQLite format 3\0"


class NothingToMerge(ValueError):
    """A file that is neither package nor library, or is the open library itself."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record as a colleague has it; ``version`` None: the source does not tell it.

    ``written`` are the times at which their library wrote it.
    """

    record: Record
    version: Version | None
    in_bin: bool = False
    written: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Source:
    """What was handed over. ``signature`` of a package that nobody gave a key for is a claim."""

    path: Path
    kind: Literal["package", "library"]
    records: tuple[Incoming, ...]
    organization: str = ""
    signature: Signature = Signature.NONE
    signer: str = ""
    draft: bool = False
    sha256: str = ""
    known: Mapping[str, Known] = field(default_factory=dict)

    @property
    def trust(self) -> str:
        """What is known of who made it, as a sentence."""
        if self.kind == "library":
            return "工作库文件没有签名，请确认是同事交来的。"
        if self.signature is Signature.NONE:
            return "这个包没有签名，请确认是同事交来的。"
        if self.signature is Signature.GOOD:
            return f"签名正确，密钥指纹 {self.signer}。"
        return f"{self.signature.word}，包上写的密钥指纹是 {self.signer}，请向交来的人核对。"


def kind_of(path: Path) -> Literal["package", "library", ""]:
    """Whether a file can be merged: by its content, whatever its name says."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_SQLITE))
    except OSError:
        return ""
    if start == _SQLITE:
        return "library"
    return "package" if start.startswith(b"PK") and is_package(path) else ""


def read_source(
    path: Path, catalogue: Catalogue, own: Path, *, key: PublicKey | None = None,
    progress: Progress = NO_PROGRESS,
) -> Source:  # fmt: skip
    """Read what was handed over; the file itself is never changed.

    Raises:
        NothingToMerge: it cannot be merged.
        PackageDamaged: the package is not whole, or not signed by ``key``.
        LibraryError: the library cannot be read.
        Cancelled: the user stopped.
    """
    kind = kind_of(path)
    if not kind:
        raise NothingToMerge(
            f"“{path.name}”不是同步包，也不是工作库，不能合并。请选择同事交来的包或工作库文件。"
        )
    if kind == "package":
        return _package(path, key, progress)
    if path.resolve() == own.resolve():
        raise NothingToMerge("这就是正在使用的工作库，不需要合并。请选择同事交来的文件。")
    return _library(path, catalogue, progress)


def _package(path: Path, key: PublicKey | None, progress: Progress) -> Source:
    contents = read_package(path, key=key, progress=progress)
    found = contents.verification
    return Source(
        path, "package",
        tuple(Incoming(r, contents.versions.get(r.uuid)) for r in contents.records),
        found.organization, found.signature, found.signer, found.draft, found.id,
    )  # fmt: skip


def _library(path: Path, catalogue: Catalogue, progress: Progress) -> Source:
    progress.step(0, 1, "读取工作库")
    with their_library(path, catalogue) as library:
        held = library.held()
        written = library.written_at(list(held))
        records = tuple(
            Incoming(item.record, item.version, item.in_bin, written.get(uuid, frozenset()))
            for uuid, item in held.items()
            if not item.undone
        )
        counts = library.agencies()
        named = str(library.setting("organization") or "")
        known = library.known_versions(list(held))
    organization = named or max(counts, key=lambda name: counts[name], default="")
    return Source(path, "library", records, organization, sha256=_sha256(path), known=known)


@contextmanager
def their_library(path: Path, catalogue: Catalogue) -> Iterator[Library]:
    """A colleague's library, as a copy: theirs may be open, old, or on a protected medium."""
    from desktop.store import Library, restore_library

    with tempfile.TemporaryDirectory(prefix="mingce-") as folder:
        copy = Path(folder) / "their.mingce"
        restore_library(path, copy)
        with Library.open(copy, catalogue=catalogue) as library:
            yield library


@contextmanager
def file_reader(source: Source, catalogue: Catalogue) -> Iterator[Callable[[str], bytes]]:
    """Gives the bytes of attachments by their sha256; raises as `read_source`, or `LookupError`."""
    if source.kind == "library":
        with their_library(source.path, catalogue) as library:
            yield library.attachment
    else:
        yield read_package(source.path).attachment


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
