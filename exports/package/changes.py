"""What a portal accepted, from whomever: pages of versions after a cursor (docs/portal-api.yaml).

A page is canonical JSON in UTF-8, ``sync-changes/1``, its minisign signature in a header, as pages of
the catalogue are (`exports.package.issued`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from exports.package.issued import IssueRefused, _object, _text, _time, _whole
from exports.package.read import is_vid
from exports.package.spelling import spelled

FORMAT = "sync-changes/1"
_MOST_BYTES, _MOST_NAMES = 64 << 20, 100_000


@dataclass(frozen=True, slots=True)
class Accepted:
    """A version that the portal accepted: the ``seq``-th of all, the ``rev``-th of its record.
    ``content`` is as in a package.
    """

    uuid: str
    kind: str
    seq: int
    rev: int
    vid: str
    parents: tuple[str, ...]
    ancestors: tuple[str, ...]
    deleted: bool
    content: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """As a page, and a receipt of a conflict, spells it."""
        return {
            "uuid": self.uuid, "kind": self.kind, "seq": self.seq, "rev": self.rev, "vid": self.vid,
            "parents": list(self.parents), "ancestors": list(self.ancestors),
            "deleted": self.deleted, "content": dict(self.content),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """The versions accepted after ``since`` up to ``next``; ``more`` follow."""

    portal: str
    epoch: str
    since: int
    next: int
    more: bool
    at: str
    items: tuple[Accepted, ...]


def parse_changes(data: bytes) -> ChangesPage:
    """Read a page, strictly; `IssueRefused` when it is none."""
    body = _object(data, _MOST_BYTES, "已接收版本的一页")
    if body.get("format") != FORMAT:
        raise IssueRefused("门户给的已接收版本不是本程序认识的格式。请核对门户地址，或升级程序。")
    items = body.get("items")
    if not isinstance(items, list) or not isinstance(body.get("more"), bool):
        raise _odd("items")
    return ChangesPage(
        _text(body, "portal"), _text(body, "epoch"), _whole(body, "since"), _whole(body, "next"),
        body["more"], _time(body), tuple(_accepted(items)),
    )  # fmt: skip


def changes_bytes(page: ChangesPage) -> bytes:
    """The body of a page."""
    return spelled({
        "format": FORMAT, "portal": page.portal, "epoch": page.epoch, "since": page.since,
        "next": page.next, "more": page.more, "at": page.at,
        "items": [item.to_json() for item in page.items],
    })  # fmt: skip


def _accepted(items: list[Any]) -> Iterator[Accepted]:
    for number, item in enumerate(items, 1):
        where = f"items 第 {number} 项"
        if not isinstance(item, dict):
            raise _odd(where)
        names = [item.get("vid"), *_names(item, "parents"), *_names(item, "ancestors")]
        content, deleted = item.get("content"), item.get("deleted")
        good = all(isinstance(name, str) and is_vid(name) for name in names)
        if not good or not isinstance(content, dict) or not isinstance(deleted, bool):
            raise _odd(where)
        yield Accepted(
            _text(item, "uuid"), _text(item, "kind"), _whole(item, "seq"), _whole(item, "rev"),
            str(item["vid"]),
            tuple(item["parents"]), tuple(item["ancestors"]), deleted, content,
        )  # fmt: skip


def _names(item: Mapping[str, Any], name: str) -> list[Any]:
    found = item.get(name)
    if not isinstance(found, list) or len(found) > _MOST_NAMES:
        raise _odd(name)
    return found


def _odd(where: str) -> IssueRefused:
    return IssueRefused(f"门户给的已接收版本读不懂（{where}），没有采用。请告知门户的技术支持。")
