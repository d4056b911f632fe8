"""Templates: kept, used, renamed, taken away and brought back, carried to a colleague."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.usecases import templates
from desktop.usecases.templates import TemplateRefused
from desktop.usecases.workspace import Workspace
from forms.record import Record

FILE = [{"name": "样表.pdf", "sha256": "0" * 64, "size": 9, "media_type": "application/pdf"}]
VALUES: dict[str, Any] = {
    "item_name": "取水许可",
    "task_type": "administrative_licence",
    "impl_code": "11100000000013338W2000119001000",
    "review_org": "岚川县人民政府",
    "materials": [{"name": "申请书", "blank_form": FILE}],
    "flowchart": FILE,
}


@pytest.fixture
def record(workspace: Workspace) -> Record:
    """A guide worth keeping."""
    return workspace.library.save(Record("service_guide", VALUES))


def test_a_record_becomes_a_template_without_codes_and_files(
    workspace: Workspace, record: Record
) -> None:
    made = templates.keep(workspace, record, " 许可类 通用 ")
    assert made.name == "许可类 通用"
    assert set(made.values) == {"item_name", "task_type", "review_org", "materials"}
    assert made.values["materials"] == [{"name": "申请书"}]
    assert templates.templates(workspace, "service_guide") == [made]
    assert templates.templates(workspace, "power_item") == []


def test_only_the_chosen_sections_are_kept(workspace: Workspace, record: Record) -> None:
    made = templates.keep(workspace, record, "救济", ["remedies"])
    assert made.values == {"review_org": "岚川县人民政府"}
    with pytest.raises(TemplateRefused, match="没有填写"):
        templates.keep(workspace, record, "收费", ["fees"])


def test_a_new_record_holds_the_template_above_the_defaults(
    workspace: Workspace, record: Record
) -> None:
    workspace.library.set_setting("default_org_name", "岚川县水务局")
    made = templates.keep(workspace, record, "通用")
    fresh = templates.new_record(workspace, made)
    stored = workspace.library.get(fresh.uuid)
    assert fresh.uuid != record.uuid
    assert stored.get("review_org") == "岚川县人民政府"
    assert stored.get("org_name") == "岚川县水务局"
    assert stored.get("impl_code") is None


def test_names_are_one_of_a_kind(workspace: Workspace, record: Record) -> None:
    made = templates.keep(workspace, record, "通用")
    for bad in ("", "  ", "通用", "长" * 61):
        with pytest.raises(TemplateRefused):
            templates.keep(workspace, record, bad)
    assert templates.rename(workspace, made.id, "通用").name == "通用"
    assert templates.rename(workspace, made.id, "许可").name == "许可"
    assert [item.name for item in templates.templates(workspace)] == ["许可"]


def test_a_template_taken_away_comes_back(workspace: Workspace, record: Record) -> None:
    made = templates.keep(workspace, record, "通用")
    gone = templates.remove(workspace, made.id)
    assert templates.templates(workspace) == []
    with pytest.raises(TemplateRefused):
        templates.remove(workspace, made.id)
    templates.put_back(workspace, gone)
    assert templates.templates(workspace) == [made]


def test_a_colleague_gets_it_as_a_file(
    workspace: Workspace, record: Record, tmp_path: Path
) -> None:
    made = templates.keep(workspace, record, "通用")
    path = templates.write_file(made, tmp_path / "通用.json")
    taken = templates.read_file(workspace, path)
    assert (taken.name, taken.values) == ("通用（2）", made.values)
    assert taken.id != made.id
    assert len(templates.templates(workspace)) == 2


_HEAD = '{"format": "mingce-template", "version": 1, "name": "n", "kind": '


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{", '{"format": "x"}', '{"format": "mingce-template", "version": 9}'),
        _HEAD + '"x", "values": {"a": 1}}',
        _HEAD + '"service_guide", "values": {"no_such_field": 1}}',
    ],
)
def test_a_file_that_is_no_template_is_refused_and_nothing_kept(
    workspace: Workspace, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "坏.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TemplateRefused, match="坏"):
        templates.read_file(workspace, path)
    assert templates.templates(workspace) == []


def test_a_template_of_a_kind_that_is_missing_now_is_not_lost(
    workspace: Workspace, record: Record
) -> None:
    strange = {"id": "1", "name": "某", "kind": "own_list", "values": {"name": "甲"}}
    workspace.library.set_setting("templates", [strange])
    made = templates.keep(workspace, record, "通用")
    assert templates.templates(workspace) == [made]
    assert strange in json.loads(json.dumps(workspace.library.setting("templates")))
