"""What is merged (汇总): a colleague's sync package or library file, or what a portal has of records
that it did not take because somebody else had changed them (冲突).
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from desktop.usecases.colleague_keys import Colleague, owner_of
from exports.package import PackageDamaged, Version, read_package, verify_package
from exports.package.look import is_package
from exports.package.model import Signature
from exports.package.read import is_vid
from exports.package.receipt import CONFLICT
from exports.package.verify import claimed_key
from exports.progress import NO_PROGRESS, Progress
from forms.merging import Known
from forms.model import Catalogue
from forms.reason_merging import Place
from forms.record import Record

if TYPE_CHECKING:
    from desktop.store import Given, Library
    from exports.package import PublicKey

_SQLITE = b"SQLite format 3\0"


class NothingToMerge(ValueError):
    """A file that is neither package nor library, or is the open library itself."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record as a colleague has it; ``version`` None: the source does not tell it.

    ``written`` are the times at which their library wrote it; ``fault`` says why it cannot be used.
    ``reasons`` stand beside it: rule, field → reason, and when it was given; ``seen`` are all that
    their log tells of (rule, field, reason).
    """

    record: Record
    version: Version | None
    in_bin: bool = False
    written: frozenset[str] = frozenset()
    fault: str = ""
    reasons: Mapping[Place, tuple[str, str]] = field(default_factory=dict)
    seen: frozenset[tuple[str, str, str]] = frozenset()


@dataclass(frozen=True)
class Source:
    """What was handed over. ``signature`` of a package that nobody gave a key for is a claim, and
    so is ``claimed``, the key in it; ``colleague`` is whose key it was checked with, if known.
    """

    path: Path
    kind: Literal["package", "library", "portal"]
    records: tuple[Incoming, ...]
    organization: str = ""
    signature: Signature = Signature.NONE
    signer: str = ""
    draft: bool = False
    sha256: str = ""
    known: Mapping[str, Known] = field(default_factory=dict)
    claimed: PublicKey | None = None
    colleague: str = ""

    @property
    def vouched(self) -> bool:
        """Whether nobody need say that it may be merged all the same: all but packages that are
        not signed, or with a key that nobody vouched for.
        """
        return self.kind != "package" or self.signature is Signature.GOOD

    @property
    def trust(self) -> str:
        """What is known of who made it, as a sentence."""
        if self.kind == "portal":
            return "内容由门户签名，已核对。"
        if self.kind == "library":
            return "工作库文件没有签名，请确认是同事交来的。"
        if self.signature is Signature.NONE:
            return "这个包没有签名，请确认是同事交来的。"
        if self.signature is Signature.GOOD:
            whose = f"是“{self.colleague}”的密钥，" if self.colleague else ""
            return f"签名正确，{whose}密钥指纹 {self.signer}。"
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
    known: Sequence[Colleague] = (), progress: Progress = NO_PROGRESS,
) -> Source:  # fmt: skip
    """Read what was handed over; the file itself is never changed. A package is checked with
    ``key``, else with the key of whoever of the ``known`` it says it is from.

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
        return _package(path, key, known, progress)
    if path.resolve() == own.resolve():
        raise NothingToMerge("这就是正在使用的工作库，不需要合并。请选择同事交来的文件。")
    return _library(path, catalogue, progress)


def _package(
    path: Path, key: PublicKey | None, known: Sequence[Colleague], progress: Progress
) -> Source:
    claimed = claimed_key(path)
    owner = owner_of(key or claimed, known)
    if key is None and owner is not None:
        key = owner.key
    contents = read_package(path, key=key, progress=progress)
    found = contents.verification
    reasons: dict[str, dict[Place, tuple[str, str]]] = {}
    for item in contents.reasons:
        reasons.setdefault(item.record, {})[item.rule, item.field] = (item.reason, item.at)
    return Source(
        path, "package",
        tuple(
            Incoming(r, contents.versions.get(r.uuid), reasons=reasons.get(r.uuid, {}))
            for r in contents.records
        ),
        found.organization, found.signature, found.signer, found.draft, found.id,
        claimed=claimed, colleague=owner.name if owner else "",
    )  # fmt: skip


