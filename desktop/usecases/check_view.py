"""A large library as cross-record rules see it: what they compare is in memory, the rest is read.

A hundred thousand records held whole take half a gigabyte. Of another record rules mostly want a
name, a code, an agency; these few fields are held, and whatever else a rule asks is read from the
library then. Indexes keep numbers in the place of the (long) texts that records are found by.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from exports.progress import NO_PROGRESS, Progress
from forms.check import Snapshot, folded_key
from forms.model import Catalogue, Form, Value
from forms.record import Record
from forms.rules.context import strings_of
from forms.values import fold

if TYPE_CHECKING:
    from desktop.store import Library
    from desktop.usecases.workspace import Workspace

#: More records than these are not held in memory while they are compared.
MANY = 8_000
_STEP = 200  # records between two words about how far it is
_WHOLE = 600  # records that stay as they were read
_AHEAD = 64  # records read together where one after the other is asked for
#: What rules ask of other records, beside names, agency and what makes a record unique.
_ASKED = (
    "item_status", "org_uscc", "org_name", "name", "item_name", "sub_item_name", "biz_item_name",
    "sub_name", "code", "catalog_code", "impl_code", "biz_item_code", "local_catalog_code",
    "power_type", "task_type", "use_level", "exercising_org", "disposal", "is_enterprise_permit",
    "category", "power", "targets", "guides", "responsibilities", "intermediary_links", "approvals",
)  # fmt: skip
#: Of these, what is another text in nearly every record.
_ITS_OWN = frozenset({
    "name", "item_name", "code", "catalog_code", "impl_code", "biz_item_code",
    "local_catalog_code",
})  # fmt: skip


def _all(_: Record) -> bool:
    return True


class StreamedView:
    """A ``LibraryView`` of the rules over a library of any size, for one thread.

    A record that is changed meanwhile may be seen as it was or as it is; what is found in itself
    then is kept by nobody (`desktop.usecases.standing`).
    """

    def __init__(
        self, library: Library, catalogue: Catalogue, progress: Progress = NO_PROGRESS,
        only: Callable[[Record], bool] = _all,
    ) -> None:  # fmt: skip
        self._library = library
        self._names = {kind: _held_fields(form) for kind, form in catalogue.forms.items()}
        self._by_kind: dict[str, list[Record]] = {kind: [] for kind in catalogue.forms}
        self._by_uuid: dict[str, Record] = {}
        self._indexes: dict[tuple[str, tuple[str, ...]], dict[int, list[Record] | Record]] = {}
        self._numbers: dict[tuple[str, tuple[str, ...]], Counter[int]] = {}
        self._referring: dict[tuple[str, str], dict[str, list[Record]]] = {}
        self._whole: OrderedDict[str, Mapping[str, Value]] = OrderedDict()
        self._last: dict[str, int] = {}
        self._words: dict[str, str] = {}
        for record in filter(only, _read(library, progress)):
            self._hold(record)

    def _hold(self, record: Record) -> None:
        """Keep what rules compare."""
        mine = self._by_kind.setdefault(record.kind, [])
        names = self._names.setdefault(record.kind, dict.fromkeys(_ASKED, 0))
        values = record.values
        kept = tuple(
            values.get(name) if name in _ITS_OWN else self._same_word(values.get(name))
            for name in names
        )
        part = _Part(self, record.kind, record.uuid, len(mine), kept)
        made = _record(record, part, self._same_word)
        mine.append(made)
        self._by_uuid[record.uuid] = made

    def _same_word(self, value: Any) -> Any:
        """Agencies, types and states come again in every record: one text for all of them."""
        return self._words.setdefault(value, value) if type(value) is str else value

    # the view

    def records(self, kind: str) -> Sequence[Record]:
        """All records of a kind."""
        return self._by_kind.get(kind, [])

    def find(self, uuid: str) -> Record | None:
        """The record of that identifier."""
        return self._by_uuid.get(uuid)

    def same(self, record: Record, fields: tuple[str, ...]) -> list[Record]:
        """Other records of the same kind with the same folded values in these fields."""
        found = self._index(record.kind, fields).get(hash(folded_key(record, fields)), [])
        listed = found if isinstance(found, list) else [found]
        return [other for other in listed if other.uuid != record.uuid]

    def number_same(self, record: Record, fields: tuple[str, ...]) -> int:
        """How many `same` would give of those that are in use (not cancelled)."""
        key = (record.kind, fields)
        if key not in self._numbers:
            keyed = self._keyed(record.kind, fields)
            self._numbers[key] = Counter(number for other, number in keyed if other.is_active)
        itself = self._by_uuid.get(record.uuid)
        number = self._numbers[key][hash(folded_key(record, fields))]
        return max(0, number - (itself is not None and itself.is_active))

    def referring(self, kind: str, field: str, uuid: str) -> list[Record]:
        """Records of a kind whose ref field points to that record."""
        index = self._referring.get((kind, field))
        if index is None:
            index = self._referring[kind, field] = {}
            for record in self.records(kind):
                for target in strings_of(record.get(field)):
                    index.setdefault(target, []).append(record)
        return index.get(uuid, [])

    def holding(self, kind: str, field: str, value: str) -> list[Record]:
        """Records of a kind whose text field has that value, compared folded."""
        found = self._index(kind, (field,)).get(hash((fold(value),)), [])
        return found if isinstance(found, list) else [found]

    def _index(self, kind: str, fields: tuple[str, ...]) -> dict[int, list[Record] | Record]:
        """Records by a number made of what they are found by: 64 bits tell a million texts apart."""
        index = self._indexes.get((kind, fields))
        if index is None:
            index = self._indexes[kind, fields] = {}
            for record, number in self._keyed(kind, fields):
                known = index.get(number)
                if known is None:
                    index[number] = record
                elif isinstance(known, list):
                    known.append(record)
                else:
                    index[number] = [known, record]
        return index

    def _keyed(self, kind: str, fields: tuple[str, ...]) -> Iterator[tuple[Record, int]]:
        names = self._names.get(kind, {})
        if all(name in names for name in fields):
            for record in self.records(kind):
                yield record, hash(folded_key(record, fields))
            return
        for whole in self._library.records(kind):
            if held := self._by_uuid.get(whole.uuid):
                yield held, hash(folded_key(whole, fields))

    # what is not held

    def place(self, kind: str, name: str) -> int | None:
        """Where a field stands among those that are held; None when it is not."""
        return self._names[kind].get(name)

    def whole(self, kind: str, uuid: str, number: int) -> Mapping[str, Value]:
        """All values of a record; where they are asked for in order, the next ones come along."""
        found = self._whole.get(uuid)
        if found is None:
            ahead = _AHEAD if self._last.get(kind) == number - 1 else 1
            wanted = [record.uuid for record in self._by_kind[kind][number : number + ahead]]
            for record in self._library.many(wanted):
                self._whole[record.uuid] = record.values
            found = self._whole.setdefault(uuid, {})  # it went into the bin meanwhile
            self._last[kind] = number + len(wanted) - 1
            while len(self._whole) > _WHOLE:
                self._whole.popitem(last=False)
        return found


class _Part(Mapping[str, Value]):
    """The values of a record, of which only some are held."""

    __slots__ = ("_held", "_kind", "_number", "_uuid", "_view")

    def __init__(
        self, view: StreamedView, kind: str, uuid: str, number: int, held: tuple[Value, ...]
    ) -> None:
        self._view, self._kind, self._uuid, self._number = view, kind, uuid, number
        self._held = held

    def _whole(self) -> Mapping[str, Value]:
        return self._view.whole(self._kind, self._uuid, self._number)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a field."""
        place = self._view.place(self._kind, key)
        if place is None:
            return self._whole().get(key, default)
        value = self._held[place]
        return default if value is None else value

    def __getitem__(self, key: str) -> Value:
        return self._whole()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())


