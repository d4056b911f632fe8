"""The index of laws cited: one law under its spellings, contradictions, unifying and taking back."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.usecases import citations as use
from desktop.usecases.rewriting import write
from desktop.usecases.workspace import Workspace
from exports.progress import Cancelled
from forms.record import Record

WATER = {
    "title": "中华人民共和国水法", "level": "law", "promulgated_date": "1988-01-21",
    "amended_date": "2016-07-02", "article_text": "第七条",
}  # fmt: skip
FLOOD = {"title": "中华人民共和国防洪法", "level": "law", "article_text": "第三十三条"}


def guide(name: str, *basis: dict[str, Any], **values: Any) -> Record:
    """A guide with rows of set-up basis."""
    return Record("service_guide", {"item_name": name, "legal_basis": list(basis), **values})


def keep(workspace: Workspace, *records: Record) -> list[str]:
    """Save records; their identifiers."""
    workspace.library.save_many(records)
    return [record.uuid for record in records]


def only(workspace: Workspace) -> use.Law:
    """The one law that is cited."""
    (law,) = use.index(workspace).laws
    return law


def test_one_law_under_its_spellings_is_one_law(workspace: Workspace) -> None:
    keep(
        workspace,
        guide("取水许可", WATER, FLOOD),
        guide("河道采砂许可", {**WATER, "title": "《水法》", "article_text": "第三十九条"}),
        guide("水工程", {**WATER, "title": "中华人民共和国水法（2016年修正）"}),
    )
    found = use.index(workspace)
    assert [use.title_of(law) for law in found.laws] == [
        "《中华人民共和国防洪法》", "《中华人民共和国水法》",
    ]  # fmt: skip
    water = found.laws[1]
    assert (water.records, water.citations) == (3, 3)
    assert water.conflicts == ("title",)


def test_dates_numbers_and_levels_that_contradict_are_told_and_blanks_are_not(
    workspace: Workspace,
) -> None:
    keep(
        workspace,
        guide("甲", WATER),
        guide("乙", {**WATER, "amended_date": "2009-08-27", "document_number": "主席令第七十四号"}),
        guide("丙", {"title": WATER["title"], "level": "administrative_regulation"}),
    )
    law = only(workspace)
    assert law.conflicts == ("level", "amended_date")
    assert law.options("amended_date") == {"2016-07-02": 1, "2009-08-27": 1}
    assert law.blanks("amended_date") == 1
    assert law.value("level") == "law"
    assert use.index(workspace).conflicting == 1


def test_basis_in_tables_of_tables_and_in_plain_text_is_found(workspace: Workspace) -> None:
    values = {
        "materials": [{"name": "申请表", "basis": [FLOOD]}],
        "results": [{"name": "批准文件", "validity_basis": "《中华人民共和国防洪法》第四十条"}],
        "impl_basis": "依据《防洪法》第八条",
    }
    keep(workspace, guide("防洪", **values))
    places = use.mentions(workspace, only(workspace))
    assert [(place.path, place.article, place.in_text) for place in places] == [
        ("impl_basis", "第八条", True),
        ("materials[0].basis[0]", "第三十三条", False),
        ("results[0].validity_basis", "第四十条", True),
    ]
    assert "“申请表”" in places[1].label
    assert places[1].record_title == "防洪"


def test_a_document_without_title_goes_by_its_number_and_the_rest_is_counted(
    workspace: Workspace,
) -> None:
    keep(
        workspace,
        guide("甲", {"document_number": "国发〔2016〕55号"}, {"quoted_text": "按规定办理"}),
        guide("乙", {"document_number": "国发（2016）55号"}),
    )
    found = use.index(workspace)
    assert [law.records for law in found.laws] == [2]
    assert found.unnamed == 1


def test_what_is_written_by_the_rules_is_the_model_for_the_rest(workspace: Workspace) -> None:
    bad = {"title": "水法", "document_number": "国发[2017]046号"}
    good = {"title": "中华人民共和国水法", "document_number": "国发〔2017〕46号"}
    keep(workspace, guide("甲", bad, good), guide("乙", bad))
    law = only(workspace)
    assert (law.value("title"), law.value("document_number")) == tuple(good.values())


def test_what_lies_in_the_bin_cites_nothing(workspace: Workspace) -> None:
    (uuid,) = keep(workspace, guide("甲", WATER))
    workspace.library.delete(uuid)
    assert use.index(workspace).laws == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [("水法", 1), ("zhrmghgsf", 1), ("SF", 1), ("防", 1), ("主席令", 1), ("水 主席令", 1),
     ("防洪 主席令", 0), ("", 2), ("没有这部法", 0)],
)  # fmt: skip
def test_laws_are_found_by_words_numbers_and_initials(
    workspace: Workspace, text: str, number: int
) -> None:
    keep(workspace, guide("甲", {**WATER, "document_number": "主席令第七十四号"}, FLOOD))
    assert len(use.search(use.index(workspace), text)) == number


def test_only_contradictions_are_shown_on_request(workspace: Workspace) -> None:
    keep(workspace, guide("甲", WATER, FLOOD), guide("乙", {**WATER, "level": "department_rule"}))
    found = use.search(use.index(workspace), "", conflicting=True)
    assert [law.key for law in found] == ["水法"]


def test_unifying_writes_every_row_in_one_go_and_goes_back(workspace: Workspace) -> None:
    old = {**WATER, "title": "水法", "amended_date": "2009-08-27"}
    uuids = keep(
        workspace, guide("甲", WATER),
        guide("乙", FLOOD, old, materials=[{"name": "申请表", "basis": [old]}]),
        guide("丙", {**WATER, "title": "水法"}),
    )  # fmt: skip
    before = workspace.library.get(uuids[1])
    law = use.index(workspace).find("水法")
    assert law is not None
    wanted = use.plan(workspace, law, {"title": WATER["title"], "amended_date": "2016-07-02"})
    assert [(c.path, c.column, c.before) for c in wanted.changes] == [
        ("legal_basis[1]", "title", "水法"), ("legal_basis[1]", "amended_date", "2009-08-27"),
        ("materials[0].basis[0]", "title", "水法"),
        ("materials[0].basis[0]", "amended_date", "2009-08-27"),
        ("legal_basis[0]", "title", "水法"),
    ]  # fmt: skip
    assert workspace.library.get(uuids[1]) == before, "a plan writes nothing"
    done = write(workspace, wanted)
    assert (done.records, done.skipped) == (2, 0)
    unified = use.index(workspace).find("水法")
    assert unified is not None
    assert unified.conflicts == ()
    assert unified.options("amended_date") == {"2016-07-02": 4}
    written = workspace.library.many(uuids[1:])
    assert len({record.updated_at for record in written}) == 1, "one transaction, one moment"
    write(workspace, done.back)
    assert workspace.library.get(uuids[1]).values == before.values


def test_a_blank_is_filled_and_emptied_again(workspace: Workspace) -> None:
    (uuid,) = keep(workspace, guide("甲", FLOOD))
    wanted = use.plan(workspace, only(workspace), {"promulgated_date": "1997-08-29", "title": ""})
    done = write(workspace, wanted)
    path = "legal_basis[0].promulgated_date"
    assert workspace.library.get(uuid).get(path) == "1997-08-29"
    write(workspace, done.back)
    assert workspace.library.get(uuid).get(path) is None


def test_what_was_edited_since_is_left_alone(workspace: Workspace) -> None:
    first, second = keep(
        workspace, guide("甲", WATER), guide("乙", {**WATER, "amended_date": "2009-08-27"})
    )
    wanted = use.plan(workspace, only(workspace), {"amended_date": "2009-08-27"})
    record = workspace.library.get(first)
    workspace.library.save(record.with_path("legal_basis[0].amended_date", "2002-08-29"))
    done = write(workspace, wanted)
    assert (done.records, done.skipped) == (0, 1)
    assert workspace.library.get(first).get("legal_basis[0].amended_date") == "2002-08-29"
    assert workspace.library.get(second).get("legal_basis[0].amended_date") == "2009-08-27"


@pytest.mark.parametrize("state", ["approved", "published", "submitted"])
def test_what_is_final_or_under_review_and_plain_text_is_told_and_not_touched(
    workspace: Workspace, state: str
) -> None:
    final = Record("service_guide", {"item_name": "定稿的", "legal_basis": [WATER]}, state=state)
    keep(
        workspace, final, guide("甲", {**WATER, "level": "department_rule"}, impl_basis="《水法》")
    )
    wanted = use.plan(workspace, only(workspace), {"level": "department_rule"})
    assert (wanted.changes, wanted.locked, wanted.in_text) == ((), (final.uuid,), 1)
    assert [place.fixed for place in use.mentions(workspace, only(workspace))][:1] == [True]


def test_reading_can_be_stopped(workspace: Workspace) -> None:
    class Stopping:
        def step(self, done: int, total: int, text: str) -> None:
            raise Cancelled

    keep(workspace, guide("甲", WATER))
    with pytest.raises(Cancelled):
        use.index(workspace, Stopping())


def test_values_are_shown_as_people_read_them(workspace: Workspace) -> None:
    assert use.shown(workspace.catalogue, "level", "law") == "法律"
    assert use.column_label(workspace.catalogue, "document_number") == "文号/令号"
