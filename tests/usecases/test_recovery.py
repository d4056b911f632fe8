"""The way back to where the work stood."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.usecases import recovery
from desktop.usecases.recovery import Place, PlaceFile
from desktop.usecases.workspace import Workspace
from forms.record import Record


def test_a_place_is_kept_as_text() -> None:
    place = Place("u", "materials[2].name", 7, "2026-03-01T08:00:00Z", unsaved=True)
    assert Place.from_text(place.to_text()) == place


@pytest.mark.parametrize("text", ["", "x", "[]", "{}", '{"record": 3}'])
def test_what_is_no_place_leads_nowhere(text: str) -> None:
    assert Place.from_text(text) is None


def test_odd_parts_of_a_place_are_passed_over() -> None:
    place = Place.from_text('{"record": "u", "cursor": -4, "unsaved": "yes"}')
    assert place == Place("u")


def test_the_way_back_names_record_section_and_field(workspace: Workspace) -> None:
    saved = workspace.library.save(Record("service_guide", {"item_name": "取水许可"}))
    back = recovery.way_back(workspace, Place(saved.uuid, "materials[0].name", 2))
    assert back is not None
    assert (back.title, back.section, back.label) == ("取水许可", "申请材料", "申请材料")
    assert (back.at, back.place.cursor) == (saved.updated_at, 2)


@pytest.mark.parametrize("path", ["", "no_such_field", "§"])
def test_a_field_that_is_not_there_leads_to_the_record_alone(
    workspace: Workspace, path: str
) -> None:
    saved = workspace.library.save(Record("service_guide", {"item_name": "取水许可"}))
    back = recovery.way_back(workspace, Place(saved.uuid, path, 3))
    assert back is not None
    assert (back.label, back.place.path, back.place.cursor) == ("", "", 0)


def test_a_record_that_was_deleted_has_no_way_back(workspace: Workspace) -> None:
    saved = workspace.library.save(Record("service_guide", {"item_name": "取水许可"}))
    workspace.library.delete(saved.uuid)
    assert recovery.way_back(workspace, Place(saved.uuid)) is None


def test_each_library_has_a_place_of_its_own(tmp_path: Path) -> None:
    first, second = (PlaceFile(tmp_path / "新", tmp_path / name) for name in ("甲", "乙"))
    assert first.read() == (None, False)
    first.write(Place("u", "materials"), is_open=True)
    assert PlaceFile(tmp_path / "新", tmp_path / "甲").read() == (Place("u", "materials"), True)
    assert second.read() == (None, False)
    first.write(None, is_open=False)
    assert first.read() == (None, False)


def test_a_place_that_cannot_be_kept_or_read_stops_nobody(tmp_path: Path) -> None:
    blocked = tmp_path / "文件"
    blocked.write_text("x", encoding="utf-8")
    PlaceFile(blocked, tmp_path / "甲").write(Place("u"), is_open=True)
    kept = PlaceFile(tmp_path, tmp_path / "甲")
    kept.write(Place("u"), is_open=True)
    for torn in ("", "[1]", '{"open": tr'):
        next(tmp_path.glob("place-*.json")).write_text(torn, encoding="utf-8")
        assert kept.read() == (None, False)
