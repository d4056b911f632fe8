"""Laws are read with their names, dates, chapters and articles, however they come."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.laws.parse import NoLaw, parse_law
from forms.values import ArticleRef, parse_articles
from tests.laws import samples


def at(text: str, law: str = samples.LICENSING) -> str | None:
    (ref,) = parse_articles(text)
    article = parse_law(law).article(ref)
    return article.at(ref) if article else None


def test_names_and_dates_come_from_title_and_history() -> None:
    law = parse_law(samples.LICENSING)
    assert law.title == "中华人民共和国灯塔管理法"
    assert law.level == "law"
    assert law.issuing_body == "全国人民代表大会常务委员会"
    assert law.promulgated == date(2001, 3, 4)
    assert law.amended == date(2015, 6, 7)
    assert len(law.history) == 2


def test_an_amendment_holds_from_its_own_day_when_the_last_article_names_the_first_one() -> None:
    assert parse_law(samples.LICENSING).in_force == date(2015, 6, 7)


def test_a_revision_holds_from_the_day_that_its_last_article_names() -> None:
    assert parse_law(samples.LICENSING_2022).in_force == date(2023, 1, 1)


def test_a_regulation_that_holds_at_once_holds_from_its_promulgation() -> None:
    law = parse_law(samples.OLD_REGULATION)
    assert law.promulgated == law.in_force == date(1980, 5, 6)


def test_the_laws_that_the_last_article_abolishes_are_named() -> None:
    assert parse_law(samples.LICENSING).repeals == ("航标灯暂行条例",)


def test_articles_know_their_chapter_and_their_sub_number() -> None:
    law = parse_law(samples.LICENSING)
    assert [article.heading() for article in law.articles] == [
        "第一条", "第二条", "第三条", "第三条之一", "第四条",
    ]  # fmt: skip
    assert law.articles[2].chapter == "第二章 许可"
    assert law.last_article() == "第四条"


@pytest.mark.parametrize(
    ("reference", "beginning", "end"),
    [
        ("第二条第一款", "在海岸设置灯塔的", "2.视力正常。"),
        ("第二条第二款", "具备前款条件的", "可以申请设置许可。"),
        ("第二条第（一）项", "（一）有固定", "基座；"),
        ("第二条第一款第（二）项", "（二）有看守人员", "2.视力正常。"),
        ("第二条第一款第（二）项第2目", "2.视力", "正常。"),
        ("第三条第一款", "灯塔主管部门", "作出决定。"),
    ],
)
def test_paragraphs_items_and_sub_items_are_found(reference: str, beginning: str, end: str) -> None:
    found = at(reference)
    assert found is not None
    assert found.startswith(beginning)
    assert found.endswith(end)


@pytest.mark.parametrize("reference", ["第三条第二款", "第二条第（三）项", "第九条"])
def test_a_place_that_does_not_exist_gives_nothing(reference: str) -> None:
    assert at(reference) is None


def test_old_regulations_count_their_items_without_brackets() -> None:
    assert at("第一条第（二）项", samples.OLD_REGULATION) == "二、熄灯。"


def test_a_text_without_articles_is_kept_as_it_is() -> None:
    law = parse_law(samples.WITHOUT_ARTICLES)
    assert law.articles == ()
    assert len(law.preamble) == 2
    assert law.last_article() == ""


def test_plain_text_is_read_like_markdown() -> None:
    law = parse_law(samples.PLAIN)
    assert law.level == "administrative_regulation"
    assert law.document_number == "中华人民共和国国务院令第900号"
    assert (law.promulgated, law.amended) == (date(2010, 2, 3), date(2018, 4, 5))
    assert [article.heading() for article in law.articles] == ["第一条", "第二条", "第三条"]
    assert law.articles[1].chapter.startswith("第一章")


def test_an_annex_with_articles_of_its_own_is_no_part_of_the_law() -> None:
    article = parse_law(samples.PLAIN).article(ArticleRef(1))
    assert article is not None
    assert article.text == "为了观测潮汐，制定本条例。"


def test_the_day_in_the_file_name_dates_a_text_that_does_not_say_it() -> None:
    law = parse_law("# 海图办法\n\n<!-- INFO END -->\n\n第一条 测图。", "海图办法(1999-08-07).md")
    assert law.dated == date(1999, 8, 7)


@pytest.mark.parametrize("text", ["", "   \n\n", "# 只有标题"])
def test_a_text_that_is_no_law_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(NoLaw, match="。"):
        parse_law(text)


@given(
    st.text(
        alphabet="#第一二三四条之章款（）()、，。《》1.年月日公布施行废止同时\n 　", max_size=300
    )
)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        law = parse_law(text)
    except NoLaw:
        return
    numbers = [(article.number, article.sub) for article in law.articles]
    assert numbers == sorted(set(numbers))
