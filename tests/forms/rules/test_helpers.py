"""What several rules lean on: word lists, ranks, working days."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from forms.loader import load_catalogue
from forms.rules.adjustment import working_days
from forms.rules.levels import levels_of, words
from forms.rules.lexicon import Lexicon

CATALOGUE = load_catalogue()


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2025, 3, 3), date(2025, 3, 3), 0),
        (date(2025, 3, 3), date(2025, 3, 1), 0),
        (date(2025, 3, 7), date(2025, 3, 10), 1),
        (date(2025, 9, 30), date(2025, 10, 9), 1),  # National Day
        (date(1950, 1, 6), date(1950, 1, 10), 2),  # no calendar for that year
        (date(2000, 1, 1), date(2020, 1, 1), 5215),
    ],
)
def test_working_days_follow_the_official_calendar(start: date, end: date, expected: int) -> None:
    assert working_days(start, end) == expected


def test_of_two_words_at_one_place_the_longer_counts() -> None:
    lexicon = Lexicon(CATALOGUE)
    assert lexicon.find("catch_all_materials", "提交 其他相关材料") == ["其他相关材料"]
    assert lexicon.find("no_such_list", "其他材料") == []


def test_a_present_name_that_contains_an_old_one_is_left_alone() -> None:
    lexicon = Lexicon(CATALOGUE)
    assert list(lexicon.renamed("某市自然资源和规划局")) == []
    assert [found.old for found in lexicon.renamed("规划局（现自然资源和规划局）")] == ["规划局"]


def test_without_word_lists_nothing_is_found() -> None:
    lexicon = Lexicon(replace(CATALOGUE, wordlists={}))
    assert lexicon.find("vague", "良好") == []
    assert list(lexicon.renamed("工商局")) == []
    assert not lexicon.is_placeholder("无")


def test_an_unknown_rank_makes_all_ranks_uncertain() -> None:
    law, unknown = ("a[0]", {"level": "law"}), ("a[1]", {"title": "某某规定"})
    assert levels_of([law]) == {"law"}
    assert levels_of([law, unknown]) == frozenset()
    assert words({"department_rule", "law"}) == "法律、部门规章"


def test_area_codes_are_those_of_the_numbering_plan() -> None:
    """Compared by hand with libphonenumber's names of places; 本溪 shares the code of 沈阳."""
    codes = load_catalogue().wordlists["area_codes"]["codes"]
    assert all(len(region) in (2, 4, 6) and region.isdecimal() for region in codes)
    assert all(re.fullmatch(r"0[1-9]\d{1,2}", code) for known in codes.values() for code in known)
    assert codes["2105"] == ["024", "0414"]
    hubei = {"4202": "0714", "4207": "0711", "4209": "0712", "4211": "0713", "4212": "0715"}
    assert {region: codes[region][0] for region in hubei} == hubei
