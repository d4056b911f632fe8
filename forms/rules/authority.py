"""Rules B03 … B11: whether the basis has the power to set up what it sets up.

All of them are silent when the rank of any basis is unknown: it may be a law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from forms.model import Value
from forms.problem import Finding
from forms.rules.context import day_of, row_name, rows_of, strings_of, text_of
from forms.rules.levels import (
    LAWS_AND_REGULATIONS,
    RULES,
    STATUTES,
    WITH_DECISIONS,
    levels_of,
    words,
)
from forms.rules.registry import Context, rule

_SETS_UP_LICENCES = WITH_DECISIONS | {"provincial_rule"}
_BELOW_RULES = frozenset({"normative_document", "party_document", "staffing_plan", "standard"})
_NEEDS_SOME_LAW = frozenset({
    "administrative_payment", "administrative_confirmation", "administrative_reward",
    "administrative_adjudication", "administrative_inspection", "other_power",
})  # fmt: skip


def _field(context: Context) -> str:
    """The path at which a finding on the set-up basis stands."""
    rows = context.establishment
    return rows[0][0].partition("[")[0] if rows else ""


def _levels(context: Context, task_type: str = "") -> frozenset[str]:
    """Ranks of the set-up bases of an item of that type; empty when nothing can be said."""
    if task_type and context.task_type != task_type:
        return frozenset()
    return levels_of(context.establishment)


@rule("B03")
def licence_basis(context: Context) -> Iterator[Finding]:
    """Licences are set up by statutes, decisions of the State Council or provincial rules."""
    levels = _levels(context, "administrative_licence")
    if levels and not levels & _SETS_UP_LICENCES:
        yield Finding(_field(context), {"levels": words(levels)})


@rule("B04")
def temporary_licence(context: Context) -> Iterator[Finding]:
    """A provincial rule carries a licence for one year only."""
    levels = _levels(context, "administrative_licence")
    if "provincial_rule" not in levels or levels & WITH_DECISIONS:
        return
    starts = [day for _, row in context.establishment if row.get("level") == "provincial_rule"
              if (day := _start(row))]  # fmt: skip
    if starts:
        yield Finding(_field(context), {"n": (context.today - min(starts)).days})
    else:
        yield Finding(_field(context), variant="undated")


def _start(row: Mapping[str, Value]) -> date | None:
    return day_of(row.get("in_force_date")) or day_of(row.get("promulgated_date"))


@rule("B05")
def local_licence(context: Context) -> Iterator[Finding]:
    """A local regulation alone must not set up national qualifications or company registration."""
    levels = _levels(context, "administrative_licence")
    above = {"law", "administrative_regulation", "state_council_decision"}
    if "local_regulation" in levels and not levels & above:
        yield Finding(_field(context))


@rule("B06")
def penalty_basis(context: Context) -> Iterator[Finding]:
    """Penalties are set up by statutes and rules only."""
    levels = _levels(context, "administrative_penalty")
    if levels and not levels & (STATUTES | RULES):
        yield Finding(_field(context), {"levels": words(levels)})


@rule("B07")
def penalty_kinds(context: Context) -> Iterator[Finding]:
    """Which kinds of penalty each rank may set up (Administrative Penalty Law art. 10 to 14)."""
    levels = _levels(context, "administrative_penalty")
    vocabulary = context.catalogue.vocabularies["CL35"]
    for path, row in context.rows("penalty_items") if levels else ():
        kinds = row.get("penalty_kinds")
        for kind in kinds if isinstance(kinds, list) else ():
            if isinstance(kind, str) and _beyond(kind, row, levels):
                params = {"kind": vocabulary.label(kind), "levels": words(levels)}
                yield Finding(f"{path}.penalty_kinds", params)


def _beyond(kind: str, row: Mapping[str, Value], levels: frozenset[str]) -> bool:
    if kind == "detention":
        return "law" not in levels
    if levels & LAWS_AND_REGULATIONS:
        return False
    if "local_regulation" in levels:
        business_licence = any("吊销营业执照" in text_of(value) for value in row.values())
        return kind == "revoke_licence" and business_licence
    return bool(levels & RULES) and kind not in ("warning", "public_criticism", "fine")


_EXECUTION = frozenset({
    "additional_fine", "transfer_deposits", "auction_property", "remove_obstruction",
    "substitute_performance", "other_execution",
})  # fmt: skip


@rule("B08")
def coercion_basis(context: Context) -> Iterator[Finding]:
    """Which rank each kind of coercion needs (Administrative Coercion Law art. 10 and 13)."""
    levels = _levels(context, "administrative_coercion")
    vocabulary = context.catalogue.vocabularies["CL36"]
    for kind in strings_of(context.value("coercion_kind")) if levels else ():
        needed = _rank_for(kind)
        if not levels & needed:
            params = {"kind": vocabulary.label(kind), "needed": words(needed),
                      "levels": words(levels)}  # fmt: skip
            yield Finding("coercion_kind", params)


def _rank_for(kind: str) -> frozenset[str]:
    if kind in _EXECUTION or kind in ("restrict_freedom", "freeze_deposits"):
        return frozenset({"law"})
    if kind in ("seal", "detain_property"):
        return STATUTES
    return LAWS_AND_REGULATIONS


@rule("B09")
def levy_basis(context: Context) -> Iterator[Finding]:
    """Taxes and levies on property that is not the state's need a law."""
    levels = _levels(context, "administrative_levy")
    if levels and not levels & LAWS_AND_REGULATIONS:
        yield Finding(_field(context), {"levels": words(levels)})


@rule("B10")
def some_law(context: Context) -> Iterator[Finding]:
    """Other powers rest on more than a normative document."""
    levels = _levels(context) if context.task_type in _NEEDS_SOME_LAW else frozenset()
    if levels and levels <= _BELOW_RULES:
        yield Finding(_field(context), {"levels": words(levels)})


@rule("B11")
def licence_fee_basis(context: Context) -> Iterator[Finding]:
    """Each fee of a licence rests on a law or an administrative regulation."""
    if not context.is_licence or context.value("is_fee") is not True:
        return
    for row in context.rows("fees"):
        levels = levels_of(rows_of(row[1].get("basis"), ""))
        if levels and not levels & LAWS_AND_REGULATIONS:
            yield Finding(f"{row[0]}.basis", {"levels": words(levels), "name": row_name(row)})
