"""What a portal can be asked (docs/portal-api.yaml)."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from desktop.exchange.line import Access, Line, LineWrong, PortalRefused, Timeouts, TryAgain
from desktop.exchange.tus import FileChanged, LineLost, Patience, Source, TusUpload
from exports.progress import NO_PROGRESS, Progress

__all__ = [
    "Access",
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
_NOT_FOUND, _LATER, _WELL = 404, 202, 200
_SIGNATURE = "receipt-signature"
_QUESTIONS = 3
_BUSY = "门户正忙，或者出了故障。请过一会儿再试。"


@dataclass(frozen=True, slots=True)
class Greeting:
    """Who a portal is: name, epoch (a new one after it was restored), the most bytes of a package
    (0: it does not say).
    """

    portal: str
    epoch: str
    most_bytes: int = 0


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
        body = _object(self._get("catalogue"))
        limits = body.get("limits")
        most = limits.get("package_bytes", 0) if isinstance(limits, dict) else 0
        most = most if isinstance(most, int) and most > 0 else 0
        return Greeting(str(body.get("portal", "")), str(body.get("epoch", "")), most)

    def state(self, package: str) -> str:
        """What it knows of a package: received, processing, done, refused; "": never seen.

        Raises:
            PortalRefused: it will not say.
            LineLost: it cannot be reached.
        """
        answer = self._get(f"packages/{package}", missing=True)
        return "" if answer.status_code == _NOT_FOUND else str(_object(answer).get("state", ""))

    def receipt(self, package: str) -> tuple[bytes, bytes] | None:
        """Receipt and its signature, byte for byte; None while there is none. Raises as `state`."""
        answer = self._get(f"packages/{package}/receipt", missing=True)
        if answer.status_code in (_LATER, _NOT_FOUND):
            return None
        try:
            signature = b64decode(answer.headers.get(_SIGNATURE, ""), validate=True)
        except (binascii.Error, ValueError):
            signature = b""
        if not signature:
            raise PortalRefused("门户的回执没有带签名，不能核对，没有采用。")
        return answer.content, signature

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

    def _get(self, path: str, *, missing: bool = False) -> httpx.Response:
        answer = self._asked(
            lambda: self.line.send("GET", self._at(path), {"Accept": "application/json"})
        )
        fine = (_WELL, _LATER, _NOT_FOUND) if missing else (_WELL,)
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


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise PortalRefused("这个地址不像是报送门户：它的回答看不懂。请核对门户地址。")
    return body
