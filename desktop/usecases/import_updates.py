"""Records of an import that the library may have already: what the file would change in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from desktop.imports import SourceCell
from desktop.usecases.changing import locked_because
from desktop.usecases.import_existing import Candidate
from desktop.usecases.locking import kept, locked_fields
from desktop.usecases.workspace import Workspace
from forms import field_types
from forms.model import Field, Form, Need, Value
from forms.record import Record, is_blank
from forms.values import fold
from forms.values.numerals import NUMERAL

_REMARK = "remark"
_RUN = re.compile(r"\w+")
_ARTICLE = re.compile(rf"第\s*[{NUMERAL}\d]{{1,8}}\s*条(?:之[{NUMERAL}\d]{{1,3}})?")


@dataclass(frozen=True, slots=True)
class Offer:
    """What the file says of one record of the library, without what it points to.

    ``locks`` are the fields that the level above fixes; ``locked`` says why the record cannot be
    changed at all, "" when it can.
    """

    before: Record
    wish: Record
    locked: str = ""
    locks: frozenset[str] = frozenset()

    @property
    def differs(self) -> bool:
        """Whether the file says anything else."""
        return self.before.values != self.wish.values


@dataclass(frozen=True, slots=True)
class Merge:
    """A record of the library with what the file says of it.

    ``full`` is what it would become without fields left out by choice. ``locked`` says why it cannot
    be changed; "" when it can. ``fixed`` are the fields that the file says otherwise and the level
    above does not let be changed; they stay.
    """

    before: Record
    record: Record
    full: Record
    locked: str = ""
    fixed: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the file says anything else."""
        return self.before.values != self.full.values

    @property
    def changes(self) -> bool:
        """Whether anything is written: the record may be changed and something is not left out."""
        return not self.locked and self.before.values != self.record.values


#: Planned uuid and field → what the cells say of which it was made.
Said = Mapping[tuple[str, str], str]


def said_in(cells: Iterable[SourceCell]) -> Said:
    """The texts of the cells, by record and field."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for cell in cells:
        name = cell.field.partition(".")[0].partition("[")[0]
        found[cell.record, name].append(cell.text)
    return {place: "\n".join(dict.fromkeys(texts)) for place, texts in found.items()}


#: Planned uuid and uuid of a record of the library → what that one would become.
Offers = Mapping[tuple[str, str], Offer]


def offers(
    workspace: Workspace, records: Sequence[Record], candidates: Mapping[str, Sequence[Candidate]],
    said: Said = MappingProxyType({}), known: Offers = MappingProxyType({}),
) -> Offers:  # fmt: skip
    """What each candidate would become; what is ``known`` is not worked out again.

    Fields that the file does not name stay, so do those in which it says the same in other blanks.
    """
    wanted = [
        (record, fit) for record in records for fit in candidates.get(record.uuid, ())
        if (record.uuid, fit.uuid) not in known
    ]  # fmt: skip
    uuids = list(dict.fromkeys(fit.uuid for _, fit in wanted))
    held = {record.uuid: record for record in workspace.library.many(uuids)}
    locks = locked_fields(workspace, uuids)
    found = dict(known)
    for record, fit in wanted:
        before = held.get(fit.uuid)
        if before is not None:
            form = workspace.catalogue.form(record.kind)
            # One of our own comes back whole: what it does not say is blank now.
            wish = record if fit.by == "uuid" else _wish(form, before, record, said)
            why = "" if fit.by == "uuid" else locked_because(before, form)
            found[record.uuid, fit.uuid] = Offer(
                before, wish, why, locks.get(fit.uuid, frozenset())
            )
    return found


def _wish(form: Form, before: Record, record: Record, said: Said) -> Record:
    told = {name: said.get((record.uuid, name), "") for name in record.values}
    return replace(before, values=_merged(form, before.values, record.values, told))


def finished(
    offer: Offer, record: Record, form: Form, same: Mapping[str, str],
    without: Collection[str] = (),
) -> Merge:  # fmt: skip
    """The record as it is written: with its references, without the fields left out by choice."""
    before, whole = offer.before.values, offer.before.uuid == record.uuid
    values = dict(offer.wish.values)
    for name, said in linked(record, form, same).values.items():
        field = form.fields.get(name)
        if field is not None and field.type == "ref" and isinstance(said, list):
            old = [] if whole else _listed(before.get(name))
            new = [*old, *(target for target in said if target not in old)]
            values |= {name: new} if new or whole else {}
    full, fixed = kept(offer.before, replace(offer.wish, values=values), offer.locks)
    taken = full
    if without:
        taken = full.with_values(**{name: before.get(name) for name in without})
    return Merge(offer.before, taken, full, offer.locked, fixed)


def own_of(
    workspace: Workspace, records: Sequence[Record], owners: Mapping[str, str],
    candidates: Mapping[str, Sequence[Candidate]],
) -> dict[str, tuple[Candidate, ...]]:  # fmt: skip
    """Candidates of the records named after another one: what belongs to that one's candidates."""
    of_owner = {r.uuid: candidates.get(owners[r.uuid], ()) for r in records if r.uuid in owners}
    uuids = list(dict.fromkeys(fit.uuid for fits in of_owner.values() for fit in fits))
    held = {record.uuid: record for record in workspace.library.many(uuids)}
    named: dict[str, list[tuple[Candidate, str]]] = {}
    for record in records:
        if record.uuid not in of_owner or record.uuid in candidates:
            continue
        form = workspace.catalogue.form(record.kind)
        inverse = form.fields[form.title_field].inverse
        named[record.uuid] = [
            (fit, str(uuid)) for fit in of_owner[record.uuid] if fit.uuid in held and inverse
            for uuid in _listed(held[fit.uuid].values.get(inverse))
        ]  # fmt: skip
    lines = {
        line.uuid: line for line in workspace.library.summaries_of(
            list(dict.fromkeys(uuid for pairs in named.values() for _, uuid in pairs)))
        if not line.deleted_at
    }  # fmt: skip
    kinds = {record.uuid: record.kind for record in records}
    return {
        planned: tuple(
            Candidate(uuid, fit.title, "with", fit.uuid) for fit, uuid in pairs
            if uuid in lines and lines[uuid].kind == kinds[planned]
        )
        for planned, pairs in named.items()
    }  # fmt: skip


