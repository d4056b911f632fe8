"""Rules T01 … T09, T11 … T14, T17: time limits against each other and against the law."""

from __future__ import annotations

from collections.abc import Iterator

from forms.problem import Finding, Fix, Severity
from forms.rules.context import duration_of, row_name, text_of
from forms.rules.levels import STATUTES, levels_of
from forms.rules.missing import first_missing, missing
from forms.rules.registry import Context, rule
from forms.values import Duration, compare

_ONE_DAY = Duration(1, "working_day")
_ORDINARY, _JOINT = 20, 45
#: 行政许可法第四十五条; 勘验 and 公示 are not among them.
_OUTSIDE_THE_LIMIT = ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审")


def longer(limit: Duration | None, amount: int, unit: str = "working_day") -> bool:
    """Whether a limit is known and longer than so many days."""
    return limit is not None and compare(limit, Duration(amount, unit)).order > 0


@rule("T01")
def promise_within_law(context: Context) -> Iterator[Finding]:
    """The promise is not longer than the law; between units the comparison only warns."""
    promise, legal = context.duration("promise_limit"), context.duration("legal_limit")
    if promise is None or legal is None:
        return
    result = compare(promise, legal)
    if result.order > 0:
        fix = Fix.worded("改为{limit}", "promise_limit", legal.to_json(), limit=legal.text())
        params = {"promise": promise.text(), "legal": legal.text()}
        if result.exact:
            yield Finding("promise_limit", params, fix=fix)
        else:
            yield Finding("promise_limit", params, Severity.WARN, "converted", fix)


@rule("T02")
def immediate_means_today(context: Context) -> Iterator[Finding]:
    """An item handled on the spot takes one working day at most."""
    promise = context.duration("promise_limit")
    if promise and context.text("project_type") == "immediate" and longer(promise, 1):
        yield Finding("promise_limit", {"promise": promise.text()})


@rule("T03")
def today_means_immediate(context: Context) -> Iterator[Finding]:
    """A promise of nothing makes an item handled on the spot."""
    promise = context.duration("promise_limit")
    if promise and promise.amount == 0 and context.text("project_type") == "commitment":
        yield Finding("project_type", fix=Fix("改为即办件", "project_type", "immediate"))


@rule("T04")
def longer_than_twenty_days(context: Context) -> Iterator[Finding]:
    """A licence takes 20 working days, 45 jointly, unless a statute says otherwise."""
    legal = context.duration("legal_limit")
    most = _JOINT if context.rows("joint_orgs") else _ORDINARY
    if legal is None or not context.is_licence or not longer(legal, most):
        return
    basis = context.rows("legal_limit_basis")
    levels = levels_of(basis)
    if not basis or (levels and not levels & STATUTES):
        yield Finding("legal_limit", {"legal": legal.text(), "max": most})


@rule("T05")
def no_limit_explained(context: Context) -> Iterator[Finding]:
    """Without a legal limit there is a note; said once for the pair."""
    first = first_missing(context, "T05")
    if first is not None:
        yield first.finding()


@rule("T06")
def licences_in_working_days(context: Context) -> Iterator[Finding]:
    """Limits of licences count working days."""
    for field in ("legal_limit", "promise_limit") if context.is_licence else ():
        limit = context.duration(field)
        if limit and limit.amount and limit.unit != "working_day":
            yield Finding(field, {"label": context.label(field), "value": limit.text()})


@rule("T07")
def steps_add_up(context: Context) -> Iterator[Finding]:
    """The steps that follow one another take as long as promised; silent if a step has no limit.

    Steps with a special procedure that does not count may be left out of the sum.
    """
    promise = context.duration("promise_limit")
    rows = [row for _, row in context.rows("process_steps") if row.get("parallel") is not True]
    limits = [duration_of(row.get("limit")) for row in rows]
    if promise is None or not limits or None in limits:
        return
    sums = [_total([limit for limit in limits if limit])]
    if any(row.get("counted") is False for _, row in context.rows("special_procedures")):
        sums.append(_total([limit for row, limit in zip(rows, limits, strict=True)
                            if limit and row.get("has_special") is not True]))  # fmt: skip
    known = [total for total in sums if total is not None]
    if len(known) == len(sums):
        yield from _difference(known, promise)


