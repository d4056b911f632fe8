"""Codes (SPEC §6.1, §6.4, §6.5, appendix B #1 to #4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import (
    BusinessItemCode,
    CatalogCode,
    ImplementationCode,
    RegionCode,
    business_item_code_problem,
    catalog_code_problem,
    implementation_code_problem,
    region_code_problem,
    uscc_check_char,
    uscc_problem,
)
from forms.values.codes import USCC_ALPHABET

SAMPLES = [
    "11440100007482575H",
    "114403006939513773",
    "11440300MB2D072246",
    "11511301008778183N",
    "115113010833722043",
]


@pytest.mark.parametrize("code", SAMPLES)
def test_credit_codes_of_real_agencies_hold(code: str) -> None:
    assert uscc_problem(code) is None


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("11440100007482575K", "校验位"),
        ("1144010000748257", "16位"),
        ("11440100O07482575H", "“O”"),
        ("11440100007482575h", "“h”"),
        ("１1440100007482575H", "“１”"),
        ("", "0位"),
    ],
)
def test_wrong_credit_codes_are_explained(code: str, word: str) -> None:
    assert word in (uscc_problem(code) or "")


@given(st.text(USCC_ALPHABET, min_size=17, max_size=17), st.integers(0, 17), st.data())
def test_every_single_wrong_character_of_a_credit_code_is_found(
    first17: str, place: int, data: st.DataObject
) -> None:
    code = first17 + uscc_check_char(first17)
    assert uscc_problem(code) is None
    other = data.draw(st.sampled_from([c for c in USCC_ALPHABET if c != code[place]]))
    assert uscc_problem(code[:place] + other + code[place + 1 :]) is not None


@pytest.mark.parametrize("first17", ["", "1144010000748257O", "1" * 18])
def test_no_check_character_is_made_for_malformed_codes(first17: str) -> None:
    with pytest.raises(ValueError, match="前17位"):
        uscc_check_char(first17)


def test_a_catalogue_code_is_taken_apart() -> None:
    code = CatalogCode.parse("000164213003")
    assert (code.region, code.item_type, code.department) == ("00", "01", "64")
    assert (code.main, code.sub, code.has_sub_items) == ("213", "003", False)
    assert CatalogCode.parse("00016421300Y").has_sub_items


@pytest.mark.parametrize("code", ["000164213003", "00016421300Y", "440118009000", "442015052008"])
def test_published_catalogue_codes_hold(code: str) -> None:
    assert catalog_code_problem(code) is None
    assert str(CatalogCode.parse(code)) == code


@pytest.mark.parametrize(
    "code", ["", "00016421300", "00016421300X", "0001642130033", "００0164213003"]
)
def test_malformed_catalogue_codes_are_explained(code: str) -> None:
    assert "12位" in (catalog_code_problem(code) or "")


def test_an_implementation_code_is_its_three_parts() -> None:
    code = ImplementationCode.parse("11440300MB2D0722464440127028001")
    assert (code.org_uscc, code.use_level) == ("11440300MB2D072246", "4")
    assert str(code.catalog) == "440127028001"
    assert ImplementationCode.compose("11440300MB2D072246", "4", "440127028001") == code
    assert ImplementationCode.compose("11440300MB2D072246", "3", "440127028001") != code


def test_a_business_item_code_is_an_implementation_code_and_a_serial() -> None:
    text = "114403006939513773344201505200802"
    assert business_item_code_problem(text) is None
    code = BusinessItemCode.parse(text)
    assert code.serial == "02"
    assert str(BusinessItemCode.compose(text[:31], 2)) == text


@pytest.mark.parametrize(
    "code",
    ["", "114403006939513773344201505200800", "11440300693951377334420150520080", "x" * 33],
)
def test_malformed_business_item_codes_are_explained(code: str) -> None:
    assert business_item_code_problem(code) is not None


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("650000", "province"),
        ("650200", "city"),
        ("110100", "city"),
        ("650203", "county"),
        ("429004", "county"),
        ("650203001", "town"),
        ("650203001002", "village"),
        ("650203000000", "county"),
        ("650200000", "city"),
        ("440000000000", "province"),
    ],
)
def test_the_level_of_a_region_follows_from_its_code(code: str, level: str) -> None:
    assert RegionCode(code).level == level


@pytest.mark.parametrize("code", ["", "65", "6502031", "990000", "65020a", "６50203"])
def test_malformed_region_codes_are_explained(code: str) -> None:
    assert "行政区划代码" in (region_code_problem(code) or "")


def test_regions_are_related_when_one_lies_in_the_other() -> None:
    county = RegionCode("650203")
    assert county.related(RegionCode("650200"))
    assert RegionCode("650000").related(county)
    assert not county.related(RegionCode("650204"))


@given(st.text(max_size=40) | st.text(USCC_ALPHABET + "Y", max_size=34))
def test_no_text_breaks_the_checks(text: str) -> None:
    for check in (
        uscc_problem,
        catalog_code_problem,
        implementation_code_problem,
        business_item_code_problem,
        region_code_problem,
    ):
        problem = check(text)
        assert problem is None or problem.endswith("。")
