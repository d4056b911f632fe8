"""Differences by the key of a row; the log in words; older content put back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.store import FinalizedError, ImportBatch
from desktop.usecases import history as use
from desktop.usecases.workspace import Workspace
from forms.loader import load_catalogue
from forms.model import Field, Table
from forms.record import Record
from forms.row_matching import match_rows

FORM = load_catalogue().form("service_guide")
A, B, C = {"name": "申请表"}, {"name": "身份证"}, {"name": "照片"}
KEYLESS = Field("rows", "行", "table", table=Table("t", "行", (Field("name", "名称", "text"),)))


def found(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, str]]:
    record = Record("service_guide", old)
    changed = Record("service_guide", new, record.uuid)
    return [(d.label, d.before, d.after) for d in use.difference(record, changed, FORM)]


def test_a_value_is_compared_as_it_is_read() -> None:
    old = {"promise_limit": {"amount": 20, "unit": "working_day"}, "item_name": "取水"}
    new = {"promise_limit": {"amount": 7, "unit": "working_day"}}
    assert found(old, new) == [
        ("主项名称", "取水", ""), ("承诺办结时限", "20个工作日", "7个工作日"),
    ]  # fmt: skip


def test_equal_records_do_not_differ_and_the_envelope_is_left_out() -> None:
    assert found({"materials": [A, B]}, {"materials": [A, B]}) == []
    old, new = Record("service_guide", {}), Record("service_guide", {}, version=2)
    assert use.difference(old, new, FORM) == []


def test_a_row_is_followed_by_its_key_wherever_it_stands() -> None:
    old = {"materials": [A, {**B, "original_count": 1}]}
    new = {"materials": [{**B, "original_count": 2}, A, C]}
    labels = [label for label, _, _ in found(old, new)]
    assert "申请材料 “照片”" in labels
    assert labels[-1] == "申请材料 顺序"
    assert not any("“申请表”" in label for label in labels)


def test_a_row_that_is_gone_or_new_is_told_as_a_whole() -> None:
    assert found({"materials": [A, B]}, {"materials": [B, C]}) == [
        ("申请材料 “照片”", "", "照片"), ("申请材料 “申请表”", "申请表", ""),
    ]  # fmt: skip


def test_a_corrected_article_stays_the_same_citation() -> None:
    law = {"title": "中华人民共和国水法", "article_text": "第七条"}
    other = {"title": "取水许可和水资源费征收管理条例", "article_text": "第二条"}
    old, new = [law, other], [{**law, "article_text": "第四十八条"}, other]
    labels = found({"legal_basis": old}, {"legal_basis": new})
    assert len(labels) == 1
    assert labels[0][1:] == ("第七条", "第四十八条")
    assert labels[0][0].startswith("设定依据 “中华人民共和国水法” ")


def test_a_table_that_was_typed_as_text_is_compared_as_text() -> None:
    assert found({"materials": "见附件"}, {"materials": [A]}) == [
        ("申请材料", "见附件", "申请表"),
    ]  # fmt: skip


rows = st.lists(st.fixed_dictionaries({"name": st.sampled_from("甲乙丙 ")}), max_size=6)


@given(old=rows, new=rows, keyed=st.booleans())
def test_every_row_is_in_exactly_one_pair(
    old: list[dict[str, str]], new: list[dict[str, str]], keyed: bool
) -> None:
    field = FORM.fields["materials"] if keyed else KEYLESS
    pairs = match_rows(old, new, field)
    assert sorted(id(row) for row, _ in pairs if row is not None) == sorted(map(id, old))
    assert [id(row) for _, row in pairs if row is not None] == list(map(id, new))
    if old == new:
        assert all(left == right for left, right in pairs)


def test_rows_without_a_key_pair_by_place() -> None:
    assert match_rows([{"name": "甲"}], [{"name": "乙"}], KEYLESS) == [
        ({"name": "甲"}, {"name": "乙"})
    ]


# the library


def words(workspace: Workspace, uuid: str | None = None) -> list[str]:
    return [event.words for event in use.events(workspace, uuid)]


def test_the_log_speaks_and_joins_autosaves(workspace: Workspace) -> None:
    library = workspace.library
    record = library.save(Record("service_guide", {"item_name": "取水"}), by="周文静")
    for name in ("取水许", "取水许可"):
        record = library.save(record.with_values(item_name=name), by="周文静")
    record = library.save(record.with_values(materials=[A]), by="周文静")
    library.finalize(record.uuid, by="李敏", note="审定")
    library.new_version(record.uuid, note="依据修订")
    assert words(workspace, record.uuid) == [
        "开始编制新版本：依据修订", "定稿：审定", "修改“主项名称、申请材料”", "新建",
    ]  # fmt: skip
    event = use.events(workspace)[-1]
    assert (event.title, event.by, event.uuid) == ("取水许可", "周文静", record.uuid)


def test_an_import_is_one_line_in_the_log_of_the_library(workspace: Workspace) -> None:
    records = [Record("service_guide", {"item_name": name}) for name in "甲乙丙"]
    batch = ImportBatch("清单.xlsx")
    workspace.library.save_many(records, batch=batch)
    workspace.library.undo_import(batch.id)
    assert words(workspace) == ["撤销导入", "导入“清单.xlsx”，3 条"]
    assert words(workspace, records[0].uuid) == ["移到回收站", "新建"]


def test_many_records_at_once_are_one_line_and_states_are_named(workspace: Workspace) -> None:
    records = [Record("service_guide", {"item_name": name}) for name in "甲乙"]
    workspace.library.save_many(records)
    first = workspace.library.get(records[0].uuid)
    for state in ("amending", "submitted"):
        workspace.library.save(Record(first.kind, first.values, first.uuid, state=state))
    assert words(workspace) == ["提交审核", "状态改为“变更中”", "新建 2 条记录"]


def amended(workspace: Workspace) -> Record:
    """A record with version 1 final and version 2 begun."""
    library = workspace.library
    record = library.save(Record("service_guide", {"item_name": "取水", "materials": [A]}))
    library.finalize(record.uuid)
    record = library.new_version(record.uuid)
    return library.save(record.with_values(item_name="取水许可", materials=[A, B]))


def test_versions_are_listed_and_compared(workspace: Workspace) -> None:
    record = amended(workspace)
    versions = use.versions(workspace, record.uuid)
    assert [(item.n, item.label) for item in versions] == [
        (0, "当前内容（变更中）"),
        (1, "第 1 版"),
    ]
    fields = [item.field for item in use.compare(workspace, record.uuid, 1, 0)]
    assert fields == ["item_name", "materials"]
    assert use.compare(workspace, record.uuid, 1, 1) == []


def test_older_content_is_put_back_field_by_field_or_whole(workspace: Workspace) -> None:
    record = amended(workspace)
    before = use.take_back(workspace, record.uuid, 1, ["materials"])
    now = workspace.library.get(record.uuid)
    assert (now.get("item_name"), now.get("materials")) == ("取水许可", [A])
    use.put_back(workspace, before)
    assert workspace.library.get(record.uuid).values == record.values
    use.take_back(workspace, record.uuid, 1)
    assert workspace.library.get(record.uuid).get("item_name") == "取水"
    assert words(workspace, record.uuid)[0].endswith("恢复第 1 版的内容")


def test_what_is_final_takes_nothing_back(workspace: Workspace) -> None:
    record = amended(workspace)
    assert use.can_take_back(workspace, record.uuid)
    workspace.library.finalize(record.uuid)
    assert not use.can_take_back(workspace, record.uuid)
    with pytest.raises(FinalizedError):
        use.take_back(workspace, record.uuid, 1)
