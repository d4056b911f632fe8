"""A published basis cell → rows of the table legal_basis, and what no column can hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from desktop.imports.memo import by_identity
from desktop.imports.traditional import simplified
from forms.field_types import show
from forms.model import Field, Table
from forms.record import prune
from forms.values import BasisText, fold, leftovers, normalise_spaces, parse_basis_text

_WORDS = re.compile(r"\w+")
_LONGEST_NAME = 60
_BETWEEN = "\0"


@dataclass(frozen=True, slots=True)
class BasisRows:
    """Rows for the table, and pieces of the cell that must be kept elsewhere."""

    rows: tuple[Mapping[str, Any], ...]
    rest: tuple[str, ...]


def read_basis(text: str, table: Table, role: str) -> BasisRows:
    """Take a cell apart; every word of it stands in a row or in ``rest``."""
    return _reader(table)(text, role)


@by_identity
def _reader(table: Table) -> Callable[[str, str], BasisRows]:
    """Lists repeat the same basis hundreds of times."""
    return lru_cache(maxsize=2048)(partial(_read, table))


def _read(table: Table, text: str, role: str) -> BasisRows:
    """A mirror in traditional characters (條, 中華) is cited in those of the law itself."""
    found = _read_plain(table, text, role)
    if all("article_text" in row for row in found.rows):
        return found
    mirrored = simplified(text)
    again = found if mirrored == text else _read_plain(table, mirrored, role)
    return again if _articles(again) > _articles(found) else found


def _articles(found: BasisRows) -> int:
    return sum("article_text" in row for row in found.rows)


def _read_plain(table: Table, text: str, role: str) -> BasisRows:
    parts = parse_basis_text(text)
    if not parts:
        return BasisRows((_unread(text, role),), ())
    rows: list[Mapping[str, Any]] = []
    rest: list[str] = []
    for part in parts:
        row, missing = _row(part, role, text[part.start : part.end], table)
        rows.append(row)
        rest += missing
    rest += [text[start:end].strip() for start, end in leftovers(text, parts)]
    return BasisRows(tuple(rows), tuple(rest))


def _unread(text: str, role: str) -> Mapping[str, Any]:
    """A cell that cites nothing recognisable: a short line is a name, the rest is text."""
    short = len(text) <= _LONGEST_NAME and "\n" not in text
    return {"role": role, "title" if short else "quoted_text": text}


def _row(
    part: BasisText, role: str, span: str, table: Table
) -> tuple[Mapping[str, Any], list[str]]:
    """The row of a citation, and lines of it that no column can hold.

    The history as published is kept only where the dates and the number do not say all of it.
    """
    row = _said(part, role)
    if _covers_row(row, span, table):
        return row, []
    if part.history:
        row["history"] = normalise_spaces(part.history)
        if _covers_row(row, span, table):
            return row, []
    held = _held(row, table)
    lines = normalise_spaces(span).split("\n")
    return row, ["\n".join(line for line in lines if not covers(held, line))]


def _said(part: BasisText, role: str) -> dict[str, Any]:
    said = part.citation
    dates = {"promulgated_date": said.promulgated, "amended_date": said.amended,
             "in_force_date": said.in_force}  # fmt: skip
    row = {
        "role": role,
        "level": said.level,
        "title": said.title,
        "document_number": said.document_number,
        "issuing_body": said.issuing_body,
        **{name: day.isoformat() for name, day in dates.items() if day},
        "article_text": said.article_text,
        "quoted_text": _quoted(part),
    }
    return dict(prune(row))


def _quoted(part: BasisText) -> str:
    """The quotation without the one article that heads it, which the row names beside it."""
    said = part.citation
    quoted = normalise_spaces(said.quoted_text)
    if len(said.articles) != 1 or not said.article_text:
        return quoted
    words = _without_heading(quoted, said.article_text)
    inner = words[1:-1]
    if words != quoted and words[:1] == "“" and words[-1:] == "”" and _is_balanced(inner):
        return inner
    return words


def _without_heading(quoted: str, article: str) -> str:
    """What follows 第三条： at the head of a quotation, with blanks wherever; else all of it."""
    at = 0
    for sign in article:
        if not quoted.startswith(sign, at):
            return quoted
        at = _after_blanks(quoted, at + 1)
    rest = _after_blanks(quoted, at + 1)
    return quoted[rest:] if quoted[at : at + 1] in ("：", ":") and rest < len(quoted) else quoted


def _after_blanks(text: str, at: int) -> int:
    while text[at : at + 1].isspace():
        at += 1
    return at


def _is_balanced(text: str) -> bool:
    """Whether each quotation mark has its twin within the text."""
    depth = 0
    for sign in text:
        depth += (sign == "“") - (sign == "”")
        if depth < 0:
            return False
    return depth == 0


def _covers_row(row: Mapping[str, Any], span: str, table: Table) -> bool:
    return covers(_held(row, table), span)


def _held(row: Mapping[str, Any], table: Table) -> list[str]:
    return [show_word(row.get(c.id), c) for c in table.columns if c.id != "role"]


def show_word(value: Any, column: Field) -> str:
    """A value as text: choices by their printed word."""
    return show(value, column) if column.type in ("enum", "multi_enum") else str(value or "")


def covers(held: Sequence[str], text: str) -> bool:
    """Whether every run of words of the text stands in one of the texts held."""
    # All at once: to fold is what takes time, and no sign joins with the one between.
    haystack = fold(_BETWEEN.join(filter(None, held)))
    runs = _WORDS.findall(fold(text.replace("\n", _BETWEEN)))
    return all(run in haystack for run in dict.fromkeys(runs))
