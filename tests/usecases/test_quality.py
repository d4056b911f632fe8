"""The quality score: every point lost has a reason, and each reason costs what is written."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.usecases import first_tasks, quality, workbench
from desktop.usecases.quality import DIMENSIONS, ELEMENTS, RULES, Tally, dimension_of, score
from desktop.usecases.workspace import Workspace
from forms import DEFAULT_PROFILE
from forms.conditions import Needs
from forms.loader import load_catalogue
from forms.problem import Problem, Severity
from forms.record import Record
from forms.rules import registry

CATALOGUE = load_catalogue()
NEEDS = Needs(CATALOGUE.profiles[DEFAULT_PROFILE])
GUIDE = CATALOGUE.form("service_guide")
POWER = CATALOGUE.form("power_item")


def _problem(rule: str, severity: Severity = Severity.BLOCK, **more: Any) -> Problem:
    return Problem(rule, severity, "a", "service_guide", more.pop("field", "x"), "不对", **more)


def _lost(*problems: Problem, dimension: str) -> float:
    """What problems cost in one dimension."""
    found = score(GUIDE, Record("service_guide", {}), problems, NEEDS)
    most = next(item.most for item in DIMENSIONS if item.key == dimension)
    return most - found.points(dimension)


def _full(form: Any = GUIDE) -> Record:
    """A record with something in every field; what it says does not matter to the score."""
    values = {
        name: [{"hours": "周一"}] if item.table else "甲" for name, item in form.fields.items()
    }
    told = {form.type_field: "administrative_licence", "need_material": True}
    return Record(form.kind, {**values, **told})


def test_the_dimensions_make_a_hundred_points() -> None:
    assert sum(item.most for item in DIMENSIONS) == 100


def test_every_rule_counts_in_exactly_one_dimension() -> None:
    placed = [rule for rules in RULES.values() for rule in rules.split()]
    assert sorted(placed) == sorted(registry.texts())
    assert set(RULES) == {item.key for item in DIMENSIONS}


@pytest.mark.parametrize("kind", list(CATALOGUE.forms))
def test_a_record_with_everything_filled_and_no_problem_has_a_hundred_points(kind: str) -> None:
    form = CATALOGUE.form(kind)
    assert score(form, _full(form), [], NEEDS).total == 100


@pytest.mark.parametrize(
    ("problem", "cost"),
    [
        (_problem("T01"), 5),
        (_problem("T01", Severity.JUSTIFY), 4),
        (_problem("T01", Severity.JUSTIFY, waiver="市政府决定"), 0),
        (_problem("T01", Severity.WARN), 2),
        (_problem("T01", Severity.HINT), 0),
    ],
)
def test_a_problem_costs_by_its_weight(problem: Problem, cost: float) -> None:
    assert _lost(problem, dimension="accurate") == cost


def test_a_year_without_review_costs_half_the_timeliness() -> None:
    assert _lost(_problem("G16", Severity.HINT), dimension="timely") == 5


def test_a_rule_costs_once_by_its_heaviest_problem() -> None:
    problems = [_problem("T01", Severity.WARN), _problem("T01"), _problem("T01")]
    assert _lost(*problems, dimension="accurate") == 5


def test_a_dimension_cannot_lose_more_than_it_has() -> None:
    rules = [rule for rule in registry.texts() if dimension_of(rule) == "regular"]
    problems = [_problem(rule) for rule in rules]
    assert len(problems) * 5 > 15
    assert _lost(*problems, dimension="regular") == 15
    assert _lost(*problems, dimension="accurate") == 0


@pytest.mark.parametrize(("title", "path"), ELEMENTS["service_guide"])
def test_each_of_the_eight_elements_costs_two_points(title: str, path: str) -> None:
    blank: dict[str, Any] = {path: None}
    if path == "handle_places.hours":
        blank = {"handle_places": [{"address": "某路1号"}]}
    losses = score(GUIDE, _full().with_values(**blank), [], NEEDS).losses
    # Hours stand beside the place: without one there are none.
    lost = {title, "办理时间"} if title == "办理地点" else {title}
    assert {loss.element for loss in losses} == lost
    assert {loss.points for loss in losses} == {2}


def test_other_blank_fields_cost_their_share_and_are_not_counted_twice() -> None:
    record = _full(POWER)
    needed = quality.gaps_of(POWER, record, NEEDS).needed
    record = record.with_values(org_name=None)
    said = _problem("G01", field="org_name")
    assert score(POWER, record, [said], NEEDS).total == pytest.approx(100 - 30 / needed)


def test_an_empty_guide_loses_all_of_its_completeness() -> None:
    found = score(GUIDE, Record("service_guide", {}), [], NEEDS)
    elements = [loss for loss in found.losses if loss.element]
    # Materials are not missing as long as nobody says that any are needed.
    assert found.points("complete") == 2 * (8 - len(elements))


def test_a_gap_within_a_row_costs_what_its_rule_costs() -> None:
    said = _problem("M03", field="materials[0].copies")
    assert score(GUIDE, _full(), [said], NEEDS).total == 95


def test_the_score_of_an_office_is_the_mean_of_its_records() -> None:
    tally = Tally()
    for problems in ([], [_problem("T01")]):
        tally.add("", "法规股", "service_guide", score(GUIDE, _full(), problems, NEEDS))
    tally.add("", "办公室", "power_item", score(POWER, _full(POWER), [], NEEDS))
    office, law = tally.groups()
    assert (office.office, law.office) == ("办公室", "法规股")
    assert (law.records, law.total) == (2, 97.5)
    assert law.points["accurate"] == 22.5
    (reason,) = law.reasons
    assert (reason.loss.rule, reason.points, reason.records) == ("T01", 2.5, 1)


def test_several_agencies_are_compared_as_wholes() -> None:
    tally = Tally()
    perfect = score(POWER, _full(POWER), [], NEEDS)
    for agency, office in (("水利局", "甲"), ("水利局", "乙"), ("林业局", "丙")):
        tally.add(agency, office, "power_item", perfect)
    assert {(g.organization, g.office): g.records for g in tally.groups()} == {
        ("水利局", ""): 2, ("林业局", ""): 1,
    }  # fmt: skip


def test_the_library_is_scored_by_office_and_duties_count_with_their_power(
    workspace: Workspace,
) -> None:
    library = workspace.library
    power = library.save(Record("power_item", {"name": "取水许可", "office": "水资源股"}))
    library.save(Record("responsibility_item", {"power": [power.uuid]}))
    library.save(Record("power_item", {"name": "甲", "office": "法规股"}, state="cancelled"))
    found = first_tasks.find(workspace, workbench.census(workspace))
    (office,) = found.offices
    assert office.office == "水资源股"
    assert office.kinds == {"power_item": 1, "responsibility_item": 1}
    assert 0 < office.total < 100
    assert office.points["complete"] < 30
