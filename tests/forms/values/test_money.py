"""Amounts with thousands apart, and in capitals as on a receipt."""

from __future__ import annotations

import pytest

from forms.values.money import grouped, in_capitals


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.5", "伍角整"),
        ("10", "壹拾元整"),
        ("1001", "壹仟零壹元整"),
        ("10010", "壹万零壹拾元整"),
        ("100100", "壹拾万零壹佰元整"),
        ("1005.06", "壹仟零伍元零陆分"),
        ("1234567.5", "壹佰贰拾叁万肆仟伍佰陆拾柒元伍角整"),
        ("20000000001", "贰佰亿零壹元整"),
        ("-3.55", "负叁元伍角伍分"),
    ],
)
def test_amounts_in_capitals(amount: str, words: str) -> None:
    assert in_capitals(amount) == words


@pytest.mark.parametrize("amount", ["", "免费", "1.005", "1E+20", "NaN"])
def test_what_cannot_be_said_in_capitals_is_not(amount: str) -> None:
    assert in_capitals(amount) == ""


def test_thousands_stand_apart_and_no_digit_is_lost() -> None:
    assert grouped("1234567.50") == "1,234,567.50"
    assert grouped("120") == "120"
    assert grouped("视情况") == "视情况"
