"""Any sequence of acts leaves the library in the state that a plain dictionary would be in."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)

from desktop.store import FINAL_STATES, FinalizedError, Library, LibraryError, RecordNotFound
from forms.record import Record
from tests.store.helpers import CATALOGUE, Clock, alpha

_notes = st.text("采矿许可证 ab\n", min_size=1, max_size=8).filter(str.strip)


@dataclass
class Expected:
    """What the library should hold of one record."""

    record: Record
    deleted: bool = False
    revisions: tuple[Record, ...] = ()

    @property
    def final(self) -> bool:
        return self.record.state in FINAL_STATES


class LibraryMachine(RuleBasedStateMachine):
    """The library beside a dictionary."""

    template: ClassVar[Path]
    uuids = Bundle("uuids")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "machine.mingce"
        shutil.copy(self.template, self.path)
        self.clock = Clock()
        self.library = self.open()
        self.model: dict[str, Expected] = {}

    def open(self) -> Library:
        return Library.open(self.path, catalogue=CATALOGUE, clock=self.clock)

    @rule(target=uuids, note=_notes)
    def create(self, note: str) -> str:
        record = self.library.save(alpha("新事项", note=note))
        self.model[record.uuid] = Expected(record)
        return record.uuid

    @rule(uuid=uuids, note=_notes)
    def edit(self, uuid: str, note: str) -> None:
        expected = self.model[uuid]
        changed = expected.record.with_values(note=note)
        if changed.values == expected.record.values and not expected.deleted:
            assert self.library.save(changed) == expected.record
        elif expected.deleted:
            with pytest.raises(LibraryError, match="回收站"):
                self.library.save(changed)
        elif expected.final:
            with pytest.raises(FinalizedError):
                self.library.save(changed)
        else:
            expected.record = self.library.save(changed)

    @rule(notes=st.lists(_notes, min_size=1, max_size=3), chosen=st.lists(uuids, max_size=3))
    def save_many(self, notes: list[str], chosen: list[str]) -> None:
        free = [
            uuid for uuid in dict.fromkeys(chosen)
            if not self.model[uuid].deleted and not self.model[uuid].final
        ]  # fmt: skip
        changed = [self.model[uuid].record.with_values(note=notes[0]) for uuid in free]
        new = [alpha("成批", note=note) for note in notes]
        self.library.save_many([*changed, *new])
        for record in [*changed, *new]:
            stored = self.library.get(record.uuid)
            assert replace(stored, updated_at=record.updated_at) == record
            self.model.setdefault(record.uuid, Expected(stored)).record = stored

    @rule(uuid=uuids)
    def delete(self, uuid: str) -> None:
        expected = self.model[uuid]
        if expected.deleted:
            with pytest.raises(RecordNotFound):
                self.library.delete(uuid)
        elif expected.revisions:
            with pytest.raises(FinalizedError):
                self.library.delete(uuid)
        else:
            self.library.delete(uuid)
            expected.deleted = True

    @rule(uuid=uuids)
    def restore(self, uuid: str) -> None:
        expected = self.model[uuid]
        if expected.deleted:
            assert self.library.restore(uuid) == expected.record
            expected.deleted = False
        else:
            with pytest.raises(RecordNotFound):
                self.library.restore(uuid)

    @rule(uuid=consumes(uuids))
    def forget(self, uuid: str) -> None:
        if not self.model[uuid].revisions:
            if not self.model[uuid].deleted:
                self.library.delete(uuid)
            others = [u for u, e in self.model.items() if e.deleted and u != uuid]
            for other in others:
                self.library.restore(other)
                self.model[other].deleted = False
            assert self.library.purge(older_than=timedelta(days=-1)) == 1
            del self.model[uuid]

    @rule(uuid=uuids)
    def finalize(self, uuid: str) -> None:
        expected = self.model[uuid]
        if expected.deleted or expected.final:
            with pytest.raises(LibraryError):
                self.library.finalize(uuid)
        else:
            expected.record = self.library.finalize(uuid, "审核人")
            expected.revisions = (*expected.revisions, expected.record)

    @rule(uuid=uuids)
    def new_version(self, uuid: str) -> None:
        expected = self.model[uuid]
        if expected.final and not expected.deleted:
            expected.record = self.library.new_version(uuid)
        else:
            with pytest.raises(LibraryError):
                self.library.new_version(uuid)

    @rule()
    def reopen(self) -> None:
        self.library.close()
        self.library = self.open()

    @invariant()
    def holds_what_the_dictionary_holds(self) -> None:
        alive = {uuid: item for uuid, item in self.model.items() if not item.deleted}
        assert {record.uuid: record for record in self.library.records()} == {
            uuid: item.record for uuid, item in alive.items()
        }
        assert set(self.library.ids(deleted=True)) == self.model.keys() - alive.keys()
        assert set(self.library.ids(text="许可")) == {
            uuid for uuid, item in alive.items()
            if "许可" in "".join(item.record.get("note").split())
        }  # fmt: skip

    def teardown(self) -> None:
        for uuid, item in self.model.items():
            numbers = [revision.n for revision in self.library.revisions(uuid)]
            kept = tuple(self.library.revision(uuid, number) for number in numbers)
            assert kept == item.revisions
        assert self.library.verify() == []
        self.library.close()
        self.folder.cleanup()


def test_any_sequence_of_acts_matches_the_dictionary(template: Path) -> None:
    LibraryMachine.template = template
    run_state_machine_as_test(
        LibraryMachine, settings=settings(max_examples=15, stateful_step_count=20)
    )
