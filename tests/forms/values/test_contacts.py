"""Telephone numbers and personal data (SPEC §6.2, §6.3, appendix B #23)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import find_personal_data, is_mobile, normalise_phone, phone_problems


@pytest.mark.parametrize(
    "text",
    [
        "0777-6428820",
        "0777—6428820",
        "0777－６４２８８２０",
        "（0777）6428820",
        "0777 6428820 转 801",
        "010-12345678",
        "0990-6221234-801",
        "12345",
        "0990-12345",
        "110",
        "12315",
        "96666",
        "10086",
        "95598",
        "400-123-4567",
        "4001234567",
        "025-58155296 、025-58155686",
        "0990-6221234；12345,0990-6221235/0990-6221236",
        "13812345678",
        "",
    ],
)
def test_published_telephone_numbers_hold(text: str) -> None:
    assert phone_problems(text) == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("88029870", "区号"),
        ("www.a.cn 0990-1234567", "格式错误"),
        ("0990-123", "格式错误"),
        ("办公室", "格式错误"),
    ],
)
def test_wrong_telephone_numbers_are_explained(text: str, word: str) -> None:
    (problem,) = phone_problems(text)
    assert word in problem


def test_each_number_of_a_list_is_checked_by_itself() -> None:
    assert len(phone_problems("0990-6221234、123、12345、88029870")) == 2


def test_a_mobile_number_is_known_as_one() -> None:
    assert is_mobile("138 1234 5678")
    assert not is_mobile("0990-6221234")


@given(st.text(max_size=30) | st.text(alphabet="0123456789-—（）() 转、，", max_size=30))
def test_tidying_numbers_is_idempotent_and_never_fails(text: str) -> None:
    assert normalise_phone(normalise_phone(text)) == normalise_phone(text)
    phone_problems(text)


TODAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "kind", "masked", "severity"),
    [
        ("样表：11010519491231002X。", "id_card", "110105********002X", "E"),
        ("身份证１１０１０５１９４９１２３１００２x", "id_card", "110105********002x", "E"),
        ("旧证110105491231002", "id_card_15", "110105******002", "I"),
        ("开户行：某行，账号6222021234567890128", "bank_card", "622202*********0128", "E"),
        ("联系 13812345678", "mobile", "138****5678", "W"),
        ("护照E12345678", "passport", "E*******8", "W"),
        ("通行证H12345678", "travel_permit", "H*******8", "W"),
        ("zhang@example.cn", "email", "z**************n", "W"),
        ("幸福里3单元402室", "home_address", "3*****室", "W"),
        ("联系人：张三丰", "contact_name", "张*丰", "I"),
    ],
)
def test_personal_data_are_found_and_masked(
    text: str, kind: str, masked: str, severity: str
) -> None:
    (found,) = find_personal_data(text, TODAY)
    assert (found.kind, found.masked, found.severity) == (kind, masked, severity)


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # check digit
        "11010519491331002X",  # month 13
        "99010519491231002X",  # province
        "115113010833722043",  # a credit code of digits only
        "11440300MB2D0722464440127028001",
        "114403006939513773344201505200802",
        "国办发〔2019〕42号",
        "https://zwfw.example.cn/item?id=11010519491231002X&tel=13812345678",
        "序列号6222021234567890128",
        "0990-6221234",
    ],
)
def test_codes_numbers_and_addresses_are_no_personal_data(text: str) -> None:
    assert find_personal_data(text, TODAY) == ()


def test_a_birth_date_in_the_future_is_no_identity_card() -> None:
    assert find_personal_data("11010519491231002X", date(1949, 1, 1)) == ()


@given(st.text() | st.text(alphabet="0123456789Xx ?=账号联系人：张组号E", max_size=60))
def test_findings_never_overlap_and_no_text_breaks_the_search(text: str) -> None:
    end = 0
    for found in find_personal_data(text, TODAY):
        assert end <= found.start < found.end <= len(text)
        end = found.end
