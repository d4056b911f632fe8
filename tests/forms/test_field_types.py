"""Each field type: text in, value out, value shown, value judged."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import field_types
from forms.model import Choice, Field, Table, Vocabulary

UNITS = Vocabulary(
    "V",
    "单位",
    (Choice("county", "县级", aliases=("县市区级",)), Choice("town", "乡级")),
)


def _field(type_: str, **more: Any) -> Field:
    if type_ in ("enum", "multi_enum"):
        more.setdefault("vocabulary", UNITS)
    if type_ == "table":
        more.setdefault("table", Table("t", "表", (Field("name", "名称", "text"),)))
    return Field("f", "栏目", type_, **more)


@pytest.mark.parametrize(
    ("type_", "text", "value", "shown"),
    [
        ("text", " 甲 ", "甲", "甲"),
        ("integer", "３", 3, "3"),
        ("integer", "3.0", 3, "3"),
        ("money", "1,200.50元", "1200.50", "1200.50"),
        ("boolean", "是", True, "是"),
        ("boolean", " 否", False, "否"),
        ("enum", "县 级", "county", "县级"),
        ("enum", "县市区级", "county", "县级"),
        ("multi_enum", "县级、乡级", ["county", "town"], "县级、乡级"),
        ("multi_enum", "县级；县级", ["county"], "县级"),
        ("date", "2019年4月23日", "2019-04-23", "2019年4月23日"),
        ("duration", "20个工作日", {"amount": 20, "unit": "working_day"}, "20个工作日"),
    ],
)
def test_text_becomes_a_value_and_reads_back(type_: str, text: str, value: Any, shown: str) -> None:
    field = _field(type_)
    assert field_types.parse(text, field) == value
    assert field_types.show(value, field) == shown
    assert field_types.problem(value, field) == ""


@pytest.mark.parametrize(
    ("type_", "text", "expected"),
    [
        ("integer", "三次左右", "整数"),
        ("boolean", "看情况", "是"),
        ("enum", "省级", "可选：县级、乡级"),
        ("date", "尽快", "日期"),
        ("duration", "尽快", "即办"),
        ("money", "若干", "金额"),
    ],
)
def test_text_that_is_no_value_is_refused_with_what_is_expected(
    type_: str, text: str, expected: str
) -> None:
    with pytest.raises(field_types.ParseError, match=expected):
        field_types.parse(text, _field(type_))
    assert field_types.problem(text, _field(type_))


def test_an_open_vocabulary_takes_an_office_s_own_word() -> None:
    own = Vocabulary("V", "领域", (Choice("a", "甲"),), open=True)
    field = _field("enum", vocabulary=own)
    assert field_types.parse("本地领域", field) == "本地领域"
    assert field_types.problem("本地领域", field) == ""


def test_a_number_outside_its_bounds_is_a_problem() -> None:
    field = _field("integer", min=0, max=9)
    assert "不得大于 9" in field_types.problem(10, field)
    assert "不得小于 0" in field_types.problem(-1, field)
    assert field_types.problem(True, field)


@pytest.mark.parametrize("type_", sorted(field_types.TYPES))
@given(
    junk=st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | st.lists(st.text(max_size=3) | st.dictionaries(st.text(max_size=3), st.none()), max_size=3)
    | st.dictionaries(st.sampled_from(["amount", "unit", "name"]), st.text(max_size=3))
)
def test_junk_is_shown_and_judged_but_never_breaks(type_: str, junk: Any) -> None:
    field = _field(type_)
    assert isinstance(field_types.show(junk, field), str)
    assert isinstance(field_types.problem(junk, field), str)


@pytest.mark.parametrize("type_", sorted(field_types.TYPES))
@given(text=st.text(max_size=12))
def test_what_parses_is_a_value_of_its_type(type_: str, text: str) -> None:
    field = _field(type_)
    try:
        value = field_types.parse(text, field)
    except field_types.ParseError:
        return
    if type_ not in ("url", "datetime"):
        assert field_types.problem(value, field) == ""
