"""What lists show and narrow to, and the standing that they go by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.usecases import checking, listing, scoring, standing
from desktop.usecases.listing import Query
from desktop.usecases.workspace import Workspace
from exports.progress import Cancelled
from forms.record import Record


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    workspace.library.save_many([
        Record("power_item", {"name": "取水许可", "power_type": "administrative_licence",
                              "office": "水政科"}),
        Record("power_item", {"name": "河道检查", "power_type": "administrative_inspection",
                              "office": "河道科"}),
        Record("power_item", {"name": "采砂许可", "office": "水政科"}),
        Record("service_guide", {"item_name": "取水许可（新办）",
                                 "task_type": "administrative_licence"}),
    ])  # fmt: skip
    return workspace


def _titles(workspace: Workspace, query: Query) -> list[str]:
    return [line.title for line in listing.lines(workspace, listing.find(workspace, query))]


def test_a_line_says_everything_in_words(filled: Workspace) -> None:
    [line] = listing.lines(filled, listing.find(filled, Query(text="新办")))
    assert (line.kind_label, line.type_label, line.state_label, line.source_label) == (
        "办事指南", "行政许可", "草稿", "自建",
    )  # fmt: skip
    assert line.problems is None
    assert filled.library.get(line.uuid).get("item_name") == line.title
    assert listing.number_of(filled, line.uuid) == line.number


def test_a_record_without_name_is_called_unnamed(workspace: Workspace) -> None:
    workspace.library.save(Record("power_item", {}))
    assert _titles(workspace, Query()) == ["（未命名行政权力事项）"]


def test_all_lists_are_searched_at_once(filled: Workspace) -> None:
    assert _titles(filled, Query(text="qsxk")) == ["取水许可", "取水许可（新办）"]
    assert not Query(kinds=("power_item",)).narrowed
    assert Query(text="水").narrowed


def test_facets_name_what_is_there_and_count_it(filled: Workspace) -> None:
    found = listing.facets(filled, Query(kinds=("power_item",), offices=("水政科",)))
    assert [(o.label, o.count) for o in found.types] == [("行政许可", 1), ("", 1)]
    assert [(o.label, o.count) for o in found.offices] == [("水政科", 2), ("河道科", 1)]
    assert [(o.label, o.count) for o in found.states] == [("草稿", 2)]
    assert found.standings == standing.Totals(unchecked=2)
    kinds = listing.facets(filled, Query(text="取水")).kinds
    assert [(o.label, o.count) for o in kinds] == [("办事指南", 1), ("权力清单", 1)]


def test_checking_the_library_lets_lists_go_by_weight(filled: Workspace) -> None:
    outcome = checking.check_library(filled)
    blocked = {problem.record for problem in outcome.problems if problem.severity == "E"}
    found = listing.find(filled, Query(standings=("blocking",)))
    assert set(listing.uuids(filled, found)) == blocked != set()
    line = listing.lines(filled, found)[0]
    counted = [p for p in outcome.problems if p.record == line.uuid and p.severity == "E"]
    assert line.problems is not None
    assert line.problems.blocking == len(counted)
    assert standing.totals(filled).unchecked == 0
    assert standing.by_kind(filled)["power_item"].unchecked == 0


def test_checking_keeps_the_score_that_the_check_page_shows(filled: Workspace) -> None:
    shown = {item.uuid: item.total for item in scoring.check_and_score(filled).scored}
    found = listing.lines(filled, listing.find(filled, Query(sort="score")))
    assert {line.uuid: line.score for line in found if line.score is not None} == shown != {}
    scores = [line.score for line in found if line.score is not None]
    assert scores == sorted(scores)


def test_checking_by_one_rule_judges_nothing(filled: Workspace) -> None:
    checking.check_library(filled, rule="G01")
    assert standing.totals(filled).unchecked == 4


def test_some_records_can_be_checked(filled: Workspace) -> None:
    uuids = listing.uuids(filled, listing.find(filled, Query(offices=("水政科",))))
    outcome = checking.check_these(filled, [*uuids, "unknown"])
    assert outcome.records == 2
    assert listing.unchecked(filled, Query(kinds=("power_item",))) == [
        uuid for uuid in filled.library.ids("power_item") if uuid not in uuids
    ]
    assert standing.by_office(filled)["水政科"].unchecked == 0


def test_a_check_stopped_half_way_keeps_what_it_judged(workspace: Workspace) -> None:
    workspace.library.save_many(Record("proof_item", {"name": f"证明{n}"}) for n in range(510))

    class Stop:
        def step(self, done: int, total: int, text: str) -> None:
            if (done, text) == (505, "检查"):
                raise Cancelled

    with pytest.raises(Cancelled):
        checking.check_library(workspace, progress=Stop())
    assert standing.totals(workspace).unchecked == 10


def test_the_check_of_one_record_is_remembered(filled: Workspace) -> None:
    record = filled.library.get(filled.library.ids("service_guide")[0])
    standing.remember(filled, record, checking.check_record(filled, record))
    assert standing.totals(filled, ["service_guide"]).blocking == 1
    older = replace(record, values={**record.values, "remark": "没有保存的"})
    standing.remember(filled, older, [])
    assert standing.totals(filled, ["service_guide"]).blocking == 1


def test_a_reason_takes_a_problem_off_the_count(filled: Workspace) -> None:
    record = filled.library.get(filled.library.ids("service_guide")[0])
    problems = checking.check_record(filled, record)
    justify = [problem for problem in problems if problem.severity == "J"]
    before = standing.standing_of(record, problems, "j").unexplained
    assert before == len(justify)
    explained = [replace(p, waiver="有依据") for p in problems]
    assert standing.standing_of(record, explained, "j").unexplained == 0


def test_another_profile_judges_anew(filled: Workspace) -> None:
    checking.check_library(filled)
    other = next(name for name in filled.catalogue.profiles if name != filled.profile_id)
    filled.library.set_setting("profile", other)
    assert standing.totals(filled).unchecked == 4
