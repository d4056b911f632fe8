"""Which records of an import the library seems to have already: same identity, code or name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from desktop.store import Summary
from desktop.usecases.workspace import Workspace
from forms import field_types
from forms.model import Catalogue, Form
from forms.record import Record
from forms.values import fold

#: How a repeated record was recognised; ``with``: it belongs to one that was.
By = Literal["uuid", "code", "name", "with"]


@dataclass(frozen=True, slots=True)
class Existing:
    """A record of the library that a planned one repeats."""

    uuid: str
    title: str
    by: By


def title_of(record: Record, form: Form) -> str:
    """The name of a record, with that of its sub-item (子项) where it has one of its own."""
    title = _shown(record, form, form.title_field)
    sub = _shown(record, form, form.subtitle_field)
    return f"{title}（{sub}）" if title and sub and sub != title else title or sub


def code_of(record: Record, form: Form) -> str:
    """The code by which the record is known; empty when it has none."""
    return _shown(record, form, form.code_field)


def organization_of(record: Record, form: Form) -> str:
    """The agency that the record names."""
    return _shown(record, form, form.organization_field) or _shown(record, form, "org_name")


def _shown(record: Record, form: Form, name: str) -> str:
    field = form.fields.get(name)
    if field is None or field.type == "ref":
        return ""
    return field_types.show(record.values.get(name), field).strip()


def find_existing(workspace: Workspace, records: Sequence[Record]) -> Mapping[str, Existing]:
    """The library's record that each of these repeats, by uuid; those it does not have are left out.

    Two records with different codes, types or agencies are different whatever their names. Of several
    with one name each is repeated once, in their order: a list may name a matter at each level.
    """
    found: dict[str, Existing] = {}
    catalogue = workspace.catalogue
    for kind in dict.fromkeys(record.kind for record in records):
        known = _Known(workspace.library.summaries(kind))
        for record in records:
            if record.kind == kind:
                match = known.match(record, catalogue.form(kind))
                if match is not None:
                    found[record.uuid] = match
    found.update(_with(records, found, catalogue))
    return found


def _with(
    records: Iterable[Record], found: Mapping[str, Existing], catalogue: Catalogue
) -> Mapping[str, Existing]:
    """Records named after another one (责任事项 after its power) go the way of that one."""
    more: dict[str, Existing] = {}
    for record in records:
        form = catalogue.form(record.kind)
        field = form.fields.get(form.title_field)
        if record.uuid in found or field is None or field.type != "ref":
            continue
        named = record.values.get(field.id)
        first = str(named[0]) if isinstance(named, list) and named else ""
        if first in found and found[first].by != "uuid":
            more[record.uuid] = Existing(found[first].uuid, found[first].title, "with")
    return more


def twins(records: Iterable[Record], catalogue: Catalogue) -> Counter[str]:
    """How many records of each kind bear the name of an earlier one of the same agency.

    A list may name one matter at several levels, so that alone is no fault.
    """
    seen: set[tuple[str, str, str]] = set()
    found: Counter[str] = Counter()
    for record in records:
        form = catalogue.form(record.kind)
        name = (record.kind, fold(title_of(record, form)), fold(organization_of(record, form)))
        found[record.kind] += name[1] != "" and name in seen
        seen.add(name)
    return +found


class _Known:
    """The lines of one kind, to be looked up."""

    def __init__(self, lines: Sequence[Summary]) -> None:
        self.by_uuid = {line.uuid: line for line in lines}
        self.by_code: dict[str, Summary] = {}
        self.by_name: dict[str, list[Summary]] = defaultdict(list)
        self.taken: set[str] = set()
        for line in lines:
            if line.code:
                self.by_code.setdefault(fold(line.code), line)
            if line.title:
                self.by_name[fold(line.title)].append(line)

    def match(self, record: Record, form: Form) -> Existing | None:
        """The line that a record repeats; each line is given once."""
        found = self._match(record, form)
        if found is not None:
            self.taken.add(found.uuid)
        return found

    def _match(self, record: Record, form: Form) -> Existing | None:
        same = self.by_uuid.get(record.uuid)
        if same is not None:
            return Existing(same.uuid, same.title, "uuid")
        code = fold(code_of(record, form))
        if code and code in self.by_code and self.by_code[code].uuid not in self.taken:
            line = self.by_code[code]
            return Existing(line.uuid, line.title, "code")
        agency = fold(organization_of(record, form))
        kind_of = str(record.values.get(form.type_field, "")) if form.type_field else ""
        for line in self.by_name.get(fold(title_of(record, form)), ()):
            other_code = bool(code and line.code)
            other_agency = agency and line.organization and fold(line.organization) != agency
            other_type = kind_of and line.type_key and line.type_key != kind_of
            if not other_code and not other_agency and not other_type and (
                line.uuid not in self.taken
            ):  # fmt: skip
                return Existing(line.uuid, line.title, "name")
        return None
