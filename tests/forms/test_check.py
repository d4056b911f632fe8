"""The checker: order, labels, waivers, the library, and that nothing typed makes it fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.check import Checker, Snapshot, path_label
from forms.loader import load_catalogue
from forms.model import Field, Form
from forms.problem import Severity
from forms.record import Record
from forms.rules import registry
from forms.values import LEVELS
from tests.examples import examples
from tests.forms.rules.case import checker
from tests.forms.rules.samples import GUIDE, VALUES, record

CATALOGUE = load_catalogue()


def test_the_heaviest_come_first_then_in_the_order_of_the_form() -> None:
    problems = checker().check(Record("service_guide", {"promise_limit": "不详"}))
    ranks = [problem.severity.rank for problem in problems]
    assert ranks == sorted(ranks)
    order = list(CATALOGUE.form("service_guide").fields)
    blocking = [order.index(p.field) for p in problems if p.severity is Severity.BLOCK]
    assert blocking == sorted(blocking)


def test_a_place_is_told_in_words() -> None:
    form = CATALOGUE.form("service_guide")
    assert path_label(form, "materials[2].name") == "申请材料 第3行 材料名称"
    assert path_label(form, "") == ""
    assert path_label(form, "unknown") == "unknown"


def test_a_written_reason_lets_a_j_pass_and_nothing_else() -> None:
    entry = record("service_guide", {"org_nature": "entrusted", "item_name": None})
    waivers = {("W03", "org_nature"): "受托方是行政机关", ("G01", "item_name"): "不填"}
    found = {problem.rule: problem for problem in checker().check(entry, waivers=waivers)}
    assert found["W03"].waiver == "受托方是行政机关"
    assert not found["W03"].blocks
    assert found["G01"].waiver == ""
    assert found["G01"].blocks


def test_one_rule_can_be_run_alone() -> None:
    assert {p.rule for p in checker().check(Record("service_guide", {}), only="B01")} == {"B01"}


def test_a_rule_runs_only_for_its_kinds() -> None:
    rules = {p.rule for p in checker().check(Record("disclosure_item", {}))}
    assert rules == {"G01", "B01", "D01", "D02", "D08"}


def _with_rule(form: Form, field: str, rule: str) -> Form:
    sections = tuple(
        replace(section, fields=tuple(
            replace(item, missing_rule=rule) if item.id == field else item
            for item in section.fields))
        for section in form.sections
    )  # fmt: skip
    return replace(form, sections=sections)


@pytest.mark.parametrize(("rule", "reported"), [
    ("D08", "G01"),  # not a rule for guides
    ("Q99", "G01"),  # no rule at all
    ("B01", "B01"),
])  # fmt: skip
def test_a_missing_field_is_always_reported_by_some_rule(rule: str, reported: str) -> None:
    form = _with_rule(CATALOGUE.form("service_guide"), "item_name", rule)
    catalogue = replace(CATALOGUE, forms={**CATALOGUE.forms, "service_guide": form})
    found = Checker(catalogue).check(Record("service_guide", {}))
    assert [p.rule for p in found if p.field == "item_name"] == [reported]


def test_what_is_missing_is_reported_once() -> None:
    for kind in CATALOGUE.forms:
        fields = [p.field for p in checker().check(Record(kind, {})) if p.rule[0] not in "NX"]
        assert len(fields) == len(set(fields)), kind


def test_automatic_fields_and_empty_optional_tables_are_never_missing() -> None:
    found = checker().check(record("service_guide", {"faqs": [{}], "region_name": None}))
    assert found == []


def test_what_does_not_apply_to_a_type_is_not_missing() -> None:
    entry = Record("service_guide", {"task_type": "administrative_inspection"})
    fields = {p.field for p in checker().check(entry)}
    assert not fields & {"materials", "need_material", "process_steps", "permit_type"}
    assert "item_name" in fields


def test_the_snapshot_finds_by_value_and_by_reference() -> None:
    guide, power = record("service_guide"), record("power_item")
    snapshot = Snapshot([guide, power])
    assert snapshot.find("guide") is guide
    assert snapshot.find("nobody") is None
    assert snapshot.holding("power_item", "name", "林木采伐 许可证核发") == [power]
    assert snapshot.referring("power_item", "guides", "guide") == [power]
    assert snapshot.referring("power_item", "guides", "nobody") == []
    assert snapshot.same(guide, ("item_name",)) == []


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**12) | st.floats(allow_nan=True)
    | st.text(max_size=30) | st.sampled_from(["", "无", "第条", "〔〕", "２０", "[[", "law"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["name", "level", "amount", "unit", "basis", "way", "item"]),
                      inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
TEXTS = st.text(max_size=40) | st.sampled_from([
    "《某某法》第42条第（三）项之二", "国发[2016]055号", "11010519491231002X", "请于30日内申请行政复议",
    "可以延长百日", "http://[::1", "https://a.b/", "自受理之日起九千九百日内办结", "<p>口政府网站</p>",
    "99991231", "第一条" * 5, "\u200b\ufffd\ue000", "000164213003", "440300", "00Y",
])  # fmt: skip


def _value(item: Field, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of a field's type, edges included."""
    if item.vocabulary is not None:
        keys = st.sampled_from([choice.key for choice in item.vocabulary.choices])
        return st.lists(keys, max_size=3) if item.type == "multi_enum" else keys
    match item.type:
        case "integer":
            return st.integers(-2, 200)
        case "boolean":
            return st.booleans()
        case "date":
            return st.dates().map(date.isoformat) | TEXTS
        case "duration":
            units = st.sampled_from(
                ["working_day", "calendar_day", "hour", "week", "month", "year"]
            )
            return st.fixed_dictionaries({"amount": st.integers(0, 9999), "unit": units})
        case "ref":
            return st.lists(st.sampled_from([*VALUES, "guide", "power", "duty"]), max_size=2)
        case "table" if depth < 2:
            columns = {c.id: _value(c, depth + 1) for c in item.columns if c.id != "level"}
            if "level" in {c.id for c in item.columns}:
                columns["level"] = st.sampled_from([*LEVELS, "unknown"])
            return st.lists(st.fixed_dictionaries({}, optional=columns), max_size=2)
        case _:
            return TEXTS


