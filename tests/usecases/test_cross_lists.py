"""Guides, powers, services and duties against each other: what differs, and what must not count."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.usecases.cross_lists import Disagreement, compare_lists, cross_check
from desktop.usecases.workspace import Workspace
from forms.record import Record

LAW = "中华人民共和国水法"


def _guide(**values: Any) -> Record:
    told = {
        "item_name": "取水许可",
        "catalog_code": "000119001000",
        "task_type": "administrative_licence",
        "legal_basis": [{"title": LAW, "article_text": "第七条、第四十八条"}],
        "promise_limit": {"amount": 10, "unit": "working_day"},
        "is_fee": False,
    }
    return Record("service_guide", {**told, **values}, uuid="指南")


def _power(**values: Any) -> Record:
    told = {
        "name": "取水许可",
        "code": "000119001000",
        "power_type": "administrative_licence",
        "basis": [{"title": LAW, "article_text": "第七条、第四十八条"}],
        "promise_limit": {"amount": 10, "unit": "working_day"},
    }
    return Record("power_item", {**told, **values}, uuid="职权")


def _service(**values: Any) -> Record:
    told = {
        "name": "水资源论证报告编制",
        "output": "建设项目水资源论证报告书",
        "approvals": [{"name": "取水许可", "code": "000119001000"}],
    }
    return Record("intermediary_item", {**told, **values}, uuid="中介")


def _duty(**values: Any) -> Record:
    return Record("responsibility_item", {"power": ["职权"], **values}, uuid="责任")


LINKED = [{"item": ["中介"]}]


def _found(*records: Record) -> list[Disagreement]:
    return list(compare_lists(records))


def _fields(*records: Record) -> list[tuple[str, str, str]]:
    return [(item.topic, item.one.field, item.other.field) for item in _found(*records)]


def test_lists_that_agree_have_no_disagreement() -> None:
    guide = _guide(intermediary_links=LINKED)
    assert _found(guide, _power(), _service(), _duty()) == []


def test_one_list_alone_contradicts_nobody() -> None:
    for record in (_guide(), _power(), _service(), _duty()):
        assert _found(record) == []


@pytest.mark.parametrize(
    ("guide", "power", "expected"),
    [
        ({"item_name": "取水许可审批"}, {}, ("名称", "item_name", "name")),
        ({"catalog_code": "1"}, {}, ("编码", "catalog_code", "code")),
        ({}, {"power_type": "other_power"}, ("类型", "task_type", "power_type")),
        ({}, {"promise_limit": {"amount": 15, "unit": "working_day"}},
         ("时限", "promise_limit", "promise_limit")),
        ({"legal_limit": {"amount": 1, "unit": "month"}},
         {"legal_limit": {"amount": 45, "unit": "working_day"}},
         ("时限", "legal_limit", "legal_limit")),
        ({}, {"basis": [{"title": LAW, "article_text": "第七条、第四十九条"}]},
         ("依据", "legal_basis", "basis")),
        ({}, {"fees": [{"name": "水资源费"}]}, ("收费", "is_fee", "fees")),
        ({"is_fee": True, "fees": [{"name": "甲费"}]}, {"fees": [{"name": "乙费"}]},
         ("收费", "fees", "fees")),
        ({"is_fee": True, "fees": [{"name": "甲费", "standard": "1元"}]},
         {"fees": [{"name": "甲费", "standard": "2元"}]}, ("收费", "fees", "fees")),
    ],
)  # fmt: skip
def test_what_guide_and_power_say_differently_is_told(
    guide: dict[str, Any], power: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    assert expected in _fields(_guide(**guide), _power(**power))


@pytest.mark.parametrize(
    ("guide", "power"),
    [
        ({"item_name": "取水许可 "}, {"name": "取水许可"}),  # blanks
        ({}, {"promise_limit": None}),  # one says nothing
        ({"promise_limit": {"amount": 14, "unit": "calendar_day"}}, {}),  # the same time
        ({}, {"basis": [{"title": LAW, "article_text": "第七条第一款、第四十八条"}]}),  # within it
        ({}, {"basis": []}),
        (
            {"impl_basis": [{"title": "某办法", "article_text": "第三条"}]},
            {},
        ),  # for the guide alone
        ({"is_fee": True, "fees": [{"name": "甲费"}]}, {}),  # a list without a column for fees
    ],
)
def test_what_is_no_contradiction_is_not_told(guide: dict[str, Any], power: dict[str, Any]) -> None:
    assert _found(_guide(**guide), _power(**power)) == []


def test_the_articles_on_which_they_differ_are_named() -> None:
    power = _power(basis=[{"title": LAW, "article_text": "第七条、第四十九条"}])
    lacking, extra = _found(_guide(), power)
    assert lacking.other.says == f"《{LAW}》第四十九条"
    assert extra.one.says == f"《{LAW}》第四十八条"


def test_a_link_outweighs_code_and_name() -> None:
    other = Record("power_item", {"name": "别的", "code": "000119001000"}, uuid="另")
    power = _power(code="2", guides=["指南"])
    assert _fields(_guide(), power, other) == [("编码", "catalog_code", "code")]


def test_a_name_that_several_bear_joins_nobody() -> None:
    guide = _guide(catalog_code="1")
    twin = Record("power_item", {"name": "取水许可", "code": "3"}, uuid="另")
    assert _found(guide, _power(code="2"), twin) == []


def test_a_cancelled_record_is_left_out() -> None:
    power = _power(name="旧名", item_status="cancelled")
    assert _found(_guide(), power) == []


@pytest.mark.parametrize(
    ("guide", "service", "expected"),
    [
        ({}, {}, ("中介服务", "intermediary_links", "approvals[0]")),
        ({"intermediary_links": LINKED}, {"approvals": [{"name": "别的许可", "code": "9"}]},
         ("中介服务", "intermediary_links", "approvals")),
        ({"intermediary_links": LINKED}, {"approvals": [{"name": "取水许可", "code": "9"}]},
         ("编码", "catalog_code", "approvals[0].code")),
        ({"intermediary_links": LINKED},
         {"approvals": [{"name": "取水审批", "code": "000119001000"}]},
         ("名称", "item_name", "approvals[0].name")),
    ],
)  # fmt: skip
def test_what_guide_and_service_say_differently_is_told(
    guide: dict[str, Any], service: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    assert _fields(_guide(**guide), _service(**service)) == [expected]


def test_a_service_for_another_guide_of_the_same_name_is_no_contradiction() -> None:
    twin = Record("service_guide", {"item_name": "取水许可", "catalog_code": "7"}, uuid="同名")
    service = _service(approvals=[{"name": "取水许可", "code": "7"}])
    found = _found(_guide(), twin, service)
    assert [item.one.record for item in found] == ["同名"]


def test_an_abolished_service_is_not_asked_for() -> None:
    assert _found(_guide(), _service(disposal="cancelled")) == []


@pytest.mark.parametrize(
    ("material", "told"),
    [
        ({"name": "地下水环境影响评价报告"}, True),
        ({"name": "验资报告"}, True),
        ({"name": "某测定书", "source_channel": "intermediary"}, True),
        ({"name": "建设项目水资源论证报告书"}, False),  # the service delivers it
        ({"name": "水资源论证报告书"}, False),
        ({"name": "取水许可申请报告"}, False),  # the applicant writes it
        ({"name": "营业执照"}, False),
    ],
)
def test_reports_that_no_service_delivers_are_told(material: dict[str, Any], told: bool) -> None:
    found = _found(_guide(materials=[material], intermediary_links=LINKED), _service())
    assert [item.one.field for item in found] == (["materials[0].name"] if told else [])


def test_a_report_that_the_link_names_is_listed() -> None:
    links = [{"item": ["中介"], "material": "验资报告"}]
    guide = _guide(materials=[{"name": "验资报告"}], intermediary_links=links)
    assert _found(guide, _service()) == []


def test_without_an_intermediary_list_no_report_is_told() -> None:
    assert _found(_guide(materials=[{"name": "验资报告"}])) == []


def test_a_power_without_duty_and_a_duty_without_power_are_told() -> None:
    lonely = _duty(power=["没有了"])
    found = _found(_power(), lonely)
    assert [(item.one.record, item.one.field) for item in found] == [
        ("职权", "responsibilities"), ("责任", "power"),
    ]  # fmt: skip
    assert _found(_power(responsibilities=["责任"]), _duty(power=None)) == []


def test_a_stage_longer_than_the_promise_is_told() -> None:
    stages = [{"limit": {"amount": 5, "unit": "working_day"}},
              {"limit": {"amount": 11, "unit": "working_day"}}]  # fmt: skip
    assert _fields(_power(), _duty(duties=stages)) == [("时限", "promise_limit", "duties[1].limit")]


def test_the_library_is_compared_with_links_to_its_records(workspace: Workspace) -> None:
    guide = workspace.library.save(Record("service_guide", dict(_guide().values)))
    power = workspace.library.save(Record("power_item", dict(_power(name="取水").values)))
    (item,) = cross_check(workspace)
    assert (item.one.record, item.other.record) == (guide.uuid, power.uuid)
    assert item.to_json()["one"]["field"] == "item_name"
