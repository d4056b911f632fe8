"""What a use case works on."""

from __future__ import annotations

from pathlib import Path

from desktop.usecases.workspace import Workspace
from forms.record import Record


def _power(organization: str) -> Record:
    return Record("power_item", {"name": "甲", "exercising_org": organization})


def test_a_library_bears_the_name_of_the_agency_that_most_records_name(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "t.mingce") as workspace:
        assert workspace.organization == ""
        workspace.library.save_many(
            [_power("某县水务局"), _power("某县水务局"), _power("某县林业局")]
        )
        assert workspace.organization == "某县水务局"
        workspace.library.save(_power("某县林业局"))
        assert workspace.organization == ""
        workspace.library.set_setting("organization", "某县水务局")
        assert workspace.organization == "某县水务局"
