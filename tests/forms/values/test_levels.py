"""Ranks of legal bases (CL18)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import LEVEL_NAMES, LEVELS, infer_level, level_of


def test_every_rank_has_a_label() -> None:
    assert tuple(LEVEL_NAMES) == LEVELS


@pytest.mark.parametrize(
    ("tag", "title", "history", "level"),
    [
        ("法律", "中华人民共和国行政许可法", "", "law"),
        ("行法规", "植物检疫条例", "", "administrative_regulation"),
        ("法规", "植物检疫条例", "（国务院令第98号）", "administrative_regulation"),
        ("法规", "植物检疫条例", "", "administrative_regulation"),
        ("法规", "新疆维吾尔自治区奶业条例", "", "local_regulation"),
        ("法规", "国务院对确需保留的行政审批项目设定行政许可的决定", "", "state_council_decision"),
        ("法规", "某某管理办法", "", None),
        ("地方法规", "某市条例", "", "local_regulation"),
        ("规章", "公路工程竣（交）工验收办法", "（交通部令2004年第3号）", "department_rule"),
        ("规章", "新疆维吾尔自治区甲办法", "（自治区人民政府令第134号）", "provincial_rule"),
        ("政府规章", "克拉玛依市甲办法", "（市人民政府令第3号）", "municipal_rule"),
        ("规章", "农药管理条例", "（国务院令第216号）", None),
        ("部令", "甲规定", "", "department_rule"),
        ("规范性文件", "甲通知", "", "normative_document"),
        ("党内法规", "甲条例", "", "party_document"),
        ("标准", "甲", "", "standard"),
        ("", "中华人民共和国环境保护法", "", "law"),
        ("", "某某工作的通知", "（国办发〔2019〕1号）", "normative_document"),
        ("", "某某规则", "", None),
    ],
)
def test_tags_become_ranks_and_ambiguous_ones_are_decided_by_title_and_number(
    tag: str, title: str, history: str, level: str | None
) -> None:
    assert level_of(tag, title, history) == level


_WORDS = "中华人民共和国 甲 省 市 自治区 条例 办法 法 （试行） 国务院令第7号 人民政府令 部令 〔2016〕5号 通知"
_PROVOKING = st.lists(st.sampled_from(_WORDS.split()), max_size=8).map("".join)


@given(st.text() | _PROVOKING, st.text() | _PROVOKING)
def test_guessing_a_rank_never_fails(title: str, history: str) -> None:
    assert infer_level(title, history) in {None, *LEVELS}
