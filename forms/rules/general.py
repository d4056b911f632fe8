"""Rules G: what every record must meet, whatever its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache

from forms.attachments import Contents, NamedFile, Obstacle, can_be_masked
from forms.field_types import show
from forms.model import Need
from forms.problem import MASK, Finding, Fix, Severity
from forms.record import Record
from forms.rules import attached
from forms.rules.context import Cell, day_of, is_active
from forms.rules.lexicon import renaming
from forms.rules.missing import missing
from forms.rules.registry import Context, rule
from forms.values import Finding as PersonalData
from forms.values import RegionCode, fold, uscc_problem

_PUBLIC_BODIES = ("11", "12", "13", "19")
_LEVEL_OF_REGION = {
    "province": "provincial",
    "city": "municipal",
    "county": "county",
    "town": "township",
    "village": "village",
}
_YEAR_OF_DAYS = 365


@rule("G01")
def required_fields(context: Context) -> Iterator[Finding]:
    """Needed fields and columns that are empty and that no other rule reports."""
    return (item.finding() for item in missing(context, "G01"))


@rule("G02")
def placeholders(context: Context) -> Iterator[Finding]:
    """Required or conditional text that is nothing but filler (SPEC §11.1).

    What need not be filled in is left blank: 无 in a sub-item's name says no more.
    """
    for cell in context.prose:
        item = cell.item
        asked = item.need in (Need.REQUIRED, Need.CONDITIONAL) and not item.placeholder_ok
        if asked and context.lexicon.is_placeholder(cell.value) and not _is_ditto(context, cell):
            params = {"label": item.label, "text": cell.value.strip()}
            if _is_needed(context, cell):
                yield Finding(cell.path, params)
            else:
                yield Finding(cell.path, params, Severity.WARN, "blank")


def _is_needed(context: Context, cell: Cell) -> bool:
    row = context.record.get(cell.path.rpartition(".")[0]) if cell.table else None
    return context.need(cell.item, row if isinstance(row, Mapping) else None) is Need.REQUIRED


def _is_ditto(context: Context, cell: Cell) -> bool:
    """Whether D03 says it: 同上 in a disclosure catalogue."""
    return context.form.letter == "E" and fold(cell.value).startswith("同上")


@rule("G03")
def portal_lengths(context: Context) -> Iterator[Finding]:
    """Text longer than the chosen portal takes; of a sub-table its printed text."""
    limits = context.profile.lengths.get(context.form.kind, {})
    if not limits:
        return
    for cell in context.cells:
        limit = limits.get(re.sub(r"\[\d+\]", "", cell.path))
        if limit is None:
            continue
        length = len(show(cell.value, cell.item))
        if length > limit:
            yield Finding(cell.path, {"label": cell.item.label, "n": length, "max": limit})


@rule("G04")
def credit_codes(context: Context) -> Iterator[Finding]:
    """Every unified social credit code (SPEC §6.1)."""
    for cell in context.texts:
        if cell.item.format == "uscc" and (problem := uscc_problem(cell.value)):
            yield Finding(cell.path, {"label": cell.item.label, "problem": problem})


@rule("G05")
def agency_code(context: Context) -> Iterator[Finding]:
    """A statutory body has a code given by the staffing office: 11, 12, 13 or 19."""
    prefix = context.text("org_uscc")[:2]
    statutory = context.text("org_nature") == "statutory"
    if statutory and len(prefix) == 2 and prefix not in _PUBLIC_BODIES:
        yield Finding("org_uscc", {"prefix": prefix})


@rule("G06")
def code_and_region(context: Context) -> Iterator[Finding]:
    """Where the code was issued and the region contain one another."""
    region, issued = _region(context.text("region_code")), _region(context.text("org_uscc")[2:8])
    if region and issued and not region.related(issued):
        yield Finding("org_uscc", {"code_region": issued.code, "region": region.code})


@rule("G07")
def level_and_region(context: Context) -> Iterator[Finding]:
    """The level of exercise is the level of the agency's region, unless graded."""
    region, level = _region(context.text("region_code")), context.text("use_level")
    if region is None or level in ("", "graded") or "use_level" not in context.form.fields:
        return
    vocabulary = context.form.fields["use_level"].vocabulary
    expected = _LEVEL_OF_REGION[region.level]
    if vocabulary and level in vocabulary.by_key and level != expected:
        labels = {"level": vocabulary.label(level), "expected": vocabulary.label(expected)}
        yield Finding("use_level", labels)


@lru_cache(maxsize=1024)
def _region(code: str) -> RegionCode | None:
    try:
        return RegionCode(code)
    except ValueError:
        return None