def vouched_by(
    source: Source, colleague: Colleague, progress: Progress = NO_PROGRESS
) -> Source:  # fmt: skip
    """The same package, now that it is known whose key it is to be signed with.

    Raises:
        PackageDamaged: it is not signed with that key, or is not the package that was read.
        Cancelled: the user stopped.
    """
    found = verify_package(source.path, colleague.key, progress=progress)
    if not found.ok:
        raise PackageDamaged(found.faults[0])
    if found.id != source.sha256:
        raise PackageDamaged(f"“{source.path.name}”刚刚被换成了另一个包，请重新选择文件。")
    return replace(source, signature=found.signature, signer=found.signer, colleague=colleague.name)


def portal_source(library: Library) -> Source:
    """What portals have of the records of which they said that somebody else changed them first.

    Raises:
        NothingToMerge: there are none.
    """
    found, portals = [], []
    for verdict, judged in library.last_verdicts().values():
        if verdict.status == CONFLICT:
            found.append(portal_version(judged, verdict.current))
            portals.append(verdict.portal)
    if not found:
        raise NothingToMerge("没有门户判为冲突的记录，不需要合并。")
    name = "、".join(dict.fromkeys(portals))
    return Source(library.path, "portal", tuple(found), name, known={})


def portal_version(judged: Record, current: Mapping[str, Any] | None) -> Incoming:
    """The portal's version of a record, as a receipt or a page of changes tells it
    (docs/portal-api.yaml); ``judged`` says which record, of which kind.
    """
    if not current:
        return Incoming(judged, None, fault="回执里没有门户的版本，请向门户索取后再处理")
    try:
        names = [current["vid"], *current["parents"], *current["ancestors"]]
        content = {k: v for k, v in current["content"].items() if v is not None}
        known = {"record_kind": judged.kind, "item_version": judged.version}
        record = Record.from_json({**known, **content, "record_uuid": judged.uuid})
    except (KeyError, TypeError, AttributeError, ValueError):
        return Incoming(judged, None, fault="回执里门户的版本读不懂，请向门户重新索取回执")
    if record.kind != judged.kind or not all(map(is_vid, names)):
        return Incoming(judged, None, fault="回执里门户的版本不合规，请向门户重新索取回执")
    version = Version(names[0], tuple(current["parents"]), tuple(current["ancestors"]))
    return Incoming(record, version, in_bin=current.get("deleted") is True)


def _library(path: Path, catalogue: Catalogue, progress: Progress) -> Source:
    progress.step(0, 1, "读取工作库")
    with their_library(path, catalogue) as library:
        held = library.held()
        written = library.written_at(list(held))
        given = library.reasons_given()
        records = tuple(
            _with_reasons(
                Incoming(item.record, item.version, item.in_bin, written.get(uuid, frozenset())),
                given.get(uuid),
            )
            for uuid, item in held.items()
            if not item.undone
        )
        counts = library.agencies()
        named = str(library.setting("organization") or "")
        known = library.known_versions(list(held))
    organization = named or max(counts, key=lambda name: counts[name], default="")
    return Source(path, "library", records, organization, sha256=_sha256(path), known=known)


def _with_reasons(incoming: Incoming, given: Given | None) -> Incoming:
    if given is None:
        return incoming
    times = {(rule, place, reason): at for rule, place, reason, at in given.log}
    reasons = {
        place: (reason, times.get((*place, reason), "")) for place, reason in given.now.items()
    }
    return replace(incoming, reasons=reasons, seen=frozenset(times))


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
    if source.kind == "portal":
        yield _no_files
    elif source.kind == "library":
        with their_library(source.path, catalogue) as library:
            yield library.attachment
    else:
        yield read_package(source.path).attachment


def _no_files(sha256: str) -> bytes:
    """A receipt carries no attachments; those of our own version are here."""
    raise LookupError(sha256)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
