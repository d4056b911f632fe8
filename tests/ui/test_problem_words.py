"""What problems, places and values say in a window that speaks English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop.ui import i18n
from desktop.ui.problem_words import (
    fix_words,
    message_of,
    place_of,
    refilled,
    shown,
    told,
    value_words,
)
from desktop.usecases.history import Said
from desktop.usecases.review_guards import NOBODY, NOT_THERE
from forms.check import Checker
from forms.loader import load_catalogue
from forms.model import Catalogue, Field
from forms.problem import Fix
from forms.record import Record
from tests.forms.rules.case import problems
from tests.forms.rules.test_rules import CASES
from tests.ui.helpers import GUIDE


@pytest.fixture
def english() -> Iterator[None]:
    """The window speaks English for the time of a test."""
    i18n.choose_language("en")
    yield
    i18n.choose_language("zh")


def test_a_problem_is_told_in_english_with_the_words_of_the_clerk(english: None) -> None:
    problems = Checker(load_catalogue()).check(Record("service_guide", GUIDE))
    by_rule = {problem.rule: problem for problem in problems}
    assert by_rule["T01"].message == "承诺时限25个工作日大于法定时限20个工作日，请核对。"
    told = message_of(by_rule["T01"])
    assert told.startswith("The promised time limit 25 working days is longer than")
    assert "「" not in message_of(by_rule["G01"])


def test_every_mend_is_called_in_english_and_names_what_the_clerk_wrote(english: None) -> None:
    mends = {
        problem.fix.label: problem.fix
        for case in CASES
        for problem in problems(case, case.wrong)
        if problem.fix is not None
    }
    assert len(mends) > 20, "few mends are proven"
    chinese = []
    for fix in mends.values():
        words = fix_words(fix)
        for quoted in sorted(fix.params.values(), key=len, reverse=True):
            words = words.replace(quoted, "")
        chinese += [fix.label] * any("\u4e00" <= sign <= "\u9fff" for sign in words)
    assert chinese == []
    limit = Fix.worded("改为{limit}", "promise_limit", None, limit="20个工作日")
    assert (limit.label, fix_words(limit)) == ("改为20个工作日", "Change to 20 working days")
    own = Fix.worded("改为“{text}”", "title", None, text="法律")
    assert fix_words(own) == 'Change to "法律"'


def test_a_deed_is_told_in_english_with_what_it_was_done_to(english: None) -> None:
    edited = Said(
        "{deed}“{fields}”等 {count} 项",
        {"deed": Said("修改"), "fields": "事项类型、条", "count": "5"},
    )
    assert str(edited) == "修改“事项类型、条”等 5 项"
    noted = Said("{deed}：{note}", {"deed": edited, "note": "按来文核对"})
    assert told(noted) == 'Changed "Item type, Article number" and more, 5 in all: 按来文核对'


def test_what_the_user_wrote_stays_though_it_is_a_word_of_ours_elsewhere(english: None) -> None:
    steps = load_catalogue().form("service_guide").fields["process_steps"].table
    assert steps is not None
    assert shown("决定", steps.by_id["name"]) == "决定"
    assert shown(True, steps.by_id["parallel"]) == "Yes"
    assert shown({"amount": 3, "unit": "working_day"}, steps.by_id["limit"]) == "3 working days"


def test_a_refusal_made_from_a_template_is_told_in_english(english: None) -> None:
    assert refilled("请先选择您的姓名（窗口左下角），再审核。", NOBODY, NOT_THERE) == (
        "Choose your name first (bottom left of the window), then: Review."
    )
    moved = refilled("这条记录现在是“草稿”，不能撤回。", NOBODY, NOT_THERE)
    assert moved.startswith("This record is now")
    assert refilled("别的句子。", NOBODY, NOT_THERE) == "别的句子。"


def test_values_are_translated_only_where_they_are_words_of_ours(english: None) -> None:
    assert value_words("法律、部门规章") == "Law, Departmental rule"
    assert value_words("3个工作日") == "3 working days"
    assert value_words("1个工作日") == "1 working day"
    assert value_words("即办") == "immediate"
    for own in ("法律、本县的规矩", "20世纪", "第3个工作日", ""):
        assert value_words(own) == own


def test_a_place_is_told_in_english_by_its_labels(english: None) -> None:
    catalogue = load_catalogue()
    labels = {field.label for field in _fields(catalogue)}
    assert not [label for label in labels if " " in label]  # place_of() splits there
    assert place_of("申请材料 第3行 材料名称") == "Materials row\N{NO-BREAK SPACE}3 Material"


def _fields(catalogue: Catalogue) -> Iterator[Field]:
    for form in catalogue.forms.values():
        for field in form.fields.values():
            yield field
            yield from field.columns
