"""Signed pages of a portal: of its catalogue, of what it accepted. One shape, read strictly.

A page is canonical JSON in UTF-8 with its minisign signature in a header: what came after ``since`` up
to ``next``, in the order in which the portal counts (docs/portal-api.yaml).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from exports.package import signing
from exports.package.keys import PublicKey, SigningKey
from exports.package.receipt import utc
from exports.package.spelling import spelled, strictly_parsed

_MOST_PAGE = 64 << 20
_LONGEST = 4000
_GREATEST = 1 << 53


class IssueRefused(ValueError):
    """Something that is not what a portal issues, or not this portal's; a sentence."""


class Numbered(Protocol):
    """What pages hold: the portal counts it."""

    @property
    def seq(self) -> int:
        """The how manieth of all."""


T = TypeVar("T", bound=Numbered)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """What came after ``since`` up to ``next``; ``more`` follows."""

    portal: str
    epoch: str
    since: int
    next: int
    more: bool
    at: str
    items: tuple[T, ...]


@dataclass(frozen=True)
class PageFormat(Generic[T]):
    """A kind of page: ``id`` as it says itself, ``what`` as a sentence calls it, its items."""

    id: str
    what: str
    read_items: Callable[[list[Any]], Iterable[T]]
    item_json: Callable[[T], dict[str, Any]]

    def parse(self, data: bytes) -> Page[T]:
        """Read a page; `IssueRefused` when it is none."""
        body = json_object(data, _MOST_PAGE, f"{self.what}的一页")
        if body.get("format") != self.id:
            raise IssueRefused("门户给的这一页不是本程序认识的格式。请核对门户地址，或升级程序。")
        items = body.get("items")
        if not isinstance(items, list) or not isinstance(body.get("more"), bool):
            raise wrong("items")
        return Page(
            text_in(body, "portal"), text_in(body, "epoch"), whole_in(body, "since"),
            whole_in(body, "next"), body["more"], time_in(body), tuple(self.read_items(items)),
        )  # fmt: skip

    def spell(self, page: Page[T]) -> bytes:
        """The body of a page."""
        return spelled({
            "format": self.id, "portal": page.portal, "epoch": page.epoch, "since": page.since,
            "next": page.next, "more": page.more, "at": page.at,
            "items": [self.item_json(item) for item in page.items],
        })  # fmt: skip


def sign_issued(key: SigningKey, data: bytes) -> bytes:
    """The minisign signature of a page, or of ``issue.json``."""
    comment = f"mingce issue {hashlib.sha256(data).hexdigest()}"
    return signing.sign(key, data, comment)[signing.MINISIGN]


def check_issued(data: bytes, signature: bytes, key: PublicKey) -> None:
    """Check who a page or an ``issue.json`` is from; `IssueRefused` when it is not the key's."""
    try:
        signing.check({signing.MINISIGN: signature}, data, key)
    except signing.BadSignature as error:
        raise IssueRefused(f"签名核对不上，没有采用：{error}") from error


def json_object(data: bytes, limit: int, what: str) -> dict[str, Any]:
    """A JSON object of at most ``limit`` bytes; `IssueRefused` says what it is not."""
    if len(data) > limit:
        raise IssueRefused(f"{what}太大，不予读取。")
    try:
        body = strictly_parsed(data.strip())
    except (ValueError, RecursionError) as error:
        raise IssueRefused(f"{what}不是合格的 JSON，可能没有传完整。") from error
    if not isinstance(body, dict):
        raise IssueRefused(f"{what}看不懂，不是本程序认识的格式。")
    return body


def text_in(body: Mapping[str, Any], name: str) -> str:
    """A text that is not empty and not endless."""
    value = body.get(name)
    if not isinstance(value, str) or not value or len(value) > _LONGEST:
        raise wrong(name)
    return value


def whole_in(body: Mapping[str, Any], name: str, where: str = "") -> int:
    """A whole number from 0 that every JSON reader holds exactly."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _GREATEST:
        raise wrong(f"{where}的 {name}" if where else name)
    return value


def time_in(body: Mapping[str, Any]) -> str:
    """The time ``at``, in UTC."""
    try:
        return utc(text_in(body, "at"))
    except ValueError as error:
        raise wrong("at") from error


def wrong(where: str) -> IssueRefused:
    """What is said of a part that makes no sense."""
    return IssueRefused(f"门户下发的内容不合格（{where}），没有采用。请告知门户的技术支持。")
