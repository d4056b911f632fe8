"""Tables inside a guide: which table of the form one is, by the headings of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desktop.imports.columns import Column
from desktop.imports.grid import Inner, Place
from desktop.imports.headers import HeaderFinder
from desktop.imports.memo import by_identity
from desktop.imports.synonyms import SEQUENCE, Target, names_of, variants
from forms.model import Field, Form

_SEQUENCE = frozenset({"序号", "编号", "no"})
_SHORTEST = 2
#: So many known columns tell a table without a heading above it.
_LEAST = 2


def column_targets(field: Field, headers: Iterable[str]) -> dict[str, Target]:
    """Heading → the column of this table that it means; unknown headings are left out."""
    if field.table is None:
        return {}
    named = _names(field)
    found: dict[str, Target] = {}
    rest: list[str] = []
    for header in headers:
        spellings = variants(header)
        column = next((named[spelling] for spelling in spellings if spelling in named), "")
        if any(spelling in _SEQUENCE for spelling in spellings):
            found[header] = Target(SEQUENCE)
        elif column and not _has(found, field, column):
            found[header] = Target(f"{field.id}.{column}")
        else:
            rest.append(header)
    for header in rest if known_columns(found) else ():
        column = _nearly(header, named)
        if column and not _has(found, field, column):
            found[header] = Target(f"{field.id}.{column}")
    return found


@by_identity
def _names(field: Field) -> Mapping[str, str]:
    """Folded heading → column of a table."""
    named = {
        spelling: column.id
        for column in reversed(field.columns)
        for name in names_of(column)
        for spelling in variants(name)
    }
    if field.table is None:
        return named
    # A column under the very words that stand over the table names its rows (申请材料).
    named |= {name: field.table.row_title for name in names_of(field) if name not in named}
    return named


def _has(found: Mapping[str, Target], field: Field, column: str) -> bool:
    return any(target.path == f"{field.id}.{column}" for target in found.values())


def _nearly(header: str, named: Mapping[str, str]) -> str:
    """The one column whose heading holds the words (环节 for 环节名称), or is held by them."""
    words = next(iter(variants(header)), "")
    if len(words) < _SHORTEST:
        return ""
    near = {column for name, column in named.items() if name.startswith(words)} or {
        column for name, column in named.items()
        if len(name) >= _SHORTEST and (name.endswith(words) or words.endswith(name))
    }  # fmt: skip
    return near.pop() if len(near) == 1 else ""


def known_columns(targets: Mapping[str, Target]) -> int:
    """How many headings mean a column, numbers of rows not counted."""
    return sum(target.path != SEQUENCE for target in targets.values())


def table_of(form: Form, headers: Iterable[str], section: str = "") -> dict[str, Target]:
    """The columns of the form's table that these headings speak for most.

    ``section`` is the field whose heading stands above: it is asked first, and one known column is
    enough then. {} when it is no table of this form.
    """
    headers = list(headers)
    above = form.fields.get(section)
    if above is not None and known_columns(found := column_targets(above, headers)):
        return found
    best: dict[str, Target] = {}
    for field in form.tables():
        found = column_targets(field, headers)
        if known_columns(found) > max(known_columns(best), _LEAST - 1):
            best = found
    return best


def inner_columns(
    finder: HeaderFinder, inner: Mapping[Place, Inner], form: Form,
    headings: Mapping[Place, Column], after: int,
) -> dict[Place, Column]:  # fmt: skip
    """Each cell of the inner tables and its column, numbered on from ``after``.

    The kind is that of the heading above: a duty's steps stand in the duty. A column nobody knows
    has no target: its texts go to the remark under their heading.
    """
    found: dict[Place, Column] = {}
    numbers: dict[tuple[str, str, str], int] = {}
    for places in _blocks(inner).values():
        about = inner[places[0]]
        above = headings.get(about.section) if about.section else None
        kind = above.kind if above and above.kind else form.kind
        section = above.target.path if above and above.target else ""
        headers = list(dict.fromkeys(inner[place].header for place in places))
        targets = table_of(finder.catalogue.forms[kind], headers, section.partition(".")[0])
        for place in places:
            header = inner[place].header
            target = targets.get(header)
            key = (header, kind, target.path if target else section)
            number = numbers.setdefault(key, after + 1 + len(numbers))
            found[place] = Column(number, header, kind, target)
    return found


def _blocks(inner: Mapping[Place, Inner]) -> dict[int, list[Place]]:
    blocks: dict[int, list[Place]] = {}
    for place, about in sorted(inner.items()):
        blocks.setdefault(about.block, []).append(place)
    return blocks
