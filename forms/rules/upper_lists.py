"""Rules J10 and N02: licences beside the lists from above, as far as the library holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from forms.problem import Finding
from forms.record import Record
from forms.rules.context import Context, is_active, text_of
from forms.rules.registry import rule
from forms.values import fold

#: From the top down; below these nobody keeps a list of licences that binds others.
_UPPER = ("national", "provincial", "municipal", "county")
#: What a licence is called by is what stands before these.
_CALLED = re.compile(r"(?:(?:行政)?(?:许可|审批|核发|核准|批准|审核|审查)|许可证|的|证书?)+$")
_BRACKETS = re.compile(r"\([^()]*\)")
#: With so many of its pairs of signs in an entry, a name counts as listed there: the national
#: list words it its own way (“从事取水”, “取水许可”).
_LISTED = 0.7


@rule("J10")
def licences_of_the_list(context: Context) -> Iterator[Finding]:
    """A licence that is added stands in a list of licences of a higher level.

    Silent where the library holds no licences of a higher level.
    """
    if context.text("adjustment_type") != "add":
        return
    for target in context.linked("targets"):
        name, above = _licence_name(target), _levels_above(text_of(target.get("use_level")))
        if not name or not above:
            continue
        listed = [power for power in context.library.records("power_item")
                  if power.get("use_level") in above and is_active(power) and _licence_name(power)]  # fmt: skip
        if listed and not any(_same_licence(target, power) for power in listed):
            yield Finding("targets", {"name": name})


def _levels_above(level: str) -> tuple[str, ...]:
    if level == "township":
        return _UPPER
    return _UPPER[: _UPPER.index(level)] if level in _UPPER else ()


def _licence_name(record: Record) -> str:
    """The name of a licence; empty for anything else."""
    fields = {"power_item": ("power_type", "name"), "service_guide": ("task_type", "item_name")}
    kind, name = fields.get(record.kind, ("", ""))
    is_licence = bool(kind) and record.get(kind) == "administrative_licence"
    return text_of(record.get(name)).strip() if is_licence else ""


def _same_licence(one: Record, other: Record) -> bool:
    code = text_of(one.get("code")) or text_of(one.get("catalog_code"))
    return _core(_licence_name(one)) == _core(_licence_name(other)) or (
        bool(code) and fold(code) == fold(text_of(other.get("code")))
    )


@rule("N02")
def licences_of_the_negative_list(context: Context) -> Iterator[Finding]:
    """A licence for entering a market stands in the national list, where the library holds it."""
    name = _licence_name(context.record)
    if not name or not _opens_a_market(context):
        return
    entries = [
        entry for entry in context.library.records("negative_list_ref")
        if entry.get("category") == "permitted"
    ]  # fmt: skip
    if entries and not any(_lists(entry, _core(name)) for entry in entries):
        yield Finding(context.form.title_field, {"name": name})


def _opens_a_market(context: Context) -> bool:
    """What its guide says of it; a power without a guide says nothing."""
    if context.form.kind == "service_guide":
        return context.value("is_enterprise_permit") is True
    return any(guide.get("is_enterprise_permit") is True for guide in context.linked("guides"))


def _lists(entry: Record, core: str) -> bool:
    text = _folded("\n".join(text_of(entry.get(field))
                             for field in ("item", "measure", "local_measures")))  # fmt: skip
    pairs = {core[at : at + 2] for at in range(max(1, len(core) - 1))}
    return core in text or sum(pair in text for pair in pairs) >= _LISTED * len(pairs)


#: The entries are the same for every licence of the library.
_folded = lru_cache(1024)(fold)


def _core(name: str) -> str:
    folded = _BRACKETS.sub("", _folded(name))
    return _CALLED.sub("", folded) or folded
