"""What a record takes over from the last one."""

from __future__ import annotations

from typing import Any

from desktop.usecases import carrying
from desktop.usecases.workspace import Workspace
from forms.record import Record

PLACES = [{"name": "县政务服务大厅", "address": "岚川县兴华路 8 号", "phone": "0799-5550101"}]


def _guide(workspace: Workspace, **values: Any) -> Record:
    return workspace.library.save(Record("service_guide", values))


def test_what_usually_stays_is_offered_from_the_record_edited_last(workspace: Workspace) -> None:
    first = _guide(workspace, item_name="甲", review_org="岚川县人民政府")
    second = _guide(workspace, item_name="乙", handle_places=PLACES, applicable_scope="全县")
    fresh = _guide(workspace, item_name="丙")
    found = carrying.offer(workspace, fresh)
    assert found is not None
    assert (found.source, found.title) == (second.uuid, "乙")
    assert found.values == {"handle_places": PLACES}
    workspace.library.save(first.with_values(lawsuit_court="岚川县人民法院"))
    found = carrying.offer(workspace, fresh)
    assert found is not None
    assert set(found.values) == {"review_org", "lawsuit_court"}


def test_what_is_filled_in_already_is_not_offered(workspace: Workspace) -> None:
    _guide(workspace, item_name="甲", review_org="岚川县人民政府")
    fresh = _guide(workspace, item_name="乙", review_org="上一级主管部门")
    assert carrying.offer(workspace, fresh) is None


def test_what_does_not_apply_to_the_type_is_not_offered(workspace: Workspace) -> None:
    form = workspace.catalogue.form("service_guide")
    name, kind = next(
        (field, key)
        for row in form.matrix
        for field in row.fields
        if form.fields[field].carry
        for key, need in row.needs.items()
        if need == "not_applicable"
    )
    _guide(workspace, item_name="甲", **{name: "某某"})
    fresh = _guide(workspace, item_name="乙", task_type=kind)
    assert carrying.offer(workspace, fresh) is None


def test_the_first_record_of_a_kind_is_offered_nothing(workspace: Workspace) -> None:
    fresh = _guide(workspace, item_name="甲", handle_places=PLACES)
    assert carrying.offer(workspace, fresh) is None
    assert carrying.value_for(workspace, fresh, "handle_places") is None


def test_one_field_comes_from_the_latest_record_that_has_it(workspace: Workspace) -> None:
    _guide(workspace, item_name="甲", applicable_scope="全县")
    _guide(workspace, item_name="乙")
    fresh = _guide(workspace, item_name="丙")
    found = carrying.value_for(workspace, fresh, "applicable_scope")
    assert found is not None
    assert (found.title, found.values) == ("甲", {"applicable_scope": "全县"})


def test_every_kind_that_people_compile_says_what_stays(workspace: Workspace) -> None:
    header = {field.id for section in workspace.catalogue.header for field in section.fields}
    for form in workspace.catalogue.ordered():
        own = [field.id for field in form.fields.values() if field.carry and field.id not in header]
        assert form.read_only or own, form.kind
        assert not {form.code_field, form.title_field} & set(own), form.kind
        assert not form.unique_by or set(form.unique_by) - set(own), form.kind
