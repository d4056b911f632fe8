"""Rules W and Z: the power list and the responsibility list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.problem import Finding, Severity
from forms.record import Record
from forms.rules.context import Context, day_of, rows_of, text_of
from forms.rules.missing import missing
from forms.rules.registry import rule
from forms.values import ArticleRef, fold, parse_articles, parse_date

_ENTRUSTED = ("superior_entrusted", "peer_entrusted")
_TOWN = re.compile(r"(?:镇|乡|街道办事处|街道|苏木)(?:人民政府)?$")
_TITLES = re.compile(r"《[^《》]*》")
_ANYWHERE = ("会同", "推进")


@rule("W01")
def known_type(context: Context) -> Iterator[Finding]:
    """The type of a power is one of the code list."""
    vocabulary = context.form.fields[context.form.type_field].vocabulary
    value = context.record.get(context.form.type_field)
    if value and vocabulary and (not isinstance(value, str) or value not in vocabulary.by_key):
        yield Finding(context.form.type_field, {"value": value})


@rule("W02")
def guide_and_power(context: Context) -> Iterator[Finding]:
    """Guide and power list agree in name, type and bases; found by link or by code."""
    if context.form.kind == "power_item":
        for guide in context.linked("guides"):
            yield from _differences(context.record, guide, "guides")
        return
    code = context.text("catalog_code").strip()
    powers = context.holding("power_item", "code", code)
    # A code that several powers bear does not tell which one the guide is for.
    if len(powers) == 1:
        yield from _differences(powers[0], context.record, "item_name")


def _differences(power: Record, guide: Record, field: str) -> Iterator[Finding]:
    names = {"guide": guide.get("item_name") or "", "power": power.get("name") or ""}
    if names["guide"] and names["power"] and fold(str(names["guide"])) != fold(str(names["power"])):
        yield Finding(field, {**names, "what": "名称"})
    types = guide.get("task_type"), power.get("power_type")
    if all(types) and types[0] != types[1]:
        yield Finding(field, {**names, "what": "类型"})
    ours, theirs = (
        cited(guide, "legal_basis", "impl_basis", "supervise_basis"),
        cited(power, "basis"),
    )
    if ours and any(not covered(ref, ours) for ref in theirs):
        yield Finding(field, {**names, "what": "依据（条款）"})


def cited(record: Record, *fields: str) -> set[tuple[str, ArticleRef]]:
    """The articles that basis fields cite, with their laws; an article of 0 is the law as such."""
    return {
        (fold(text_of(row.get("title"))), ref)
        for field in fields
        for row in record.rows(field)
        for ref in parse_articles(text_of(row.get("article_text"))) or (ArticleRef(0),)
    }


def covered(wanted: tuple[str, ArticleRef], places: set[tuple[str, ArticleRef]]) -> bool:
    """Whether an article is among those cited, by itself or within a wider one."""
    return wanted in places or any(
        title == wanted[0] and ref.covers(wanted[1]) for title, ref in places
    )


@rule("W03")
def licences_not_to_organizations(context: Context) -> Iterator[Finding]:
    """A licence may be entrusted to another agency only."""
    if context.is_licence and context.text("org_nature") == "entrusted":
        yield Finding("org_nature")


@rule("W04")
def penalty_mandate(context: Context) -> Iterator[Finding]:
    """Who entrusts penalties publishes the mandate."""
    if _entrusts_penalties(context):
        yield from (item.finding() for item in missing(context, "W10"))


def _entrusts_penalties(context: Context) -> bool:
    entrusted = (
        context.text("org_nature") == "entrusted" or context.text("power_source") in _ENTRUSTED
    )
    return context.task_type == "administrative_penalty" and entrusted


@rule("W05")
def powers_have_duties(context: Context) -> Iterator[Finding]:
    """Each power has responsibilities: linked from here or from there."""
    for item in missing(context, "W05"):
        if not context.referring("responsibility_item", "power"):
            yield item.finding()


@rule("W06")
def published_elements(context: Context) -> Iterator[Finding]:
    """The seven elements that must be published."""
    return (item.finding() for item in missing(context, "W06"))


@rule("W07")
def names_of_powers(context: Context) -> Iterator[Finding]:
    """A power is called by what it does; 管理 and the like say nothing.

    Names of laws inside the name are left alone, and such a word counts where it is the verb: at
    the beginning or the end.
    """
    name = _TITLES.sub("", context.text("name")).strip()
    for word in context.lexicon.find("unsuitable_names", name):
        if word in _ANYWHERE or name.startswith(word) or name.endswith(word):
            yield Finding("name", {"word": word})
    penalty = context.task_type == "administrative_penalty"
    plain = re.sub(r"[（(][^（）()]*[）)]$", "", name)
    if name and penalty and not plain.endswith("处罚"):
        yield Finding("name", variant="penalty")


@rule("W08")
def penalties_by_towns(context: Context) -> Iterator[Finding]:
    """Towns impose penalties only by decision of the province."""
    town = context.text("use_level") == "township" or _TOWN.search(context.text("exercising_org"))
    document = context.text("power_source_document").strip()
    if town and not document and context.task_type == "administrative_penalty":
        yield Finding("power_source_document")


@rule("W10")
def source_of_power(context: Context) -> Iterator[Finding]:
    """A power that came from elsewhere names the document; W04 asks where penalties are meant."""
    if not _entrusts_penalties(context):
        yield from (item.finding() for item in missing(context, "W10"))


@rule("Z01")
def duties_complete(context: Context) -> Iterator[Finding]:
    """Stages with content and basis; as many as the type of the power has in its template."""
    yield from (item.finding() for item in missing(context, "Z01"))
    rows = context.rows("duties")
    least = context.form.fields["duties"].min or 0
    number = sum(_stages_in(text_of(row.get("content"))) for _, row in rows)
    if rows and number < least:
        yield Finding("duties", {"n": number, "min": least}, variant="rows")
        return
    for power in context.linked("power")[:1]:
        stages = _template(context, text_of(power.get("power_type")))
        if rows and number < len(stages):
            params = {"n": number, "template": len(stages), "stages": "、".join(stages)}
            yield Finding("duties", params, Severity.WARN, "stages")


_POINT = re.compile(
    r"^\s*(?:\d{1,2}[.、．](?!\d)|[（(]?[一二三四五六七八九十]{1,3}[）)、])", re.MULTILINE
)


def _stages_in(content: str) -> int:
    """How many duties a cell tells: offices write them all in one, numbered line by line."""
    return max(1, len(_POINT.findall(content)))


def _template(context: Context, task_type: str) -> list[str]:
    """The stages of a type without the last, which stands for whatever else there is."""
    lists = context.catalogue.wordlists.get("duty_stages", {}).get("stages", {})
    return list(lists.get(task_type) or ())[:-1]


@rule("Z02")
def accountability_complete(context: Context) -> Iterator[Finding]:
    """For what, and on what basis, somebody is held to account."""
    return (item.finding() for item in missing(context, "Z02"))


@rule("Z03")
def accountability_up_to_date(context: Context) -> Iterator[Finding]:
    """Laws that were replaced or renumbered; a repealed basis is said by B16."""
    for table, row in context.rows("accountability"):
        for path, basis in rows_of(row.get("basis"), f"{table}.basis"):
            note = _outdated(context, fold(text_of(basis.get("title"))), basis.get("amended_date"))
            if note and basis.get("validity") != "repealed":
                params = {"title": text_of(basis.get("title")), "note": note}
                yield Finding(f"{path}.title", params)


def _outdated(context: Context, title: str, amended: object) -> str:
    for entry in context.lexicon.entries("outdated_basis"):
        if title.removeprefix("中华人民共和国") == fold(str(entry.get("old", ""))):
            return str(entry.get("note", ""))
    for law in context.lexicon.entries("outdated_basis", "law"):
        since, day = parse_date(str(law.get("amended", ""))), day_of(amended)
        if title == fold(str(law.get("title"))) and day and since and day < since:
            return str(law.get("note", ""))
    return ""
