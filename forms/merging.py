"""Merging what two people made of one record: field by field, row by row, by what both came from.

A side is a state of a record; the base is the nearest state that both had seen. What only one side
changed is taken from it; what both changed differently is a `Conflict` that a person decides.
Where the base is unknown, every difference is one. That one side deleted what the other edited is
always asked, whatever the fields say.

The result does not depend on who merges: merging B into A gives what merging A into B gives, so
that colleagues who exchange their work end with the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from forms import field_types
from forms.model import Field, Form, Table, Value
from forms.record import ENVELOPE, canonical_json, is_blank, prune
from forms.row_matching import Row, key_words, match_rows
from forms.row_order import Orders, in_order

#: Lists whose items have no parts: both sides' additions and removals hold.
_SETS = ("multi_enum", "ref", "attachment")


class _Unknown:
    """The type of `UNKNOWN`, which equals nothing that a field can hold."""


#: Stands in a base for a field of which nobody knows what both had seen last.
UNKNOWN: Final = _Unknown()


@dataclass(frozen=True, slots=True)
class Side:
    """A state of a record: its values without blank parts, and whether it is deleted or cancelled.

    ``gone`` is None in a base of which that is unknown.
    """

    values: Mapping[str, Any]
    gone: bool | None = False


class About(StrEnum):
    """What a conflict is about: a value, a row that one deleted, the order of rows, the record, a
    written reason (`forms.reason_merging`).
    """

    VALUE = "value"
    ROW = "row"
    ORDER = "order"
    GONE = "gone"
    REASON = "reason"


class Pick(StrEnum):
    """Whose word holds."""

    MINE = "mine"
    THEIRS = "theirs"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided of a conflict; ``value`` is what was typed instead of either."""

    pick: Pick
    value: Value = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place where both sides changed something. ``key`` names it within the record, the same
    on both sides. ``row`` is what people call the row, ``column`` the column in it.
    """

    key: str
    about: About
    field: Field | None
    base: Any
    mine: Any
    theirs: Any
    row: str = ""
    column: Field | None = None

    @property
    def part(self) -> Field | None:
        """The field that tells how the three values are written."""
        return self.column or self.field


@dataclass(frozen=True, slots=True)
class Merged:
    """What comes of two sides; ``open`` are keys of conflicts nobody decided, where mine stands."""

    side: Side
    conflicts: tuple[Conflict, ...] = ()
    open: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """A version whose content is held here, every version that it came from, and the written
    reasons (rule, field, reason) that went with it.
    """

    side: Side
    ancestors: frozenset[str]
    reasons: frozenset[tuple[str, str, str]] = frozenset()


GONE_KEY = "-"


def common_base(
    mine: Iterable[str], theirs: Iterable[str], known: Mapping[str, Known]
) -> Side | None:
    """The nearest state that both sides have seen, from the versions that each has seen.

    Where several are nearest (both merged the same two), a field in which they agree is known,
    the others are `UNKNOWN`. None when there is none, or one of the nearest is not held here:
    taking an older one instead would undo what was changed in between.
    """
    common = set(mine) & set(theirs)
    surpassed = {old for vid in common if vid in known for old in known[vid].ancestors}
    nearest = sorted(common - surpassed)
    if not nearest or any(vid not in known for vid in nearest):
        return None
    first, *others = (known[vid].side for vid in nearest)
    values = dict(first.values)
    gone = first.gone
    for other in others:
        for name in {*values, *other.values}:
            if values.get(name) != other.values.get(name):
                values[name] = UNKNOWN
        gone = gone if gone == other.gone else None
    return Side(values, gone)


def merge(
    form: Form, base: Side | None, mine: Side, theirs: Side,
    choices: Mapping[str, Choice] | None = None,
) -> Merged:  # fmt: skip
    """What comes of two sides that both started from ``base``, as far as ``choices`` decide."""
    merger = _Merger(choices or {})
    gone = merger.gone(base, mine, theirs)
    if merger.conflicts:
        # Whoever keeps the record keeps it as it was edited; whoever drops it asks nothing else.
        side = (
            mine
            if gone == mine.gone
            else merge(form, mine, mine, replace(theirs, gone=mine.gone)).side
        )
        return Merged(replace(side, gone=gone), tuple(merger.conflicts), frozenset(merger.open))
    was, ours, other = ({} if side is None else side.values for side in (base, mine, theirs))
    values: dict[str, Value] = {}
    names = dict.fromkeys((*form.fields, *sorted({*was, *ours, *other} - form.fields.keys())))
    for name in names:
        if name in ENVELOPE:
            continue
        before = UNKNOWN if base is None else was.get(name)
        item = form.fields.get(name) or Field(name, name, "text")
        value = merger.field(item, before, ours.get(name), other.get(name))
        if value is not None:
            values[name] = value
    return Merged(Side(values, gone), tuple(merger.conflicts), frozenset(merger.open))


@dataclass
class _Merger:
    """One merge on its way."""

    choices: Mapping[str, Choice]
    conflicts: list[Conflict] = field(default_factory=list)
    open: set[str] = field(default_factory=set)

    def ask(self, conflict: Conflict) -> Any:
        """What was decided; mine while nothing is."""
        self.conflicts.append(conflict)
        choice = self.choices.get(conflict.key)
        if choice is None:
            self.open.add(conflict.key)
            return conflict.mine
        if choice.pick is Pick.TYPED:
            return choice.value
        return conflict.mine if choice.pick is Pick.MINE else conflict.theirs

    def gone(self, base: Side | None, mine: Side, theirs: Side) -> bool:
        """Whether the record is gone; asked when the side that keeps it edited it."""
        if mine.gone == theirs.gone:
            return bool(mine.gone)
        asked = Conflict(
            GONE_KEY, About.GONE, None, None if base is None else base.gone, mine.gone, theirs.gone
        )
        if base is None or base.gone is None:
            return bool(self.ask(asked))
        changed = mine if mine.gone != base.gone else theirs
        other = theirs if changed is mine else mine
        if other.values != base.values:
            return bool(self.ask(asked))
        return bool(changed.gone)

    def field(self, item: Field, base: Any, mine: Value, theirs: Value) -> Value:
        """One field of the record."""
        if mine == theirs:  # nearly all are, and asking further takes longest
            return mine
        if item.table is not None and base is not UNKNOWN:
            sides = [_rows(value) for value in (base, mine, theirs)]
            was, ours, other = sides
            if was is not None and ours is not None and other is not None:
                if ours == was:
                    return _unless_hidden(item, mine, theirs)
                if other != was:
                    return self._table(item, item.table, was, ours, other)
        return self._value(Conflict(item.id, About.VALUE, item, base, mine, theirs))

    def _value(self, at: Conflict) -> Any:
        base, mine, theirs, part = at.base, at.mine, at.theirs, at.part
        assert part is not None
        if mine == theirs:
            return mine
        if part.internal and theirs is None:
            return mine  # it does not leave the house, so that it is missing says nothing
        if base is not UNKNOWN:
            if theirs == base:
                return mine
            if mine == base:
                return theirs
        if part.derive:
            return max(mine, theirs, key=canonical_json)
        if part.type in _SETS and base is not UNKNOWN:
            lists = [value if isinstance(value, list) else [] for value in (base, mine, theirs)]
            return _set(*lists) or None
        return self.ask(at)

    def _table(
        self, item: Field, table: Table, base: list[Row], mine: list[Row], theirs: list[Row]
    ) -> Value:
        """Rows by what they were in the base; those that both added by their key."""
        ours, others = _numbered(item, base, mine, "m"), _numbered(item, base, theirs, "t")
        _unite_twins(item, ours, others)
        merged: dict[str, Row | None] = {}
        for name in sorted({*ours, *others}, key=_place):
            was = base[int(name)] if name.isdigit() else None
            merged[name] = self._row(item, table, name, (was, ours.get(name), others.get(name)))
        alive = {name: row for name, row in merged.items() if row}
        orders = Orders([str(place) for place in range(len(base))], list(ours), list(others))
        ranks = {name: canonical_json(dict(row)) for name, row in alive.items()}
        placed = in_order(orders, ranks)
        if placed is None:
            both = ours.keys() & others.keys()
            before = [row_name(row, item) for n, row in enumerate(base) if str(n) in both]
            shown = [
                [row_name(side[n], item) for n in side if n in both] for side in (ours, others)
            ]
            asked = Conflict(f"{item.id}[]", About.ORDER, item, before, shown[0], shown[1])
            placed = in_order(orders, ranks, self.ask(asked) is shown[1])
        rows = [dict(alive[name]) for name in placed or ()]
        for column in table.columns:
            if column.derive == "seq" and any(column.id in row for row in rows):
                for number, row in enumerate(rows, 1):
                    row[column.id] = number
        return rows or None

    def _row(
        self, item: Field, table: Table, name: str, sides: tuple[Row | None, Row | None, Row | None]
    ) -> Row | None:
        base, mine, theirs = sides
        if mine is None or theirs is None:
            left = mine if theirs is None else theirs
            if base is None or left is None:
                return left
            if _told(left, table) == _told(base, table):
                return None
            row = row_name(base, item)
            return self.ask(Conflict(f"{item.id}[{name}]", About.ROW, item, *sides, row))  # type: ignore[no-any-return]
        values: dict[str, Value] = {}
        row = row_name(base or mine, item)
        was: Row = base or {}
        for column_id in dict.fromkeys((*was, *mine, *theirs)):
            column = table.by_id.get(column_id) or Field(column_id, column_id, "text")
            three = (was.get(column_id), mine.get(column_id), theirs.get(column_id))
            value: Any
            if three[1] == three[2]:
                value = three[1]
            elif base is None and None in three[1:]:
                value = three[1] if three[2] is None else three[2]
            else:
                key = f"{item.id}[{name}].{column_id}"
                value = self._value(Conflict(key, About.VALUE, item, *three, row, column))
            if value is not None:
                values[column_id] = value
        return values


def _place(name: str) -> tuple[bool, int, str]:
    """Rows of the base in its order, then what was added."""
    return (False, int(name), "") if name.isdigit() else (True, 0, name)


def _rows(value: Any) -> list[Row] | None:
    """A value as rows; None when somebody typed the table as text."""
    if value is None:
        return []
    if isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
        return value
    return None


def _told(row: Row, table: Table) -> dict[str, Value]:
    """What a person said in a row."""
    return {
        name: value for name, value in row.items()
        if (column := table.by_id.get(name)) is None or not column.derive
    }  # fmt: skip


def _unless_hidden(item: Field, mine: Value, theirs: Value) -> Value:
    """Their rows, with what a package leaves out of them (internal columns) as it is here."""
    assert item.table is not None
    hidden = [column.id for column in item.columns if column.internal]
    ours, other = _rows(mine), _rows(theirs)
    if item.internal and is_blank(theirs):
        return mine
    if not hidden or not ours or not other:
        return theirs
    pairs = match_rows(ours, other, item)
    return [
        {**{name: old[name] for name in hidden if old and name in old}, **new}
        for old, new in pairs
        if new is not None
    ]  # fmt: skip


def _numbered(item: Field, base: Sequence[Row], side: Sequence[Row], mark: str) -> dict[str, Row]:
    """The rows of a side in its order: by their place in the base, or as its own additions."""
    places = {id(row): place for place, row in enumerate(base)}
    found: dict[str, Row] = {}
    for old, new in match_rows(base, side, item)[: len(side)]:
        assert new is not None
        found[f"{mark}{len(found)}" if old is None else str(places[id(old)])] = new
    return found


def _unite_twins(item: Field, mine: dict[str, Row], theirs: dict[str, Row]) -> None:
    """Give rows that both added the same name: equal ones, then those of the same key."""
    assert item.table is not None
    for ways in ("equal", "key"):
        waiting: dict[Any, list[str]] = {}
        for name, row in mine.items():
            if name.startswith("m") and (key := _twin_key(item, row, ways)):
                waiting.setdefault(key, []).append(name)
        twins: dict[str, str] = {}
        renamed: dict[str, str] = {}
        for name, row in theirs.items():
            key = _twin_key(item, row, ways) if name.startswith("t") else None
            if key and waiting.get(key):
                common = f"+{canonical_json([ways, key, len(waiting[key])])}"
                renamed[name], twins[waiting[key].pop(0)] = common, common
        for side, names in ((mine, twins), (theirs, renamed)):
            changed = {names.get(name, name): row for name, row in side.items()}
            side.clear()
            side.update(changed)


def _twin_key(item: Field, row: Row, ways: str) -> Any:
    assert item.table is not None
    if ways == "equal":
        return canonical_json(dict(row))
    return key_words(row, item.table.key, item) if item.table.key else None


def _set(base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
    """What both left, and what either added, in an order that does not depend on the side."""
    was, ours, others = ({_item_key(item): item for item in part} for part in (base, mine, theirs))
    alive = {
        key: item for key, item in {**others, **ours}.items()
        if (key in ours and key in others) or key not in was
    }  # fmt: skip
    orders = Orders(list(was), list(ours), list(others))
    placed = in_order(orders, {key: key for key in alive})
    return [alive[key] for key in (sorted(alive) if placed is None else placed)]


def _item_key(item: Any) -> str:
    """Files are told apart by their content."""
    if isinstance(item, Mapping) and item.get("sha256"):
        return f"{item['sha256']}"
    return canonical_json(item)


def row_name(row: Row, item: Field) -> str:
    """What people call a row of a sub-table."""
    table = item.table
    assert table is not None
    wanted = (table.row_title, *table.key, *(column.id for column in table.columns))
    for name in filter(None, wanted):
        text = field_types.show(row.get(name), table.by_id[name]) if name in table.by_id else ""
        if text:
            return text if len(text) <= 20 else f"{text[:19]}…"
    return "空行"


def side_of(values: Mapping[str, Value], *, gone: bool = False) -> Side:
    """A side without blank parts."""
    return Side(prune(dict(values)), gone)


class Relation(StrEnum):
    """How a colleague's version stands to ours: the same, older, newer, or neither has seen both."""

    SAME = "same"
    BEHIND = "behind"
    AHEAD = "ahead"
    APART = "apart"


def relation(
    mine: str, mine_ancestors: Iterable[str], theirs: str, theirs_ancestors: Iterable[str]
) -> Relation:
    """How their version stands to ours; versions are told by their names and what they came from."""
    if mine == theirs:
        return Relation.SAME
    if theirs in set(mine_ancestors):
        return Relation.BEHIND
    return Relation.AHEAD if mine in set(theirs_ancestors) else Relation.APART
