"""What bringing and adopting did, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop.ui.i18n import tr

if TYPE_CHECKING:
    from desktop.usecases.pulling import Pulled
    from desktop.usecases.upper_catalogue import Adopted

_FEW = 3


def pulled_words(found: Pulled) -> Iterator[str]:
    """Sentences about what a portal issued."""
    if found.again:
        yield tr("门户恢复过备份，目录已从头重新读取。")
    if found.read:
        yield tr(
            "{portal}：读取目录 {read} 项，其中新增或有变化 {changed} 项。", portal=found.portal,
            read=found.read, changed=found.changed,
        )  # fmt: skip
    elif found.issues:
        yield tr("{portal}的目录没有变化。", portal=found.portal)
    elif found.offer is None:
        yield tr("{portal}没有下发目录。", portal=found.portal)
    if found.unknown:
        yield tr("有 {count} 项属于本程序没有的清单，没有收下。", count=found.unknown)


def adopted_words(done: Adopted) -> str:
    """A sentence or two about an adoption."""
    words = []
    if done.made:
        words.append(tr("已认领 {count} 项，建立草稿。", count=len(done.made)))
    if done.tied:
        words.append(tr("{count} 项库里已有同编码的记录，已与它关联。", count=len(done.tied)))
    for title, reason in done.left[:_FEW]:
        words.append(tr("“{title}”{reason}，没有认领。", title=title, reason=tr(reason)))
    if len(done.left) > _FEW:
        words.append(tr("另有 {count} 项没有认领。", count=len(done.left) - _FEW))
    return "".join(words)
