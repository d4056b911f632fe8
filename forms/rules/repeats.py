"""Rules W09 and Z04: one act under several powers, one text under many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.problem import Finding
from forms.record import Record
from forms.rules.context import Context, is_active, text_of
from forms.rules.registry import rule
from forms.values import fold

#: From so many powers with the very same duties on they look like a template (SPEC Z04).
_TEMPLATE = 20
_PENALTY = re.compile(r"(?:行为)?的?(?:行政)?处罚$")
#: The ways in which offices write the name of a penalty for an act.
_ENDINGS = ("的处罚", "的行政处罚", "行为的处罚", "行为的行政处罚")


@rule("W09")
def one_act_one_power(context: Context) -> Iterator[Finding]:
    """The same illegal act stands under powers of different names; equal names are G08's."""
    if context.task_type != "administrative_penalty" or not is_active(context.record):
        return
    name = context.text("name").strip()
    act = _PENALTY.sub("", name).removeprefix("对")
    # A name without 对 is looked for only from there: one of the two being told is enough.
    others = {f"对{act}{ending}" for ending in _ENDINGS} - {name} if act != name else set()
    if any(
        _is_other(context, power)
        for other in sorted(others)
        for power in context.holding("power_item", "name", other)
    ):
        yield Finding("name", {"act": act})
    acts = [text_of(row.get("act")).strip() for _, row in context.rows("penalty_items")]
    same = context.library.same(context.record, ("penalty_items.act",)) if any(acts) else []
    if any(_is_other(context, power) for power in same):
        yield Finding("penalty_items", {"act": "、".join(filter(None, acts))})


def _is_other(context: Context, power: Record) -> bool:
    """Another penalty in use of the same agency, under another name."""
    return (
        power.uuid != context.record.uuid
        and power.get("power_type") == "administrative_penalty"
        and is_active(power)
        and _folded(power, "org_name") == fold(context.text("org_name"))
        and _folded(power, "name") != fold(context.text("name"))
    )


def _folded(record: Record, field: str) -> str:
    return fold(text_of(record.get(field)))


@rule("Z04")
def duties_from_a_template(context: Context) -> Iterator[Finding]:
    """Twenty and more powers have word for word the same duties."""
    if not any(text_of(row.get("content")).strip() for _, row in context.rows("duties")):
        return
    if not is_active(context.record):
        return
    number = context.library.number_same(context.record, ("duties.content",))
    if number >= _TEMPLATE:
        yield Finding("duties", {"n": number})
