"""Every built rule finds what it is for, and leaves the right thing alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from forms.check import Snapshot
from forms.loader import load_catalogue
from forms.rules import registry
from tests.forms.rules import (
    cases_basis,
    cases_content,
    cases_exchange,
    cases_files,
    cases_general,
    cases_laws,
    cases_lists,
)
from tests.forms.rules.case import Case, checker, problems
from tests.forms.rules.samples import VALUES, record

CASES = [
    *cases_general.CASES,
    *cases_basis.CASES,
    *cases_content.CASES,
    *cases_lists.CASES,
    *cases_laws.CASES,
    *cases_exchange.CASES,
    *cases_files.CASES,
]
IDS = [f"{case.rule}-{number}" for number, case in enumerate(CASES)]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_wrong_is_found_at_its_place(case: Case) -> None:
    found = [problem for problem in problems(case, case.wrong) if problem.field == case.field]
    assert [problem.rule for problem in found][:1] == [case.rule]
    expected = case.severity or registry.texts()[case.rule].severity.value
    assert found[0].severity.value == expected
    assert "{" not in found[0].message
    assert not found[0].message.endswith(("！", "!"))


#: Where the other records are what is wrong, the sample alone is the right thing (tested below).
WITH_A_RIGHT = [c for c in CASES if c.right or not c.others or c.right_others is not None]


@pytest.mark.parametrize("case", WITH_A_RIGHT, ids=lambda case: case.rule)
def test_the_right_is_left_alone(case: Case) -> None:
    found = problems(case, case.right, right=True)
    assert [problem.message for problem in found if problem.field == case.field] == []


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_mend_mends(case: Case) -> None:
    for problem in problems(case, case.wrong):
        if problem.fix is None or problem.fix.deed:  # a deed is done elsewhere
            continue
        mended = record(case.kind, case.wrong).with_path(problem.fix.path, problem.fix.value)
        library = Snapshot([mended, *case.others])
        left = checker(case.profile).check(mended, library, only=case.rule)
        assert problem.message not in [item.message for item in left]


@pytest.mark.parametrize("kind", VALUES)
def test_a_record_without_fault_gives_nothing(kind: str) -> None:
    library = Snapshot([record(name) for name in VALUES])
    found = checker().check(record(kind), library)
    assert [(problem.rule, problem.field, problem.message) for problem in found] == []


def test_every_built_rule_has_a_case() -> None:
    assert set(registry.functions()) == {case.rule for case in CASES}


def test_every_wording_of_a_built_rule_is_met_in_a_case() -> None:
    said: dict[str, list[str]] = {}
    for case in CASES:
        assert registry.texts()[case.rule].applies_to(load_catalogue().form(case.kind))
        for problem in problems(case, case.wrong):
            said.setdefault(problem.rule, []).append(problem.message)
    for rule in registry.functions():
        text = registry.texts()[rule]
        for template in (text.message, *text.variants.values()):
            pattern = re.sub(r"\\{\w+\\}", ".*", re.escape(template))
            assert any(re.fullmatch(pattern, message) for message in said[rule]), template


def test_the_rules_are_those_of_the_specification_in_its_order(shared: Path) -> None:
    rules = json.loads((shared / "domain" / "fields.json").read_text(encoding="utf-8"))["rules"]
    ours = {key: text for key, text in registry.texts().items() if key[0] not in "XV"}
    assert list(ours) == [rule["id"] for rule in rules]
    for rule in rules:
        assert rule["severity"].startswith(ours[rule["id"]].severity.value), rule["id"]
        letters = rule["kinds"].replace("全部+附件文本", "*").replace("全部", "*")
        assert set(ours[rule["id"]].kinds) <= set(letters.replace("×", ",").split(",")), rule["id"]


def test_no_internal_source_code_is_shown() -> None:
    for text in registry.texts().values():
        shown = " ".join(
            [text.title, text.message, text.hint, text.source, *text.variants.values()]
        )
        assert not re.search(r"\bS\d{1,2}\b|[!！]", shown), text.id
        assert text.source


def test_a_rule_without_a_text_or_bound_twice_is_refused() -> None:
    with pytest.raises(LookupError, match="no text"):
        registry.rule("Q99")(lambda context: ())
    with pytest.raises(LookupError, match="twice"):
        registry.rule("G01")(lambda context: ())
