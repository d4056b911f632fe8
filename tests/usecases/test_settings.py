"""Settings, the first run, the sample agency."""

from __future__ import annotations

import pytest

from desktop.store import LibraryError
from desktop.usecases import compiling, settings
from desktop.usecases.workspace import Workspace
from forms.record import Record

GOOD_USCC = "11100000000013338W"


def test_a_setting_is_kept_and_fills_new_records(workspace: Workspace) -> None:
    settings.change(workspace, "org_name", " 岚川县水务局 ")
    settings.change(workspace, "compiler_name", "周文静")
    record = compiling.new_record(workspace, "service_guide")
    assert workspace.organization == "岚川县水务局"
    assert (record.get("org_name"), record.get("compiler_name")) == ("岚川县水务局", "周文静")


def test_a_code_is_kept_as_it_is_printed(workspace: Workspace) -> None:
    kept = settings.change(workspace, "org_uscc", "１１１０００００００００１３３３８w ")
    assert kept == settings.read(workspace, "org_uscc") == GOOD_USCC


def test_a_blank_text_forgets_a_setting(workspace: Workspace) -> None:
    settings.change(workspace, "region_code", "450721")
    settings.change(workspace, "region_code", " ")
    assert settings.read(workspace, "region_code") == ""
    assert compiling.new_record(workspace, "service_guide").get("region_code") is None


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("org_uscc", GOOD_USCC, ""),
        ("org_uscc", "111000000000133380", "校验位"),
        ("org_uscc", "123", "18位"),
        ("org_uscc", "", ""),
        ("region_code", "450721", ""),
        ("region_code", "4507", "6位"),
        ("compiler_phone", "0777-6421234", ""),
        ("compiler_phone", "6421234", "缺区号"),
        ("org_name", "局" * 101, "最多 100 字"),
        ("compiler_name", "名" * 31, "最多 30 字"),
    ],
)
def test_what_is_wrong_is_said_at_once(name: str, text: str, said: str) -> None:
    words = settings.problem(name, text)
    assert (said in words) if said else not words


def test_a_portal_is_chosen_and_an_unknown_one_refused(workspace: Workspace) -> None:
    settings.choose_portal(workspace, "gbt39046")
    assert workspace.profile_id == "gbt39046"
    assert "gbt39046" in [item.id for item in settings.portals(workspace)]
    with pytest.raises(settings.UnknownSetting, match="没有“nowhere”"):
        settings.choose_portal(workspace, "nowhere")
    with pytest.raises(settings.UnknownSetting):
        settings.read(workspace, "colour")


def test_the_first_run_asks_once_and_only_in_an_empty_library(workspace: Workspace) -> None:
    assert settings.needs_first_run(workspace)
    settings.finish_first_run(workspace)
    assert not settings.needs_first_run(workspace)


def test_a_library_with_records_is_not_asked(workspace: Workspace) -> None:
    workspace.library.save(Record("service_guide", {"item_name": "取水许可"}))
    assert not settings.needs_first_run(workspace)


def test_the_sample_comes_as_drafts_and_goes_without_a_trace(workspace: Workspace) -> None:
    own = workspace.library.save(Record("service_guide", {"item_name": "自己的事项"}))
    settings.load_sample(workspace)
    assert settings.sample_loaded(workspace)
    assert set(workspace.library.counts()["power_item"]) <= {"draft", "submitted"}
    uuids = [uuid for uuid in workspace.library.ids("service_guide") if uuid != own.uuid]
    played = workspace.library.get(uuids[0])
    workspace.library.save(played.with_values(item_name="玩过的事项"))

    removal = settings.remove_sample(workspace)

    assert workspace.library.ids() == [own.uuid]
    assert removal.kept == ()
    assert removal.removed == workspace.library.count(deleted=True)
    assert not settings.sample_loaded(workspace)


def test_a_sample_record_that_was_finalized_stays_and_is_named(workspace: Workspace) -> None:
    settings.load_sample(workspace)
    uuid = workspace.library.ids("service_guide")[0]
    title = workspace.library.summary(uuid).title
    workspace.library.finalize(uuid)
    assert settings.remove_sample(workspace).kept == (title,)
    assert workspace.library.ids("service_guide") == [uuid]


def test_the_sample_comes_back_after_it_was_removed_but_not_twice(workspace: Workspace) -> None:
    settings.load_sample(workspace)
    with pytest.raises(LibraryError, match="已经在工作库里"):
        settings.load_sample(workspace)
    number = workspace.library.count()
    settings.remove_sample(workspace)
    settings.load_sample(workspace)
    assert workspace.library.count() == number


def test_offices_are_kept_line_by_line_each_once(workspace: Workspace) -> None:
    assert settings.offices(workspace) == []
    kept = settings.change_offices(workspace, "水资源科\n\n 行政审批科 \n水资源科")
    assert kept == settings.offices(workspace) == ["水资源科", "行政审批科"]
    settings.change_offices(workspace, " ")
    assert settings.offices(workspace) == []


def test_an_office_that_is_no_name_is_told() -> None:
    assert settings.offices_problem("水资源科\n行政审批科") == ""
    assert "61 字" in settings.offices_problem("水资源科\n" + "科" * 61)


def test_offices_are_gathered_from_records_the_frequent_first(workspace: Workspace) -> None:
    for name, office in (("甲", "审批科"), ("乙", "水资源科"), ("丙", "水资源科"), ("丁", "")):
        values = {"item_name": name, "undertaking_office": office}
        workspace.library.save(Record("service_guide", values))
    assert settings.offices_in_records(workspace) == ["水资源科", "审批科"]
