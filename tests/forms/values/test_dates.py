"""Dates in text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import find_dates, int_to_chinese, parse_date


@pytest.mark.parametrize(
    "text",
    [
        "2019年4月23日",
        "2019年04月23日",
        "2019年4月23号",
        "2019-4-23",
        "2019-04-23",
        "2019.04.23",
        "2019/4/23",
        "20190423",
        "2019-04-23 00:00:00",
        "2019-04-23T00:00:00",
        "二〇一九年四月二十三日",
        "二○一九年四月廿三日",
        "2019 年 4 月 23 日",
        "2019年4\n月23\n日",
        "2 019年4月2 3日",
        "２０１９年４月２３日",
        "\u30002019年4月23日\xa0",
    ],
)
def test_reads_one_date_in_every_writing(text: str) -> None:
    assert parse_date(text) == date(2019, 4, 23)


@pytest.mark.parametrize(
    "text", ["", "2019年2月30日", "2019年13月1日", "2019年4月", "2019-4.23", "20191345", "今天"]
)
def test_an_impossible_or_missing_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_date_survives_each_way_of_writing(day: date) -> None:
    chinese_year = "".join("〇一二三四五六七八九"[int(c)] for c in str(day.year))
    chinese = f"{chinese_year}年{int_to_chinese(day.month)}月{int_to_chinese(day.day)}日"
    for text in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", chinese):
        assert parse_date(text) == day


def test_finds_the_possible_dates_of_a_text_with_their_places() -> None:
    text = "2003年8月27日通过，2019年2月30日误，2019年4月 23日修正"
    found = find_dates(text)
    assert [item.value for item in found] == [date(2003, 8, 27), date(2019, 4, 23)]
    assert [text[item.start : item.end] for item in found] == ["2003年8月27日", "2019年4月 23日"]


@given(st.text() | st.text(alphabet="12０年月日.-/ \n二〇"))
def test_looking_for_dates_never_fails(text: str) -> None:
    parse_date(text)
    for found in find_dates(text):
        assert text[found.start : found.end]
