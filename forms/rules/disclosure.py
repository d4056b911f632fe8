"""Rules D: the standard catalogue of open government (基层政务公开标准目录)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forms.problem import Finding
from forms.rules.basis import cites_old_regulation
from forms.rules.limits import longer
from forms.rules.missing import missing
from forms.rules.registry import Context, rule
from forms.values import fold

_EVERYBODY_READS = ("government_website", "bulletin_board")
_PERSONAL = re.compile(r"名单|身份证|住址")
#: Condensed from article 20 of the regulation.
_MUST_BE_OPEN = re.compile(
    r"行政许可|行政处罚|行政强制|行政事业性收费|收费项目|收费标准|财政预算|财政决算|预算决算|预决算"
    r"|政府采购|办事指南|公务员招考|招考录用"
)


@rule("D01")
def channels(context: Context) -> Iterator[Finding]:
    """At least one channel, and what 其他 means."""
    return (item.finding() for item in missing(context, "D01"))


@rule("D02")
def audience_and_mode(context: Context) -> Iterator[Finding]:
    """To whom and how."""
    return (item.finding() for item in missing(context, "D02"))


@rule("D03")
def no_ditto(context: Context) -> Iterator[Finding]:
    """同上 means nothing outside its table."""
    for cell in context.prose:
        if cell.table is None and cell.item.need.value == "required" and _is_ditto(cell.value):
            yield Finding(cell.path, {"label": cell.item.label})
    for path, row in context.basis_rows:
        if _is_ditto(row.get("title")):
            yield Finding(f"{path}.title", {"label": context.label("basis")})


def _is_ditto(value: object) -> bool:
    return isinstance(value, str) and len(value) < 20 and fold(value).startswith("同上")


@rule("D04")
def within_twenty_days(context: Context) -> Iterator[Finding]:
    """What is disclosed unasked is disclosed within 20 working days."""
    limit = context.duration("time_limit")
    if limit and context.text("mode") != "on_request" and longer(limit, 20):
        yield Finding("time_limit", {"value": limit.text()})


@rule("D05")
def regulation_of_2007(context: Context) -> Iterator[Finding]:
    """The regulation is cited as it stands since 2019."""
    for cell in cites_old_regulation(context):
        yield Finding(cell.path, {"label": cell.item.label})


@rule("D06")
def personal_data_for_everybody(context: Context) -> Iterator[Finding]:
    """What concerns single persons is not hung out for everybody."""
    found = _PERSONAL.search(context.text("content"))
    chosen = context.value("channels")
    open_to_all = [key for key in _EVERYBODY_READS if isinstance(chosen, list) and key in chosen]
    if found and open_to_all and context.text("audience") == "specific_groups":
        vocabulary = context.form.fields["channels"].vocabulary
        names = "、".join(vocabulary.label(key) if vocabulary else key for key in open_to_all)
        yield Finding("channels", {"word": found[0], "channels": names})


@rule("D07")
def open_without_request(context: Context) -> Iterator[Finding]:
    """What article 20 lists is disclosed unasked."""
    if context.text("mode") != "on_request":
        return
    text = " ".join(context.text(field) for field in ("topic", "subtopic", "content"))
    if found := _MUST_BE_OPEN.search(text):
        yield Finding("mode", {"word": found[0]})


@rule("D08")
def levels(context: Context) -> Iterator[Finding]:
    """On which levels."""
    return (item.finding() for item in missing(context, "D08"))
