"""Document numbers (SPEC §7.2, appendix B #20)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import DocumentKind, DocumentNumber, find_numbers
from forms.values.document_number import corrected, is_well_formed, suspicious, year

WELL_FORMED = [
    ("中办发〔2015〕21号", DocumentKind.AGENCY, "中办发", 2015, "21"),
    ("国办函〔2016〕108号", DocumentKind.AGENCY, "国办函", 2016, "108"),
    ("档发字〔2001〕5号", DocumentKind.AGENCY, "档发字", 2001, "5"),
    ("国务院令第711号", DocumentKind.ORDER, "国务院", None, "711"),
    ("交通运输部令2021年第5号", DocumentKind.ORDER, "交通运输部", 2021, "5"),
    ("商务部令〔2020〕第2号", DocumentKind.ORDER, "商务部", 2020, "2"),
    ("中华人民共和国主席令第三十四号", DocumentKind.ORDER, "中华人民共和国主席", None, "三十四"),
    ("国务院、中央军委令第788号", DocumentKind.ORDER, "国务院、中央军委", None, "788"),
    ("海关总署公告2018年第50号", DocumentKind.ANNOUNCEMENT, "海关总署", 2018, "50"),
    ("GB/T 9704-2012", DocumentKind.STANDARD, "GB/T", 2012, "9704"),
    ("DB52/T 1264-2018", DocumentKind.STANDARD, "DB52/T", 2018, "1264"),
]


@pytest.mark.parametrize(("text", "kind", "issuer", "when", "number"), WELL_FORMED)
def test_a_well_formed_number_is_taken_apart_and_given_back(
    text: str, kind: DocumentKind, issuer: str, when: int | None, number: str
) -> None:
    parsed = DocumentNumber.parse(text)
    assert (parsed.kind, parsed.issuer, parsed.year, parsed.number) == (kind, issuer, when, number)
    assert str(parsed) == text
    assert year(text) == when
    assert corrected(text) is None
    assert suspicious(text) is None


def test_the_serial_is_a_number_whatever_its_writing() -> None:
    assert DocumentNumber.parse("国家主席令第三十四号").serial == 34
    assert DocumentNumber.parse("GB/T 39046.1-2020").serial is None


@pytest.mark.parametrize(
    "text",
    [
        "国发[2016]055号",
        "国发[2016]55号",
        "国发［2016］55号",
        "国发【2016】55号",
        "国发(2016)55号",
        "国发（2016）55号",
        "国发﹝2016﹞55号",
        "国发〖2016〗55号",
        "国发〔2016年〕55号",
        "国发〔2016〕第55号",
        "国发〔2016〕055号",
        "国发〔２０１６〕５５号",
        "国发〔 2016 〕 55 号",
        "国发〔2016〕\u300055\xa0号",
        "国发〔2016〕55",
        "国发〔2016〕55号文",
        "国发〔2016〕55号文件",
        "（国发[2016]55号）",
    ],
)
def test_the_usual_slips_are_corrected(text: str) -> None:
    assert not is_well_formed(text)
    assert corrected(text) == "国发〔2016〕55号"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("国务院令711号", "国务院令第711号"),
        ("国务院令 第 711号", "国务院令第711号"),
        ("交通运输部令2016年2号", "交通运输部令2016年第2号"),
        ("证券监督管理委员会令2013第3号", "证券监督管理委员会令2013年第3号"),
        ("劳动和社会保障部令[2004]第21号", "劳动和社会保障部令〔2004〕第21号"),
        ("新疆维吾尔自治区人民政府令（第199号", "新疆维吾尔自治区人民政府令第199号"),
        ("国科发政字【2000】063号", "国科发政字〔2000〕63号"),
        ("档发[2001]字5号", "档发〔2001〕字5号"),
        ("农业部第41号令", "农业部令第41号"),
        ("某部（2004）第041号令", "某部令〔2004〕第41号"),
    ],
)
def test_orders_and_odd_numbers_of_real_lists_are_corrected(text: str, right: str) -> None:
    assert corrected(text) == right
    assert corrected(right) is None


@pytest.mark.parametrize(
    "text", ["国发〔16〕55号", "国发[16]55号", "国发〔2O16〕55号", "国发文55", ""]
)
def test_what_is_uncertain_is_never_corrected(text: str) -> None:
    assert corrected(text) is None
    assert not is_well_formed(text)
    with pytest.raises(ValueError, match="不是规范文号"):
        DocumentNumber.parse(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [("国发〔2O16〕55号", "字母"), ("国发〔2016〕l5号", "字母"), ("国发〔16〕55号", "四位")],
)
def test_likely_misreadings_get_a_hint(text: str, word: str) -> None:
    assert word in (suspicious(text) or "")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2004年4月30日中华人民共和国国务院令第406号公布", ["中华人民共和国国务院令第406号"]),
        ("经部务会议通过农业部令2013年第5号", ["农业部令2013年第5号"]),
        ("（2016年国家发改委令第44号)", ["国家发改委令第44号"]),
        (
            "1990年批准、商务部、国家发展改革委令2014年第4号",
            ["商务部、国家发展改革委令2014年第4号"],
        ),
        ("(国发[2006]28号)", ["国发[2006]28号"]),
        (
            "依据新政发〔 2013 〕 82号、国办发〔2019〕42号",
            ["新政发〔2013〕82号", "国办发〔2019〕42号"],
        ),
        ("（劳动和社会保障部第27号令）", ["劳动和社会保障部第27号令"]),
    ],
)
def test_numbers_are_found_in_running_text(text: str, numbers: list[str]) -> None:
    assert [found.text for found in find_numbers(text)] == numbers


_PROVOKING = st.text(alphabet="国发令公告字〔〕[]（）【】2016年第0五号文件 　１-GB/T", max_size=25)


@given(st.text() | _PROVOKING)
def test_no_text_breaks_the_readers_and_correcting_is_idempotent(text: str) -> None:
    year(text)
    suspicious(text)
    fixed = corrected(text)
    if fixed is not None:
        assert not is_well_formed(text)
        assert corrected(fixed) is None
    for found in find_numbers(text):
        assert "".join(text[found.start : found.end].split()) == found.text


@given(
    st.integers(1949, 2099), st.integers(1, 99_999), st.sampled_from(["[]", "()", "【】", "﹝﹞"])
)
def test_any_bracket_around_any_year_is_repaired(when: int, number: int, marks: str) -> None:
    text = f"新政发{marks[0]}{when}{marks[1]}第0{number}号"
    assert corrected(text) == f"新政发〔{when}〕{number}号"


_NUMBERS = st.from_regex(
    r"[国新办政发函字]{1,8}〔(19|20)[0-9]{2}〕[1-9][0-9]{0,4}号"
    r"|[国务院商部]{2,9}(令|公告)((19|20)[0-9]{2}年)?第([1-9][0-9]{0,3}|[一二三十百]{1,6})号",
    fullmatch=True,
)


@given(_NUMBERS)
def test_a_well_formed_number_is_never_changed(text: str) -> None:
    assert is_well_formed(text)
    assert corrected(text) is None
    assert str(DocumentNumber.parse(text)) == text