def is_large(workspace: Workspace) -> bool:
    """Whether a library is read as it goes, and never held whole."""
    return workspace.library.count() > MANY


def whole_view(
    workspace: Workspace, progress: Progress = NO_PROGRESS, only: Callable[[Record], bool] = _all
) -> Snapshot | StreamedView:
    """All records of a library (or only some) as rules see them that compare records."""
    if is_large(workspace):
        return StreamedView(workspace.library, workspace.catalogue, progress, only)
    return Snapshot(filter(only, _read(workspace.library, progress)))


def _read(library: Library, progress: Progress) -> Iterator[Record]:
    """All records; a large library takes a while to read, in which it can be called off."""
    total = library.count()
    for number, record in enumerate(library.records()):
        if number % _STEP == 0:
            progress.step(number, total, "读取")
        yield record


def _held_fields(form: Form) -> dict[str, int]:
    own = (form.title_field, form.organization_field, *form.unique_by)
    names = dict.fromkeys(name for name in (*_ASKED, *own) if name and "." not in name)
    return {name: place for place, name in enumerate(names)}


def _record(like: Record, values: Mapping[str, Value], same_word: Any) -> Record:
    """A record with other values, which are not copied as `Record` itself would."""
    made: Record = object.__new__(Record)
    for name, value in (
        ("kind", same_word(like.kind)), ("values", values), ("uuid", like.uuid),
        ("version", like.version), ("state", same_word(like.state)),
        ("data_source", same_word(like.data_source)), ("updated_at", same_word(like.updated_at)),
    ):  # fmt: skip
        object.__setattr__(made, name, value)
    return made
