"""Records of an import that the library has already: what the file would change in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from desktop.imports import SourceCell
from desktop.usecases.changing import locked_because
from desktop.usecases.import_existing import Existing, organization_of
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
class Merge:
    """A record of the library with what the file says of it.

    ``locked`` says why it cannot be changed; "" when it can. ``fixed`` are the fields that the file
    says otherwise and the level above does not let be changed; they stay.
    """

    before: Record
    record: Record
    locked: str = ""
    fixed: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the file says anything else."""
        return self.before.values != self.record.values

    @property
    def changes(self) -> bool:
        """Whether the file says anything else, and the record may be changed."""
        return not self.locked and self.differs


#: Planned uuid and field → what the cells say of which it was made.
Said = Mapping[tuple[str, str], str]


def said_in(cells: Iterable[SourceCell]) -> Said:
    """The texts of the cells, by record and field."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for cell in cells:
        name = cell.field.partition(".")[0].partition("[")[0]
        found[cell.record, name].append(cell.text)
    return {place: "\n".join(dict.fromkeys(texts)) for place, texts in found.items()}


def merges(
    workspace: Workspace, records: Sequence[Record], existing: Mapping[str, Existing],
    said: Said = MappingProxyType({}),
) -> Mapping[str, Merge]:  # fmt: skip
    """Planned uuid → what its record in the library becomes.

    A name alone does not tell two agencies' records apart: where only one of the two names its
    agency, the record is not in the answer. Fields that the file does not name stay, so do those in which it says the same in other blanks.
    A duty that comes with a power is that of the power; where the library has none, it is new.
    """
    wanted = [r for r in records if (e := existing.get(r.uuid)) and e.by in ("code", "name")]
    held = {
        record.uuid: record
        for record in workspace.library.many([existing[r.uuid].uuid for r in wanted])
    }
    pairs = {
        r.uuid: held[existing[r.uuid].uuid]
        for r in wanted
        if existing[r.uuid].uuid in held
        and _is_sure(workspace, r, held[existing[r.uuid].uuid], existing[r.uuid])
    }
    pairs |= _companions(workspace, records, existing, pairs)
    same = {planned: record.uuid for planned, record in pairs.items()}
    found: dict[str, Merge] = {}
    locks = locked_fields(workspace, same.values())
    for record in records:
        before = pairs.get(record.uuid)
        if before is not None:
            form = workspace.catalogue.form(record.kind)
            new = linked(record, form, same).values
            told = {name: said.get((record.uuid, name), "") for name in new}
            values = _merged(form, before.values, new, told)
            wish = replace(before, values=values)
            after, names = kept(before, wish, locks.get(before.uuid, ()))
            found[record.uuid] = Merge(before, after, locked_because(before, form), names)
    return found


def _is_sure(workspace: Workspace, record: Record, held: Record, known: Existing) -> bool:
    """Whether two records are one: by their code, or by name where both are of one agency.

    A list that names no agency is that of the library's own.
    """
    form = workspace.catalogue.form(record.kind)
    own = str(workspace.library.setting("organization", "") or "")
    agencies = {fold(organization_of(item, form) or own) for item in (record, held)}
    return known.by == "code" or len(agencies) == 1


def linked(record: Record, form: Form, same: Mapping[str, str]) -> Record:
    """The record with its references pointing to those that the library has already."""
    values = dict(record.values)
    for field in form.fields.values():
        targets = values.get(field.id)
        if field.type == "ref" and isinstance(targets, list):
            values[field.id] = [same.get(str(target), target) for target in targets]
    return replace(record, values=values)


def _companions(
    workspace: Workspace, records: Iterable[Record], existing: Mapping[str, Existing],
    pairs: Mapping[str, Record],
) -> dict[str, Record]:  # fmt: skip
    """Records named after another one (a duty after its power): that one's own, if it has one."""
    targets: dict[str, tuple[str, list[str]]] = {}
    for record in records:
        known = existing.get(record.uuid)
        form = workspace.catalogue.form(record.kind)
        field = form.fields.get(form.title_field)
        owners = record.values.get(form.title_field)
        if field is None or known is None or known.by != "with" or not isinstance(owners, list):
            continue
        owner = pairs.get(str(owners[0])) if owners else None
        named = owner.values.get(field.inverse) if owner and field.inverse else None
        if isinstance(named, list):
            targets[record.uuid] = (record.kind, [str(uuid) for uuid in named])
    uuids = list(dict.fromkeys(uuid for _, named in targets.values() for uuid in named))
    held = {record.uuid: record for record in workspace.library.many(uuids)}
    found: dict[str, Record] = {}
    for planned, (kind, named) in targets.items():
        mine = [held[uuid] for uuid in named if uuid in held and held[uuid].kind == kind]
        if mine:
            found[planned] = mine[0]
    return found


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
        elif field.type == "ref" and isinstance(said, list):
            before = held if isinstance(held, list) else []
            values[name] = [*before, *(target for target in said if target not in before)]
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
