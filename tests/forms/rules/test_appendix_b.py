"""The least set of cases that SPEC appendix B demands, by its numbers."""

from __future__ import annotations

from typing import Any

import pytest

from forms.check import Snapshot
from forms.record import Record
from tests.forms.rules.case import checker
from tests.forms.rules.cases_basis import coercion, only, penalty, special, steps
from tests.forms.rules.samples import STEPS, basis, days, record

A, B, D, E, F = ("service_guide", "power_item", "intermediary_item", "disclosure_item",
                 "adjustment_notice")  # fmt: skip
FEE = {"name": "工本费", "standard": "10元/本", "basis": [basis("provincial_rule")]}
LONG = {"legal_limit": days(30), "legal_limit_basis": None}
IMPL = {"impl_code": "11440300MB2D0722464440127028001", "catalog_code": None}
BIZ = {"biz_item_code": "114403006939513773344201505200802", "impl_code": None}

#: Number, kind, what is entered, the rule expected ("" for none) with its severity.
ROWS: list[tuple[str, str, dict[str, Any], str]] = [
    ("1", A, {"org_uscc": "11440100007482575H"}, "-G04"),
    ("1b", A, {"org_uscc": "11440100007482575K"}, "G04:E"),
    ("2", A, {"catalog_code": "000164213003"}, "-K02"),
    ("2b", A, {"task_type": "administrative_penalty"}, "K02:E"),
    ("3", A, {**IMPL, "use_level": "county"}, "-K03"),
    ("3b", A, {**IMPL, "use_level": "municipal"}, "K03:E"),
    ("4", A, BIZ, "-K04"),
    ("5", A, only("department_rule"), "B03:E"),
    ("6", A, LONG, "T04:J"),
    ("7", A, {"legal_limit": days(20, "calendar_day")}, "T06:W"),
    ("8", A, {"project_type": "immediate", "promise_limit": days(15)}, "T02:E"),
    ("9", A, {"promise_limit": days(25)}, "T01:E"),
    ("10", A, steps(5, 5, 5, promise_limit=days(20)), "T07:W"),
    ("10b", A, steps(5, 10, 10, promise_limit=days(20)), "T07:E"),
    ("11", A, special(basis_text=None), "T08:J"),
    ("12", A, {"is_fee": True, "fees": []}, "F01:E"),
    ("12b", A, {"is_fee": True, "fees": [FEE]}, "B11:E"),
    ("13", A, {"has_intermediary": True}, "I01:E"),
    ("14", D, {"basis": [basis("department_rule", "某某部管理办法")]}, "I03:J"),
    ("15", D, {"affiliation": "subordinate_institution", "basis": None}, "I04:E"),
    ("16", A, {"org_nature": "entrusted"}, "W03:J"),
    ("17", B, penalty("detention", "administrative_regulation"), "B07:E"),
    ("18", B, coercion("additional_fine", "local_regulation"), "B08:E"),
    ("19", A, {"review_org": "市住房和城乡建设局", "org_name": "某县住房和城乡建设局"}, "L01:W"),
    ("20", A, only("law", document_number="国发[2016]055号"), "B12:W"),
    ("21", A, {"accept_condition": "法律法规规定的其他条件"}, "C01:E"),
    ("22", A, {"materials": [{"name": "其他相关材料"}]}, "M02:E"),
    ("23", A, {"process_steps": [{**STEPS[0], "standard": "11010519491231002X"}]}, "G13:E"),
    ("24", E, {"time_limit": days(30)}, "D04:J"),
    ("25", E, {"channel_note": "口公开查阅点"}, "G14:W"),
    ("26", F, {"adjustment_type": "cancel"}, "J07:E"),
    ("28", A, {"secrecy_reviewer": "甲"}, "G12:E"),
]  # fmt: skip
LIBRARY = (record(B, {"item_status": "cancelled"}), record(A, uuid="guide"))


@pytest.mark.parametrize(
    ("kind", "values", "expected"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS]
)
def test_the_entry_meets_its_rule(kind: str, values: dict[str, Any], expected: str) -> None:
    entry = record(kind, values)
    others = [item for item in LIBRARY if item.uuid != entry.uuid]
    found = checker().check(entry, Snapshot([entry, *others]))
    if expected.startswith("-"):
        assert expected[1:] not in {problem.rule for problem in found}
    else:
        assert expected in {f"{problem.rule}:{problem.severity.value}" for problem in found}


def test_20_the_right_number_is_proposed() -> None:
    entry = record(A, only("law", document_number="国发[2016]055号"))
    (problem,) = checker().check(entry, only="B12")
    assert problem.fix is not None
    assert problem.fix.value == "国发〔2016〕55号"
    assert "国发〔2016〕55号" in problem.message


def test_23_the_number_is_masked() -> None:
    entry = record(A, {"accept_condition": "11010519491231002X"})
    (problem,) = checker().check(entry, only="G13")
    assert "110105********002X" in problem.message
    assert "11010519491231002X" not in problem.message


def test_27_nobody_adds_to_the_negative_list() -> None:
    own = Record("negative_list_ref", {"item": "本地禁止事项"})
    assert "N01" in {problem.rule for problem in checker().check(own)}
