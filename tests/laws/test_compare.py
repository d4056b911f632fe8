"""A quotation is compared by its words, not by how it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.laws.compare import Agreement, best_article, compare
from desktop.laws.parse import parse_law
from forms.values import ArticleRef
from tests.laws import samples

LAW = parse_law(samples.LICENSING)
SECOND = LAW.by_number[2, 0].text
THIRD = LAW.by_number[3, 0].text


@pytest.mark.parametrize(
    "quoted",
    [
        THIRD,
        f"第三条　{THIRD}",
        f"第三条：“{THIRD}”",
        "灯塔主管部门应当自受理申请之日起\n二十日内 作出决定",
        "灯塔主管部门应当自受理申请之日起二十日内作出决定.",
    ],
)
def test_white_space_width_and_the_leading_number_are_no_difference(quoted: str) -> None:
    assert compare(quoted, THIRD).agreement is Agreement.EQUAL


@pytest.mark.parametrize(
    "quoted",
    [
        "在海岸设置灯塔的，应当具备下列条件：（一）有固定的基座；",
        "在海岸设置灯塔的，应当具备下列条件：……（二）有看守人员",
        "具备前款条件的，可以申请设置许可",
    ],
)
def test_a_part_of_the_article_agrees(quoted: str) -> None:
    assert compare(quoted, SECOND).agreement is Agreement.PART


ARTICLES = """违反本法规定，有下列行为之一的，处百分之二以下罚款：
（一）擅自关闭灯塔的；
（二）未按时点灯的；
（三）损坏灯器的。
单位有前款行为的，从重处罚。
阻碍检查的，处三万元以下罚款。"""


@pytest.mark.parametrize(
    "quoted",
    [
        # Paragraphs and items that are left out without a mark.
        "违反本法规定，有下列行为之一的，处百分之二以下罚款：\n（二）未按时点灯的。\n阻碍检查的，处三万元以下罚款。",
        # The lead of a list said again for each item.
        "第九条第（一）项：有下列行为之一的，处百分之二以下罚款：（一）擅自关闭灯塔的；\n第九条第（三）项：有下列行为之一的，处百分之二以下罚款：（三）损坏灯器的。",
        # Several paragraphs or items named at once.
        "第九条第二、三款：单位有前款行为的，从重处罚。",
        "第九条第（一）（二）项：（一）擅自关闭灯塔的；（二）未按时点灯的；",
        "第九条第一、三项：（一）擅自关闭灯塔的；（三）损坏灯器的。",
    ],
)
def test_what_is_left_out_or_said_again_is_no_difference(quoted: str) -> None:
    assert compare(quoted, ARTICLES).agreement is Agreement.PART


@pytest.mark.parametrize(
    "quoted",
    [
        "阻碍检查的，处3万元以下罚款。",
        "违反本法规定，有下列行为之一的，处2%以下罚款：（一）擅自关闭灯塔的；",
        "阻碍检查的处三万元以下罚款。",
    ],
)
def test_punctuation_and_the_writing_of_numbers_are_slight_differences(quoted: str) -> None:
    found = compare(quoted, ARTICLES)
    assert (found.agreement, found.slight) == (Agreement.DIFFERS, True)


def test_a_number_may_have_a_fraction() -> None:
    law = "处工程价款百分之零点五以上百分之一以下的罚款。"
    assert compare("处工程价款0.5%以上1%以下的罚款。", law).slight
    assert not compare("处工程价款0.6%以上1%以下的罚款。", law).slight


@pytest.mark.parametrize(
    "quoted",
    [
        "阻碍检查的，处2万元以下罚款。",
        "阻碍检查的，处三万元以上罚款。",
        "违反本法规定，有下列行为之一的，处百分之三以下罚款：（一）擅自关闭灯塔的；",
    ],
)
def test_another_number_or_word_is_not_slight(quoted: str) -> None:
    found = compare(quoted, ARTICLES)
    assert (found.agreement, found.slight) == (Agreement.DIFFERS, False)


def test_parts_in_another_order_do_not_agree() -> None:
    quoted = "具备前款条件的，可以申请设置许可……在海岸设置灯塔的"
    assert compare(quoted, SECOND).agreement is not Agreement.PART


def test_another_number_is_a_difference_and_is_shown() -> None:
    found = compare(THIRD.replace("二十日", "十五日"), THIRD)
    assert found.agreement is Agreement.DIFFERS
    assert [(p.quoted, p.official) for p in found.pieces if not p.same] == [("", "二"), ("五", "")]
    assert (
        "".join(piece.quoted for piece in found.pieces)
        == "灯塔主管部门应当自受理申请之日起十五日内作出决定"
    )


def test_another_passage_is_no_slip() -> None:
    found = compare("公民、法人或者其他组织对行政处罚不服的，可以申请复议。", THIRD)
    assert found.agreement is Agreement.OTHER


def test_the_article_that_a_quotation_comes_from_is_found() -> None:
    found = best_article(f"第二条 {THIRD}", LAW.articles)
    assert found is not None
    assert found[0].ref == ArticleRef(3)
    assert found[1].agreement is Agreement.EQUAL


def test_a_quotation_from_elsewhere_has_no_article() -> None:
    assert best_article("猫应当自行回家。", LAW.articles) is None
    assert best_article("", LAW.articles) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_two_texts_can_be_compared(quoted: str, official: str) -> None:
    found = compare(quoted, official)
    assert 0 <= found.alike <= 1
    assert compare(quoted, quoted).agreement is Agreement.EQUAL
