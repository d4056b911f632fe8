"""Line breaking: nothing is lost, nothing runs over, marks stand where they may."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.pdf.linebreak import NO_END, NO_START, WORD, break_lines, may_break, stretch_points

ALPHABET = "县级人民政府自收到申请之日起作出决定，。；：？！《》（）“”、—…abcXYZ0123456789.-/% "
texts = st.text(st.sampled_from(ALPHABET), min_size=1, max_size=120)


def edges_of(text: str) -> list[float]:
    """Chinese characters 1000 wide, Latin ones 500."""
    return list(accumulate(500.0 if ord(char) < 128 else 1000.0 for char in text))


def lines_of(text: str, width: float, first: float | None = None) -> list[str]:
    return [text[start:end] for start, end in break_lines(text, edges_of(text), width, first)]


@given(texts, st.integers(1, 30), st.integers(0, 4))
def test_lines_put_together_are_the_text(text: str, width: int, indent: int) -> None:
    lines = lines_of(text, width * 1000, max(width - indent, 1) * 1000)
    assert "".join(lines) == text
    assert all(lines)


@given(texts, st.integers(1, 30))
def test_no_line_is_wider_than_the_column_but_for_hanging_blanks(text: str, width: int) -> None:
    for line in lines_of(text, width * 1000):
        visible = line.rstrip(" ")
        assert len(visible) <= 1 or edges_of(visible)[-1] <= width * 1000


@given(texts, st.integers(4, 30))
def test_a_line_ends_at_a_forbidden_place_only_where_no_other_was_left(
    text: str, width: int
) -> None:
    spans = break_lines(text, edges_of(text), width * 1000)
    for start, end in spans[:-1]:
        if not may_break(text, end):
            allowed = [at for at in range(start + 1, end) if may_break(text, at)]
            assert not allowed, text[start:end]


@pytest.mark.parametrize("mark", "，。；：？！、》）”’】％")
def test_closing_marks_never_start_a_line(mark: str) -> None:
    assert mark in NO_START
    lines = lines_of("县级以上地方" + mark + "人民政府", 6000)
    assert lines[0] == "县级以上地"
    assert lines[1].startswith("方" + mark)


@pytest.mark.parametrize("mark", "（《“‘【￥")
def test_opening_marks_never_end_a_line(mark: str) -> None:
    assert mark in NO_END
    assert lines_of("县级以上地" + mark + "人民政府》", 6000)[0] == "县级以上地"


def test_words_and_numbers_stay_whole() -> None:
    assert lines_of("电话0777-0000001转8", 6000) == ["电话", "0777-0000001", "转8"]


def test_a_code_wider_than_the_column_is_broken_without_losing_digits() -> None:
    code = "11450721MB0123456X400012300600001"
    lines = lines_of(code, 6000)
    assert "".join(lines) == code
    assert all(len(line) <= 12 for line in lines)


def test_an_address_is_broken_after_a_joint() -> None:
    lines = lines_of("https://zwfw.example.gov.cn/guide/000123006000", 15000)
    assert lines[0] == "https://zwfw.example.gov.cn/"


def test_dashes_and_dots_of_two_characters_stay_whole() -> None:
    for pair in ("——", "……"):
        assert lines_of("县级以上地" + pair + "人民", 6000)[0] == "县级以上"


def test_an_empty_text_is_one_empty_line() -> None:
    assert break_lines("", [], 1000) == [(0, 0)]


@given(texts)
def test_justification_opens_no_gap_inside_words(text: str) -> None:
    points = set(stretch_points(text))
    for at in range(1, len(text)):
        if text[at] in WORD and text[at - 1] in WORD:
            assert at not in points
