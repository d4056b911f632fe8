"""Rules V01 to V06: each citation looked up in the law library (依据核验).

Without a library, and for laws that it has not got, they are silent: not checked is no error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from forms.laws import OfficialLaw, TextState, Verdict
from forms.model import Value
from forms.problem import Finding, Fix, Severity
from forms.rules.context import day_of, text_of
from forms.rules.official import verdicts
from forms.rules.registry import Context, rule
from forms.values import fold, parse_articles
from forms.values.law_names import law_key

#: Columns in which a citation may contradict the law's own text; the title is B14's.
_COLUMNS = {"level": "依据类别", "promulgated_date": "公布日期", "document_number": "文号"}
_TAKE_OVER = "采用现行条文"


def _title(verdict: Verdict) -> str:
    assert verdict.law is not None
    return verdict.law.title


@rule("V01")
def repealed(context: Context) -> Iterator[Finding]:
    """A law that another one abolished as a whole."""
    for path, row, verdict in verdicts(context):
        if verdict.repealed_by:
            params = {
                "title": _title(verdict), "by": verdict.repealed_by, "day": verdict.repealed_from,
            }  # fmt: skip
            yield Finding(f"{path}.title", params, fix=_cite_successor(path, row, verdict))


def _cite_successor(path: str, row: Mapping[str, Value], verdict: Verdict) -> Fix | None:
    """Cite the law that came in its place, at the article that says the same."""
    law = verdict.successor
    if law is None or not verdict.successor_place:
        return None
    facts = {"level", "issuing_body", "document_number", "promulgated_date", "amended_date",
             "in_force_date", "history", "url", "file"}  # fmt: skip
    kept = {name: value for name, value in row.items() if name not in facts}
    cited = {"article_text": verdict.successor_place, "quoted_text": verdict.successor_text}
    value = {**kept, **law.columns(), **cited, "validity": "in_force"}
    return Fix.worded(
        "改引《{title}》{article}", path, value, title=law.title, article=verdict.successor_place
    )


@rule("V02")
def newest_text(context: Context) -> Iterator[Finding]:
    """A version is cited by its day that is not the one in force; or only the first day is given
    of a law that has been changed since.
    """
    for path, row, verdict in verdicts(context):
        law = verdict.law
        if not verdict.outdated or law is None:
            continue
        params = {"title": law.title, "cited": verdict.outdated, "day": law.dated}
        fix = None
        if law.amended_date:
            day = law.amended_date
            fix = Fix.worded("修正日期改为 {day}", f"{path}.amended_date", day, day=day)
        elif law.promulgated_date and not row.get("amended_date"):
            day = law.promulgated_date
            fix = Fix.worded("公布日期改为 {day}", f"{path}.promulgated_date", day, day=day)
        if not row.get("amended_date") and _names_month(text_of(row.get("history")), law):
            continue
        if not row.get("amended_date") and law.amended_date:
            yield Finding(f"{path}.amended_date", params, variant="unnamed", fix=fix)
        else:
            column = "amended_date" if row.get("amended_date") else "promulgated_date"
            yield Finding(f"{path}.{column}", params, fix=fix)


def _names_month(history: str, law: OfficialLaw) -> bool:
    """Whether the history as it was typed names the month of the newest text (2017年10月修订)."""
    day = day_of(law.dated)
    months = {f"{day.year}年{day.month}月", f"{day.year}年{day.month:02}月"} if day else set()
    return any(month in fold(history) for month in months)


@rule("V03")
def articles_exist(context: Context) -> Iterator[Finding]:
    """Every cited article, paragraph and item is there."""
    for path, _, verdict in verdicts(context):
        if verdict.missing:
            last = parse_articles(verdict.last_article)
            refs = [ref for text in verdict.missing for ref in parse_articles(text)]
            beyond = bool(last) and any(ref.article > last[0].article for ref in refs)
            params = {
                "title": _title(verdict), "articles": "、".join(verdict.missing),
                "last": verdict.last_article,
            }  # fmt: skip
            fix = None
            if verdict.moved_to:
                where = f"{path}.article_text"
                fix = Fix.worded(
                    "条款改为{article}", where, verdict.moved_to, article=verdict.moved_to
                )
            variant = "" if beyond else "part"
            yield Finding(f"{path}.article_text", params, variant=variant, fix=fix)


@rule("V04")
def text_agrees(context: Context) -> Iterator[Finding]:
    """The quotation is the article's text, word for word or a part of it."""
    for path, _, verdict in verdicts(context):
        if verdict.text is TextState.DIFFERS:
            params = {"title": _title(verdict), "n": verdict.differences}
            fix = _official(path, verdict)
            if verdict.slight:
                yield Finding(f"{path}.quoted_text", params, Severity.HINT, "slight", fix)
            else:
                yield Finding(f"{path}.quoted_text", params, fix=fix)


