"""Two texts side by side: every sign stays, and only words are differences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.laws.differences import differences
from forms.laws import RunKind

ARTICLE = (
    "第三条　灯塔主管部门应当自受理申请之日起二十日内作出决定；逾期不决定的，视为同意。\n"
    "前款规定的期限可以延长十日。"
)


def told(quoted: str, official: str = ARTICLE, **how: bool) -> list[tuple[str, str]]:
    """What differs."""
    runs = differences(quoted, official, **how)
    return [(r.quoted, r.official) for r in runs if r.kind is RunKind.CHANGED]


def test_numbers_and_words_are_changed_as_a_whole() -> None:
    quoted = "灯塔主管部门应当自受理申请之日起十五日内作出审批决定；逾期不决定的，视为同意。"
    assert told(quoted) == [("十五", "二十"), ("审批", "")]


def test_blanks_width_signs_and_the_number_of_the_article_are_no_differences() -> None:
    quoted = "第三条: 灯塔主管部门应当自受理申请之日起\n二十日内作出决定;逾期不决定的,视为同意. "
    assert told(quoted) == []


def test_what_the_law_says_around_the_quotation_was_left_out() -> None:
    runs = differences("逾期不决定的，视为同意。", ARTICLE)
    left = "".join(run.official for run in runs if run.kind is RunKind.LEFT_OUT)
    assert left.endswith("前款规定的期限可以延长十日。")
    assert not told("逾期不决定的，视为同意。")


def test_dots_in_a_quotation_stand_for_what_is_left_out() -> None:
    assert told("灯塔主管部门应当……作出决定；逾期不决定的，视为同意。") == []


def test_what_a_part_does_not_quote_is_no_difference() -> None:
    quoted = "灯塔主管部门应当自受理申请之日起二十日内作出决定；前款规定的期限可以延长十日。"
    assert told(quoted) == [("", "逾期不决定的，视为同意。")]
    assert told(quoted, partial=True) == []


def test_between_two_versions_nothing_was_left_out() -> None:
    older = ARTICLE.partition("\n")[0]
    assert told(older, whole=True) == [("", "前款规定的期限可以延长十日。")]


def test_two_different_passages_are_marked_as_a_whole() -> None:
    other = "与此毫无相干而且说着别样事情"
    assert told(other) == [(other, ARTICLE.removeprefix("第三条　"))]


@given(
    st.text(alphabet="第三条二十日内,，。；作出决定 \n……（一）a1", max_size=60),
    st.text(alphabet="第三条二十日内,，。；作出决定 \n……（一）a1", max_size=60),
    st.booleans(),
)
def test_each_side_is_the_whole_text_again(quoted: str, official: str, whole: bool) -> None:
    runs = differences(quoted, official, whole=whole)
    assert "".join(run.quoted for run in runs) == quoted
    assert "".join(run.official for run in runs) == official
