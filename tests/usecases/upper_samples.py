"""An invented catalogue of the level above, and a library that read it."""

from __future__ import annotations

from typing import Any

from desktop.store import UpperSource
from desktop.usecases.pulling import entry_of
from desktop.usecases.workspace import Workspace
from exports.package.upper_item import UpperItem

PORTAL = "岚山省政务服务平台"


def item(number: int, name: str, seq: int = 1, **more: Any) -> UpperItem:
    """A licence of the catalogue; ``more`` are its values, or withdrawn."""
    withdrawn = bool(more.pop("withdrawn", False))
    values = {
        "code": f"0001{number:08d}", "name": name, "power_type": "administrative_licence",
        "use_level": "county",
        "basis": [{"title": "中华人民共和国水法", "article": "第四十八条", "role": "establishment"}],
        "counterpart": "单位和个人", **more,
    }  # fmt: skip
    identifier = f"00000000-0000-4000-8000-{number:012d}"
    return UpperItem(identifier, "power_item", seq, values, withdrawn)


def filled(workspace: Workspace, *items: UpperItem, epoch: str = "e1") -> list[int]:
    """Put items into a library as a pull would; the row numbers of all."""
    entries = [found for one in items if (found := entry_of(workspace, one))]
    reached = max((one.seq for one in items), default=0)
    source = UpperSource(PORTAL, epoch, reached, True, "2026-12-01T00:00:00.000Z")
    workspace.library.keep_upper(source, entries)
    return [workspace.library.upper_number(PORTAL, one.id) for one in items]
