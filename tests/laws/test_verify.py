"""Citations are judged by what the library holds, and not by what it has not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.laws.library import LawLibrary
from desktop.laws.parse import parse_law
from desktop.laws.verify import LawBook
from forms.laws import TextState
from tests.laws import samples

BROKEN_OFF = """# 灯船管理条例

2005年8月3日 中华人民共和国国务院令第442号公布

<!-- INFO END -->

第一条 为了加强灯船的管理，制定本条例。

第二条 灯船由航标管理机构管理。
"""
APPROVED = """# 灯塔船实施办法

1999年5月5日 国务院批准

1999年6月7日 国家航标局发布

<!-- INFO END -->

第一条 灯塔船由航标管理机构管理。

第二条 本办法自发布之日起施行。
"""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[LawBook]:
    path = tmp_path / "依据库.sqlite"
    texts = (samples.LICENSING, BROKEN_OFF, APPROVED)
    with LawLibrary.open(path) as library:
        library.add([(parse_law(text), text[:12]) for text in texts], "2024-01-01")
    opened = LawBook(path, date(2024, 1, 1))
    yield opened
    opened.close()


def _row(title: str, articles: str, quoted: str) -> dict[str, str]:
    return {"title": title, "article_text": articles, "quoted_text": quoted}


@pytest.mark.parametrize(
    ("articles", "quoted", "state"),
    [
        ("第三条", "灯塔主管部门应当自受理申请之日起二十日内作出决定。", TextState.EQUAL),
        ("第三条", "灯塔主管部门应当作出决定。", TextState.DIFFERS),
        (
            "第一条、第三条",
            "第三条：灯塔主管部门应当自受理申请之日起二十日内作出决定。",
            TextState.PART,
        ),
        ("第一条", "灯塔的颜色，由国务院灯塔主管部门规定。", TextState.OTHER),
        ("第三条", "", TextState.NOT_COMPARED),
    ],
)
def test_a_quotation_is_judged(book: LawBook, articles: str, quoted: str, state: TextState) -> None:
    verdict = book.verdict(_row("中华人民共和国灯塔管理法", articles, quoted))
    assert verdict.text is state


def test_days_in_other_digits_are_a_slight_difference(book: LawBook) -> None:
    quoted = "灯塔主管部门应当自受理申请之日起20日内作出决定。"
    verdict = book.verdict(_row("中华人民共和国灯塔管理法", "第三条", quoted))
    assert (verdict.text, verdict.slight) == (TextState.DIFFERS, True)
    fewer = book.verdict(_row("中华人民共和国灯塔管理法", "第三条", quoted.replace("20日", "15日")))
    assert (fewer.text, fewer.slight) == (TextState.DIFFERS, False)


def test_a_quotation_from_another_article_leads_there(book: LawBook) -> None:
    quoted = "灯塔的颜色，由国务院灯塔主管部门规定。"
    verdict = book.verdict(_row("中华人民共和国灯塔管理法", "第一条", quoted))
    assert verdict.moved_to == "第三条之一"


def test_of_a_copy_that_breaks_off_nothing_is_said_of_what_is_not_there(book: LawBook) -> None:
    verdict = book.verdict(_row("灯船管理条例", "第七十四条", "运输灯船的，处2万元以下罚款。"))
    assert (verdict.text, verdict.missing) == (TextState.NOT_COMPARED, ())
    there = book.verdict(_row("灯船管理条例", "第二条", "夜间应当点灯，违者处罚。"))
    assert there.text is TextState.OTHER


def test_a_text_that_was_approved_from_above_is_known_as_such(book: LawBook) -> None:
    approved = book.verdict(_row("灯塔船实施办法", "第一条", "")).law
    adopted = book.verdict(_row("中华人民共和国灯塔管理法", "第一条", "")).law
    assert approved is not None
    assert approved.approved
    assert adopted is not None
    assert not adopted.approved


@pytest.mark.parametrize(
    ("cited", "quoted", "place"),
    [
        ("第三条第四款", "灯塔主管部门应当自受理申请之日起二十日内作出决定。", "第三条"),
        ("第二条第五款", "具备前款条件的，可以申请设置许可。", "第二条第二款"),
        ("第二条第（九）项", "（一）有固定的基座；", "第二条第一款第（一）项"),
        ("第三条第四款", "别处的话，与本条没有关系。", ""),
    ],
)
def test_a_paragraph_that_is_not_there_is_found_by_its_words(
    book: LawBook, cited: str, quoted: str, place: str
) -> None:
    verdict = book.verdict(_row("中华人民共和国灯塔管理法", cited, quoted))
    assert verdict.missing == (cited,)
    assert verdict.moved_to == place


def test_the_official_text_is_given_as_a_quotation_gives_it(book: LawBook) -> None:
    verdict = book.verdict(_row("灯塔管理法", "第一条、第二条第二款", ""))
    assert verdict.official == (
        "第一条\u3000为了规范灯塔的设置，制定本法。\n具备前款条件的，可以申请设置许可。"
    )


SUCCESSOR = """# 航标灯管理条例

2020年5月6日 中华人民共和国国务院令第950号公布

<!-- INFO END -->

第一条 为了管理航标灯，制定本条例。

第二条 航标灯由港务局统一管理。

第三条 本条例自2020年7月1日起施行。《灯塔船实施办法》同时废止。
"""


@pytest.mark.parametrize(
    ("quoted", "place"),
    [("灯塔船由航标管理机构管理。", ""), ("航标灯由港务局管理。", "第二条")],
)
def test_a_repealed_law_names_the_place_of_its_successor(
    book: LawBook, quoted: str, place: str
) -> None:
    book.library().add([(parse_law(SUCCESSOR), "successor")], "2024-01-01")
    verdict = book.verdict(_row("灯塔船实施办法", "第一条", quoted))
    assert verdict.repealed_by == "航标灯管理条例"
    assert verdict.successor_place == place
    if place:
        assert verdict.successor is not None
        assert verdict.successor.document_number == "中华人民共和国国务院令第950号"
        assert verdict.successor_text == "第二条\u3000航标灯由港务局统一管理。"
