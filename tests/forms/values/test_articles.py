"""Cited articles (SPEC §7.1, rule B15)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import (
    ArticleRef,
    article_problems,
    find_articles,
    parse_articles,
    read_articles,
)


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("第四十二条", ["第四十二条"]),
        ("第四十二条第一款", ["第四十二条第一款"]),
        (
            "第四十二条第一款、第四十三条之一第（二）项",
            ["第四十二条第一款", "第四十三条之一第（二）项"],
        ),
        ("第二十条第一款第（五）项第3目", ["第二十条第一款第（五）项第3目"]),
        ("第五十六条、第五十七条", ["第五十六条", "第五十七条"]),
        ("第四十二条第一款、第二款", ["第四十二条第一款", "第四十二条第二款"]),
        ("第十条第一、二款", ["第十条第一款", "第十条第二款"]),
        ("第九条第二款第二、五项", ["第九条第二款第（二）项", "第九条第二款第（五）项"]),
        ("第二十二条第（一）、（三）项", ["第二十二条第（一）项", "第二十二条第（三）项"]),
        ("第二十二条第（一）（二）项", ["第二十二条第（一）项", "第二十二条第（二）项"]),
        ("第二条第一项至第三项", ["第二条第（一）项", "第二条第（二）项", "第二条第（三）项"]),
        ("第三条至第五条", ["第三条", "第四条", "第五条"]),
        ("第四章第二十一条", ["第二十一条"]),
        ("第一百零三条", ["第一百零三条"]),
        ("第 二十 条 第 一 款", ["第二十条第一款"]),
        ("第42条", ["第四十二条"]),
        ("第４２条第5项", ["第四十二条第（五）项"]),
        ("第十条第(一)项", ["第十条第（一）项"]),
        ("第十条第一项", ["第十条第（一）项"]),
        ("第二款", ["第二款"]),
        ("第十条、三十二条、第三十四条", ["第十条", "第三十二条", "第三十四条"]),
        ("第三十七条、第三十八、第四十条", ["第三十七条", "第三十八条", "第四十条"]),
        ("第三条、二十日内", ["第三条"]),
        ("第一条，三十条例", ["第一条"]),
        ("共三十二条", []),
        ("第五章、第六章、第七章", []),
        ("第0条", []),
        ("", []),
    ],
)
def test_reads_the_articles_of_a_citation(text: str, refs: list[str]) -> None:
    assert [ref.text() for ref in parse_articles(text)] == refs


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("第42条", "第四十二条"),
        ("第四十二条第5项", "第（五）项"),
        ("第（三）项第二款", "颠倒"),
        ("第五章", "编章节"),
        ("第十条、三十二条", "第三十二条"),
        ("第三十七条、第三十八、第四十条", "第三十八条"),
    ],
)
def test_improper_writing_is_reported(text: str, word: str) -> None:
    (problem,) = article_problems(text)
    assert word in problem


@pytest.mark.parametrize(
    "text", ["第四十二条第一款", "第二十条第一款第（五）项第3目", "第十条第五项", ""]
)
def test_proper_writing_is_not_reported(text: str) -> None:
    assert article_problems(text) == ()


def test_refs_sort_as_they_stand_in_the_law() -> None:
    refs = parse_articles("第十条第二款、第十条之一、第九条、第十条")
    assert [ref.text() for ref in sorted(refs)] == [
        "第九条",
        "第十条",
        "第十条第二款",
        "第十条之一",
    ]


def test_an_article_covers_its_paragraphs_but_not_its_neighbour() -> None:
    assert ArticleRef(3).covers(ArticleRef(3, 0, 1))
    assert not ArticleRef(3).covers(ArticleRef(3, 1))
    assert not ArticleRef(3, 0, 1).covers(ArticleRef(3))


_REFS = st.builds(
    ArticleRef,
    st.integers(1, 1500),
    st.integers(0, 12),
    st.integers(0, 30),
    st.integers(0, 60),
    st.just(0),
)


@given(st.lists(_REFS, min_size=1, max_size=6, unique=True))
def test_the_canonical_writing_reads_back_as_the_same_refs(refs: list[ArticleRef]) -> None:
    text = "、".join(ref.text() for ref in refs)
    assert parse_articles(text) == tuple(refs)
    assert article_problems(text) == ()


@given(st.text() | st.text(alphabet="第一二十42条款项目之至、（）()章 \n", max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    article_problems(text)
    for found in find_articles(text):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("typed", "refs"),
    [
        ("12", ["第十二条"]),
        ("１２", ["第十二条"]),
        ("十二", ["第十二条"]),
        ("第十二", ["第十二条"]),
        ("12条", ["第十二条"]),
        ("12.1", ["第十二条第一款"]),
        ("12.1.2", ["第十二条第一款第（二）项"]),
        ("12.0.2", ["第十二条第（二）项"]),
        ("12之1", ["第十二条之一"]),
        ("十二条第一款第二项", ["第十二条第一款第（二）项"]),
        ("12条1款2项", ["第十二条第一款第（二）项"]),
        ("12条（二）项", ["第十二条第（二）项"]),
        ("第十二条第（二）项", ["第十二条第（二）项"]),
        ("12、13", ["第十二条", "第十三条"]),
        ("12 14.2", ["第十二条", "第十四条第二款"]),
        ("12-14", ["第十二条", "第十三条", "第十四条"]),
        ("第三条至第五条", ["第三条", "第四条", "第五条"]),
        ("第三条第一、二款", ["第三条第一款", "第三条第二款"]),
        ("12.", ["第十二条"]),
    ],
)
def test_an_article_typed_in_a_hurry_is_understood(typed: str, refs: list[str]) -> None:
    assert [ref.text() for ref in read_articles(typed)] == refs


@pytest.mark.parametrize("typed", ["", "0", "许可", "12 许可", "第十二条规定的", "第三章", "abc"])
def test_what_is_no_article_is_not_guessed(typed: str) -> None:
    assert read_articles(typed) == ()


@given(st.lists(_REFS, min_size=1, max_size=6, unique=True))
def test_the_canonical_writing_is_understood_as_typed(refs: list[ArticleRef]) -> None:
    assert read_articles("、".join(ref.text() for ref in refs)) == tuple(refs)


@given(st.text() | st.text(alphabet="第一二十42.条款项目之至、-（）() ", max_size=30))
def test_nothing_typed_breaks_the_reader(text: str) -> None:
    for ref in read_articles(text):
        assert ref.article > 0
