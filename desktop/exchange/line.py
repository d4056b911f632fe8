"""The line to a portal: TLS, certificates, proxy, time-outs, the token; one request at a time."""

from __future__ import annotations

import logging
import ssl
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import httpx

from desktop import __version__
from desktop.exchange import wire
from exports.progress import Cancelled

# They would write every address of an upload into the log, and on asking the headers.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

#: Statuses of a portal that is busy, restarting, or has not noticed yet that a line was cut.
_PASSING = frozenset({408, 409, 423, 425, 429})
_UNAUTHORIZED = 401
#: The longest pause in seconds that a portal may ask for.
_LONGEST_AFTER = 300.0
_SHOWN = 200
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class PortalRefused(ValueError):
    """The portal will not; the sentence says what it said. ``status`` is that of HTTP."""

    def __init__(self, sentence: str, status: int = 0) -> None:
        super().__init__(sentence)
        self.status = status

    @classmethod
    def of(cls, answer: httpx.Response) -> PortalRefused:
        """The refusal that an answer is."""
        status = answer.status_code
        if status == _UNAUTHORIZED:
            return cls("门户不认这个令牌，可能已过期。请向门户重新领取令牌后再试。", status)
        if answer.is_redirect:
            return cls("门户要求转到另一个地址，为安全起见没有照办。请核对门户地址。", status)
        said = _said(answer)
        return cls(f"门户没有接受（{status}）{'：' + said if said else '。'}", status)


class TryAgain(Exception):
    """Something that passes; ``after`` are the seconds that the portal asks to wait."""

    def __init__(self, why: str, after: float = 0.0) -> None:
        super().__init__(why)
        self.after = after


class LineWrong(ValueError):
    """An address, certificate or key that cannot be used; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds without a sign of life until a try counts as failed."""

    connect: float = 15.0
    transfer: float = 30.0


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a portal.

    ``authority`` is the certificate of the portal's own CA, trusted beside the system's;
    ``certificate`` and ``certificate_key`` are ours, for portals that demand one. ``plain`` allows
    http, where nothing hides the token. ``proxy``: use the one that the system is set to.
    """

    url: str
    authority: Path | None = None
    certificate: Path | None = None
    certificate_key: Path | None = None
    proxy: bool = True
    plain: bool = False
    timeouts: Timeouts = field(default_factory=Timeouts)

    def checked(self) -> Self:
        """This; `LineWrong` when the address cannot be one of a portal."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise LineWrong(
                f"“{self.url}”不是门户地址。应当像 https://portal.example.gov.cn/api/v1。"
            )
        if parts.username or parts.password or parts.query or parts.fragment:
            raise LineWrong("门户地址里不要写用户名、口令、问号或井号。")
        if parts.scheme == "http" and not self.plain and parts.hostname not in _LOOPBACK:
            raise LineWrong("门户地址以 http 开头，令牌会在网上明文传送。请改用 https 的地址。")
        return self


class Line:
    """An open line. ``token`` is asked for the bearer token, with True when the last was refused.

    Any thread may call `stop`; what waits, sends or listens then ends with `Cancelled`, at once.
    ``watch`` is called on the thread of a request as long as it waits; it may raise `Cancelled`.
    """

    def __init__(self, access: Access, token: Callable[[bool], str] = lambda _: "") -> None:
        """`LineWrong` when a certificate or key cannot be read."""
        self.access = access.checked()
        self.watch: Callable[[], None] = lambda: None
        self._token = token
        self._stopped = threading.Event()
        limits = access.timeouts
        self._http = httpx.Client(
            verify=_trust(access),
            timeout=httpx.Timeout(limits.transfer, connect=limits.connect),
            follow_redirects=False,
            trust_env=access.proxy,
            headers={"User-Agent": f"mingce/{__version__}"},
        )
        wire.watch(self._http, self._glance)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def stop(self) -> None:
        """End what is going on as soon as can be."""
        self._stopped.set()

    def _glance(self) -> None:
        if self._stopped.is_set():
            raise Cancelled
        self.watch()

    def wait(self, seconds: float) -> None:
        """Let time pass; `Cancelled` when stopped meanwhile."""
        if self._stopped.wait(seconds):
            raise Cancelled

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: Callable[[], Iterator[bytes]] | None = None,
        *,
        meant: Collection[int] = (),
    ) -> httpx.Response:
        """One request; a refused token is asked for anew, once. ``meant`` are statuses that say
        something here, and do not pass.

        Raises:
            TryAgain: the portal is busy or failed.
            PortalRefused: what it says makes no sense.
            httpx.TransportError: the line failed.
            Cancelled: `stop` was called.
        """
        answer = self._once(method, url, headers or {}, body, refresh=False)
        if answer.status_code == _UNAUTHORIZED:
            answer = self._once(method, url, headers or {}, body, refresh=True)
        passing = answer.status_code in _PASSING and answer.status_code not in meant
        if passing or answer.status_code >= 500:
            raise TryAgain(f"HTTP {answer.status_code}", _after(answer))
        return answer

    def _once(
        self, method: str, url: str, headers: Mapping[str, str],
        body: Callable[[], Iterator[bytes]] | None, *, refresh: bool,
    ) -> httpx.Response:  # fmt: skip
        token = self._token(refresh)
        bearer = {"Authorization": f"Bearer {token}"} if token else {}
        content = self._stoppable(body()) if body is not None else None
        try:
            return self._http.request(method, url, headers={**bearer, **headers}, content=content)
        except (httpx.InvalidURL, httpx.DecodingError) as error:
            raise PortalRefused("门户的回答看不懂，可能不是报送门户。请核对门户地址。") from error

    def _stoppable(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            if self._stopped.is_set():
                raise Cancelled
            yield piece


def _trust(access: Access) -> ssl.SSLContext:
    """The system's authorities, the portal's own, and our certificate."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if access.authority is not None:
        _loaded("门户的根证书", access.authority, context.load_verify_locations)
    if access.certificate is not None:
        key = access.certificate_key
        _loaded(
            "本机的客户端证书", access.certificate, lambda path: context.load_cert_chain(path, key)
        )
    return context


def _loaded(name: str, path: Path, load: Callable[[Path], None]) -> None:
    try:
        load(path)
    except OSError as error:  # ssl.SSLError is one
        raise LineWrong(f"{name}“{path}”读不出来。请核对文件，证书应是 PEM 格式。") from error


def _after(answer: httpx.Response) -> float:
    text = answer.headers.get("retry-after", "")
    return min(float(text), _LONGEST_AFTER) if text.isascii() and text.isdigit() else 0.0


def _said(answer: httpx.Response) -> str:
    """What a portal says of a refusal: RFC 9457, else the beginning of a text."""
    try:
        problem = answer.json()
    except ValueError:
        text = answer.text if "text/plain" in answer.headers.get("content-type", "") else ""
        return " ".join(text.split())[:_SHOWN]
    if not isinstance(problem, dict):
        return ""
    return str(problem.get("detail") or problem.get("title") or "")[:_SHOWN]
