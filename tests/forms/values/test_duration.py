"""Time limits (CL09, rules T01 and T15, MESS §3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import Comparison, Duration, compare, extract_limits, parse_duration
from forms.values.duration import UNITS


@pytest.mark.parametrize(
    ("text", "amount", "unit", "keeps_note"),
    [
        ("20个工作日", 20, "working_day", False),
        ("20工作日", 20, "working_day", False),
        ("1 工作日", 1, "working_day", False),
        ("5(工作日)", 5, "working_day", False),
        ("60日", 60, "calendar_day", False),
        ("15天", 15, "calendar_day", False),
        ("90个自然日", 90, "calendar_day", False),
        ("24小时", 24, "hour", False),
        ("二十日内", 20, "calendar_day", False),
        ("十个工作日", 10, "working_day", False),
        ("三个月", 3, "month", False),
        ("1年", 1, "year", False),
        ("两周", 2, "week", False),
        ("20个工作日内", 20, "working_day", False),
        ("1个工作日内", 1, "working_day", False),
        ("5日内", 5, "calendar_day", False),
        ("5日以内", 5, "calendar_day", False),
        ("２０个工作日", 20, "working_day", False),
        ("20 个 工 作 日", 20, "working_day", False),
        ("0个工作日", 0, "working_day", False),
        ("之日起20个工作日。", 20, "working_day", True),
        ("自受理之日起20个工作日", 20, "working_day", True),
        ("信息形成或者变更之日起20个工作日内", 20, "working_day", True),
        ("信息形成20个工 作日内公开", 20, "working_day", True),
        ("不超过30个工作日", 30, "working_day", True),
        ("当场办结（1个工作日）", 1, "working_day", True),
    ],
)
def test_reads_every_published_form_of_one_limit(
    text: str, amount: int, unit: str, keeps_note: bool
) -> None:
    parsed = parse_duration(text)
    assert parsed.value == Duration(amount, unit)
    assert parsed.note == (text if keeps_note else "")


@pytest.mark.parametrize(
    "text", ["即时办理", "即时办结", "即办件", "即审即办", "当场办理", "当日", "即来即办"]
)
def test_words_for_at_once_are_zero_days_and_stay_in_the_note(text: str) -> None:
    parsed = parse_duration(text)
    assert parsed.value == Duration(0, "working_day")
    assert parsed.immediate
    assert parsed.note == text


@pytest.mark.parametrize(
    "text",
    [
        "告知承诺制：20个工作日\n非告知承诺制:10个工作日",
        "承诺时限:3个工作日(现场审核时间除外);审批:2个工作日;办结:1个工作日",
        "10个工作日内,公示7个工作日",
        "可以延长十日",
        "提前一周发通知邀请",
        "半年至少更新1次",
        "信息形成之日起30内办结",
        "1-3个工作日",
        "0.5个工作日",
        "每月5日前",
        "2019年4月23日",
        "实时公开",
        "及时公开",
        "永久公开",
        "合同约定",
        "全年均可申请",
        "20",
        "/",
        "无",
        "同上",
        "",
    ],
)
def test_what_is_no_single_limit_is_kept_as_a_note(text: str) -> None:
    parsed = parse_duration(text)
    assert parsed.value is None
    assert parsed.note == text
    assert not parsed.immediate


def test_a_bare_number_takes_the_unit_of_its_column() -> None:
    assert parse_duration("20.0", "working_day").value == Duration(20, "working_day")
    assert parse_duration("二十", "calendar_day").value == Duration(20, "calendar_day")
    assert parse_duration("0", "working_day").immediate


@pytest.mark.parametrize(
    ("promise", "legal", "order", "exact"),
    [
        ((5, "working_day"), (20, "working_day"), -1, True),
        ((25, "working_day"), (20, "working_day"), 1, True),
        ((20, "working_day"), (20, "working_day"), 0, True),
        ((20, "working_day"), (20, "calendar_day"), 1, False),
        ((14, "working_day"), (18, "calendar_day"), 0, False),
        ((20, "calendar_day"), (14, "working_day"), 1, False),
        ((0, "working_day"), (1, "hour"), -1, True),
        ((9, "hour"), (1, "working_day"), 1, False),
        ((8, "hour"), (1, "working_day"), 0, False),
        ((12, "month"), (1, "year"), 0, True),
        ((2, "week"), (14, "calendar_day"), 0, True),
        ((20, "working_day"), (1, "month"), -1, False),
    ],
)
def test_limits_compare_by_the_algorithm_of_the_specification(
    promise: tuple[int, str], legal: tuple[int, str], order: int, exact: bool
) -> None:
    assert compare(Duration(*promise), Duration(*legal)) == Comparison(order, exact)


_DURATIONS = st.builds(Duration, st.integers(0, 9999), st.sampled_from(UNITS))


@given(_DURATIONS, _DURATIONS)
def test_comparing_the_other_way_round_reverses_the_order(a: Duration, b: Duration) -> None:
    assert compare(a, b).order == -compare(b, a).order
    assert compare(a, a) == Comparison(0, exact=True)


@given(_DURATIONS)
def test_a_limit_survives_json(value: Duration) -> None:
    assert Duration.from_json(value.to_json()) == value


@given(st.builds(Duration, st.integers(1, 999), st.sampled_from(UNITS)))
def test_a_printed_limit_reads_back(value: Duration) -> None:
    assert parse_duration(value.text()).value == value


def test_zero_is_printed_as_at_once() -> None:
    assert Duration(0, "working_day").text() == "即办"
    assert Duration(20, "working_day").text() == "20个工作日"


@pytest.mark.parametrize(
    "value", [{}, {"amount": "20", "unit": "hour"}, {"amount": True, "unit": "hour"}, {"amount": 1}]
)
def test_incomplete_stored_limits_are_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="不完整"):
        Duration.from_json(value)


@pytest.mark.parametrize(("amount", "unit"), [(-1, "hour"), (1, "decade"), (10_000, "year")])
def test_impossible_limits_are_refused(amount: int, unit: str) -> None:
    with pytest.raises(ValueError, match="无效"):
        Duration(amount, unit)


@pytest.mark.parametrize(
    ("prose", "limits"),
    [
        ("有效期5年，自受理之日起20个工作日内办结。", [(20, "working_day")]),
        ("近3个月缴费证明。承诺10个工作日。", [(10, "working_day")]),
        (
            "法定办结时限：20个工作日；承诺办结时限：5个工作日",
            [(20, "working_day"), (5, "working_day")],
        ),
        (
            "自受理行政许可申请之日起二十日内作出行政许可决定，可以延长十日。",
            [(20, "calendar_day")],
        ),
        ("年满18周岁，提交材料后2019年4月23日前办结。", []),
        ("有效期5年。", []),
    ],
)
def test_only_limits_for_handling_are_taken_from_prose(
    prose: str, limits: list[tuple[int, str]]
) -> None:
    found = extract_limits(prose)
    assert [(item.value.amount, item.value.unit) for item in found] == limits


@given(
    st.text()
    | st.text(alphabet="二十20个工作日（）月年周小时内自受理之日起办结当场、 \n", max_size=40)
)
def test_no_text_breaks_the_readers_and_nothing_is_lost(text: str) -> None:
    parsed = parse_duration(text)
    assert parsed.value is not None or parsed.note == text.strip()
    for found in extract_limits(text):
        assert text[found.start : found.end]
