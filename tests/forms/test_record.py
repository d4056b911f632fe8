"""Records are frozen values with one spelling."""

from __future__ import annotations

import hashlib
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.record import Record, canonical_json, is_blank, prune, steps

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "name"]), inner, max_size=3)
    ),
    max_leaves=12,
)


def test_a_value_is_found_by_its_path() -> None:
    record = Record("service_guide", {"materials": [{"name": "申请表"}, {"name": "身份证"}]})
    assert record.get("materials[1].name") == "身份证"
    assert record.get("materials[7].name") is None
    assert record.get("materials.name") is None
    assert record.get("record_kind") == "service_guide"


def test_setting_a_path_makes_the_missing_rows_and_leaves_the_original_alone() -> None:
    record = Record("service_guide", {"item_name": "甲"})
    changed = record.with_path("materials[1].name", "身份证")
    assert changed.rows("materials") == [{}, {"name": "身份证"}]
    assert "materials" not in record.values
    assert changed.with_path("item_name", None).get("item_name") is None


def test_a_record_cannot_be_changed_in_place() -> None:
    record = Record("power_item", {"name": "甲"})
    with pytest.raises(TypeError):
        record.values["name"] = "乙"  # type: ignore[index]


def test_a_record_survives_json_and_pickle() -> None:
    record = Record("power_item", {"name": "甲", "guides": ["x"]}, version=3, state="approved")
    assert Record.from_json(record.to_json()) == record
    assert pickle.loads(pickle.dumps(record)) == record


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), JSON))
def test_blank_parts_do_not_change_the_content_hash(values: dict[str, object]) -> None:
    record = Record("k", values, uuid="u")
    assert record.content_hash() == Record("k", prune(values), uuid="u").content_hash()
    assert record.content_hash() == Record("k", {**values, "d": " "}, uuid="u").content_hash()


def test_the_content_hash_is_that_of_the_whole_spelt_in_one_way() -> None:
    """Packages and colleagues' libraries carry it: it never changes."""
    record = Record("power_item", {"name": "甲“乙”", "rows": [{"b": 1, "a": " x"}, {}]}, uuid="u")
    spelt = (
        '{"kind":"power_item","uuid":"u",'
        '"values":{"name":"甲“乙”","rows":[{"a":" x","b":1}]}}'
    )  # fmt: skip
    assert record.content_hash() == hashlib.sha256(spelt.encode()).hexdigest()


@given(JSON)
def test_pruning_twice_is_pruning_once(value: object) -> None:
    assert prune(prune(value)) == prune(value)


def test_what_counts_as_blank() -> None:
    assert all(map(is_blank, (None, "", " \u3000\n", [], {})))
    assert not any(map(is_blank, (0, False, "无", [{}])))


def test_json_has_one_spelling() -> None:
    assert canonical_json({"b": "甲", "a": [1]}) == '{"a":[1],"b":"甲"}'


def test_a_path_that_is_none_is_refused() -> None:
    assert list(steps("a[2].b")) == [("a", 2), ("b", None)]
    with pytest.raises(ValueError, match="not a field path"):
        list(steps("a[x]"))
