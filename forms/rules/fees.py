"""Rules F: fees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.problem import Finding, Fix
from forms.rules.context import text_of
from forms.rules.missing import missing
from forms.rules.registry import Context, rule

_MONEY = re.compile(r"\d+(?:\.\d+)?\s*元|工本费|缴费|(?:缴纳|交纳|收取)[^，。；]{0,6}费")
_FREE = re.compile(r"(?:不|免|无需|无须|免于|不得|零)[^，。；]{0,6}$")
_AMOUNT = re.compile(r"[\d０-９]|[一二三四五六七八九十百千万]+元")
_PER_UNIT = re.compile(r"[/／]|每|元一|按[^，。]{1,10}计")
_NO_CHARGE = re.compile(r"免收|不收|免费|免征|停征")
#: Where applicants are told what to do; conditions may speak of capital in yuan.
_PROSE = frozenset({"offline_flow_note", "online_flow_note", "schedule_rule", "remark"})
_TABLES = frozenset({"process_steps", "materials", "faqs", "handle_places"})


@rule("F01")
def fees_complete(context: Context) -> Iterator[Finding]:
    """Where a fee is charged, there is an item, a standard and a basis."""
    return (item.finding() for item in missing(context, "F01"))


@rule("F02")
def no_fee_no_table(context: Context) -> Iterator[Finding]:
    """Where no fee is charged, the table is empty."""
    rows = context.rows("fees")
    if context.value("is_fee") is False and rows:
        yield Finding("is_fee", {"n": len(rows)}, fix=Fix("改为收费", "is_fee", True))


@rule("F03")
def no_fee_in_prose(context: Context) -> Iterator[Finding]:
    """Where no fee is charged, the prose asks for none."""
    if context.value("is_fee") is not False:
        return
    for cell in context.prose:
        table = cell.path.partition("[")[0] if cell.table else ""
        if cell.path not in _PROSE and table not in _TABLES:
            continue
        if "元" not in cell.value and "费" not in cell.value:
            continue
        for match in _MONEY.finditer(cell.value):
            if not _FREE.search(cell.value, max(0, match.start() - 10), match.start()):
                yield Finding(cell.path, {"label": cell.item.label, "word": match[0]})
                break


@rule("F04")
def standards_in_figures(context: Context) -> Iterator[Finding]:
    """A standard names an amount and what it is charged for."""
    for path, row in context.rows("fees"):
        text = text_of(row.get("standard"))
        if not text or _NO_CHARGE.search(text):
            continue
        unit = text_of(row.get("unit")).strip() or _PER_UNIT.search(text)
        lacking = [] if _AMOUNT.search(text) else ["金额"]
        lacking += [] if unit else ["计费单位"]
        if lacking:
            yield Finding(f"{path}.standard", {"what": "和".join(lacking)})


@rule("F05")
def reductions_explained(context: Context) -> Iterator[Finding]:
    """A fee that can be reduced says when and on what basis."""
    for path, row in context.rows("fees"):
        if row.get("reducible") is True and not text_of(row.get("reduction_note")).strip():
            yield Finding(f"{path}.reduction_note", {"label": "减免情形及依据"})
