"""The announcement of an adjustment (动态调整公告) in the manner of an official document."""

from __future__ import annotations

import re

from exports.document import Block, Cell, Paragraph, Run, Table, TableColumn, paragraph
from exports.layouts.guide_parts import UNFILLED, GuideParts
from exports.layouts.sheet_words import WORDS
from forms.record import Record

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
#: Fields of the various kinds that say the same; the first that is filled is shown.
_CODES = ("code", "impl_code", "catalog_code", "item_code")
_TYPES = ("power_type", "task_type")
_AGENCIES = ("exercising_org", "responsible_org", "approval_department", "org_name", "publisher")


def notice_opening(parts: GuideParts) -> list[Block]:
    """根据……，经……批准，……，现公告如下："""
    bases = WORDS["@bases"](parts).replace("\n", "、")
    approver, decided = parts.text("approver"), parts.text("decision_number")
    reason = parts.text("reason")
    clauses = [
        f"根据{bases}" if bases else f"因{reason}" if reason else "",
        f"经{approver}{f'（{decided}）' if decided else ''}批准" if approver else "",
        f"对下列{parts.text('list_kind') or '清单'}事项予以{parts.text('adjustment_type') or '调整'}",
        "现公告如下：",
    ]
    day = _written(parts.text("takes_effect_on"))
    effect = [paragraph(f"本次调整自{day}起生效。")] if day else []
    return [paragraph("，".join(filter(None, clauses))), *effect]


def notice_items(parts: GuideParts) -> list[Block]:
    """The items that are adjusted."""
    columns = (TableColumn("序号", 5, align="center"), TableColumn("实施主体", 16),
               TableColumn("类型", 11, align="center"), TableColumn("编码", 18),
               TableColumn("事项名称", 26), TableColumn("调整类型", 12, align="center"))  # fmt: skip
    kind = parts.text("adjustment_type")
    receiver = parts.text("receiver")
    parts.text("targets")
    rows = []
    for number, target in enumerate(parts.context.records(parts.record.get("targets")), 1):
        texts = (
            str(number), _first(target, _AGENCIES, parts) or parts.organization,
            _first(target, _TYPES, parts), _first(target, _CODES, parts),
            parts.context.title(target), f"{kind}\n（{receiver}）" if receiver else kind,
        )  # fmt: skip
        rows.append(tuple(map(Cell, texts)))
    return [Table(columns, tuple(rows), "调整事项")] if rows else [paragraph(UNFILLED)]


def notice_changes(parts: GuideParts) -> list[Block]:
    """What was and what is now, element by element."""
    columns = (TableColumn("序号", 5, align="center"), TableColumn("要素", 13),
               TableColumn("调整前", 36), TableColumn("调整后", 36))  # fmt: skip
    rows = tuple(
        tuple(map(Cell, (str(number), *(parts.cell("differences", row, key)
                                        for key in ("element", "before", "after")))))
        for number, row in enumerate(parts.rows("differences"), 1)
    )  # fmt: skip
    return [Table(columns, rows, "调整内容对照")] if rows else parts.table("differences")


def notice_closing(parts: GuideParts) -> list[Block]:
    """Agency and day, at the right (GB/T 9704-2012 §7.3.5)."""
    day = _written(parts.text("announced_on")) or "　　　　年　　月　　日"
    lines = (parts.organization or UNFILLED, day)
    return [paragraph(""), *(Paragraph((Run(f"{line}　　"),), "right") for line in lines)]


def _first(record: Record, names: tuple[str, ...], parts: GuideParts) -> str:
    fields = parts.context.form(record).fields
    texts = (
        parts.context.text(record.get(name), fields[name])
        for name in names
        if name in fields and parts.context.visible(fields[name])
    )
    return next(filter(None, texts), "")


def _written(day: str) -> str:
    """2026年5月8日: figures without zeros in front (GB/T 9704-2012 §7.3.5.4)."""
    found = _DAY.match(day)
    return "{}年{}月{}日".format(*map(int, found.groups())) if found else day
