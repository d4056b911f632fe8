"""Citations are written out as SPEC §7.1 wants them."""

from __future__ import annotations

import pytest

from forms.citations import citation_head, citation_text, quoted_title
from forms.loader import load_catalogue

LEVELS = load_catalogue().vocabularies["CL18"]
LAW = {
    "level": "law",
    "title": "中华人民共和国行政许可法",
    "document_number": "中华人民共和国主席令第七号",
    "promulgated_date": "2003-08-27",
    "amended_date": "2019-04-23",
    "article_text": "第四十二条第一款",
    "quoted_text": "除可以当场作出行政许可决定的外",
}


def test_a_law_is_cited_with_level_history_article_and_quotation() -> None:
    assert citation_text(LAW, LEVELS) == (
        "【法律】《中华人民共和国行政许可法》（2003年8月27日中华人民共和国主席令第七号公布，"
        "2019年4月23日修正）第四十二条第一款：“除可以当场作出行政许可决定的外”"
    )
    assert citation_head(LAW) == "《中华人民共和国行政许可法》第四十二条第一款"


def test_the_article_s_number_is_not_printed_twice() -> None:
    row = {**LAW, "quoted_text": "第四十二条　除可以当场作出行政许可决定的外"}
    assert citation_text(row, LEVELS) == citation_text(LAW, LEVELS)
    other = {**LAW, "quoted_text": "第四十二条之一　除外"}
    assert "“第四十二条之一　除外”" in citation_text(other, LEVELS)


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("水法", "《水法》"),
        ("《水法》", "《水法》"),
        ("关于修改《水法》的决定", "《关于修改〈水法〉的决定》"),
        ("", ""),
    ],
)
def test_titles_inside_a_title_take_single_marks(title: str, printed: str) -> None:
    assert quoted_title(title) == printed


def test_a_bare_title_is_a_citation_too() -> None:
    assert citation_text({"title": "水法"}) == "《水法》"
    assert citation_text({"title": "某办法", "issuing_body": "水利部"}) == "《某办法》（水利部）"
