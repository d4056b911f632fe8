"""Long lists: which records, in which order, how many of each sort; and how each stands.

A list of 100,000 is handled by row numbers, eight bytes each. Numbers hold as long as the library
is open; outside they only go back into the methods of this module.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.sqlite import insert

from desktop.store.glance import read_lines
from desktop.store.list_values import (
    SCORE_BANDS,
    UNSCORED,
    ListLine,
    ListQuery,
    Standing,
    StandingGroup,
)
from desktop.store.part import Part, chunks
from desktop.store.portal_standing import PORTAL, PORTAL_STANDINGS
from desktop.store.reading import text_match
from desktop.store.schema import records, standings
from forms.values import bigrams

#: Standings per transaction: somebody who types must not wait for the keeping of a whole check.
_SLICE = 1000
_COUNTS = ("blocking", "unexplained", "warnings", "hints")
_GROUPS: Mapping[StandingGroup, ColumnElement[bool]] = {
    "blocking": standings.c.blocking > 0,
    "unexplained": standings.c.unexplained > 0,
    "warnings": standings.c.warnings > 0,
    "hints": standings.c.hints > 0,
    "clean": and_(
        standings.c.blocking == 0, standings.c.unexplained == 0, standings.c.warnings == 0
    ),
    "unchecked": standings.c.record_id.is_(None),
}
_PORTAL: Any = literal_column(PORTAL)
#: What somebody must look at comes first, what never went out last.
_PORTAL_ORDER = case(
    {name: place for place, name in enumerate(PORTAL_STANDINGS)}, value=_PORTAL,
    else_=len(PORTAL_STANDINGS),
)  # fmt: skip
_HIGHEST = 100
_NOT_CHECKED = -1  # sorts below everything that was checked
_PROBLEMS = tuple(func.coalesce(standings.c[name], _NOT_CHECKED) for name in _COUNTS)
#: What a facet counts → the part of the query that it leaves out, and the column.
_FACETS = {"kinds": "kind", "states": "state", "types": "type_key", "offices": "office"}


class Listing(Part):
    """Long lists of what is not in the bin."""

    def numbers(self, query: ListQuery) -> array[int]:
        """The records that a query shows, by row number: 100,000 in some hundredths of a second."""
        statement = _from(select(records.c.id), query)
        with self._database.driver() as connection:
            cursor = connection.execute(*self._database.compiled(_ordered(statement, query)))
            return array("q", (number for (number,) in cursor))

    def lines(self, numbers: Sequence[int], judged_by: str) -> list[ListLine]:
        """What a list shows of these records, in their order; gone ones are left out."""
        found: dict[int, ListLine] = {}
        for part in chunks(numbers):
            with self._database.driver() as connection:
                found.update(read_lines(connection, part, judged_by))
        return [found[number] for number in numbers if number in found]

    def uuids(self, numbers: Sequence[int]) -> list[str]:
        """The identifiers of these records, in their order; gone ones are left out."""
        found: dict[int, str] = {}
        for part in chunks(numbers):
            query = select(records.c.id, records.c.uuid).where(records.c.id.in_(part))
            with self._database.read() as connection:
                found.update(tuple(row) for row in connection.execute(query))
        return [found[number] for number in numbers if number in found]

    def number(self, uuid: str) -> int:
        """The row number of a record; 0 when there is none."""
        rows = self._database.rows(select(records.c.id).where(records.c.uuid == uuid))
        return int(rows[0][0]) if rows else 0

    def facet(self, part: str, query: ListQuery) -> dict[str, int]:
        """How many records each choice of a part (kinds, states, types, offices) would show.

        The other parts of the query restrict as they do; the part itself is left out.
        """
        column = records.c[_FACETS[part]]
        left_out: dict[str, Any] = {part: ()}
        others = replace(query, **left_out)
        statement = _from(select(column, func.count()), others).group_by(column)
        return {str(value): int(number) for value, number in self._database.rows(statement)}

    def portal_facet(self, query: ListQuery) -> dict[str, int]:
        """How many records each standing with the portal would show, whatever the query names."""
        statement = _from(select(_PORTAL, func.count()), replace(query, portal=()))
        rows = self._database.rows(statement.group_by(_PORTAL))
        return {str(value): int(number) for value, number in rows if value}

    def standing_facet(self, query: ListQuery) -> dict[StandingGroup, int]:
        """How many records each standing would show, whatever standings the query names."""
        return self._count_standings(replace(query, standings=()), None)[""]

    def score_facet(self, query: ListQuery) -> dict[str, int]:
        """How many records each range of the score would show, whatever scores the query names."""
        names = (*SCORE_BANDS, UNSCORED)
        counts: list[Any] = [func.count(case((_in_band(name), 1))) for name in names]
        statement = _restricted(select(*counts), replace(query, scores=()), joined=True)
        return dict(zip(names, map(int, self._database.rows(statement)[0]), strict=True))

    def standings_by(self, part: str, query: ListQuery) -> dict[str, dict[StandingGroup, int]]:
        """Each choice of a part (kinds, states, types, offices) → standing → records."""
        return self._count_standings(query, _FACETS[part])

    def _count_standings(
        self, query: ListQuery, column: str | None
    ) -> dict[str, dict[StandingGroup, int]]:
        key: Any = literal("") if column is None else records.c[column]
        counts = [func.count(case((condition, 1))) for condition in _GROUPS.values()]
        statement = _restricted(select(key, *counts), query, joined=True)
        rows = self._database.rows(statement if column is None else statement.group_by(key))
        return {str(row[0]): dict(zip(_GROUPS, row[1:], strict=True)) for row in rows}

    def keep_standings(self, found: Iterable[Standing]) -> None:
        """Remember what a check found; records gone or changed meanwhile are left out."""
        rest = list(found)
        for start in range(0, len(rest), _SLICE):
            self._keep(rest[start : start + _SLICE])

    def forget_standings(self) -> None:
        """What was judged by is another now: everything is unchecked."""
        with self._database.write() as connection:
            connection.execute(delete(standings))

    def _keep(self, found: Sequence[Standing]) -> None:
        statement = insert(standings)
        changed = {name: statement.excluded[name] for name in standings.c.keys()[1:]}
        upsert = statement.on_conflict_do_update(index_elements=["record_id"], set_=changed)
        with self._database.write() as connection:
            present: dict[tuple[str, str], int] = {}
            for part in chunks(item.uuid for item in found):
                query = select(records.c.uuid, records.c.content_hash, records.c.id)
                for uuid, content_hash, number in connection.execute(
                    query.where(records.c.uuid.in_(part))
                ):
                    present[uuid, content_hash] = number
            at = self._now()
            keys = [(present.get((item.uuid, item.content_hash)), item) for item in found]
            rows = [_row(number, item, at) for number, item in keys if number is not None]
            if rows:
                connection.execute(upsert, rows)


def _row(number: int, item: Standing, at: str) -> dict[str, Any]:
    counts = {name: getattr(item, name) for name in _COUNTS}
    return {
        "record_id": number, "judged_by": item.judged_by, "checked_at": at, **counts,
        "score": item.score,
    }  # fmt: skip


def _joined(judged_by: str) -> Any:
    """Records, each with its standing by that judge (a trigger drops those of older content)."""
    return records.outerjoin(
        standings,
        and_(
            standings.c.record_id == records.c.id,
            standings.c.judged_by == judged_by,
        ),
    )


def _from(statement: Select[Any], query: ListQuery) -> Select[Any]:
    """The statement over the records of a query; standings are only looked at where needed."""
    joined = bool(query.standings or query.scores) or query.sort in ("problems", "score")
    return _restricted(statement, query, joined=joined)


def _restricted(statement: Select[Any], query: ListQuery, *, joined: bool) -> Select[Any]:
    source = _joined(query.judged_by) if joined else records
    return statement.select_from(source).where(*_conditions(query))


def _in_band(band: str) -> ColumnElement[bool]:
    """Whether the score of a record lies in a range ("60-80"), or it has none.

    Raises:
        ValueError: the range is not one.
    """
    if band == UNSCORED:
        return standings.c.score.is_(None)
    low, high = map(float, band.split("-"))
    score: Any = func.round(standings.c.score, 1)  # as it is shown: what says 60 is not below 60
    from_low: ColumnElement[bool] = score >= low
    return from_low if high >= _HIGHEST else and_(from_low, score < high)


def _conditions(query: ListQuery) -> Iterator[ColumnElement[bool]]:
    expression = bigrams.query(query.text)
    yield records.c.deleted_at.is_(None)
    for part, name in _FACETS.items():
        values = getattr(query, part)
        # What the text finds is few; an index of the column would lead through the whole list.
        column = records.c[name].concat("") if expression else records.c[name]
        if values:
            yield or_(*(column == value for value in values))
    if query.organizations:
        yield or_(*(records.c.organization == name for name in query.organizations))
    if query.uuids:
        # One parameter for all of them: there may be more than SQLite takes.
        given = func.json_each(json.dumps(query.uuids)).table_valued("value")
        yield records.c.uuid.in_(select(given.c.value))
    if query.portal:
        yield or_(*(standing == _PORTAL for standing in query.portal))
    if query.standings:
        yield or_(*(_GROUPS[group] for group in query.standings))
    if query.scores:
        yield or_(*(_in_band(band) for band in query.scores))
    if expression:
        yield text_match(expression)


def _ordered(statement: Select[Any], query: ListQuery) -> Select[Any]:
    keys: tuple[Any, ...]
    if query.sort == "problems":
        keys = _PROBLEMS
    elif query.sort == "score":
        keys = (standings.c.score,)
    elif query.sort == "portal":
        keys = (_PORTAL_ORDER,)
    elif query.sort == "title":
        keys = (records.c.title_key, records.c.title)
    else:
        keys = (records.c[query.sort],)
    in_order = [key.desc() if query.descending else key.asc() for key in keys]
    if query.sort == "score":  # what has none comes after all that have, whichever way
        in_order = [key.nulls_last() for key in in_order]
    # Among equals the order of the source, whichever way the column is sorted.
    return statement.order_by(*in_order, records.c.position)
