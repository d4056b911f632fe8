"""What a portal can be asked (docs/portal-api.yaml)."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote

import httpx

from desktop.exchange.line import Access, Line, LineWrong, PortalRefused, Timeouts, TryAgain
from desktop.exchange.tus import FileChanged, LineLost, Patience, Source, TusUpload
from exports.progress import NO_PROGRESS, Progress

__all__ = [
    "Access",
    "EpochChanged",
    "FileChanged",
    "Greeting",
    "Line",
    "LineLost",
    "LineWrong",
    "Patience",
    "Portal",
    "PortalRefused",
    "Source",
    "Timeouts",
]

_T = TypeVar("_T")
_NOT_FOUND, _LATER, _WELL, _SAME, _CONFLICT = 404, 202, 200, 304, 409
_OR_MISSING = (_WELL, _LATER, _NOT_FOUND)
_SIGNATURE = "receipt-signature"
_QUESTIONS = 3
_BUSY = "门户正忙，或者出了故障。请过一会儿再试。"


@dataclass(frozen=True, slots=True)
class Greeting:
    """Who a portal is: name, epoch (a new one after it was restored), the most bytes of a package
    (0: it does not say).

    ``items`` is the number of the last change of its catalogue (None: it issues none),
    ``definitions`` the version of its code tables (0: none); ``tag`` stands for all of it.
    """

    portal: str
    epoch: str
    most_bytes: int = 0
    items: int | None = None
    definitions: int = 0
    tag: str = ""


class EpochChanged(Exception):
    """The portal was restored from a backup; its numbers begin anew."""


@dataclass
class Portal:
    """A portal at the end of a line."""

    line: Line
    patience: Patience = field(default_factory=Patience)

    @property
    def uploads(self) -> str:
        """Where uploads begin."""
        return self._at("uploads")

    def greeting(self) -> Greeting:
        """Who it is; raises as `state`."""
        return _greeting(self._get("catalogue"))

    def news(self, tag: str) -> Greeting | None:
        """Who it is, if anything changed since the greeting of that tag; raises as `state`."""
        headers = {"If-None-Match": tag} if tag else {}
        answer = self._get("catalogue", headers=headers, fine=(_WELL, _SAME))
        return None if answer.status_code == _SAME else _greeting(answer)

    def page(self, epoch: str, since: int, limit: int) -> tuple[bytes, bytes]:
        """A page of its catalogue and the signature, byte for byte. Raises as `state`, and
        `EpochChanged`.
        """
        return self._page("catalogue/items", epoch, since, limit, "目录")

    def changes(self, epoch: str, since: int, limit: int) -> tuple[bytes, bytes]:
        """A page of the versions that it accepted and the signature; raises as `page`."""
        return self._page("changes", epoch, since, limit, "已接收版本")

    def _page(
        self, path: str, epoch: str, since: int, limit: int, what: str
    ) -> tuple[bytes, bytes]:
        asked = f"{path}?since={since}&epoch={quote(epoch, safe='')}&limit={limit}"
        answer = self._get(asked, fine=(_WELL, _CONFLICT))
        if answer.status_code == _CONFLICT:
            raise EpochChanged
        return answer.content, _signature(answer, "page-signature", what)

    def definitions(self) -> bytes:
        """The bundle of its code tables and profiles; raises as `state`."""
        return self._get("definitions", headers={"Accept": "application/zip"}).content

    def state(self, package: str) -> str:
        """What it knows of a package: received, processing, done, refused; "": never seen.

        Raises:
            PortalRefused: it will not say.
            LineLost: it cannot be reached.
        """
        answer = self._get(f"packages/{package}", fine=_OR_MISSING)
        return "" if answer.status_code == _NOT_FOUND else str(_object(answer).get("state", ""))

    def receipt(self, package: str) -> tuple[bytes, bytes] | None:
        """Receipt and its signature, byte for byte; None while there is none. Raises as `state`."""
        answer = self._get(f"packages/{package}/receipt", fine=_OR_MISSING)
        if answer.status_code in (_LATER, _NOT_FOUND):
            return None
        return answer.content, _signature(answer, _SIGNATURE, "回执")

    def upload(
        self,
        source: Source,
        metadata: Mapping[str, str],
        *,
        location: str = "",
        on_location: Callable[[str], None],
        on_offset: Callable[[int], None],
        progress: Progress = NO_PROGRESS,
    ) -> None:
        """Send a file, or what is missing of it; raises as `TusUpload.run`."""
        TusUpload(
            self.line, self.uploads, source, metadata, location, on_location, on_offset, progress,
            self.patience,
        ).run()  # fmt: skip

    def drop(self, location: str) -> None:
        """Ask the portal to throw away what it has of an upload; it will expire anyway."""
        self._asked(lambda: self.line.send("DELETE", location, {"Tus-Resumable": "1.0.0"}))

    def _at(self, path: str) -> str:
        return f"{self.line.access.url.rstrip('/')}/{path}"

    def _get(
        self, path: str, *, headers: Mapping[str, str] | None = None,
        fine: tuple[int, ...] = (_WELL,),
    ) -> httpx.Response:  # fmt: skip
        wanted = {"Accept": "application/json", **(headers or {})}
        answer = self._asked(lambda: self.line.send("GET", self._at(path), wanted, meant=fine))
        if answer.status_code not in fine:
            raise PortalRefused.of(answer)
        return answer

    def _asked(self, ask: Callable[[], _T]) -> _T:
        """Ask, a few times if need be; `LineLost` when it is of no use now."""
        tries = min(_QUESTIONS, self.patience.tries)
        for number in range(1, tries + 1):
            try:
                return ask()
            except TryAgain as error:
                if number == tries:
                    raise LineLost(_BUSY) from error
            except httpx.TransportError as error:
                if number == tries:
                    raise LineLost(unreachable(error, self.line.access)) from error
            self.line.wait(self.patience.pause(number))
        raise AssertionError("the last try raises or returns")


def unreachable(error: Exception, access: Access) -> str:
    """Why the line does not stand, as a sentence."""
    said = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in said:
        return "门户的证书不受信任。请向门户索取根证书，在门户设置中指定。"
    if "CERTIFICATE_REQUIRED" in said or "HANDSHAKE_FAILURE" in said:
        return "门户要求客户端证书。请在门户设置中指定本机的证书。"
    if isinstance(error, httpx.RemoteProtocolError) and access.certificate is None:
        # Some servers hang up instead of saying that they want one.
        return "门户一接通就断开，可能要求客户端证书。请向门户核实，或过一会儿再试。"
    if isinstance(error, httpx.TimeoutException):
        return "门户没有回应。请检查网络，过一会儿再试。"
    return "连接不上门户。请检查网络、门户地址和代理设置。"


def _greeting(answer: httpx.Response) -> Greeting:
    body = _object(answer)
    limits = body.get("limits")
    most = _whole(limits.get("package_bytes")) if isinstance(limits, dict) else None
    return Greeting(
        str(body.get("portal", "")), str(body.get("epoch", "")), most or 0,
        _whole(body.get("items")), _whole(body.get("definitions")) or 0,
        answer.headers.get("etag", ""),
    )  # fmt: skip


def _whole(value: object) -> int | None:
    """A number from 0; None for anything else."""
    fits = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if fits else None  # type: ignore[return-value]


def _signature(answer: httpx.Response, header: str, what: str) -> bytes:
    try:
        signature = b64decode(answer.headers.get(header, ""), validate=True)
    except (binascii.Error, ValueError):
        signature = b""
    if not signature:
        raise PortalRefused(f"门户的{what}没有带签名，不能核对，没有采用。")
    return signature


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise PortalRefused("这个地址不像是报送门户：它的回答看不懂。请核对门户地址。")
    return body