@rule("G08")
def duplicates(context: Context) -> Iterator[Finding]:
    """Another item in use of the same agency has the same type and names."""
    fields, record = context.form.unique_by, context.record
    if not fields or not context.text(context.form.title_field) or not is_active(record):
        return
    same = [other for other in context.library.same(record, fields)
            if is_active(other) and _same_agency(record, other, context.form.organization_field)]  # fmt: skip
    if same:
        name = "，".join(filter(None, (same[0].get(item) for item in _names(context))))
        yield Finding(context.form.title_field, {"n": name, "count": len(same)})


def _names(context: Context) -> tuple[str, ...]:
    form = context.form
    return tuple(name for name in (form.title_field, "sub_item_name", "biz_item_name", "sub_name")
                 if name in form.fields and form.fields[name].type == "text"
                 and isinstance(context.record.get(name), str))  # fmt: skip


def _same_agency(one: Record, other: Record, organ: str) -> bool:
    """By credit code where both have one, else by name, else by the organ that the form asks for:
    lists of several levels give one power to each of them.
    """
    for field in filter(None, ("org_uscc", "org_name", organ)):
        ours, theirs = one.get(field), other.get(field)
        if ours and theirs:
            return fold(str(ours)) == fold(str(theirs))
    return True


@rule("G09")
def duplicate_codes(context: Context) -> Iterator[Finding]:
    """A code identifies one item in use; business items of one item share its 实施编码."""
    record = context.record
    if not is_active(record):
        return
    for field in ("impl_code", "biz_item_code"):
        if not context.text(field):
            continue
        for other in context.library.same(record, (field,)):
            if is_active(other) and not _two_business_items(record, other, field):
                name = str(other.get(context.form.title_field) or "")
                yield Finding(field, {"label": context.label(field), "other": name})
                break


def _two_business_items(one: Record, other: Record, field: str) -> bool:
    ours, theirs = one.get("biz_item_code"), other.get("biz_item_code")
    return field == "impl_code" and bool(ours and theirs) and ours != theirs


@rule("G10")
def dates_in_order(context: Context) -> Iterator[Finding]:
    """An item is not cancelled before it takes effect."""
    cancel, effective = context.day("cancel_date"), context.day("effective_date")
    if cancel and effective and cancel < effective:
        yield Finding("cancel_date", {"cancel": cancel, "effective": effective})


@rule("G11")
def cancelled_by_notice(context: Context) -> Iterator[Finding]:
    """A cancelled item is named by an adjustment notice; date and note are required fields."""
    notice = context.catalogue.forms.get("adjustment_notice")
    if notice is None or context.text("item_status") != "cancelled":
        return
    adjustable = context.form.kind in notice.fields["targets"].kinds
    if adjustable and not context.referring("adjustment_notice", "targets"):
        yield Finding("item_status")


@rule("G12")
def openness_review(context: Context) -> Iterator[Finding]:
    """The review before disclosure: done, by another person, and after the last change.

    That a verdict exists is asked of published records; before a public export the exporter asks
    it of all.
    """
    yield from (item.finding() for item in missing(context, "G12"))
    published = context.record.state == "published"
    if published and context.text("secrecy_result") in ("not_public", "pending"):
        shown = context.shown("secrecy_result")
        yield Finding("secrecy_result", {"result": shown}, variant="withheld")
    reviewer, compiler = context.text("secrecy_reviewer"), context.text("compiler_name")
    if reviewer and fold(reviewer) == fold(compiler):
        yield Finding("secrecy_reviewer", {"name": reviewer}, variant="same_person")
    reviewed, updated = context.day("secrecy_date"), _saved_on(context.record)
    # Later states cannot be edited; what touches their time is not a change of content.
    editable = context.record.state in ("draft", "returned", "amending")
    if editable and reviewed and updated and reviewed < updated.date():
        params = {"reviewed": reviewed, "updated": updated.date()}
        yield Finding("secrecy_date", params, variant="stale")


def _saved_on(record: Record) -> datetime | None:
    try:
        return datetime.fromisoformat(record.updated_at)
    except (TypeError, ValueError):
        return None


_KINDS = {
    "id_card": "居民身份证号",
    "id_card_15": "15位旧身份证号",
    "bank_card": "银行账号",
    "mobile": "手机号",
    "passport": "护照号",
    "travel_permit": "港澳台通行证号",
    "email": "邮箱",
    "home_address": "家庭住址",
    "contact_name": "联系人姓名",
}


