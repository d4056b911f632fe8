"""What can be mended with one click is offered to be: the citation's form, and the law's facts."""

from __future__ import annotations

from typing import Any

import pytest

from forms.problem import Fix, Problem
from tests.forms.rules.case import Case, guide_row, problems
from tests.forms.rules.cases_laws import LAW, NEVER_CHANGED, TEXT

ROW = "legal_basis[0]"


def cited(**changes: Any) -> dict[str, Any]:
    """A citation of a law that the library has."""
    facts: dict[str, Any] = {
        "title": LAW.title, "level": "law", "article_text": "第三条", "amended_date": "2015-06-07",
        "promulgated_date": "2001-03-04", "document_number": None,
    }  # fmt: skip
    return guide_row("legal_basis", **(facts | changes))


def found(rule: str, values: dict[str, Any], field: str) -> Problem:
    """The problem of a rule at a place."""
    case = Case(rule, "service_guide", values, field)
    (problem,) = [item for item in problems(case, values) if item.field == field]
    return problem


def offered(rule: str, values: dict[str, Any], field: str) -> Fix | None:
    """The mend of that problem."""
    return found(rule, values, field).fix


#: The errors that SPEC §7.2 has corrected by itself.
NUMBERS = (
    "国发[2016]55号", "国发［2016］55号", "国发【2016】55号", "国发(2016)55号", "国发（2016）55号",
    "国发﹝2016﹞55号", "国发〖2016〗55号", "国发〔2016年〕55号", "国发〔2016〕第55号",
    "国发〔2016〕055号", "国发〔２０１６〕５５号", "国发 〔2016〕\u3000 55\u00a0号", "国发〔2016〕55",
    "国发〔2016〕55号文", "国发〔2016〕55号文件",
)  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
def test_a_document_number_written_wrong_is_mended(number: str) -> None:
    values = guide_row("legal_basis", document_number=number)
    fix = offered("B12", values, f"{ROW}.document_number")
    assert fix == Fix("改为“国发〔2016〕55号”", f"{ROW}.document_number", "国发〔2016〕55号")


def test_an_order_named_behind_its_number_is_turned_round() -> None:
    values = guide_row("legal_basis", document_number="农业部2004年第41号令")
    fix = offered("B12", values, f"{ROW}.document_number")
    assert fix is not None
    assert fix.value == "农业部令2004年第41号"


@pytest.mark.parametrize("number", ["国发〔16〕55号", "国发〔2O16〕55号", "国发〔2016〕l2号"])
def test_what_might_be_another_number_is_only_told(number: str) -> None:
    values = guide_row("legal_basis", document_number=number)
    assert offered("B12", values, f"{ROW}.document_number") is None


@pytest.mark.parametrize("number", ["第九号令", "主席令〔O1〕第九号"])
def test_a_number_that_says_too_little_comes_from_the_library(number: str) -> None:
    fix = offered("B12", cited(document_number=number), f"{ROW}.document_number")
    assert fix is not None
    assert fix.value == LAW.document_number


@pytest.mark.parametrize(
    ("written", "better"),
    [
        ("第12条第1款", "第十二条第一款"),
        ("第三章第十二条", "第十二条"),
        ("第二编第三章第一节第12条", "第十二条"),
        ("第十二条第（二）项第一款", "第十二条第一款第（二）项"),
    ],
)
def test_an_article_written_wrong_is_mended(written: str, better: str) -> None:
    values = guide_row("legal_basis", article_text=written)
    case = Case("B15", "service_guide", values, "")
    fixes = {problem.fix for problem in problems(case, values)}
    assert fixes == {Fix(f"改为“{better}”", f"{ROW}.article_text", better)}


def test_a_chapter_alone_is_no_article() -> None:
    values = guide_row("legal_basis", article_text="第三章")
    assert offered("B15", values, f"{ROW}.article_text") is None


def test_a_short_name_gets_its_full_one_from_the_library() -> None:
    fix = offered("B14", cited(title="灯塔管理法"), f"{ROW}.title")
    assert fix == Fix(f"改为“{LAW.title}”", f"{ROW}.title", LAW.title)


def test_marks_around_an_unknown_name_are_taken_off() -> None:
    fix = offered("B14", guide_row("legal_basis", title="《某市灯会管理规定》"), f"{ROW}.title")
    assert fix == Fix("去掉书名号", f"{ROW}.title", "某市灯会管理规定")


