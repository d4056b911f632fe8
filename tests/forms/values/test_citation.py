"""Single citations out of published basis cells (SPEC §7.1, MESS §4)."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import (
    LEVELS,
    BasisText,
    full_title_hint,
    leftovers,
    parse_basis_text,
)

SPEC_SAMPLE = (
    "【法律】《中华人民共和国行政许可法》（2003年8月27日中华人民共和国主席令第七号公布，"
    "2019年4月23日修正）第四十二条第一款：“除可以当场作出……”"
)


def _one(text: str) -> BasisText:
    (part,) = parse_basis_text(text)
    return part


def test_the_sample_of_the_specification_is_read_in_full() -> None:
    citation = _one(SPEC_SAMPLE).citation
    assert citation.title == "中华人民共和国行政许可法"
    assert citation.level == "law"
    assert citation.document_number == "中华人民共和国主席令第七号"
    assert citation.promulgated == date(2003, 8, 27)
    assert citation.amended == date(2019, 4, 23)
    assert citation.article_text == "第四十二条第一款"
    assert citation.quoted_text.startswith("第四十二条第一款：“除可以")
    assert citation.heading() == (
        "《中华人民共和国行政许可法》（中华人民共和国主席令第七号）第四十二条第一款"
    )


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("【法律】《甲法》第一条：一。\n【法规】《乙条例》第二条：二。", ["甲法", "乙条例"]),
        ("【法律】《甲法》第一条：一。  【法规】《乙条例》第二条：二。", ["甲法", "乙条例"]),
        ("【 法律】《甲法》第一条", ["甲法"]),
        ("【行政法规】：《乙条例》第一条", ["乙条例"]),
        ("【條例】《乙条例》第一条", ["乙条例"]),
        ("法律】《甲法》第一条", ["甲法"]),
        (";1、【法律】《甲法》第一条", ["甲法"]),
        ("《甲法》第一条：一。\n《乙条例》\n第二条：二。", ["甲法", "乙条例"]),
        ("《甲法》第一条；《乙条例》第二条、第三条", ["甲法", "乙条例"]),
        ("《甲法》第一条、《乙条例》第二条", ["甲法", "乙条例"]),
        ("《甲法》第一条：按照《乙法》第三条的规定办理。", ["甲法"]),
        ("《甲法》第一条：《乙法》所称档案，是指……", ["甲法"]),
        ("【法律】《甲法》第一条：未建档的，依照【法律】《乙法》的有关规定处罚。", ["甲法"]),
        ("【法律】《甲法》第一条：未建档的，依照【法律】《乙法》第三条的规定处罚。", ["甲法"]),
        ("【法律】《甲法》第一条：未建档的，处罚。【法律】《乙法》第三条", ["甲法", "乙法"]),
        ("【法律】《甲法》第一条，依据【法规】《乙条例》第三条：罚款。", ["甲法", "乙条例"]),
        ("依据【法律】《甲法》第一条的规定", ["甲法"]),
        ("【规章】《甲办法》第一条：填写\n《申请表》交窗口。", ["甲办法"]),
        ("【规章】《甲办法》（新政发【2020】53号）第一条：一。", ["甲办法"]),
        ("【法规】《新疆实施<甲法>办法》第一条", ["新疆实施〈甲法〉办法"]),
        ("【法规】《实施《甲法》办法》第一条", ["实施〈甲法〉办法"]),
        ("【法规】《甲办法》》（2019年4月22日公布）第一条", ["甲办法"]),
        ("【规章】《甲办法》实施细则》（商务部令2020年第2号）第一条", ["甲办法实施细则"]),
        ("【法规】（甲规定》（2002年10月1日公布）第一条", ["甲规定"]),
        ("【法规】甲规定》（2002年10月1日公布）第一条", ["甲规定"]),
        ("【法规】《甲规定（2002年10月1日公布）第一条", ["甲规定"]),
        ("【法律】《中华\n人民共和国\n统计法》第一条", ["中华人民共和国统计法"]),
        ("《甲办法》（试行）（2013年8月15日公布）第一条", ["甲办法（试行）"]),
        ("【法规】关于印发《甲方案》的通知第一条", ["关于印发〈甲方案〉的通知"]),
        (
            "【规范性文件】国务院办公厅《关于甲的通知》（国办发〔2019〕1号）",
            ["国务院办公厅关于甲的通知"],
        ),
        ("根据《全民健身法》", ["全民健身法"]),
        ("中华人民共和国教师法第十条；国务院令第188号第六条", ["中华人民共和国教师法", ""]),
        ("取水许可和水资源费征收管理条例第11条", ["取水许可和水资源费征收管理条例"]),
        ("无", []),
        ("", []),
    ],
)
def test_the_laws_of_a_cell_are_told_apart(text: str, titles: list[str]) -> None:
    assert [part.citation.title for part in parse_basis_text(text)] == titles


@pytest.mark.parametrize(
    ("history", "number", "promulgated", "amended", "in_force"),
    [
        ("（国务院令第188号）", "国务院令第188号", None, None, None),
        (
            "（1999年1月22日国务院令第258号，2000年3月1日起施行）",
            "国务院令第258号",
            date(1999, 1, 22),
            None,
            date(2000, 3, 1),
        ),
        (
            "（1983年1月3日国务院发布；根据2017年10月7日国务院令第687号《决定》第二次修订）",
            "",
            date(1983, 1, 3),
            date(2017, 10, 7),
            None,
        ),
        (
            "（2012年6月13日通过，2012年6月28日国务院令第621号公布，自2012年10月1日起施行）",
            "国务院令第621号",
            date(2012, 6, 28),
            None,
            date(2012, 10, 1),
        ),
        (
            "（1996年3月17日通过，2021年1月22日\n修订， 自2021年7\n月15 日起施行）",
            "",
            date(1996, 3, 17),
            date(2021, 1, 22),
            date(2021, 7, 15),
        ),
        ("国务院令第514号（2007年12月14日）", "国务院令第514号", date(2007, 12, 14), None, None),
        ("(国发[2006]28号)", "国发[2006]28号", None, None, None),
        ("退役军人部发〔2022〕3号", "退役军人部发〔2022〕3号", None, None, None),
        (
            "（2014年1月3日交通部发布 根据2015年5月12日《决定》修正 根据2020年2月 24日《决定》修正》",
            "",
            date(2014, 1, 3),
            date(2020, 2, 24),
            None,
        ),
    ],
)
def test_number_and_dates_come_from_the_history_bracket(
    history: str,
    number: str,
    promulgated: date | None,
    amended: date | None,
    in_force: date | None,
) -> None:
    citation = _one(f"【规章】《甲规定》{history}\n    第三条：应当如此办理。").citation
    assert citation.document_number == number
    found = (citation.promulgated, citation.amended, citation.in_force)
    assert found == (promulgated, amended, in_force)
    assert citation.article_text == "第三条"
    assert citation.quoted_text == "第三条：应当如此办理。"


@pytest.mark.parametrize(
    ("history", "body"),
    [
        ("（2009年国务院令第1号）", "国务院"),
        (
            "（2003年8月27日第十届全国人民代表大会常务委员会第四次会议通过）",
            "全国人民代表大会常务委员会",
        ),
        (
            "（2009年6月2日新疆维吾尔自治区第十一届人民代表大会常务委员会第十一次会议通过）",
            "新疆维吾尔自治区人民代表大会常务委员会",
        ),
        ("（2006年11月23日交通部发布）", "交通部"),
        ("国办发〔2007〕64号，2007年11月17日实施，国务院办公厅颁布", "国务院办公厅"),
    ],
)
def test_the_issuing_body_is_read_when_it_is_stated(history: str, body: str) -> None:
    assert _one(f"《甲规定》{history}").citation.issuing_body == body


@pytest.mark.parametrize(
    ("body", "article_text", "quoted"),
    [
        ("第五十四条、第五十五条。", "第五十四条、第五十五条", ""),
        ("\n第五章、第六章。", "第五章、第六章", ""),
        ("附件第135项：新增。", "附件第135项", "附件第135项：新增。"),
        ("第四章第二十一条", "第二十一条", ""),
        (
            "第二条：二。\n    第三条第一款：三。",
            "第二条、第三条第一款",
            "第二条：二。\n    第三条第一款：三。",
        ),
        (
            "第十三条、第三十一条第（二）项\n    第十三条  监理。\n第三十一条  罚款。",
            "第十三条、第三十一条第（二）项",
            "第十三条  监理。\n第三十一条  罚款。",
        ),
        ("第二条：依照\n第七条的规定办理。", "第二条", "第二条：依照\n第七条的规定办理。"),
        ("第十条、三十二条、第三十八、第四十条。", "第十条、三十二条、第三十八、第四十条", ""),
        ("第三十八条处罚。", "第三十八条", ""),
    ],
)
def test_articles_and_quotation_are_separated(body: str, article_text: str, quoted: str) -> None:
    citation = _one(f"【法律】《甲法》（2009年1月1日公布）{body}").citation
    assert citation.article_text == article_text
    assert citation.quoted_text == quoted


def test_a_tag_that_contradicts_the_number_is_doubted() -> None:
    part = _one("【规章】《农药管理条例》（1997年5月8日国务院令第216号发布）第五条")
    assert part.citation.level is None
    assert "行政法规" in part.problems[0]


def test_arabic_articles_are_reported_with_the_citation() -> None:
    assert "第十一条" in _one("《甲条例》第11条").problems[0]


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("《行政许可法》", "书名号"),
        ("行政许可法", "中华人民共和国行政许可法"),
        ("行政许可法（2019修正）", "括注"),
    ],
)
def test_short_or_decorated_titles_get_a_hint(title: str, word: str) -> None:
    assert word in (full_title_hint(title) or "")


@pytest.mark.parametrize(
    "title",
    ["中华人民共和国行政许可法", "甲办法（试行）", "新疆维吾尔自治区实施〈甲法〉办法", "乙条例"],
)
def test_full_titles_get_no_hint(title: str) -> None:
    assert full_title_hint(title) is None


def _rebuilt(text: str, parts: tuple[BasisText, ...]) -> str:
    edges = [0, *(edge for part in parts for edge in (part.start, part.end)), len(text)]
    assert edges == sorted(edges)
    return "".join(text[a:b] for a, b in pairwise(edges))


_PROVOKING = st.lists(
    st.sampled_from(
        [
            *"【】《》〈〉<>（）()\n ；、。：",
            *(
                "【法律】",
                "【规章】",
                "法律】",
                "中华人民共和国甲法",
                "乙条例",
                "第三条",
                "第（一）项",
                "附件第3项",
            ),
            *(
                "2019年4月23日",
                "国务院令第7号",
                "〔2016〕",
                "公布",
                "修正",
                "起施行",
                "的规定",
                "关于",
                "的通知",
            ),
        ]
    ),
    max_size=25,
).map("".join)


@given(st.text() | _PROVOKING)
def test_spans_and_gaps_make_up_any_text_again(text: str) -> None:
    parts = parse_basis_text(text)
    assert _rebuilt(text, parts) == text
    for part in parts:
        assert part.citation.level is None or part.citation.level in LEVELS
        full_title_hint(part.citation.title)
    leftovers(text, parts)


def test_every_real_basis_cell_gives_a_titled_citation_and_loses_nothing(
    basis_cells: list[str],
) -> None:
    parsed = {cell: parse_basis_text(cell) for cell in basis_cells}
    titled = [cell for cell in basis_cells if any(p.citation.title for p in parsed[cell])]
    assert len(basis_cells) == len(titled) > 1500
    for cell, parts in parsed.items():
        assert _rebuilt(cell, parts) == cell
        assert leftovers(cell, parts) == ()


def test_real_citations_mostly_state_rank_articles_and_a_date(basis_cells: list[str]) -> None:
    parts = [part for cell in set(basis_cells) for part in parse_basis_text(cell)]
    ranked = sum(part.citation.level is not None for part in parts)
    cited = sum(bool(part.citation.article_text) for part in parts)
    dated = sum(bool(part.citation.promulgated or part.citation.amended) for part in parts)
    assert ranked / len(parts) > 0.95
    assert cited / len(parts) > 0.98
    assert dated / len(parts) > 0.80


@pytest.mark.parametrize(
    ("text", "laws"),
    [
        ("①《甲法》第七条；②《乙条例》第十条", ["甲法第七条", "乙条例第十条"]),
        ("①《甲法》第七条②《乙条例》第十条", ["甲法第七条", "乙条例第十条"]),
        ("1、《甲法》第七条。2、《乙条例》第十条：应当申请。", ["甲法第七条", "乙条例第十条"]),
        ("（1）《甲法》第七条；（2）《乙法》第八条", ["甲法第七条", "乙法第八条"]),
        ("一、《甲法》第七条 二、《乙法》第八条", ["甲法第七条", "乙法第八条"]),
        ("【法律】1.《甲法》第七条；2.《乙法》第八条", ["甲法第七条", "乙法第八条"]),
        ("依据《甲法》第七条和《乙法》第八条", ["甲法第七条", "乙法第八条"]),
        ("水法第五十九条；土地管理法第七条", ["水法第五十九条", "土地管理法第七条"]),
        # What a quotation numbers is none of the list.
        ("《甲法》第三条 提交：1、《乙办法》规定的材料；2、《丙条例》规定的材料。", ["甲法第三条"]),
        ("一、《甲法》第七条 应当有：（一）《乙规划》；（二）《丙办法》", ["甲法第七条"]),
        ("按本法第三条执行", []),
    ],
)
def test_laws_numbered_within_a_line_are_read_one_by_one(text: str, laws: list[str]) -> None:
    found = [part.citation for part in parse_basis_text(text)]
    assert [citation.title + citation.article_text for citation in found] == laws
    assert all(not c.quoted_text.endswith(("和", "②", "2、")) for c in found)