def _official(path: str, verdict: Verdict) -> Fix | None:
    if not verdict.official or verdict.missing:
        return None
    return Fix(_TAKE_OVER, f"{path}.quoted_text", verdict.official)


@rule("V05")
def text_belongs(context: Context) -> Iterator[Finding]:
    """The quotation comes from the article that is named."""
    for path, row, verdict in verdicts(context):
        if verdict.text is not TextState.OTHER:
            continue
        params = {
            "title": _title(verdict), "articles": text_of(row.get("article_text")),
            "moved": verdict.moved_to,
        }  # fmt: skip
        if verdict.moved_to:
            fix = Fix.worded(
                "条款改为{article}",
                f"{path}.article_text",
                verdict.moved_to,
                article=verdict.moved_to,
            )
            yield Finding(f"{path}.article_text", params, variant="moved", fix=fix)
        else:
            yield Finding(f"{path}.quoted_text", params, fix=_official(path, verdict))


@rule("V06")
def facts_agree(context: Context) -> Iterator[Finding]:
    """Level, number and first day are those of the law; what is blank is no contradiction."""
    for path, row, verdict in verdicts(context):
        if verdict.law is None:
            continue
        official = verdict.law.columns()
        for column, label in _COLUMNS.items():
            mine, theirs = text_of(row.get(column)), official.get(column, "")
            if mine and theirs and not _same(column, mine, theirs, verdict.law):
                yield _contradiction(context, path, verdict, (column, label, mine, theirs))


#: A law is adopted some weeks before it is published; offices cite either day.
_ADOPTED_BEFORE = timedelta(days=92)


def _same(column: str, mine: str, theirs: str, law: OfficialLaw) -> bool:
    """Whether a column agrees. Any day of the history will do; a law that was changed may be cited
    by the order that changed it, which its text does not always name.
    """
    if column.endswith("_date"):
        day = day_of(mine)
        days = [known for text in (theirs, *law.days) if (known := day_of(text))]
        # What a department issued with approval from above was often issued anew; its text does
        # not tell the first days.
        if day is None or (law.approved and day <= min(days) + _ADOPTED_BEFORE):
            return True
        return any(known - _ADOPTED_BEFORE <= day <= known for known in days)
    if column == "document_number":
        numbers = map(law_key, (theirs, *law.numbers))
        key = law_key(mine)
        # 国务院令第711号 and 中华人民共和国国务院令第711号 are one.
        return bool(law.amended_date) or any(key in num or num in key for num in numbers)
    return fold(mine) == fold(theirs)


def _contradiction(
    context: Context, path: str, verdict: Verdict, what: tuple[str, str, str, str]
) -> Finding:
    column, label, mine, theirs = what
    levels = context.catalogue.vocabularies["CL18"]
    shown = {"level": (levels.label(mine), levels.label(theirs))}.get(column, (mine, theirs))
    params = {"title": _title(verdict), "column": label, "value": shown[0], "official": shown[1]}
    fix = Fix.worded("改为“{shown}”", f"{path}.{column}", theirs, shown=shown[1])
    return Finding(f"{path}.{column}", params, fix=fix)
