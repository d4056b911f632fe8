"""Rules L: telephones, places, opening hours, remedies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.problem import Finding
from forms.rules.context import text_of
from forms.rules.missing import missing
from forms.rules.registry import Context, rule
from forms.values import chinese_to_int, is_mobile, normalise_phone, phone_problems

_TABLES = ("consult_ways", "complaint_ways")
_VERTICAL = re.compile(r"税务|海关|外汇|金融|人民银行|国家安全|出入境边防|证券监督|中华人民共和国")
_SUPERIOR = re.compile(r"上一?级(?:行政)?主管(?:部门|机关)|上级部门")
_DEPARTMENT = re.compile(r"[局厅委部署](?:$|[（(、，或和])|委员会")
_NUMBER = r"\d{1,3}|[一二三四五六七八九十]{1,3}"
_REVIEW = re.compile(
    rf"({_NUMBER})\s*(?:个)?\s*(日|天|个?月)(?:之?内|以内)[^。；;，,]{{0,25}}?(?:申请|提出|提起)?(?:行政)?复议"
)
_LAWSUIT = re.compile(
    rf"({_NUMBER})\s*(?:个)?\s*(日|天|个?月)(?:之?内|以内)[^。；;]{{0,30}}?(?:提起|提出)?(?:行政)?诉讼"
)
_WEEKDAY = re.compile(r"周|星期|礼拜|工作日|节假日|每天|每日|全年")
_CLOCK = re.compile(r"\d{1,2}\s*[:：点时]|24\s*小时|全天|二十四小时")
_PARTS = re.compile(r"[、；;，,/\n]")
_INDOORS = re.compile(r"楼|层|窗|室|厅")


@rule("L03")
def telephones(context: Context) -> Iterator[Finding]:
    """A telephone to ask and one to complain, in proper form."""
    yield from (item.finding() for item in missing(context, "L03"))
    for table in _TABLES:
        rows = context.rows(table)
        phones = [(path, row) for path, row in rows if row.get("way") == "phone"]
        # A row without a way may be the telephone; its missing way is reported.
        if rows and not phones and all(row.get("way") for _, row in rows):
            yield Finding(table, {"label": context.label(table)})
        for path, row in phones:
            for problem in phone_problems(text_of(row.get("contact"))):
                yield Finding(f"{path}.contact", {"problem": problem}, variant="format")


def _numbers(context: Context, table: str) -> dict[str, str]:
    """Telephone numbers of a table, tidied, with the path where each stands."""
    return {
        normalise_phone(part): f"{path}.contact"
        for path, row in context.rows(table)
        if row.get("way") == "phone"
        for part in _PARTS.split(text_of(row.get("contact")))
        if part.strip()
    }


@rule("L04")
def independent_complaints(context: Context) -> Iterator[Finding]:
    """Complaints do not ring on the desk they are about; offices give no mobile numbers."""
    asked, complained = _numbers(context, "consult_ways"), _numbers(context, "complaint_ways")
    for number, path in complained.items():
        if number in asked:
            yield Finding(path, {"phone": number})
    for number, path in [*asked.items(), *complained.items()]:
        if is_mobile(number):
            masked = f"{number[:3]}****{number[-4:]}"
            yield Finding(path, {"phone": masked}, variant="mobile")


_AREA_CODE = re.compile(r"(0\d{2,3})-[2-9]\d{6,7}")


@rule("L07")
def area_codes(context: Context) -> Iterator[Finding]:
    """Area codes are those of the place, where the word list knows it (`area_codes`)."""
    known = context.catalogue.wordlists.get("area_codes", {}).get("codes", {})
    region = context.text("region_code").strip()
    right = next((known[region[:n]] for n in (6, 4, 2) if region[:n] in known), None)
    if not right:
        return
    numbers = [(path, number) for table in _TABLES
               for number, path in _numbers(context, table).items()]  # fmt: skip
    numbers += [
        (f"{path}.phone", normalise_phone(part))
        for path, row in context.rows("handle_places")
        for part in _PARTS.split(text_of(row.get("phone")))
    ]
    for path, number in numbers:
        match = _AREA_CODE.match(number)
        if match and match[1] not in right:
            yield Finding(path, {"code": match[1], "right": "、".join(right)})


@rule("L05")
def opening_hours(context: Context) -> Iterator[Finding]:
    """Opening hours name days and hours."""
    for path, row in context.rows("handle_places"):
        text = text_of(row.get("hours")).strip()
        if text and not (_WEEKDAY.search(text) and _CLOCK.search(text)):
            yield Finding(f"{path}.hours", {"text": text})


@rule("L06")
def exact_places(context: Context) -> Iterator[Finding]:
    """An address leads to the floor or the window."""
    for path, row in context.rows("handle_places"):
        address = text_of(row.get("address"))
        inside = address + text_of(row.get("window")) + text_of(row.get("name"))
        if address and not row.get("window") and not _INDOORS.search(inside):
            yield Finding(f"{path}.address")


@rule("L01")
def review_body(context: Context) -> Iterator[Finding]:
    """Since 2024 the government of the same level reviews what its departments do."""
    organ, agency = context.text("review_org").strip(), context.text("org_name")
    if not organ or _VERTICAL.search(agency) or context.text("use_level") == "national":
        return
    superior = _SUPERIOR.search(organ)
    department = "政府" not in organ and _DEPARTMENT.search(organ)
    if superior or department:
        yield Finding("review_org", {"organ": organ})


@rule("L02")
def remedy_periods(context: Context) -> Iterator[Finding]:
    """Review is asked for within 60 days, suit brought within 6 months (15 days after review)."""
    for field in ("rights", "review_contact", "lawsuit_contact", "remark"):
        text = "".join(context.text(field).split())
        for match in [*_REVIEW.finditer(text), *_LAWSUIT.finditer(text)]:
            suit = match.re is _LAWSUIT
            period = (chinese_to_int(match[1]), "月" if "月" in match[2] else "日")
            right = {(6, "月"), (15, "日"), (60, "日")} if suit else {(60, "日")}
            if period not in right:
                yield Finding(field, {"text": match[0]})
