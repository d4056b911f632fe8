"""Packages on their way to the portal (上传): begun, gone on with, paused, given up, answered.

`start` works in a background thread until the portal has everything or something stops it; it
never raises for what happens on the way, but says it in the `Upload` that it returns. Every step
stands in the library first, so that it can be gone on with after the program was killed.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.exchange.portal import (
    Access,
    FileChanged,
    Line,
    LineLost,
    LineWrong,
    Patience,
    Portal,
    PortalRefused,
    Source,
)
from desktop.store import UploadEntry
from desktop.usecases import receiving
from exports.package import PublicKey, Verification, verify_package
from exports.package.receipt import SIGNATURE_SUFFIX, ReceiptRefused
from exports.progress import NO_PROGRESS, Cancelled, Progress

if TYPE_CHECKING:
    from desktop.usecases.receiving import Received
    from desktop.usecases.workspace import Workspace

__all__ = [
    "Access",
    "CannotSend",
    "Inquiry",
    "LineLost",
    "LineWrong",
    "PortalRefused",
    "State",
    "Upload",
    "cancel",
    "enqueue",
    "fetch_receipt",
    "forget",
    "inquire",
    "pause",
    "portal_access",
    "set_portal_access",
    "start",
    "uploads",
]

_ACCESS = "portal_access"
#: Asked for the token; with True when the portal refused the last one.
Token = Callable[[bool], str]


class CannotSend(ValueError):
    """A package that may not go to a portal; the sentence says why and what to do."""


class State(StrEnum):
    """How an upload stands. Interrupted: the program ended in the middle of it."""

    WAITING = "waiting"
    SENDING = "sending"
    INTERRUPTED = "interrupted"
    PAUSED = "paused"
    FAILED = "failed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    SENT = "sent"
    ANSWERED = "answered"

    @property
    def words(self) -> str:
        """What to show."""
        return {
            "waiting": "等待上传",
            "sending": "正在上传",
            "interrupted": "上次中断，可继续",
            "paused": "已暂停",
            "failed": "线路中断，可继续",
            "refused": "门户没有接受",
            "cancelled": "已取消",
            "sent": "已送达，等回执",
            "answered": "已收到回执",
        }[self.value]


_OPEN = (State.WAITING, State.INTERRUPTED, State.PAUSED, State.FAILED, State.REFUSED,
         State.CANCELLED)  # fmt: skip
_ARRIVED = (State.SENT, State.ANSWERED)


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload as it stands. ``portal`` and ``sha256`` together name it; ``done`` of ``size``
    bytes are at the portal; ``message`` is a sentence when something went wrong; times are ISO, UTC.
    """

    portal: str
    sha256: str
    package: str
    path: Path
    size: int
    state: State
    done: int = 0
    tries: int = 0
    message: str = ""
    created_at: str = ""
    updated_at: str = ""

    @property
    def share(self) -> float:
        """How much of it is there, 0 to 1."""
        return self.done / self.size if self.size else 0.0

    @property
    def can_start(self) -> bool:
        """Whether `start` is of use: begin, or go on."""
        return self.state in _OPEN

    @property
    def can_pause(self) -> bool:
        """Whether it is under way."""
        return self.state == State.SENDING

    @property
    def can_cancel(self) -> bool:
        """Whether it can still be given up."""
        return self.state not in (*_ARRIVED, State.CANCELLED)

    def to_json(self) -> dict[str, Any]:
        """The shape of ``upload --json``."""
        return {
            "portal": self.portal, "package": self.package, "file": str(self.path),
            "sha256": self.sha256, "size": self.size, "done": self.done,
            "state": self.state.value, "tries": self.tries, "message": self.message,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What would happen: nothing was sent yet. ``known``: the portal has the package already;
    ``done`` bytes of an earlier try are there; ``too_large``: the portal takes ``most_bytes``.
    """

    portal: str
    package: str
    records: int
    size: int
    known: bool = False
    done: int = 0
    most_bytes: int = 0

    @property
    def too_large(self) -> bool:
        """Whether the portal says that it would not take so much."""
        return bool(self.most_bytes) and self.size > self.most_bytes


@dataclass
class _Running:
    """What is under way in this program."""

    line: Line
    give_up: bool = False


_running: dict[tuple[Path, str, str], _Running] = {}
_guard = threading.Lock()


def portal_access(workspace: Workspace) -> Access | None:
    """How to reach the portal of this library; None until somebody said it."""
    said = workspace.library.setting(_ACCESS)
    if not said:
        return None
    authority, certificate, key = (Path(said[name]) if said[name] else None for name in _PATHS)
    return Access(said["url"], authority, certificate, key, said["proxy"], said["plain"])


_PATHS = ("authority", "certificate", "certificate_key")


def set_portal_access(workspace: Workspace, access: Access | None) -> None:
    """Keep how to reach the portal; `LineWrong` when the address cannot be one. No secrets here."""
    if access is None:
        workspace.library.set_setting(_ACCESS, None)
        return
    access.checked()
    paths = {name: str(getattr(access, name) or "") for name in _PATHS}
    said = {"url": access.url, **paths, "proxy": access.proxy, "plain": access.plain}
    workspace.library.set_setting(_ACCESS, said)


def uploads(workspace: Workspace) -> list[Upload]:
    """Every upload of this library, the one that changed last first."""
    return [_shown(workspace, entry) for entry in workspace.library.uploads()]


def enqueue(
    workspace: Workspace, path: Path, access: Access, *, by: str = "",
    progress: Progress = NO_PROGRESS,
) -> Upload:  # fmt: skip
    """Put a package into the outbox for a portal, after verifying it. What is there already stays
    as far as it got.

    Raises:
        CannotSend: it is damaged, or a draft, or the library is read-only.
        LineWrong: the address cannot be one of a portal.
    """
    access.checked()
    if workspace.library.read_only:
        raise CannotSend(workspace.library.read_only_reason)
    source, found = _looked_at(path, progress)
    library = workspace.library
    entry = library.upload(access.url, source.sha256)
    if entry is None:
        entry = UploadEntry(
            access.url, source.sha256, found.id, str(path.absolute()), source.size,
            State.WAITING.value, by=by,
        )  # fmt: skip
    elif _key(workspace, entry) not in _running and entry.state not in _ARRIVED:
        entry = replace(entry, path=str(path.absolute()), state=State.WAITING.value, message="")
    return _shown(workspace, library.keep_upload(entry))


def inquire(
    workspace: Workspace, path: Path, access: Access, token: Token,
    *, patience: Patience | None = None, progress: Progress = NO_PROGRESS,
) -> Inquiry:  # fmt: skip
    """Ask the portal what it knows of a package, before anything is sent or written down.

    Raises:
        CannotSend: the package is damaged, or a draft.
        LineWrong, PortalRefused, LineLost: the portal cannot be asked.
    """
    source, found = _looked_at(path, progress)
    entry = workspace.library.upload(access.url, source.sha256)
    with Line(access, token) as line:
        line.watch = lambda: progress.step(0, 0, "询问门户")
        portal = Portal(line, patience or Patience())
        greeting = portal.greeting()
        known = bool(portal.state(found.id))
    return Inquiry(
        greeting.portal, found.id, sum(found.counts.values()), source.size, known,
        entry.done if entry else 0, greeting.most_bytes,
    )  # fmt: skip


def start(
    workspace: Workspace, upload: Upload, access: Access, token: Token,
    *, patience: Patience | None = None, progress: Progress = NO_PROGRESS,
) -> Upload:  # fmt: skip
    """Begin an upload or go on with it, until the portal has it all; how it stands then.

    A ``progress`` that says stop pauses it, as `pause` does.
    """
    entry = workspace.library.upload(upload.portal, upload.sha256)
    if entry is None or not upload.can_start:
        return upload if entry is None else _shown(workspace, entry)
    key = _key(workspace, entry)
    try:
        line = Line(replace(access, url=entry.portal), token)
    except LineWrong as error:
        return _shown(workspace, _kept(workspace, entry, State.FAILED, str(error)))
    with line:
        running = _Running(line)
        with _guard:
            if key in _running:
                return _shown(workspace, entry)
            _running[key] = running
        try:
            state, message = _sent(workspace, entry, Portal(line, patience or Patience()), progress)
        finally:
            with _guard:
                del _running[key]
    if running.give_up and state != State.SENT:
        return cancel(workspace, upload, access, token)
    last = workspace.library.upload(entry.portal, entry.sha256)
    return _shown(workspace, _kept(workspace, last or entry, state, message))


def pause(workspace: Workspace, upload: Upload) -> None:
    """Stop what is under way; what the portal has stays there. Any thread may call it."""
    with _guard:
        running = _running.get((workspace.library.path, upload.portal, upload.sha256))
        if running is not None:
            running.line.stop()


def cancel(
    workspace: Workspace, upload: Upload, access: Access | None = None, token: Token | None = None
) -> Upload:
    """Give an upload up; the portal is asked to drop what it has, when it can be reached.

    One that is under way ends in its own thread, as cancelled.
    """
    with _guard:
        running = _running.get((workspace.library.path, upload.portal, upload.sha256))
        if running is not None:
            running.give_up = True
            running.line.stop()
            return upload
    entry = workspace.library.upload(upload.portal, upload.sha256)
    if entry is None or entry.state in _ARRIVED:
        return upload if entry is None else _shown(workspace, entry)
    if entry.location and access is not None and token is not None:
        _drop(entry, access, token)
    entry = replace(entry, location="", done=0)
    return _shown(workspace, _kept(workspace, entry, State.CANCELLED, ""))


def forget(workspace: Workspace, upload: Upload) -> None:
    """Take a row out of the list; not one that is under way."""
    if (workspace.library.path, upload.portal, upload.sha256) not in _running:
        workspace.library.forget_upload(upload.portal, upload.sha256)


def fetch_receipt(
    workspace: Workspace, upload: Upload, access: Access, token: Token,
    *, key: PublicKey | None = None, by: str = "", patience: Patience | None = None,
    progress: Progress = NO_PROGRESS,
) -> Received | None:  # fmt: skip
    """Fetch the receipt of a package that arrived, and take it in; None while there is none.

    ``key`` is the portal's public key, needed the first time.

    Raises:
        PortalRefused, LineLost, LineWrong: the portal cannot be asked.
        ReceiptRefused: it is not the portal's, or about another package.
    """
    with Line(replace(access, url=upload.portal), token) as line:
        line.watch = lambda: progress.step(0, 0, "取回执")
        answer = Portal(line, patience or Patience()).receipt(upload.package)
    if answer is None:
        return None
    with tempfile.TemporaryDirectory(prefix="mingce-") as folder:
        path = Path(folder) / "receipt.json"
        path.write_bytes(answer[0])
        path.with_name(path.name + SIGNATURE_SUFFIX).write_bytes(answer[1])
        about, _ = receiving.check(workspace, path, key=key)
        if about.package != upload.package:
            raise ReceiptRefused("门户给的回执是另一个包的，没有采用。")
        received = receiving.receive(workspace, path, key=key, by=by)
    entry = workspace.library.upload(upload.portal, upload.sha256)
    if entry is not None:
        _kept(workspace, entry, State.ANSWERED, "")
    return received


def _sent(
    workspace: Workspace, entry: UploadEntry, portal: Portal, progress: Progress
) -> tuple[State, str]:
    """Send it; the state that it is in then, and a sentence when something went wrong."""
    entry = replace(entry, tries=entry.tries + 1)
    entry = _kept(workspace, entry, State.SENDING, "")
    try:
        source = Source.of(Path(entry.path))
        if source.sha256 != entry.sha256:
            raise FileChanged("这个包的文件已不是当初放进发件箱的那一个，请重新放入。")
        if portal.state(entry.package):
            _kept(workspace, replace(entry, done=entry.size), State.SENDING, "")
            return State.SENT, ""
        _transfer(workspace, entry, portal, source, progress)
        if not portal.state(entry.package):
            return State.FAILED, "已全部传完，但门户还没有确认收到。请过一会儿再继续一次。"
    except Cancelled:
        return State.PAUSED, ""
    except (PortalRefused, FileChanged) as error:
        return State.REFUSED, str(error)
    except LineLost as error:
        return State.FAILED, str(error)
    except FileNotFoundError:
        return State.FAILED, f"找不到“{entry.path}”，可能已被移走。请放回原处，或重新生成。"
    except OSError as error:
        if error.errno is None:  # our own, from the keyring: a sentence already
            return State.FAILED, str(error)
        return State.FAILED, f"读取“{entry.path}”时出错：{error.strerror}。请检查磁盘后再试。"
    return State.SENT, ""


def _transfer(
    workspace: Workspace, entry: UploadEntry, portal: Portal, source: Source, progress: Progress
) -> None:
    now = [entry]

    def keep(**changed: Any) -> None:
        now[0] = workspace.library.keep_upload(replace(now[0], **changed))

    portal.upload(
        source,
        {
            "filename": source.path.name,
            "filetype": "application/zip",
            "package": entry.package,
        },
        location=entry.location,
        on_location=lambda location: keep(location=location, done=0),
        on_offset=lambda done: keep(done=done),
        progress=progress,
    )


def _drop(entry: UploadEntry, access: Access, token: Token) -> None:
    """Whether the portal hears it or not: what is left there expires."""
    try:
        with Line(replace(access, url=entry.portal), token) as line:
            Portal(line, Patience(tries=1)).drop(entry.location)
    except (LineLost, LineWrong, PortalRefused):
        return


def _looked_at(path: Path, progress: Progress) -> tuple[Source, Verification]:
    if not path.is_file():
        raise CannotSend(f"找不到“{path}”，可能已被移走。请重新生成。")
    found = verify_package(path, progress=progress)
    if not found.ok:
        raise CannotSend(f"“{path.name}”没有通过核验：{found.faults[0]}请重新生成后再传。")
    if found.draft:
        raise CannotSend(f"“{path.name}”是草稿包，不能报送。请审定后生成正式包。")
    return Source.of(path), found


def _key(workspace: Workspace, entry: UploadEntry) -> tuple[Path, str, str]:
    return (workspace.library.path, entry.portal, entry.sha256)


def _kept(workspace: Workspace, entry: UploadEntry, state: State, message: str) -> UploadEntry:
    entry = replace(entry, state=state.value, message=message)
    return workspace.library.keep_upload(entry)


def _shown(workspace: Workspace, entry: UploadEntry) -> Upload:
    state = State(entry.state)
    if state == State.SENDING and _key(workspace, entry) not in _running:
        state = State.INTERRUPTED
    return Upload(
        entry.portal, entry.sha256, entry.package, Path(entry.path), entry.size, state, entry.done,
        entry.tries, entry.message, entry.created_at, entry.updated_at,
    )  # fmt: skip
