"""Rules B12 … B21, B01, B02: how a legal basis is cited (SPEC §7). Ranks are in authority.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from forms.problem import Finding, Fix, Severity
from forms.rules.context import Cell, Row, day_of, is_basis, text_of
from forms.rules.missing import missing
from forms.rules.official import from_library, holds, official, verdict_of
from forms.rules.registry import Context, rule
from forms.values import (
    LEVELS,
    article_problems,
    document_number,
    full_title_hint,
    infer_level,
    parse_articles,
)
from forms.values.articles import find_articles
from forms.values.numerals import NUMERAL

_FIRST_YEAR = 1949
_SHORTEST_QUOTE = 15
#: Ranks whose titles are often long sentences with remarks of their own in brackets.
_DOCUMENTS = ("normative_document", "party_document", "staffing_plan", "standard")
_OLD_REGULATION = re.compile(r"(?:国务院令?|令)第?492号")
_SEPARATORS = re.compile(r"[\s、，,；;和及]*")

_NUMBER = rf"(?:[（(]?[{NUMERAL}0-9]{{1,5}}[）)]?)"
_CHAPTER = re.compile(rf"第\s*{_NUMBER}\s*[编章节][\s，、]*")
#: 第（二）项第一款: the item before its paragraph.
_TURNED = re.compile(rf"(第?{_NUMBER}项)\s*(第{_NUMBER}款)")

_problems_of_articles = lru_cache(4096)(article_problems)
_articles = lru_cache(4096)(parse_articles)


@rule("B01")
def some_basis(context: Context) -> Iterator[Finding]:
    """Tables of bases that must not be empty."""
    return (item.finding() for item in missing(context, "B01"))


@rule("B02")
def articles_named(context: Context) -> Iterator[Finding]:
    """Laws, regulations and rules are cited with their article."""
    return (
        item.finding() for item in missing(context, "B02")
        if not (_is_standard(item.row) or _is_document(item.row))
    )  # fmt: skip


#: Technical standards (GB 18030-2022, JT/T200-2020) have clauses and no articles.
_STANDARD = re.compile(r"[A-Z]{2,4}(?:\d{2})?(?:/[TZ])?\s?\d+")


def _is_document(row: Row | None) -> bool:
    """Whether name and number are those of a document, whatever rank was ticked for it: 某省……方案
    （某政发〔2017〕33号） has sections and no articles.
    """
    title, number = (text_of(row[1].get(name)) for name in ("title", "document_number")) \
        if row else ("", "")  # fmt: skip
    return bool(number) and infer_level(title, number) == "normative_document"


def _is_standard(row: Row | None) -> bool:
    number = text_of(row[1].get("document_number")) if row else ""
    return _STANDARD.match(number.strip()) is not None


@rule("B12")
def document_numbers(context: Context) -> Iterator[Finding]:
    """Document numbers are written as GB/T 9704 wants them; mended where that is certain."""
    for cell in _numbers(context):
        number = cell.value.strip()
        if document_number.is_well_formed(number):
            continue
        if wrong := document_number.suspicious(number):
            params = {"number": number, "problem": wrong}
            fix = _official_number(context, cell.path)
            yield Finding(cell.path, params, variant="suspicious", fix=fix)
        elif better := document_number.corrected(number):
            fix = Fix.worded("改为“{text}”", cell.path, better, text=better)
            yield Finding(cell.path, {"number": number, "suggestion": better}, fix=fix)
        else:
            fix = _official_number(context, cell.path)
            yield Finding(cell.path, {"number": number}, variant="unclear", fix=fix)


def _official_number(context: Context, path: str) -> Fix | None:
    """The number that the law itself bears."""
    row, _, column = path.rpartition(".")
    if column != "document_number":
        return None
    fix = from_library(context, row, column)
    return fix if fix and document_number.is_well_formed(str(fix.value)) else None


def _numbers(context: Context) -> Iterator[Cell]:
    for cell in context.texts:
        filler = context.lexicon.is_placeholder
        if cell.item.format == "document_number" and not filler(cell.value):
            yield cell


@rule("B13")
def sensible_dates(context: Context) -> Iterator[Finding]:
    """Years between 1949 and now; no amendment before the first publication."""
    for cell in _numbers(context):
        year = document_number.year(cell.value)
        if year is not None and not _FIRST_YEAR <= year <= context.today.year:
            yield Finding(cell.path, {"number": cell.value.strip(), "year": year})
    for path, row in context.basis_rows:
        amended, promulgated = day_of(row.get("amended_date")), day_of(row.get("promulgated_date"))
        if amended and promulgated and amended < promulgated:
            params = {"amended": amended, "promulgated": promulgated}
            fix = _right_day(context, path, promulgated)
            yield Finding(f"{path}.amended_date", params, variant="dates", fix=fix)


def _right_day(context: Context, path: str, promulgated: date) -> Fix | None:
    """The day of the law's newest text, when that is late enough."""
    verdict = verdict_of(context, path)
    day = day_of(official(verdict, "amended_date")) if verdict is not None else None
    if day is None or day < promulgated:
        return None
    return Fix.worded("修正日期改为 {day}", f"{path}.amended_date", day.isoformat(), day=day)


