"""Titles of one law have one key, however an office writes them; those of two laws have two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values.law_names import law_key

_NAMES = st.text("灯塔船港口潮汐管理监督条例办法规定", min_size=3, max_size=20)


@pytest.mark.parametrize(
    "title",
    [
        "灯塔管理法",
        "《灯塔管理法》",
        "中华人民共和国灯塔管理法",
        "《中华人民共和国灯塔管理法》（2015年修正）",
        "《中华人民共和国灯塔管理法（2015年修正）》",
        "中华人民共和国 灯塔管理法(修订版)",
        "〈灯塔管理法〉",
    ],
)
def test_one_law_has_one_key(title: str) -> None:
    assert law_key(title) == "灯塔管理法"


def test_a_trial_law_is_another_one_marks_or_not() -> None:
    assert (
        law_key("《灯塔管理办法》（试行）")
        == law_key("灯塔管理办法（试行）")
        == "灯塔管理办法(试行)"
    )
    assert law_key("灯塔管理办法") == "灯塔管理办法"


def test_a_law_about_another_one_keeps_its_name() -> None:
    key = law_key("《海军实施〈中华人民共和国灯塔管理法〉办法》")
    assert key == law_key("海军实施《中华人民共和国灯塔管理法》办法")
    assert key != law_key("灯塔管理法")


def test_the_name_of_the_state_alone_is_a_name() -> None:
    assert law_key("中华人民共和国") == "中华人民共和国"


@given(_NAMES, st.integers(1950, 2030), st.sampled_from(["修正", "修订", "公布", "版"]))
def test_marks_remarks_and_the_state_never_matter(name: str, year: int, word: str) -> None:
    key = law_key(name)
    assert law_key(key) == key
    assert law_key(f"《中华人民共和国{name}》（{year}年{word}）") == key
    assert law_key(f"《{name}（{year}年{word}）》") == key