def _listed(value: Value) -> list[Any]:
    return value if isinstance(value, list) else []


def linked(record: Record, form: Form, same: Mapping[str, str]) -> Record:
    """The record pointing to those that the library has already, not to those left out ("")."""
    values = dict(record.values)
    for name, targets in record.values.items():
        field = form.fields.get(name)
        if field is not None and field.type == "ref" and isinstance(targets, list):
            there = [same.get(str(target), target) for target in targets]
            values[name] = list(dict.fromkeys(target for target in there if target))
    return replace(record, values=values)


def _merged(
    form: Form, old: Mapping[str, Value], new: Mapping[str, Value], told: Mapping[str, str]
) -> dict[str, Value]:
    values = dict(old)
    for name, said in new.items():
        field = form.fields.get(name)
        if field is None or is_blank(said) or field.need is Need.AUTOMATIC:
            continue
        held = values.get(name)
        if name == _REMARK:
            remark = _remarks(str(held or ""), str(said), _texts(form, old))
            values |= {name: remark} if remark else {}
        elif field.type == "ref":
            continue  # where they lead is known only when all is decided: `finished`
        elif field.table is not None and isinstance(said, list):
            values[name] = _rows(field, held, said, told[name])
        elif fold(field_types.show(held, field)) != fold(field_types.show(said, field)):
            values[name] = said
    return values


def _texts(form: Form, values: Mapping[str, Value]) -> str:
    """Everything that a record says, folded, as lists print it."""
    shown = (field_types.show(values.get(field.id), field) for field in form.fields.values())
    return "\n".join(fold(text) for text in shown if text)


def _remarks(held: str, said: str, elsewhere: str) -> str:
    """Lines that the remark does not hold yet are added: it also keeps what no field takes.

    ``elsewhere``: what another field of the record says already needs no remark.
    """
    known = {fold(line) for line in held.split("\n")}
    more = [
        line for line in said.split("\n")
        if fold(line) not in known and fold(line.partition("：")[2] or line) not in elsewhere
    ]  # fmt: skip
    return "\n".join([held, *more]).strip("\n")


def _rows(field: Field, held: Value, said: list[Any], told: str) -> Value:
    """The file's rows; a row of the same key keeps the columns that the file does not name.

    Rows that say what the cells ``told`` say stay as they are: a list prints six stages of a duty
    in one cell, and what is read from it knows less.
    """
    if isinstance(held, list) and told and _tells(field, held, said, told):
        return held
    before = [row for row in held if isinstance(row, Mapping)] if isinstance(held, list) else []
    rows = [_row(field, _same_row(field, before, row, number), row)
            for number, row in enumerate(said) if isinstance(row, Mapping)]  # fmt: skip
    return before if rows == before else rows


def _tells(field: Field, held: list[Any], said: list[Any], told: str) -> bool:
    """Whether rows and cells say the same: each run of letters of the one stands in the other."""
    rows, cells = fold(field_types.show(held, field)), fold(told)
    return all(run in rows for run in _runs(told)) and all(
        run in cells for text in _texts_like(field, held, said) for run in _runs(text)
    )


def _runs(text: str) -> list[str]:
    """Runs of letters, line by line; a single sign may be a number that a list made.

    An article that heads its text is printed once, before the quotation.
    """
    lines = _ARTICLE.sub("\n", text).split("\n")
    found = (run for line in lines for run in _RUN.findall(fold(line)))
    return [run for run in found if len(run) > 1]


def _texts_like(field: Field, rows: Sequence[Any], like: Sequence[Any]) -> Iterator[str]:
    """What the rows say in those columns that the rows ``like`` fill."""
    named = {name for row in like if isinstance(row, Mapping) for name in row} - {"role"}
    for row in rows if field.table is not None else ():
        for name in named & row.keys() if isinstance(row, Mapping) else ():
            column, value = field.table.by_id.get(name) if field.table else None, row[name]
            if column is not None and column.table is not None and isinstance(value, list):
                inner = [part for other in like for part in other.get(name, ())]
                yield from _texts_like(column, value, inner)
            elif column is not None and column.type in ("text", "longtext"):
                yield field_types.show(value, column)


def _row(field: Field, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Mapping[str, Any]:
    if old is None or field.table is None:
        return new
    changed = {
        name: value
        for name, value in new.items()
        if (column := field.table.by_id.get(name)) is None
        or fold(field_types.show(old.get(name), column)) != fold(field_types.show(value, column))
    }
    return {**old, **changed}


def _same_row(
    field: Field, rows: Sequence[Mapping[str, Any]], wanted: Mapping[str, Any], number: int
) -> Mapping[str, Any] | None:
    """The row of the same key; of a table without keys the one in the same place."""
    key = field.table.key or (field.table.row_title,) if field.table else ()
    names = [name for name in key if name and not is_blank(wanted.get(name))]
    if not names:
        return rows[number] if number < len(rows) else None
    found = [
        row for row in rows
        if all(fold(str(row.get(n, ""))) == fold(str(wanted[n])) for n in names)
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None
