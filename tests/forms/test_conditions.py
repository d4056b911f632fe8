"""When a conditional field is needed, and who decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.conditions import compiled, holds, need_of
from forms.loader import load_catalogue
from forms.model import Need
from forms.record import Record


@pytest.mark.parametrize(
    ("clause", "values", "expected"),
    [
        ({"a": True}, {"a": True}, True),
        ({"a": True}, {"a": False}, False),
        ({"a": True}, {"a": 1}, False),
        ({"a": "x"}, {"a": "x"}, True),
        ({"a": "x"}, {"a": ["y", "x"]}, True),
        ({"a": ["x", "y"]}, {"a": "y"}, True),
        ({"a": ">=2"}, {"a": 2}, True),
        ({"a": ">=2"}, {"a": 1}, False),
        ({"a": ">=2"}, {"a": True}, False),
        ({"a": ">20"}, {"a": {"amount": 21, "unit": "working_day"}}, True),
        ({"a": "filled"}, {"a": "x"}, True),
        ({"a": "filled"}, {"a": " "}, False),
        ({"a": "empty"}, {}, True),
        ({"a": {"not": "x"}}, {"a": "y"}, True),
        ({"a": {"not": "x"}}, {"a": "x"}, False),
        ({"a": "x", "b": True}, {"a": "x"}, False),
    ],
)
def test_a_clause_holds_exactly_when_all_its_entries_do(
    clause: dict[str, Any], values: dict[str, Any], expected: bool
) -> None:
    assert holds((clause,), values.get) is expected
    assert compiled((clause,))(values.get) is expected


_WORDS = st.sampled_from(["x", "y", "", " ", "filled", "empty", ">=2", "==1", "!=0"])
_WANTED = _WORDS | st.booleans() | st.integers(0, 3) | st.none() | st.lists(_WORDS, max_size=3)
_VALUES = (
    _WORDS
    | st.booleans()
    | st.integers(0, 3)
    | st.none()
    | st.lists(_WORDS, max_size=2)
    | st.fixed_dictionaries({"amount": st.integers(0, 3)})
)


@given(
    st.lists(st.dictionaries(st.sampled_from("ab"), _WANTED | st.fixed_dictionaries(
        {"not": _WANTED})), max_size=3),
    st.dictionaries(st.sampled_from("ab"), _VALUES),
)  # fmt: skip
def test_a_condition_made_ready_says_what_the_plain_one_says(
    clauses: list[dict[str, Any]], values: dict[str, Any]
) -> None:
    assert compiled(tuple(clauses))(values.get) is holds(tuple(clauses), values.get)


def test_one_alternative_is_enough_and_none_is_not() -> None:
    assert holds(({"a": 1}, {"b": 2}), {"b": 2}.get)
    assert not holds((), {"b": 2}.get)


def _guide(**values: Any) -> Record:
    return Record("service_guide", values)


def test_a_fee_table_is_needed_only_where_a_fee_is_charged() -> None:
    form = load_catalogue().form("service_guide")
    fees = form.fields["fees"]
    assert need_of(form, fees, _guide(is_fee=True)) is Need.REQUIRED
    assert need_of(form, fees, _guide(is_fee=False)) is Need.OPTIONAL


def test_the_matrix_asks_more_of_a_licence_than_of_a_public_service() -> None:
    form = load_catalogue().form("service_guide")
    field = form.fields["impl_basis"]
    assert need_of(form, field, _guide(task_type="administrative_licence")) is Need.REQUIRED
    assert need_of(form, field, _guide(task_type="public_service")) is Need.NOT_APPLICABLE


def test_the_portal_profile_has_the_last_word() -> None:
    catalogue = load_catalogue()
    form = catalogue.form("service_guide")
    profile = replace(
        catalogue.profiles["gbt39554"],
        added={"service_guide": frozenset({"faqs"})},
        dropped={"service_guide": frozenset({"item_name"})},
    )
    assert need_of(form, form.fields["faqs"], _guide(), profile) is Need.REQUIRED
    assert need_of(form, form.fields["item_name"], _guide(), profile) is Need.OPTIONAL


def test_a_column_looks_at_its_own_row_first() -> None:
    form = load_catalogue().form("service_guide")
    columns = form.fields["materials"].table
    assert columns is not None
    note = columns.by_id["necessity_note"]
    row = {"name": "申请表", "necessity": "deferrable"}
    assert need_of(form, note, _guide(), row=row) is Need.REQUIRED
    assert need_of(form, note, _guide(), row={"necessity": "necessary"}) is Need.OPTIONAL
