"""Cases of the rules that ask a law library, and the invented library that they ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.laws import OfficialLaw, TextState, Verdict
from forms.model import Value
from tests.forms.rules.case import Case, guide_row

A = "service_guide"
LAW = OfficialLaw(
    title="中华人民共和国灯塔管理法",
    level="law",
    issuing_body="全国人民代表大会常务委员会",
    document_number="中华人民共和国主席令第九号",
    promulgated_date="2001-03-04",
    amended_date="2015-06-07",
    in_force_date="2015-06-07",
    days=frozenset({"2001-03-04", "2015-06-07"}),
)
NEVER_CHANGED = OfficialLaw(
    "中华人民共和国雾号条例", "administrative_regulation", "国务院",
    "中华人民共和国国务院令第900号", "2010-02-03", "", "2010-05-01", frozenset({"2010-02-03"}),
)  # fmt: skip
APPROVED = OfficialLaw(
    "灯塔船实施办法", "administrative_regulation", "国务院", "", "1999-06-07", "",
    "1999-06-07", frozenset({"1999-05-05", "1999-06-07"}), approved=True,
)  # fmt: skip
TEXT = "灯塔主管部门应当自受理申请之日起二十日内作出决定。"


class InventedLaws:
    """A ``LawView`` that knows two laws and judges by what stands in the row."""

    def verdict(self, row: Mapping[str, Value]) -> Verdict:
        """Ready verdicts: the article and the first signs of the quotation pick one."""
        for law in (NEVER_CHANGED, APPROVED):
            if row.get("title") == law.title:
                return Verdict(law)
        if str(row.get("title")).strip("《》").removeprefix("中华人民共和国") != LAW.title[7:]:
            return Verdict()
        if row.get("quoted_text") == TEXT:
            return Verdict(LAW, official=TEXT, text=TextState.EQUAL)
        return _VERDICTS.get(str(row.get("article_text")), _good(row))

    def remembered(self, row: Mapping[str, Value]) -> Verdict:
        """It knows everything by heart."""
        return self.verdict(row)


def _good(row: Mapping[str, Value]) -> Verdict:
    outdated = str(row.get("amended_date") or row.get("promulgated_date") or "")
    return Verdict(LAW, outdated=outdated if outdated < "2015" else "", official=TEXT)


_VERDICTS = {
    "第二条": Verdict(LAW, repealed_by="中华人民共和国航标法", repealed_from="2020-01-01"),
    "第十条": Verdict(
        LAW,
        repealed_by=NEVER_CHANGED.title,
        repealed_from="2020-01-01",
        successor=NEVER_CHANGED,
        successor_place="第四条",
        successor_text="第四条　雾号由国务院管理。",
    ),
    "第三条第八款": Verdict(
        LAW,
        missing=("第三条第八款",),
        last_article="第三十条",
        moved_to="第三条",
    ),
    "第九十九条": Verdict(LAW, missing=("第九十九条",), last_article="第三十条"),
    "第三条第九款": Verdict(LAW, missing=("第三条第九款",), last_article="第三十条"),
    "第四条": Verdict(LAW, official=TEXT, text=TextState.DIFFERS, differences=2),
    "第八条": Verdict(LAW, official=TEXT, text=TextState.DIFFERS, differences=1, slight=True),
    "第五条": Verdict(LAW, official=TEXT, text=TextState.OTHER),
    "第六条": Verdict(LAW, text=TextState.OTHER, moved_to="第七条"),
}


def _cited(**changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "title": LAW.title, "level": "law", "article_text": "第三条", "amended_date": "2015-06-07",
        "promulgated_date": "2001-03-04", "document_number": None,
    }  # fmt: skip
    return guide_row("legal_basis", **{**facts, **changes})


def _case(rule: str, column: str, **changes: Any) -> Case:
    return Case(rule, A, _cited(**changes), f"legal_basis[0].{column}", right=_cited())


CASES = [
    _case("V01", "title", article_text="第二条"),
    _case("V01", "title", article_text="第十条"),
    _case("V03", "article_text", article_text="第三条第八款"),
    _case("V02", "amended_date", amended_date="2008-01-01"),
    _case("V02", "amended_date", amended_date=None),
    _case("V03", "article_text", article_text="第九十九条"),
    _case("V03", "article_text", article_text="第三条第九款"),
    _case("V04", "quoted_text", article_text="第四条"),
    Case(
        "V04", A, _cited(article_text="第八条"), "legal_basis[0].quoted_text", right=_cited(),
        severity="I",
    ),
    Case(
        "V02", A, _cited(amended_date=None, history="2015年7月修正"),
        "legal_basis[0].amended_date",
        right=_cited(amended_date=None, history="2001年3月4日公布；2015年6月，第一次修正"),
    ),
    Case(
        "V06", A, _cited(promulgated_date="1999-03-04"), "legal_basis[0].promulgated_date",
        right=_cited(
            title=APPROVED.title, level="administrative_regulation", amended_date=None,
            promulgated_date="1990-11-19",
        ),
    ),
    _case("V05", "quoted_text", article_text="第五条"),
    _case("V05", "article_text", article_text="第六条"),
    _case("V06", "level", level="administrative_regulation"),
    _case("V06", "promulgated_date", promulgated_date="1999-03-04"),
    Case(
        "V06", A,
        _cited(
            title=NEVER_CHANGED.title, level="administrative_regulation", amended_date=None,
            promulgated_date="2010-02-03", document_number="国务院令第901号",
        ),
        "legal_basis[0].document_number",
        right=_cited(
            title=NEVER_CHANGED.title, level="administrative_regulation", amended_date=None,
            promulgated_date="2010-01-20", document_number="国务院令第900号",
        ),
    ),
]  # fmt: skip
