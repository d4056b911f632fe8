"""Long lists by number: restricted, sorted, counted, and how each record stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.store import Library, ListQuery, Standing
from forms.record import Record
from tests.store.helpers import alpha, beta

JUDGE = "gbt39554 1.0"
ALL = ListQuery(judged_by=JUDGE)


@pytest.fixture
def filled(library: Library) -> Library:
    mine = alpha("重庆采矿许可", code="B2", colour="red", department="自然资源局", office="矿产科")
    library.save_many([
        mine,
        alpha("安全检查", code="A1", colour="blue", org_name="应急局"),
        alpha("长江采砂许可", code="C3", colour="red", department="水利局", office="河道科"),
        beta(mine, note="承办机构负责"),
    ])  # fmt: skip
    return library


def titles(library: Library, **parts: Any) -> list[str]:
    query = replace(ALL, **parts)
    return [line.summary.title for line in library.lines(library.numbers(query), JUDGE)]


def judged(library: Library, title: str, **counts: Any) -> Standing:
    """A standing of the record as it is now."""
    line = next(item for item in library.summaries("alpha") if item.title == title)
    return Standing(line.uuid, line.content_hash, JUDGE, **counts)


def test_an_empty_query_shows_everything_in_the_order_of_the_source(filled: Library) -> None:
    assert titles(filled) == ["重庆采矿许可", "安全检查", "长江采砂许可", "重庆采矿许可"]
    assert titles(filled, descending=True)[0] == "重庆采矿许可"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"kinds": ("beta",)}, ["重庆采矿许可"]),
        ({"types": ("blue",)}, ["安全检查"]),
        ({"types": ("blue", "")}, ["安全检查", "重庆采矿许可"]),
        # What is called after a record of an office is in the charge of that office.
        ({"offices": ("河道科", "矿产科")}, ["重庆采矿许可", "长江采砂许可", "重庆采矿许可"]),
        ({"offices": ("",), "kinds": ("alpha",)}, ["安全检查"]),
        ({"text": "采"}, ["重庆采矿许可", "长江采砂许可", "重庆采矿许可"]),
        ({"text": "cjcs"}, ["长江采砂许可"]),
        ({"text": "b2", "types": ("red",)}, ["重庆采矿许可"]),
        ({"states": ("submitted",)}, []),
        ({"organizations": ("应急局", "水利局")}, ["安全检查", "长江采砂许可"]),
    ],
)
def test_each_part_restricts(filled: Library, parts: Any, expected: list[str]) -> None:
    assert titles(filled, **parts) == expected


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("title", "安全检查", "重庆采矿许可"),
        ("code", "安全检查", "长江采砂许可"),
        ("problems", "长江采砂许可", "安全检查"),
    ],
)
def test_lists_are_sorted_both_ways(
    filled: Library, sort: str, first: str, last: str, descending: bool
) -> None:
    filled.keep_standings([
        judged(filled, "重庆采矿许可", blocking=1),
        judged(filled, "安全检查", blocking=1, warnings=3),
    ])  # fmt: skip
    found = titles(filled, kinds=("alpha",), sort=sort, descending=descending)
    assert (found[0], found[-1]) == ((last, first) if descending else (first, last))


def test_equal_lines_keep_the_order_of_the_source_both_ways(library: Library) -> None:
    library.save_many([alpha(f"事项{number}", code="同") for number in range(5)])
    for descending in (False, True):
        assert titles(library, sort="code", descending=descending)[0] == "事项0"


def test_a_standing_holds_for_the_content_and_the_judge_of_its_check(filled: Library) -> None:
    filled.keep_standings([judged(filled, "安全检查", blocking=1)])
    assert titles(filled, standings=("blocking",)) == ["安全检查"]
    other = replace(ALL, judged_by="c0109 1.0")
    assert filled.standing_facet(other)["unchecked"] == 4
    line = filled.summaries("alpha", text="安全")[0]
    filled.save(filled.get(line.uuid).with_values(note="改过"))
    assert titles(filled, standings=("blocking",)) == []
    assert filled.standing_facet(ALL)["unchecked"] == 4


def test_a_newer_check_replaces_the_older_one(filled: Library) -> None:
    filled.keep_standings([judged(filled, "安全检查", blocking=1)])
    filled.keep_standings([judged(filled, "安全检查", hints=4)])
    assert filled.standing_facet(ALL) == {
        "blocking": 0, "unexplained": 0, "warnings": 0, "hints": 1, "clean": 1, "unchecked": 3,
    }  # fmt: skip
    [line] = filled.lines(filled.numbers(replace(ALL, standings=("hints",))), JUDGE)
    assert line.standing is not None
    assert line.standing.hints == 4


def test_a_record_of_several_weights_is_in_each_of_their_groups(filled: Library) -> None:
    filled.keep_standings([judged(filled, "安全检查", blocking=1, unexplained=2, warnings=1)])
    for group in ("blocking", "unexplained", "warnings"):
        assert titles(filled, standings=(group,)) == ["安全检查"]
    assert titles(filled, standings=("clean", "blocking")) == ["安全检查"]


def test_lists_go_by_score_and_what_has_none_comes_last(filled: Library) -> None:
    filled.keep_standings([
        judged(filled, "安全检查", score=60.5), judged(filled, "重庆采矿许可", score=99.0),
    ])  # fmt: skip
    low, high = titles(filled, sort="score"), titles(filled, sort="score", descending=True)
    assert low[:2] == ["安全检查", "重庆采矿许可"]
    assert high[:2] == ["重庆采矿许可", "安全检查"]
    assert low[2:] == high[2:] != []


def test_lists_narrow_to_ranges_of_the_score_as_it_is_shown(filled: Library) -> None:
    filled.keep_standings([
        judged(filled, "安全检查", score=59.94), judged(filled, "重庆采矿许可", score=59.96),
    ])  # fmt: skip
    assert titles(filled, scores=("0-60",)) == ["安全检查"]
    assert titles(filled, scores=("60-80",)) == ["重庆采矿许可"]
    assert len(titles(filled, scores=("none",))) == 2
    assert len(titles(filled, scores=("0-60", "60-80", "none"))) == 4
    query = replace(ALL, scores=("95-100",))
    assert filled.score_facet(query) == {"0-60": 1, "60-80": 1, "80-95": 0, "95-100": 0, "none": 2}
    filled.keep_standings([judged(filled, "安全检查", score=100.0)])
    assert titles(filled, scores=("95-100",)) == ["安全检查"]
    assert titles(filled, scores=("95-100",), standings=("blocking",)) == []


def test_of_many_given_records_no_others_are_shown(library: Library) -> None:
    items = [alpha(f"事项{number}") for number in range(3)]
    library.save_many(items)
    given = (*(f"unknown {number}" for number in range(40_000)), items[1].uuid)
    assert titles(library, uuids=given) == ["事项1"]


def test_facets_count_what_each_choice_would_show(filled: Library) -> None:
    query = replace(ALL, kinds=("alpha",), types=("red",))
    assert filled.facet("types", query) == {"red": 2, "blue": 1}
    assert filled.facet("offices", query) == {"矿产科": 1, "河道科": 1}
    assert filled.facet("kinds", query) == {"alpha": 2}
    assert filled.facet("states", replace(ALL, text="承办机构")) == {"draft": 1}


def test_standings_are_counted_by_list_and_by_office(filled: Library) -> None:
    filled.keep_standings([judged(filled, "重庆采矿许可", blocking=1)])
    by_office = filled.standings_by("offices", ALL)
    assert by_office["矿产科"]["blocking"] == 1
    assert by_office["河道科"]["unchecked"] == 1
    assert filled.standings_by("kinds", ALL)["beta"]["unchecked"] == 1


def test_numbers_lead_to_identifiers_and_back(filled: Library) -> None:
    numbers = filled.numbers(ALL)
    uuids = filled.uuids(list(reversed(numbers)))
    assert uuids == list(reversed(filled.ids()))
    assert [filled.number(uuid) for uuid in uuids] == list(reversed(numbers))
    assert filled.number("unknown") == 0


def test_records_that_are_gone_are_left_out(filled: Library) -> None:
    numbers = filled.numbers(ALL)
    line = filled.summaries("alpha", text="安全")[0]
    filled.delete(line.uuid)
    assert len(filled.numbers(ALL)) == 3
    gone = Record("alpha", {"name": "不在库中"})
    filled.keep_standings([Standing(gone.uuid, gone.content_hash(), JUDGE)])
    assert filled.standing_facet(ALL)["clean"] == 0
    assert len(filled.lines([*numbers, 999], JUDGE)) == 4  # the bin keeps its line


def test_two_thousand_standings_are_kept(library: Library) -> None:
    items = [alpha(f"事项{number}") for number in range(2001)]
    library.save_many(items)
    library.keep_standings(Standing(i.uuid, i.content_hash(), JUDGE, warnings=1) for i in items)
    assert library.standing_facet(ALL)["warnings"] == 2001
