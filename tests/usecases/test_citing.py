"""The law at the desk: what is typed finds the law, and what the law says comes in."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.usecases import citing
from desktop.usecases.citing import Agreement, LawState
from desktop.usecases.definitions import catalogue
from desktop.usecases.workspace import Workspace
from forms.laws import RunKind
from tests.laws.shelf import ARTICLE_3, LAW, OLD_QUOTE, put_on_shelf

COLUMNS = frozenset(
    item.id for item in catalogue().form("service_guide").fields["legal_basis"].columns
)


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    """A workspace with laws on its shelf."""
    put_on_shelf(workspace)
    return workspace


def pick(desk: Workspace, words: str) -> citing.Offer:
    """The first law that is offered."""
    return citing.find_laws(desk, words).laws[0]


@pytest.mark.parametrize("typed", ["灯塔管理", "灯塔 管理法", "dtglf", "DTGL", "塔", LAW])
def test_part_of_a_name_or_its_initials_find_the_law(desk: Workspace, typed: str) -> None:
    assert LAW in [offer.version.title for offer in citing.find_laws(desk, typed).laws]


def test_a_document_number_finds_the_law(desk: Workspace) -> None:
    assert pick(desk, "国务院令第900号").version.title == "中华人民共和国潮汐条例"
    assert pick(desk, "900号").version.title == "中华人民共和国潮汐条例"


def test_laws_in_force_come_first_and_repealed_ones_are_marked(desk: Workspace) -> None:
    offers = citing.find_laws(desk, "灯").laws
    assert [offer.state for offer in offers] == [
        LawState.IN_FORCE, LawState.COMING, LawState.REPEALED,
    ]  # fmt: skip
    assert offers[2].version.title == "航标灯暂行条例"
    assert offers[2].repealed_by == LAW


def test_of_several_versions_the_one_that_holds_is_offered(desk: Workspace) -> None:
    assert pick(desk, "灯塔管理法").version.amended == "2022-08-09"
    before = citing.find_laws(desk, "灯塔管理法", date(2022, 12, 31)).laws[0]
    assert before.version.amended == "2015-06-07"


def test_an_empty_library_says_that_it_is_empty(workspace: Workspace) -> None:
    assert citing.find_laws(workspace, "法") == citing.Offers((), empty=True)
    assert citing.standings(workspace, [{"title": LAW}]) == [None]
    assert citing.read_law(workspace, LAW) is None
    assert not workspace.laws.present


def test_a_picked_law_fills_what_is_blank(desk: Workspace) -> None:
    row = {"role": "establishment", "title": "dtgl"}
    taken = citing.take_law(desk, row, pick(desk, "dtgl").version.id, COLUMNS)
    assert taken is not None
    assert taken.row == {
        "role": "establishment", "title": LAW, "level": "law", "validity": "in_force",
        "issuing_body": "全国人民代表大会常务委员会", "promulgated_date": "2001-03-04",
        "amended_date": "2022-08-09", "in_force_date": "2023-01-01",
    }  # fmt: skip
    assert set(taken.came) == set(taken.row) - {"role"}
    assert not taken.kept


def test_what_was_typed_is_kept_and_told(desk: Workspace) -> None:
    row = {"title": "灯塔", "issuing_body": "海事局", "quoted_text": "我抄的"}
    taken = citing.take_law(desk, row, pick(desk, "灯塔管理法").version.id, COLUMNS)
    assert taken is not None
    assert taken.row["issuing_body"] == "海事局"
    assert taken.kept == {"issuing_body": "全国人民代表大会常务委员会"}
    whole = citing.take_all(taken.row, taken.kept)
    assert whole.row["issuing_body"] == "全国人民代表大会常务委员会"
    assert whole.row["quoted_text"] == "我抄的"


def test_what_came_from_another_law_goes_with_it(desk: Workspace) -> None:
    first = citing.take_law(desk, {}, pick(desk, "潮汐").version.id, COLUMNS)
    assert first is not None
    assert first.row["document_number"] == "中华人民共和国国务院令第900号"
    other = citing.take_law(
        desk, first.row, pick(desk, "灯塔管理法").version.id, COLUMNS, first.brought
    )
    assert other is not None
    assert other.row["promulgated_date"] == "2001-03-04"
    assert "document_number" not in other.row
    assert not other.kept


@pytest.mark.parametrize("typed", ["3", "三", "第三条", "3条"])
def test_an_article_brings_its_text_and_the_facts_of_the_law(desk: Workspace, typed: str) -> None:
    taken = citing.take_place(desk, {"title": "灯塔管理法"}, typed, COLUMNS)
    assert taken is not None
    assert taken.row["title"] == LAW
    assert taken.row["article_text"] == "第三条"
    assert taken.row["quoted_text"] == ARTICLE_3
    assert taken.row["in_force_date"] == "2023-01-01"
    assert desk.laws.verdict(taken.row).text.value == "equal"


def test_items_and_several_articles_come_as_they_are_cited(desk: Workspace) -> None:
    item = citing.take_place(desk, {"title": LAW}, "2.1.2", COLUMNS)
    assert item is not None
    assert item.row["article_text"] == "第二条第一款第（二）项"
    assert str(item.row["quoted_text"]).startswith("（二）有看守人员")
    both = citing.take_place(desk, {"title": LAW}, "3、3之1", COLUMNS)
    assert both is not None
    assert both.row["quoted_text"] == (
        f"{ARTICLE_3}\n第三条之一\u3000灯塔的颜色，由国务院灯塔主管部门规定。"
    )


def test_a_quotation_that_was_typed_is_not_written_over(desk: Workspace) -> None:
    row = {"title": LAW, "quoted_text": OLD_QUOTE}
    taken = citing.take_place(desk, row, "3", COLUMNS)
    assert taken is not None
    assert taken.row["quoted_text"] == OLD_QUOTE
    assert taken.kept["quoted_text"] == ARTICLE_3


def test_another_article_renews_the_text_that_came_in(desk: Workspace) -> None:
    first = citing.take_place(desk, {"title": LAW}, "3", COLUMNS)
    assert first is not None
    brought = citing.brought_in(desk, first.row, COLUMNS)
    second = citing.take_place(desk, first.row, "1", COLUMNS, brought)
    assert second is not None
    assert second.row["quoted_text"] == "第一条\u3000为了规范灯塔的设置，制定本法。"


@pytest.mark.parametrize(
    ("title", "typed"), [("没有的法", "3"), (LAW, "99"), (LAW, "随便"), ("", "3")]
)
def test_what_is_not_there_brings_nothing(desk: Workspace, title: str, typed: str) -> None:
    assert citing.take_place(desk, {"title": title}, typed, COLUMNS) is None


def test_nothing_is_quoted_from_a_secret_basis(desk: Workspace) -> None:
    taken = citing.take_place(desk, {"title": LAW, "is_secret": True}, "3", COLUMNS)
    assert taken is not None
    assert "quoted_text" not in taken.row


def test_places_are_offered_down_to_items(desk: Workspace) -> None:
    places = citing.find_places(desk, LAW, "2")
    assert [place.text for place in places] == [
        "第二条", "第二条第一款", "第二条第一款第（一）项", "第二条第一款第（二）项",
        "第二条第二款",
    ]  # fmt: skip
    assert citing.find_places(desk, LAW, "99") == ()


def test_words_find_the_article_that_holds_them(desk: Workspace) -> None:
    assert [place.text for place in citing.find_places(desk, LAW, "颜色 规定")] == ["第三条之一"]


def row(**values: str) -> dict[str, str]:
    """A citation of article 3 as it holds."""
    return {"title": LAW, "article_text": "第三条", "quoted_text": ARTICLE_3,
            "amended_date": "2022-08-09"} | values  # fmt: skip


@pytest.mark.parametrize(
    ("citation", "agreement"),
    [
        (row(), Agreement.EQUAL),
        (row(article_text="第一条、第三条"), Agreement.PART),
        (row(quoted_text=OLD_QUOTE), Agreement.DIFFERS),
        (row(quoted_text=ARTICLE_3.replace("十五日", "15日")), Agreement.SLIGHT),
        (row(article_text="第九条"), Agreement.DIFFERS),
        (row(quoted_text=OLD_QUOTE, amended_date="2015-06-07"), Agreement.AMENDED),
        (row(title="航标灯暂行条例"), Agreement.REPEALED),
        (row(quoted_text=""), Agreement.HOLDS),
        (row(title="没有的法"), Agreement.NOT_CHECKED),
    ],
)
def test_each_citation_stands_somehow(
    desk: Workspace, citation: dict[str, str], agreement: Agreement
) -> None:
    (found,) = citing.standings(desk, [citation])
    assert found is not None
    assert found.agreement is agreement


def test_the_text_in_force_is_adopted_and_the_rest_is_told(desk: Workspace) -> None:
    cited = row(quoted_text=OLD_QUOTE, amended_date="2015-06-07", validity="amended",
                issuing_body="海事局")  # fmt: skip
    taken = citing.adopt(desk, cited, COLUMNS)
    assert taken is not None
    assert taken.row["quoted_text"] == ARTICLE_3
    assert taken.row["amended_date"] == "2022-08-09"
    assert taken.row["validity"] == "in_force"
    assert taken.row["issuing_body"] == "海事局"
    assert "issuing_body" in taken.kept
    assert taken.row["level"] == "law"


def test_texts_are_laid_side_by_side(desk: Workspace) -> None:
    cited = row(quoted_text=OLD_QUOTE)
    (found,) = citing.standings(desk, [cited])
    assert found is not None
    assert found.comparable
    assert found.adopts
    runs = citing.compare_texts(OLD_QUOTE, found.verdict)
    assert [(r.quoted, r.official) for r in runs if r.kind is RunKind.CHANGED] == [("二十", "十五")]


def test_a_law_is_read_with_the_cited_articles_marked(desk: Workspace) -> None:
    reading = citing.read_law(desk, "灯塔管理法", "第三条")
    assert reading is not None
    assert reading.version.amended == "2022-08-09"
    assert [item.heading for item in reading.articles if item.cited] == ["第三条"]
    assert reading.first == 2
    assert [bool(item.chapter) for item in reading.articles] == [True, False, True, False, True]


def test_a_citation_with_gaps_can_be_completed(desk: Workspace) -> None:
    (gappy,) = citing.standings(desk, [row(quoted_text="", issuing_body="海事局")])
    assert gappy is not None
    assert gappy.gaps == ("level", "promulgated_date", "quoted_text")
    assert gappy.completes
    secret = row(quoted_text="", level="law", issuing_body="海事局", promulgated_date="2001-03-04")
    (whole,) = citing.standings(desk, [{**secret, "is_secret": True}])
    assert whole is not None
    assert not whole.completes
    assert not whole.adopts
