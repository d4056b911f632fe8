"""Making text comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import fold, halfwidth, is_placeholder, normalise_spaces


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("序  号", "序号"),
        ("实施层级\n及权限", "实施层级及权限"),
        ("中 介\u3000服 务", "中介服务"),
        ("公开内容（要素）", "公开内容 (要素)"),
        ("国发〔2016〕5号", "国发[２０１６]5号"),
        ("《甲〈乙〉法》", "〈甲<乙>法〉"),
        ("二手车—备案", "二手车-备案"),
        ("\ufeff行政\u200b许可", "行政许可"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_folding_keeps_different_names_apart() -> None:
    assert fold("法定期限") != fold("受理期限")


def test_spaces_become_plain_and_lines_stay() -> None:
    assert normalise_spaces("\u3000甲\xa0 乙 \r\n\t丙\u2002") == "甲 乙\n丙"


def test_placeholders_come_from_the_callers_list() -> None:
    assert is_placeholder(" 暂 无", {"暂无"})
    assert not is_placeholder("暂无纸质", {"暂无"})
    assert not is_placeholder("  ", {"暂无"})


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise_spaces(normalise_spaces(text)) == normalise_spaces(text)
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_half_width_keeps_every_position(text: str) -> None:
    assert len(halfwidth(text)) == len(text)
