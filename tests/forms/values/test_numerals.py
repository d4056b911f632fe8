"""Chinese numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import chinese_to_int, int_to_chinese
from forms.values.numerals import NUMERAL


@given(st.integers(0, 99_999))
def test_every_number_survives_the_way_into_chinese_and_back(number: int) -> None:
    assert chinese_to_int(int_to_chinese(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("二十", 20),
        ("十五", 15),
        ("一十五", 15),
        ("一百零三", 103),
        ("一百〇三", 103),
        ("一百一十五", 115),
        ("两", 2),
        ("两百", 200),
        ("〇", 0),
        ("廿一", 21),
        ("卅", 30),
        ("二〇一九", 2019),
        ("3百", 300),
        ("二十3", 23),
        ("２０", 20),
        ("２0", 20),
        (" 二 十 ", 20),
        ("二\u3000十", 20),
        ("一万零五", 10_005),
        ("十二万三千", 123_000),
    ],
)
def test_reads_numerals_as_published(text: str, number: int) -> None:
    assert chinese_to_int(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "点", "负三", "一点五", "十十", "百", "二十二十", "一百五", "一万五", "²", "٣", "甲"],
)
def test_refuses_what_is_no_certain_whole_number_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="不是数字"):
        chinese_to_int(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (10, "十"),
        (15, "十五"),
        (20, "二十"),
        (103, "一百零三"),
        (110, "一百一十"),
        (115, "一百一十五"),
        (1015, "一千零一十五"),
        (10_015, "一万零一十五"),
        (100_015, "十万零一十五"),
    ],
)
def test_writes_numerals_in_the_style_of_laws(number: int, text: str) -> None:
    assert int_to_chinese(number) == text


@pytest.mark.parametrize("number", [-1, 10**8])
def test_refuses_to_write_numbers_outside_its_range(number: int) -> None:
    with pytest.raises(ValueError, match="整数"):
        int_to_chinese(number)


@given(st.text() | st.text(alphabet=NUMERAL + "0１ "))
def test_reading_arbitrary_text_gives_a_number_or_a_value_error(text: str) -> None:
    try:
        number = chinese_to_int(text)
    except ValueError:
        return
    assert number >= 0