def _difference(sums: list[Duration], promise: Duration) -> Iterator[Finding]:
    results = [compare(total, promise) for total in sums]
    spot = promise.amount == 0 and not longer(sums[-1], 1)
    if spot or any(result.order == 0 for result in results):
        return
    exact = all(result.exact for result in results)
    too_long = all(result.order > 0 for result in results)
    severity = Severity.BLOCK if exact and too_long else Severity.WARN
    yield Finding("process_steps", {"n": sums[0].text(), "m": promise.text()}, severity)


def _total(limits: list[Duration]) -> Duration | None:
    """The sum in the one unit of all that are not 即办; None when units are mixed."""
    filled = [limit for limit in limits if limit.amount]
    units = {limit.unit for limit in filled}
    if len(units) > 1:
        return None
    try:
        return Duration(
            sum(limit.amount for limit in filled), units.pop() if units else _ONE_DAY.unit
        )
    except ValueError:
        return None


@rule("T08")
def outside_the_limit(context: Context) -> Iterator[Finding]:
    """Only eight procedures stand outside the limit by law."""
    for row in context.rows("special_procedures"):
        path, values = row
        name = text_of(values.get("name"))
        lawful = any(word in name for word in _OUTSIDE_THE_LIMIT)
        basis = text_of(values.get("basis_text")).strip()
        if values.get("counted") is False and name and not lawful and not basis:
            yield Finding(f"{path}.counted", {"name": row_name(row)})


@rule("T09")
def special_procedures_complete(context: Context) -> Iterator[Finding]:
    """A special procedure names its time and its basis."""
    return (item.finding() for item in missing(context, "T09"))


@rule("T11")
def acceptance_in_five_days(context: Context) -> Iterator[Finding]:
    """Acceptance or the call for corrections takes five working days at most."""
    limit = context.duration("accept_limit")
    if limit and longer(limit, 5):
        yield Finding("accept_limit", {"value": limit.text()})


@rule("T12")
def delivery_in_ten_days(context: Context) -> Iterator[Finding]:
    """A licence is handed over within ten working days of the decision."""
    limit = context.duration("delivery_limit")
    if limit and context.is_licence and longer(limit, 10):
        yield Finding("delivery_limit", {"value": limit.text()})


@rule("T13")
def penalty_in_ninety_days(context: Context) -> Iterator[Finding]:
    """A penalty is decided within 90 calendar days of opening the case."""
    limit = context.duration("legal_limit")
    if limit is None or context.task_type != "administrative_penalty" or not limit.amount:
        return
    if limit.unit == "working_day":
        yield Finding("legal_limit", {"value": limit.text()}, variant="unit")
    elif longer(limit, 90, "calendar_day"):
        yield Finding("legal_limit", {"value": limit.text()})


@rule("T14")
def seizure_in_thirty_days(context: Context) -> Iterator[Finding]:
    """Sealing and seizing last 30 days, and 30 more when extended."""
    limit, kinds = context.duration("legal_limit"), context.value("coercion_kind")
    seizing = isinstance(kinds, list) and ("seal" in kinds or "detain_property" in kinds)
    coercion = context.task_type == "administrative_coercion"
    if limit and coercion and seizing and longer(limit, 30, "calendar_day"):
        yield Finding("legal_limit", {"value": limit.text()})


@rule("T17")
def promise_not_shortened(context: Context) -> Iterator[Finding]:
    """The promise is as long as the law allows."""
    promise, legal = context.duration("promise_limit"), context.duration("legal_limit")
    if promise and legal and legal.amount and promise == legal:
        yield Finding("promise_limit", {"promise": promise.text()})
