"""The way back to where the work stood."""

from __future__ import annotations

import pytest

from desktop.usecases import recovery
from desktop.usecases.recovery import Place
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
