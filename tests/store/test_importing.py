"""Import batches: sources of cells, and undoing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.store import ImportBatch, Library, LibraryError, SourceCell
from forms.record import Record
from tests.store.helpers import alpha


def batch_of(records: list[Record]) -> ImportBatch:
    cells = [
        SourceCell("表1", row + 2, "A", record.get("name"), "名称", record.uuid, "name")
        for row, record in enumerate(records)
    ]
    remark = SourceCell("说明", 1, "A", "填报说明", file="附件.xls", sha256="b" * 64)
    return ImportBatch("清单.xlsx", "a" * 64, {"rows": len(records)}, [*cells, remark])


def test_each_cell_tells_where_it_stood_and_what_it_became(library: Library) -> None:
    records = [alpha("一"), alpha("二")]
    batch = batch_of(records)
    assert library.save_many(records, by="张三", batch=batch) == 2
    assert library.source_cells(records[1].uuid) == [
        SourceCell("表1", 3, "A", "二", "名称", records[1].uuid, "name", "清单.xlsx", "a" * 64)
    ]
    cells = library.source_cells_of_batch(batch.id)
    assert [cell.text for cell in cells] == ["一", "二", "填报说明"]
    assert (cells[2].record, cells[2].file, cells[2].sheet) == (None, "附件.xls", "说明")
    (entry,) = library.imports()
    assert (entry.file, entry.by, entry.report, entry.undone_at) == (
        "清单.xlsx", "张三", {"rows": 2}, None,
    )  # fmt: skip


def test_undoing_takes_back_what_nobody_touched_and_says_what_stays(library: Library) -> None:
    old = library.save(alpha("原有", note="导入前"))
    edited, final, plain = alpha("改过"), alpha("定稿"), alpha("原样")
    batch = ImportBatch("清单.xlsx")
    library.save_many([old.with_values(note="导入后"), edited, final, plain], batch=batch)
    library.save(edited.with_values(note="后来"))
    library.finalize(final.uuid)
    library.new_version(final.uuid)
    report = library.undo_import(batch.id, by="张三")
    assert report.removed == (plain.uuid,)
    assert report.reverted == (old.uuid,)
    assert [(kept.title, kept.reason) for kept in report.kept] == [
        ("改过", "导入后又修改过"),
        ("定稿", "已经定稿"),
    ]
    assert library.get(old.uuid).get("note") == "导入前"
    assert library.ids(deleted=True) == [plain.uuid]


def test_an_import_is_undone_only_once(library: Library) -> None:
    batch = ImportBatch("清单.xlsx")
    library.save_many([alpha("一")], batch=batch)
    library.undo_import(batch.id)
    for identifier in (batch.id, "unknown"):
        with pytest.raises(LibraryError, match="已经撤销"):
            library.undo_import(identifier)


def test_importing_again_brings_records_back_from_the_bin(library: Library) -> None:
    record = alpha("一")
    library.save_many([record], batch=ImportBatch("清单.xlsx"))
    library.undo_import(library.imports()[0].id)
    again = ImportBatch("清单.xlsx")
    assert library.save_many([record], batch=again) == 1
    assert library.get(record.uuid).get("name") == "一"
    assert library.undo_import(again.id).removed == (record.uuid,)


def test_a_refused_import_leaves_nothing_behind(library: Library) -> None:
    final = library.save(alpha("定稿"))
    library.finalize(final.uuid)
    items = [alpha("新"), replace(final.with_values(note="改"), state="draft")]
    with pytest.raises(LibraryError, match="定稿"):
        library.save_many(items, batch=batch_of(items))
    assert library.count() == 1
    assert library.imports() == []
