"""Find and replace across records: what is found, what is changed, what comes back."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.usecases import replacing
from desktop.usecases.replacing import BadPattern, Pattern, Query
from desktop.usecases.workspace import Workspace
from exports.progress import Cancelled
from forms.record import Record

OLD, NEW = "岚川县国土资源局", "岚川县自然资源局"


def _guide(**values: Any) -> Record:
    return Record("service_guide", {"item_name": "建设用地审查", **values})


def _find(workspace: Workspace, text: str, new: str = "", **how: Any) -> replacing.Found:
    options = {key: how.pop(key) for key in ("case", "width", "regular") if key in how}
    return replacing.search(workspace, Query(Pattern(text, **options), new, **how))


@pytest.fixture
def guide(workspace: Workspace) -> Record:
    """A guide that names the agency in a field, in a row, and in a basis inside a row."""
    return workspace.library.save(_guide(
        decide_org=OLD,
        handle_places=[{"name": "大厅"}, {"name": f"{OLD}窗口，即{OLD}一楼"}],
        materials=[{"name": "申请表", "basis": [{"title": f"{OLD}公告"}]}],
        legal_limit={"amount": 20, "unit": "working_day"},
    ))  # fmt: skip


def test_every_place_is_found_with_its_name_and_what_stands_around_it(
    workspace: Workspace, guide: Record
) -> None:
    found = _find(workspace, OLD, NEW)
    assert [(hit.path, hit.label) for hit in found.hits] == [
        ("decide_org", "决定机构"),
        ("materials[0].basis[0].title", "申请材料 第1行 要求提供材料的依据 第1行 依据名称（全称）"),
        ("handle_places[1].name", "办理地点 第2行 场所名称"),
        ("handle_places[1].name", "办理地点 第2行 场所名称"),
    ]
    last = found.hits[-1]
    assert (last.lead, last.found, last.becomes, last.tail) == (f"{OLD}窗口，即", OLD, NEW, "一楼")
    assert last.title == "建设用地审查"


def test_only_the_chosen_places_are_changed_and_the_log_says_what(
    workspace: Workspace, guide: Record
) -> None:
    found = _find(workspace, OLD, NEW)
    done = replacing.apply(workspace, found, [found.hits[0], found.hits[3]], by="周文静")
    after = workspace.library.get(guide.uuid)
    assert (done.records, done.hits, done.kept) == (1, 2, ())
    assert after.get("decide_org") == NEW
    assert after.get("handle_places[1].name") == f"{OLD}窗口，即{NEW}一楼"
    assert after.get("materials[0].basis[0].title") == f"{OLD}公告"
    entry = workspace.library.audit(guide.uuid)[0]
    assert (entry.by, entry.note) == ("周文静", f"查找替换：“{OLD}”改为“{NEW}”")


def test_undo_puts_back_exactly_what_was_there(workspace: Workspace, guide: Record) -> None:
    found = _find(workspace, OLD, NEW)
    done = replacing.apply(workspace, found, found.hits)
    undone = replacing.undo(workspace, done)
    assert (undone.records, undone.kept) == (1, ())
    assert workspace.library.get(guide.uuid).values == guide.values


def test_undo_leaves_what_somebody_changed_since(workspace: Workspace, guide: Record) -> None:
    other = workspace.library.save(_guide(decide_org=OLD, item_name="采矿许可"))
    found = _find(workspace, OLD, NEW)
    done = replacing.apply(workspace, found, found.hits)
    changed = workspace.library.get(other.uuid).with_values(common_name="开矿")
    workspace.library.save(changed)
    undone = replacing.undo(workspace, done)
    assert (undone.records, undone.kept) == (1, ("采矿许可",))
    assert workspace.library.get(guide.uuid).get("decide_org") == OLD
    assert workspace.library.get(other.uuid).get("decide_org") == NEW
    assert workspace.library.get(other.uuid).get("common_name") == "开矿"


def test_a_record_changed_between_search_and_replace_is_left_alone_and_named(
    workspace: Workspace, guide: Record
) -> None:
    found = _find(workspace, OLD, NEW)
    workspace.library.save(guide.with_values(decide_org=f"{OLD}（代章）"))
    done = replacing.apply(workspace, found, found.hits)
    assert (done.records, done.kept) == (0, ("建设用地审查",))
    assert workspace.library.get(guide.uuid).get("decide_org") == f"{OLD}（代章）"


def test_what_was_submitted_or_binned_since_is_left_alone_by_both_ways(
    workspace: Workspace, guide: Record
) -> None:
    other = workspace.library.save(_guide(decide_org=OLD, item_name="采矿许可"))
    found = _find(workspace, OLD, NEW)
    workspace.library.save(dataclasses.replace(guide, state="submitted"))
    done = replacing.apply(workspace, found, found.hits)
    assert (done.records, done.kept) == (1, ("建设用地审查",))
    workspace.library.delete(other.uuid)
    assert replacing.undo(workspace, done) == replacing.Undone(0, ("采矿许可",))


def test_final_records_are_listed_and_not_changed(workspace: Workspace, guide: Record) -> None:
    workspace.library.finalize(guide.uuid)
    found = _find(workspace, OLD, NEW)
    assert len(found.hits) == 4
    assert found.open_hits == ()
    assert "定稿" in found.hits[0].locked
    done = replacing.apply(workspace, found, found.hits)
    assert (done.records, workspace.library.get(guide.uuid).get("decide_org")) == (0, OLD)


def test_kinds_fields_and_states_restrict(workspace: Workspace, guide: Record) -> None:
    workspace.library.save(Record("power_item", {"name": "用地审查", "exercising_org": OLD}))
    assert {hit.kind for hit in _find(workspace, OLD).hits} == {"service_guide", "power_item"}
    assert {hit.kind for hit in _find(workspace, OLD, kinds=("power_item",)).hits} == {"power_item"}
    field = frozenset({("service_guide", "decide_org")})
    assert [hit.path for hit in _find(workspace, OLD, fields=field).hits] == ["decide_org"]
    assert _find(workspace, OLD, states=("submitted",)).hits == ()


@pytest.mark.parametrize(
    ("text", "how", "number"),
    [
        ("ems", {}, 3),
        ("ems", {"case": True}, 1),
        ("EMS", {"width": True, "case": True}, 1),
        ("ＥＭＳ", {"width": True}, 1),
        ("(可", {}, 2),
        ("(可", {"width": True}, 1),
    ],
)
def test_width_and_case_are_told_apart_only_when_asked(
    workspace: Workspace, text: str, how: dict[str, bool], number: int
) -> None:
    workspace.library.save(_guide(schedule_rule="寄EMS或ems，也可ＥＭＳ（可预约）(可到付)"))
    assert len(_find(workspace, text, "x", **how).hits) == number


def test_what_would_stay_as_it_is_is_no_hit(workspace: Workspace) -> None:
    workspace.library.save(_guide(schedule_rule="（一）与(二)"))
    assert [hit.found for hit in _find(workspace, "(", "（").hits] == ["("]


def test_a_regular_expression_may_use_its_groups(workspace: Workspace) -> None:
    saved = workspace.library.save(_guide(schedule_rule="电话：7712-3654，7712-3655"))
    found = _find(workspace, r"(\d{4})-(\d{4})", r"0\1 \2", regular=True)
    replacing.apply(workspace, found, found.hits)
    assert workspace.library.get(saved.uuid).get("schedule_rule") == "电话：07712 3654，07712 3655"


@pytest.mark.parametrize(
    ("pattern", "replacement", "said"),
    [
        (Pattern(""), "", "请输入"),
        (Pattern("(", regular=True), "", "正则表达式"),
        (Pattern("(a+)+b", regular=True), "", "停不下来"),
        (Pattern("用地", regular=True), r"\2", "替换为"),
    ],
)
def test_a_query_that_cannot_be_used_is_refused_in_a_sentence(
    workspace: Workspace, guide: Record, pattern: Pattern, replacement: str, said: str
) -> None:
    with pytest.raises(BadPattern, match=said):
        replacing.search(workspace, Query(pattern, replacement))


def test_days_numbers_and_choices_are_not_text(workspace: Workspace) -> None:
    workspace.library.save(_guide(
        effective_date="2026-03-01", scene_num=1, task_type="administrative_licence",
        legal_limit={"amount": 20, "unit": "working_day"}, cancel_date="2026年底",
    ))  # fmt: skip
    assert [hit.path for hit in _find(workspace, "2026", "2027").hits] == ["cancel_date"]
    assert _find(workspace, "licence").hits == ()


def test_text_that_waits_to_become_rows_is_searched_too(workspace: Workspace) -> None:
    saved = workspace.library.save(_guide(materials="申请表、营业执照", consult_ways=["窗口咨询"]))
    found = _find(workspace, "[申窗]", "某", regular=True)
    assert [hit.path for hit in found.hits] == ["materials", "consult_ways[0]"]
    replacing.apply(workspace, found, found.hits)
    after = workspace.library.get(saved.uuid)
    assert (after.get("materials"), after.get("consult_ways")) == ("某请表、营业执照", ["某口咨询"])


def test_a_search_can_be_stopped(workspace: Workspace, guide: Record) -> None:
    class Stop:
        def step(self, done: int, total: int, text: str) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        replacing.search(workspace, Query(Pattern("局")), Stop())


def test_more_places_than_anybody_reads_are_cut_and_said(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacing, "MOST", 3)
    workspace.library.save(_guide(applicable_scope="甲" * 10))
    found = _find(workspace, "甲", "乙")
    assert (len(found.hits), found.more) == (3, True)


_ALPHABET = st.text(st.sampled_from("甲乙aAＡ（( 。\n🀄İß"), max_size=12)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """One library for all examples."""
    with Workspace.open(tmp_path_factory.mktemp("replace") / "库.mingce") as opened:
        yield opened


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    texts=st.lists(_ALPHABET, min_size=1, max_size=3),
    find=_ALPHABET.filter(bool),
    new=_ALPHABET,
    case=st.booleans(),
    width=st.booleans(),
)
def test_replacing_touches_nothing_but_what_was_found_and_undo_restores_it(
    shared: Workspace, texts: list[str], find: str, new: str, case: bool, width: bool
) -> None:
    rows = [{"name": "表", "remark": text} for text in texts]
    saved = shared.library.save(_guide(applicable_scope=texts[0], materials=rows))
    stored = shared.library.get(saved.uuid)
    found = _find(shared, find, new, case=case, width=width)
    mine = [hit for hit in found.hits if hit.uuid == saved.uuid]
    done = replacing.apply(shared, found, mine)
    after = shared.library.get(saved.uuid)
    for path in {hit.path for hit in mine}:
        text = str(stored.get(path))
        pieces, at = [], 0
        for hit in (hit for hit in mine if hit.path == path):
            assert text[hit.start : hit.end] == hit.found
            pieces += [text[at : hit.start], new]
            at = hit.end
        rest = "".join([*pieces, text[at:]])
        assert (after.get(path) or "").strip() == rest.strip()
    untouched = {*stored.values} - {hit.path.split("[")[0] for hit in mine}
    assert all(after.get(name) == stored.get(name) for name in untouched)
    replacing.undo(shared, done)
    assert shared.library.get(saved.uuid).values == stored.values
    shared.library.delete(saved.uuid)
