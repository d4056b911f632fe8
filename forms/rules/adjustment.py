"""Rules J and N: adjustment notices (SPEC §9) and the read-only negative list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from forms.problem import Finding
from forms.record import Record
from forms.rules.context import is_active, strings_of, text_of
from forms.rules.missing import missing
from forms.rules.registry import Context, rule
from forms.values import fold

_APPLY_WITHIN, _PUBLISH_WITHIN = 10, 20


@rule("J01")
def before_and_after(context: Context) -> Iterator[Finding]:
    """A change changes something; what is new has no before, what is cancelled no after."""
    yield from (item.finding() for item in missing(context, "J01"))
    kind = context.text("adjustment_type")
    for path, row in context.rows("differences"):
        before, after = text_of(row.get("before")).strip(), text_of(row.get("after")).strip()
        params = {"element": text_of(row.get("element"))}
        if kind == "add" and before:
            yield Finding(f"{path}.before", params, variant="before")
        elif kind == "cancel" and after:
            yield Finding(f"{path}.after", params, variant="after")
        elif before and fold(before) == fold(after):
            yield Finding(f"{path}.after", params, variant="same")


@rule("J02")
def basis_and_dates(context: Context) -> Iterator[Finding]:
    """There is a basis, and the decision follows the application."""
    yield from (item.finding() for item in missing(context, "J02"))
    decision, apply = context.day("decision_date"), context.day("apply_date")
    if decision and apply and decision < apply:
        yield Finding("decision_date", {"decision": decision, "apply": apply}, variant="dates")


@rule("J03")
def applied_in_time(context: Context) -> Iterator[Finding]:
    """Applied for within ten working days of the event."""
    event, apply = context.day("event_date"), context.day("apply_date")
    if event and apply and (days := working_days(event, apply)) > _APPLY_WITHIN:
        yield Finding("apply_date", {"event": event, "apply": apply, "n": days})


@rule("J04")
def supervision_goes_on(context: Context) -> Iterator[Finding]:
    """What is cancelled or delegated stays supervised."""
    return (item.finding() for item in missing(context, "J04"))


@rule("J05")
def receiver_named(context: Context) -> Iterator[Finding]:
    """Who takes over or hands over is named."""
    return (item.finding() for item in missing(context, "J05"))


@rule("J06")
def two_to_merge(context: Context) -> Iterator[Finding]:
    """One merges at least two and splits into at least two."""
    number = len(set(strings_of(context.record.get("targets"))))
    if context.text("adjustment_type") in ("merge", "split") and 0 < number < 2:
        yield Finding("targets", {"kind": context.shown("adjustment_type"), "n": number})


@rule("J07")
def nothing_left_behind(context: Context) -> Iterator[Finding]:
    """What belongs to a cancelled item is cancelled too, whichever end names the other."""
    if context.text("adjustment_type") != "cancel":
        return
    for target in context.linked("targets"):
        if is_active(target):
            continue
        left = {item.uuid: item for item in _belonging(context, target) if is_active(item)}
        if left:
            names = "、".join(_title(context, record) for record in left.values())
            yield Finding("targets", {"name": _name(context, target), "list": names})


def _belonging(context: Context, target: Record) -> Iterator[Record]:
    """The records of a power or of a guide: linked from it, linked to it, or bearing its code."""
    library = context.library
    for field in ("guides", "responsibilities"):
        for uuid in strings_of(target.get(field)):
            if found := library.find(uuid):
                yield found
    if target.kind == "power_item":
        yield from library.referring("responsibility_item", "power", target.uuid)
        if code := text_of(target.get("code")):
            same = library.holding("power_item", "code", code)
            # Another power in use that bears the code keeps the guide alive.
            if not any(map(is_active, same)):
                yield from library.holding("service_guide", "catalog_code", code)
    if target.kind in ("power_item", "service_guide"):
        yield from _services_for(context, target)


def _services_for(context: Context, target: Record) -> Iterator[Record]:
    """Intermediary services all of whose approvals are this one."""
    names = {fold(text_of(target.get(field))) for field in ("name", "item_name")} - {""}
    codes = {text_of(target.get(field)) for field in ("code", "impl_code", "catalog_code")} - {""}
    for service in context.library.records("intermediary_item"):
        rows = service.rows("approvals")
        if rows and all(
            fold(text_of(row.get("name"))) in names or text_of(row.get("code")) in codes
            for row in rows
        ):
            yield service


def _name(context: Context, record: Record) -> str:
    form = context.catalogue.forms.get(record.kind)
    return text_of(record.get(form.title_field)) if form and form.title_field else ""


def _title(context: Context, record: Record) -> str:
    form = context.catalogue.forms.get(record.kind)
    name = _name(context, record)
    return f"{form.title if form else record.kind}{f'“{name}”' if name else ''}"


@rule("J08")
def approved(context: Context) -> Iterator[Finding]:
    """Reviewed by the staffing office and the lawyers, approved by the government."""
    return (item.finding() for item in missing(context, "J08"))


@rule("J09")
def published_in_time(context: Context) -> Iterator[Finding]:
    """Announced within twenty working days of taking effect."""
    effective, announced = context.day("takes_effect_on"), context.day("announced_on")
    if effective and announced and (n := working_days(effective, announced)) > _PUBLISH_WITHIN:
        params = {"effective": effective, "announced": announced, "n": n}
        yield Finding("announced_on", params)


@rule("N01")
def nobody_compiles_it(context: Context) -> Iterator[Finding]:
    """The negative list is the state's; an entry of one's own must go."""
    if context.form.read_only and context.record.data_source == "own":
        yield Finding(context.form.title_field)


#: Beyond this span only the order of magnitude is wanted.
_EXACT_SPAN = 90


def working_days(start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``, by the official calendar.

    Years that the calendar does not know, and spans over 90 days, count Monday to Friday.
    """
    span = (end - start).days
    if span <= 0:
        return 0
    if span > _EXACT_SPAN:
        return span // 7 * 5
    return sum(_is_working_day(start + timedelta(days=n)) for n in range(1, span + 1))


@cache
def _is_working_day(day: date) -> bool:
    # Imported when first needed: most checks never come here.
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5