@rule("G13")
def personal_data(context: Context) -> Iterator[Finding]:
    """Identity cards, accounts, phones of persons in what will be public (SPEC §6.3)."""
    for cell in context.texts:
        if _is_internal(cell) or cell.item.type in ("code", "url"):
            continue
        for found in attached.personal_data(cell.value, context.today):
            if found.kind in ("mobile", "email") and _is_contact(cell):
                continue
            severity = Severity(found.severity)
            params = {"pos": found.start + 1, "what": _KINDS[found.kind], "masked": found.masked}
            yield Finding(cell.path, params, severity=severity, fix=_masked(cell, found))
    for cell, file, contents in attached.attached(context):
        if not _is_internal(cell):
            yield from _personal_data_in(cell, file, contents, context.today)


def _is_internal(cell: Cell) -> bool:
    return cell.item.internal or (cell.table is not None and cell.table.internal)


def _masked(cell: Cell, found: PersonalData) -> Fix:
    text = cell.value[: found.start] + found.masked + cell.value[found.end :]
    return Fix("换成脱敏写法", cell.path, text)


def _personal_data_in(
    cell: Cell, file: NamedFile, contents: Contents, today: date
) -> Iterator[Finding]:
    fix = Fix("换成脱敏副本", cell.path, cell.value, MASK) if can_be_masked(file.name) else None
    for kind, found in attached.by_kind(contents, today).items():
        params = {
            "file": file.name, "what": _KINDS[kind], "masked": found[0].found.masked,
            "place": attached.places(contents, [spot.passage for spot in found]),
        }  # fmt: skip
        yield Finding(cell.path, params, Severity(found[0].found.severity), "file", fix)
    if contents.people:
        names = "、".join(f"{role}“{name}”" for role, name in contents.people[:3])
        yield Finding(cell.path, {"file": file.name, "names": names}, Severity.HINT, "author", fix)


def _is_contact(cell: Cell) -> bool:
    """Whether the place is meant for an office's own numbers and addresses (L04 judges those)."""
    in_contacts = cell.table is not None and cell.table.table is not None
    return in_contacts and cell.table.table.id == "contact_ways"  # type: ignore[union-attr]


@rule("X05")
def secrecy_marks(context: Context) -> Iterator[Finding]:
    """Marks of secrecy (SPEC §12), also in what stays internal: no secret may be kept here."""
    for cell in context.texts:
        if context.lexicon.may_hold(_MARKS, cell.value):
            for word in context.lexicon.find(_MARKS, cell.value):
                yield Finding(cell.path, {"label": cell.item.label, "word": word})
    for cell, file, contents in attached.attached(context):
        for word, passages in _marks_in(contents, context).items():
            place = attached.places(contents, passages)
            params = {"file": file.name, "word": word, "place": place}
            yield Finding(cell.path, params, variant="file")


_MARKS = "secrecy_marks"


def _marks_in(contents: Contents, context: Context) -> Mapping[str, list[int]]:
    if _MARKS not in contents.memo:
        found: dict[str, list[int]] = {}
        for number, passage in enumerate(contents.passages):
            if context.lexicon.may_hold(_MARKS, passage.text):
                for word in context.lexicon.find(_MARKS, passage.text):
                    found.setdefault(word, []).append(number)
        contents.memo[_MARKS] = found
    return contents.memo[_MARKS]  # type: ignore[no-any-return]


@rule("X06")
def unread_files(context: Context) -> Iterator[Finding]:
    """What no rule could look into is told, never silently passed."""
    for cell, file, contents in attached.attached(context):
        if contents.obstacle is not None:
            params = {"file": file.name, "note": contents.note}
            weight = Severity.HINT if contents.obstacle is Obstacle.PICTURE else None
            known = contents.obstacle is not Obstacle.UNKNOWN
            yield Finding(cell.path, params, weight, contents.obstacle.value if known else "")


@rule("G15")
def renamed_agencies(context: Context) -> Iterator[Finding]:
    """Names of agencies that were renamed or merged (SPEC §11.3); not in cited documents."""
    for cell in context.prose:
        for found in context.lexicon.renamed(cell.value):
            fix = renaming(found, cell.value, cell.path)
            yield Finding(cell.path, {"word": found.old, "new": found.new}, fix=fix)


@rule("G16")
def not_looked_at_for_a_year(context: Context) -> Iterator[Finding]:
    """The later of the last review and the last change lies more than a year back."""
    saved = _saved_on(context.record)
    days = [
        day for day in (day_of(context.record.get("review_date")), saved and saved.date()) if day
    ]
    age = (context.today - max(days)).days if days else 0
    if age > _YEAR_OF_DAYS and is_active(context.record):
        yield Finding("", {"n": age})
