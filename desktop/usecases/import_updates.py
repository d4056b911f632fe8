"""Records of an import that the library has already: what the file would change in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.usecases.bulk import why_locked
from desktop.usecases.import_existing import Existing, organization_of
from desktop.usecases.workspace import Workspace
from forms import field_types
from forms.model import Field, Form, Need, Value
from forms.record import Record, is_blank
from forms.values import fold

_REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Merge:
    """A record of the library with what the file says of it.

    ``locked`` says why it cannot be changed; "" when it can.
    """

    before: Record
    record: Record
    locked: str = ""

    @property
    def changes(self) -> bool:
        """Whether the file says anything else, and the record may be changed."""
        return not self.locked and self.before.values != self.record.values


def merges(
    workspace: Workspace, records: Sequence[Record], existing: Mapping[str, Existing]
) -> Mapping[str, Merge]:
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
    for record in records:
        before = pairs.get(record.uuid)
        if before is not None:
            form = workspace.catalogue.form(record.kind)
            values = _merged(form, before.values, linked(record, form, same).values)
            after = replace(before, values=values)
            found[record.uuid] = Merge(before, after, why_locked(before, form))
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
    found: dict[str, Record] = {}
    for record in records:
        known = existing.get(record.uuid)
        title = workspace.catalogue.form(record.kind).title_field
        owners = record.values.get(title)
        if known is None or known.by != "with" or not isinstance(owners, list) or not owners:
            continue
        owner = pairs.get(str(owners[0]))
        field = workspace.catalogue.form(record.kind).fields[title]
        targets = owner.values.get(field.inverse) if owner and field.inverse else None
        for target in targets if isinstance(targets, list) else ():
            held = workspace.library.find(str(target))
            if held is not None and held.kind == record.kind:
                found[record.uuid] = held
                break
    return found


def _merged(form: Form, old: Mapping[str, Value], new: Mapping[str, Value]) -> dict[str, Value]:
    values = dict(old)
    for name, said in new.items():
        field = form.fields.get(name)
        if field is None or is_blank(said) or field.need is Need.AUTOMATIC:
            continue
        held = values.get(name)
        if name == _REMARK:
            values[name] = _remarks(str(held or ""), str(said))
        elif field.type == "ref" and isinstance(said, list):
            before = held if isinstance(held, list) else []
            values[name] = [*before, *(target for target in said if target not in before)]
        elif field.table is not None and isinstance(said, list):
            values[name] = _rows(field, held, said)
        elif fold(field_types.show(held, field)) != fold(field_types.show(said, field)):
            values[name] = said
    return values


def _remarks(held: str, said: str) -> str:
    """Lines that the remark does not hold yet are added: it also keeps what no field takes."""
    known = {fold(line) for line in held.split("\n")}
    return "\n".join([held, *(x for x in said.split("\n") if fold(x) not in known)]).strip("\n")


def _rows(field: Field, held: Value, said: list[Any]) -> Value:
    """The file's rows; a row of the same key keeps the columns that the file does not name."""
    before = [row for row in held if isinstance(row, Mapping)] if isinstance(held, list) else []
    rows = [_row(field, _same_row(field, before, row, number), row)
            for number, row in enumerate(said) if isinstance(row, Mapping)]  # fmt: skip
    return before if rows == before else rows


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