STRANGERS = [record(kind) for kind in VALUES]


@st.composite
def _records(draw: st.DrawFn) -> Record:
    kind = draw(st.sampled_from(sorted(VALUES)))
    fields = CATALOGUE.form(kind).fields
    values = dict(VALUES[kind])
    for name in draw(st.lists(st.sampled_from(sorted(fields)), max_size=12, unique=True)):
        values[name] = draw(_value(fields[name]) | JUNK)
    state = draw(st.sampled_from(["draft", "submitted", "published"]))
    return Record(
        kind, values, state=state, updated_at=draw(st.sampled_from(["", "2024-01-01", "x"]))
    )


@settings(max_examples=examples(400, 1000))
@given(_records(), st.sampled_from(["gbt39554", "gbt39046"]))
def test_the_checker_never_fails_whatever_was_typed(entry: Record, profile: str) -> None:
    for problem in checker(profile).check(entry, Snapshot([entry, *STRANGERS])):
        assert problem.rule in registry.texts()
        assert problem.message
        path_label(CATALOGUE.form(entry.kind), problem.field)


@settings(max_examples=examples(150, 400))
@given(st.sampled_from(sorted(GUIDE)), JUNK)
def test_junk_in_any_field_of_another_record_does_not_stop_the_check(name: str, junk: Any) -> None:
    other = record("service_guide", {name: junk}, uuid="other")
    power = record("power_item", {"guides": ["other"]})
    service = record("intermediary_item", {"item_status": "cancelled"})
    library = Snapshot([other, power, service, *STRANGERS[:1]])
    for entry in (power, service, record("service_guide")):
        checker().check(entry, library)
