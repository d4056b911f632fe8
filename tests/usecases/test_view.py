"""What cross-record rules see while somebody types is what they see when everything is checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.usecases.workspace import Workspace
from forms.check import Snapshot
from forms.record import Record, new_uuid
from tests.bench.big_library import invented


def uuids(records: list[Record]) -> set[str]:
    return {record.uuid for record in records}


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """Invented ones, many of the same names; some written in another way, some with odd values."""
    found = list(invented(400))
    twins = [replace(record, uuid=new_uuid()) for record in found[:40]]
    wide = [
        Record("power_item", {"name": "取水 许可（ 新办 ）", "code": "ＡＢ１"}),
        Record("power_item", {"name": "取水许可(新办)", "code": "ab1"}),
        Record("power_item", {"name": "取水许可(新办)续", "code": "ab1"}),
        Record("power_item", {"name": "第一行\n第二行", "code": ""}),
        Record("power_item", {"name": "第一行第二行"}),
        Record("power_item", {"code": 12}),
        Record("power_item", {"name": "很" * 120}),
        Record("power_item", {"name": "很" * 119}),
    ]
    return [*found, *twins, *wide]


@pytest.fixture(scope="module")
def library(records: list[Record], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A library of them."""
    with Workspace.open(tmp_path_factory.mktemp("view") / "库.mingce") as workspace:
        workspace.library.save_many(records)
        yield workspace


def test_the_same_records_are_found(library: Workspace, records: list[Record]) -> None:
    snapshot = Snapshot(library.library.records())
    for record in records:
        form = library.catalogue.form(record.kind)
        for fields in (form.unique_by, (form.title_field,), (form.code_field,), ("impl_code",)):
            wanted = uuids(snapshot.same(record, fields)) if fields and fields[0] else set()
            got = uuids(library.view.same(record, fields)) if fields and fields[0] else set()
            assert got == wanted, (record, fields)


def test_the_same_values_are_found(library: Workspace, records: list[Record]) -> None:
    snapshot = Snapshot(library.library.records())
    for value in {str(record.get("code")) for record in records} | {"", "x", "ab1", "12"}:
        wanted = uuids(snapshot.holding("power_item", "code", value))
        assert uuids(library.view.holding("power_item", "code", value)) == wanted


def test_the_same_references_are_found(library: Workspace, records: list[Record]) -> None:
    snapshot = Snapshot(library.library.records())
    for record in records:
        wanted = uuids(snapshot.referring("responsibility_item", "power", record.uuid))
        assert uuids(library.view.referring("responsibility_item", "power", record.uuid)) == wanted


def test_what_lies_in_the_bin_is_not_seen(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "库.mingce") as workspace:
        power = Record("power_item", {"name": "取水许可", "code": "A1"})
        duty = Record("responsibility_item", {"power": [power.uuid]})
        workspace.library.save_many([power, duty])
        assert workspace.view.holding("power_item", "code", "A1")
        assert workspace.view.referring("responsibility_item", "power", power.uuid)

        workspace.library.delete(duty.uuid)
        workspace.library.delete(power.uuid)

        assert not workspace.view.holding("power_item", "code", "A1")
        assert not workspace.view.referring("responsibility_item", "power", power.uuid)


def test_typing_does_not_read_the_kind_again(
    library: Workspace, records: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("all records of a kind were read")

    monkeypatch.setattr(type(library.library), "records", refuse)
    checker = library.checker()
    for kind in ("power_item", "service_guide", "responsibility_item", "disclosure_item"):
        checker.check(next(r for r in records if r.kind == kind), library.view)


def test_records_with_the_same_column_are_found_and_found_anew_after_a_change(
    tmp_path: Path,
) -> None:
    def duty(*contents: str) -> Record:
        rows = [{"stage": "受理", "content": content} for content in contents]
        return Record("responsibility_item", {"duties": rows})

    with Workspace.open(tmp_path / "库.mingce") as workspace:
        kept = [
            duty("公示条件。", "一次告知。"),
            duty("公示 条件。", "一次告知。"),
            duty("公示条件。"),
        ]
        workspace.library.save_many(kept)
        fields = ("duties.content",)
        for record in kept:
            wanted = uuids(Snapshot(kept).same(record, fields))
            assert uuids(workspace.view.same(record, fields)) == wanted
        assert uuids(workspace.view.same(kept[0], fields)) == {kept[1].uuid}
        later = duty("公示条件。", "一次告知。")
        workspace.library.save_many([later])
        assert uuids(workspace.view.same(kept[0], fields)) == {kept[1].uuid, later.uuid}
