"""Rules I: intermediary services before approvals (中介服务)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.problem import Finding, Severity
from forms.record import Record
from forms.rules.context import is_active, row_name, strings_of, text_of
from forms.rules.levels import LAWS_AND_REGULATIONS, WITH_DECISIONS, levels_of, words
from forms.rules.missing import missing
from forms.rules.registry import Context, rule

_REGULATED_PRICES = ("set_price", "guided_price")
_OWN_BODIES = ("subordinate_institution", "supervised_association", "affiliated_enterprise")
_GONE = ("cancelled", "department_entrusted", "self_service")
_NEGATED = re.compile(r"(?:不|禁止|严禁|未|无)[^，。；]{0,4}$")
_PROSE = ("content", "qualification", "condition", "flow", "remark")


@rule("I01")
def services_linked(context: Context) -> Iterator[Finding]:
    """Where there are intermediary services, they are linked."""
    return (item.finding() for item in missing(context, "I01"))


@rule("I02")
def services_kept(context: Context) -> Iterator[Finding]:
    """A service that was abolished is no condition any more; said at both ends of the link."""
    if context.form.kind == "intermediary_item":
        if not is_kept(context.record):
            yield from _guides_that_use_it(context)
        return
    for path, row in context.rows("intermediary_links"):
        for uuid in strings_of(row.get("item")):
            service = context.library.find(uuid)
            if service is not None and not is_kept(service):
                yield Finding(f"{path}.item", {"name": str(service.get("name") or "")})


def is_kept(service: Record) -> bool:
    """Whether a service is still one that applicants may be asked for."""
    return service.get("item_status") in (None, "active") and service.get("disposal") not in _GONE


def _guides_that_use_it(context: Context) -> Iterator[Finding]:
    for guide in context.library.records("service_guide"):
        links = guide.rows("intermediary_links")
        if is_active(guide) and any(
            context.record.uuid in strings_of(r.get("item")) for r in links
        ):
            yield Finding("disposal", {"name": str(guide.get("item_name") or "")}, variant="linked")


@rule("I03")
def service_basis(context: Context) -> Iterator[Finding]:
    """Since 2020 a service rests on a statute or a decision of the State Council."""
    levels = levels_of(context.rows("basis"))
    if levels and not levels & WITH_DECISIONS:
        yield Finding("basis", {"levels": words(levels)})


@rule("I04")
def own_bodies(context: Context) -> Iterator[Finding]:
    """Bodies of the approving office do not offer the service, unless a law says so."""
    rows = context.rows("basis")
    levels = levels_of(rows)
    certain = bool(levels) or not rows
    if context.text("affiliation") in _OWN_BODIES and certain and not levels & LAWS_AND_REGULATIONS:
        yield Finding("affiliation")


@rule("I05")
def regulated_prices(context: Context) -> Iterator[Finding]:
    """A set or guided price has a standard and a document."""
    yield from (item.finding() for item in missing(context, "I05"))
    if context.text("fee_nature") in _REGULATED_PRICES:
        yield from (item.finding() for item in missing(context, "I08") if _is_standard(item.path))


def _is_standard(path: str) -> bool:
    return path == "fee_standard"


@rule("I06")
def entrusted_services(context: Context) -> Iterator[Finding]:
    """What the office entrusts, the office pays for."""
    entrusted = context.text("disposal") == "department_entrusted"
    if entrusted and context.text("payer") == "applicant":
        yield Finding("payer")


@rule("I07")
def free_choice(context: Context) -> Iterator[Finding]:
    """More than one provider, and none that is designated."""
    if len(context.rows("providers")) == 1:
        yield Finding("providers")
    for field in _PROSE:
        text = context.text(field)
        for word in context.lexicon.find("designation", text) if text else ():
            at = text.find(word)
            if at >= 0 and not _NEGATED.search(text, max(0, at - 8), at):
                yield Finding(field, {"label": context.label(field), "word": word}, variant="word")


@rule("I08")
def services_open(context: Context) -> Iterator[Finding]:
    """Conditions, procedure, time and price are public; I05 asks for regulated prices."""
    regulated = context.text("fee_nature") in _REGULATED_PRICES
    for item in missing(context, "I08"):
        if not (regulated and _is_standard(item.path)):
            yield item.finding()


@rule("I09")
def approvals_alive(context: Context) -> Iterator[Finding]:
    """The approval that needs the service still exists, as far as the library knows it: where it
    holds the department's licences, one that is not among them is doubtful.
    """
    if not is_active(context.record):
        return
    for row in context.rows("approvals"):
        name, department = text_of(row[1].get("name")), text_of(row[1].get("department"))
        known = _approvals(context, text_of(row[1].get("code")), name)
        if known and not any(map(is_active, known)):
            yield Finding(f"{row[0]}.name", {"name": row_name(row)})
        elif not known and name and _has_licences(context, department):
            params = {"name": name, "department": department}
            yield Finding(f"{row[0]}.name", params, Severity.WARN, "unknown")


def _has_licences(context: Context, department: str) -> bool:
    return any(
        power.get("power_type") == "administrative_licence" and is_active(power)
        for power in context.holding("power_item", "exercising_org", department)
    )


def _approvals(context: Context, code: str, name: str) -> list[Record]:
    places = (
        ("service_guide", "impl_code", code), ("service_guide", "catalog_code", code),
        ("power_item", "code", code), ("service_guide", "item_name", name),
        ("power_item", "name", name),
    )  # fmt: skip
    return [record for kind, field, value in places if value
            for record in context.holding(kind, field, value)]  # fmt: skip


@rule("I10")
def applicants_can_do_it(context: Context) -> Iterator[Finding]:
    """What applicants can do themselves needs no intermediary."""
    if context.value("self_service") is True:
        yield Finding("self_service")


@rule("I11")
def no_approvals_in_disguise(context: Context) -> Iterator[Finding]:
    """An approval does not become an intermediary service."""
    for word in context.lexicon.find("approval_words", context.text("name")):
        yield Finding("name", {"word": word})