def test_an_impossible_day_gets_the_right_one_from_the_library() -> None:
    fix = offered("B13", cited(amended_date="2000-01-01"), f"{ROW}.amended_date")
    assert fix == Fix("修正日期改为 2015-06-07", f"{ROW}.amended_date", "2015-06-07")


@pytest.mark.parametrize(
    ("column", "label", "value"),
    [
        ("level", "填“法律”", "law"),
        ("issuing_body", f"填“{LAW.issuing_body}”", LAW.issuing_body),
        ("promulgated_date", "填“2001-03-04”", "2001-03-04"),
        ("quoted_text", "带入条文", TEXT),
    ],
)
def test_what_is_missing_comes_from_the_library(column: str, label: str, value: str) -> None:
    fix = offered("G01", cited(**{column: None}), f"{ROW}.{column}")
    assert fix == Fix(label, f"{ROW}.{column}", value)


def test_a_missing_number_comes_from_the_library() -> None:
    values = cited(title=NEVER_CHANGED.title, level="department_rule", amended_date=None)
    fix = offered("B19", values, f"{ROW}.document_number")
    assert fix is not None
    assert fix.value == NEVER_CHANGED.document_number


def test_nothing_is_offered_for_a_law_that_the_library_has_not_got() -> None:
    values = guide_row("legal_basis", title="某市灯会管理规定", issuing_body=None)
    assert offered("G01", values, f"{ROW}.issuing_body") is None


def test_a_text_said_to_be_amended_that_holds_is_told_to_hold() -> None:
    fix = offered("B16", cited(validity="amended"), f"{ROW}.validity")
    assert fix is not None
    assert (fix.path, fix.value) == (f"{ROW}.validity", "in_force")


def test_a_secret_text_is_taken_out() -> None:
    values = cited(is_secret=True, quoted_text=TEXT)
    assert offered("B21", values, f"{ROW}.quoted_text") == Fix(
        "清空条文", f"{ROW}.quoted_text", None
    )


def test_the_old_regulation_gets_its_new_number_unless_an_article_is_cited() -> None:
    for text, wanted in (
        (
            "依照《政府信息公开条例》（国务院令第492号）",
            "依照《政府信息公开条例》（国务院令第711号）",
        ),
        ("国务院令第492号第十四条", None),
    ):
        values = cited(history=text)
        fix = offered("B21", values, f"{ROW}.history")
        assert (fix.value if fix else None) == wanted


def test_a_repealed_law_is_replaced_by_the_one_that_says_the_same() -> None:
    fix = offered("V01", cited(article_text="第十条"), f"{ROW}.title")
    assert fix is not None
    assert fix.path == ROW
    assert fix.label == f"改引《{NEVER_CHANGED.title}》第四条"
    assert fix.value["title"] == NEVER_CHANGED.title
    assert fix.value["article_text"] == "第四条"
    assert fix.value["promulgated_date"] == "2010-02-03"
    assert "amended_date" not in fix.value
    assert fix.value["role"] == cited()["legal_basis"][0]["role"]
    assert offered("V01", cited(article_text="第二条"), f"{ROW}.title") is None


def test_a_paragraph_that_is_not_there_gets_the_place_of_its_words() -> None:
    fix = offered("V03", cited(article_text="第三条第八款"), f"{ROW}.article_text")
    assert fix == Fix("条款改为第三条", f"{ROW}.article_text", "第三条")
    assert offered("V03", cited(article_text="第九十九条"), f"{ROW}.article_text") is None


@pytest.mark.parametrize(
    ("rule", "values", "column", "value"),
    [
        ("V02", cited(amended_date="2008-01-01"), "amended_date", "2015-06-07"),
        ("V04", cited(article_text="第四条"), "quoted_text", TEXT),
        ("V05", cited(article_text="第五条"), "quoted_text", TEXT),
        ("V05", cited(article_text="第六条"), "article_text", "第七条"),
        ("V06", cited(level="administrative_regulation"), "level", "law"),
        ("V06", cited(promulgated_date="1999-03-04"), "promulgated_date", "2001-03-04"),
    ],
)
def test_what_contradicts_the_law_is_mended(
    rule: str, values: dict[str, Any], column: str, value: str
) -> None:
    fix = offered(rule, values, f"{ROW}.{column}")
    assert fix is not None
    assert (fix.path, fix.value) == (f"{ROW}.{column}", value)
