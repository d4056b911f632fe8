"""What a portal accepted, from whomever: versions of records, in signed pages (`signed_page`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from exports.package.read import is_vid
from exports.package.signed_page import PageFormat, text_in, whole_in, wrong

_MOST_NAMES = 100_000


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


def _accepted(items: list[Any]) -> Iterator[Accepted]:
    for number, item in enumerate(items, 1):
        where = f"items 第 {number} 项"
        if not isinstance(item, dict):
            raise wrong(where)
        names = [item.get("vid"), *_names(item, "parents"), *_names(item, "ancestors")]
        content, deleted = item.get("content"), item.get("deleted")
        good = all(isinstance(name, str) and is_vid(name) for name in names)
        if not good or not isinstance(content, dict) or not isinstance(deleted, bool):
            raise wrong(where)
        yield Accepted(
            text_in(item, "uuid"), text_in(item, "kind"), whole_in(item, "seq"), whole_in(item, "rev"),
            str(item["vid"]),
            tuple(item["parents"]), tuple(item["ancestors"]), deleted, content,
        )  # fmt: skip


def _names(item: Mapping[str, Any], name: str) -> list[Any]:
    found = item.get(name)
    if not isinstance(found, list) or len(found) > _MOST_NAMES:
        raise wrong(name)
    return found


#: A page of what a portal accepted.
CHANGES_PAGE = PageFormat("sync-changes/1", "已接收版本", _accepted, Accepted.to_json)