@rule("B14")
def full_titles(context: Context) -> Iterator[Finding]:
    """Titles are full names without book-title marks and remarks."""
    for path, row in context.basis_rows:
        title = text_of(row.get("title")).strip()
        marked = "《" in title or "》" in title
        wrong = full_title_hint(title) if marked or row.get("level") not in _DOCUMENTS else None
        if wrong:
            fix = _official_title(context, path, title) or _bare_title(path, title)
            yield Finding(f"{path}.title", {"problem": wrong}, fix=fix)


def _official_title(context: Context, path: str, title: str) -> Fix | None:
    """The full name as the law itself has it; a name with 《 inside it is left to the clerk."""
    verdict = verdict_of(context, path)
    full = official(verdict, "title") if verdict is not None else ""
    if not full or full == title or "《" in full or full_title_hint(full):
        return None
    return Fix.worded("改为“{text}”", f"{path}.title", full, text=full)


def _bare_title(path: str, title: str) -> Fix | None:
    inner = title[1:-1]
    if title.startswith("《") and title.endswith("》") and not set(inner) & set("《》"):
        return Fix("去掉书名号", f"{path}.title", inner)
    return None


@rule("B15")
def articles_in_chinese(context: Context) -> Iterator[Finding]:
    """Articles, paragraphs and items carry Chinese numerals, in that order."""
    for path, row in context.basis_rows:
        text = text_of(row.get("article_text"))
        for wrong in _problems_of_articles(text):
            fix = _spelled_out(f"{path}.article_text", text)
            yield Finding(f"{path}.article_text", {"problem": wrong}, fix=fix)


def _spelled_out(path: str, text: str) -> Fix | None:
    """The articles in canonical writing, when the text holds nothing beside them and the part and
    chapter they stand in; 款 and 项 the wrong way round are turned.
    """
    plain = _TURNED.sub(r"\2\1", _CHAPTER.sub("", text))
    rest = plain
    for found in reversed(list(find_articles(plain))):
        rest = rest[: found.start] + rest[found.end :]
    better = "、".join(ref.text() for ref in _articles(plain))
    if _SEPARATORS.fullmatch(rest) and better and not _problems_of_articles(better):
        return Fix.worded("改为“{text}”", path, better, text=better)
    return None


@rule("B16")
def in_force(context: Context) -> Iterator[Finding]:
    """Repealed bases block, amended ones warn."""
    for path, row in context.basis_rows:
        title = {"title": text_of(row.get("title"))}
        if row.get("validity") == "repealed":
            yield Finding(f"{path}.validity", title)
        elif row.get("validity") == "amended":
            verdict = verdict_of(context, path)
            fix = None
            if verdict is not None and holds(verdict):
                fix = Fix("依据库核对为现行有效，改为“现行有效”", f"{path}.validity", "in_force")
            yield Finding(f"{path}.validity", title, Severity.WARN, "amended", fix)


_LONGEST_VAGUE_TITLE = 15


@rule("B17")
def vague_bases(context: Context) -> Iterator[Finding]:
    """“按国家有关规定” is no basis.

    Quoted articles may say so, and documents may bear it in their names (关于……有关政策的通知);
    only short titles, articles and typed-out bases are looked at.
    """
    for cell in context.texts:
        if _states_basis(cell):
            for word in context.lexicon.find("vague_basis", cell.value):
                fix = context.lexicon.mend("vague_basis", word, cell.value, cell.path)
                yield Finding(cell.path, {"word": word}, fix=fix)


def _states_basis(cell: Cell) -> bool:
    if is_basis(cell.table):
        short = len(cell.value) <= _LONGEST_VAGUE_TITLE and "关于" not in cell.value
        return cell.item.id == "article_text" or (cell.item.id == "title" and short)
    return cell.item.id in ("basis_text", "validity_basis", "fee_basis")


@rule("B18")
def quotation_matches(context: Context) -> Iterator[Finding]:
    """A quotation that names articles names the one cited, and it is a whole article.

    Quotations without a number of their own are fine: the citation gives it (SPEC §7.1).
    """
    for path, row in context.basis_rows:
        quoted = text_of(row.get("quoted_text")).strip().lstrip("“\"'‘")
        if not quoted:
            continue
        cited = _articles(text_of(row.get("article_text")))
        opening = re.match(r"第[^，。：:\s]{1,12}?条(?:之[一二三四五六七八九十]+)?", quoted)
        named = _articles(opening[0]) if opening else ()
        wanted = {(ref.article, ref.article_sub) for ref in cited}
        if named and cited and (named[0].article, named[0].article_sub) not in wanted:
            params = {"found": named[0].text(), "article": text_of(row.get("article_text"))}
            yield Finding(f"{path}.quoted_text", params)
        elif len(quoted) < _SHORTEST_QUOTE and not row.get("is_secret"):
            yield Finding(f"{path}.quoted_text", {"n": len(quoted)}, variant="short")


@rule("B19")
def numbers_given(context: Context) -> Iterator[Finding]:
    """Rules and documents are cited with their number, in its field or in the history as typed."""
    return (
        item.finding() for item in missing(context, "B19")
        if not (item.row and _numbered(text_of(item.row[1].get("history"))))
    )  # fmt: skip


_CHANGED = re.compile(r"根据|依据|修正|修订|修改")
_A_NUMBER = re.compile(
    r"\d号令|第[^第，。；]{1,6}号|[〔\[【(（]\d{4}[〕\]】)）]\d+号|令[^，。；]{0,12}号"
)


def _numbered(history: str) -> bool:
    """Whether a history names the number of the first issue; later ones are of amendments."""
    text = "".join(history.split())
    changed = _CHANGED.search(text)
    return bool(_A_NUMBER.search(text[: changed.start()] if changed else text))


@rule("B20")
def bases_in_order(context: Context) -> Iterator[Finding]:
    """Highest rank first, within a rank the earliest first; silent when a rank is unknown."""
    for item in context.form.tables():
        rows = [row for _, row in context.rows(item.id)] if is_basis(item) else []
        levels = [row.get("level") for row in rows]
        if len(rows) < 2 or not all(isinstance(v, str) and v in LEVELS for v in levels):
            continue
        ranked = sorted(rows, key=lambda row: _rank(row["level"]))
        by_rank = [_rank(str(level)) for level in levels]
        if by_rank != sorted(by_rank):
            yield Finding(item.id, fix=Fix("按顺序排列", item.id, [dict(row) for row in ranked]))


def _rank(level: str) -> int:
    """Rules of ministries and of provinces are of the same force (立法法 article 102)."""
    return LEVELS.index("department_rule" if level == "provincial_rule" else level)


@rule("B21")
def secret_bases(context: Context) -> Iterator[Finding]:
    """Nothing is quoted from a secret basis; the regulation of 2007 is cited no more."""
    for path, row in context.basis_rows:
        if row.get("is_secret") is True and text_of(row.get("quoted_text")).strip():
            params = {"label": "依据内容（条文原文）"}
            empty = Fix("清空条文", f"{path}.quoted_text", None)
            yield Finding(f"{path}.quoted_text", params, fix=empty)
    for cell in cites_old_regulation(context):
        params = {"label": cell.item.label}
        yield Finding(cell.path, params, variant="outdated", fix=_newer_regulation(cell))


def _newer_regulation(cell: Cell) -> Fix | None:
    """The number of 2019, where no article is cited: those were numbered anew."""
    newer = _OLD_REGULATION.sub(lambda old: old[0].replace("492", "711"), cell.value)
    if newer == cell.value or _articles(cell.value):
        return None
    return Fix("改为第711号", cell.path, newer)


def cites_old_regulation(context: Context) -> Iterator[Cell]:
    """Texts that cite the regulation on open government information as of 2007 (令第492号)."""
    for cell in context.texts:
        text = "".join(cell.value.split()) if "492" in cell.value else ""
        named = "国务院" in text or cell.item.format == "document_number"
        if named and _OLD_REGULATION.search(text):
            yield cell
