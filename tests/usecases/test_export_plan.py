"""What an export would write is told before it writes, and is what it writes."""

from __future__ import annotations

import errno
import os
import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import openpyxl
import pytest

from desktop.usecases.checking import check_library
from desktop.usecases.export_plan import ExportChoice, export_chosen, offices, plan_export
from desktop.usecases.exporting import ExportStopped, layout_context
from desktop.usecases.workspace import Workspace
from exports.layouts import guide_document
from exports.progress import Cancelled
from forms.record import Record

GUIDES = ("取水许可", "采砂许可", "打井许可")


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    """Three guides of two offices, one proof."""
    workspace.library.save_many([
        *(Record("service_guide", {"item_name": name, "undertaking_office": office})
          for name, office in zip(GUIDES, ("水资源科", "河道科", "水资源科"), strict=True)),
        Record("proof_item", {"name": "无犯罪记录证明"}),
    ])  # fmt: skip
    return workspace


def choice(**changes: object) -> ExportChoice:
    """Guides as Word and PDF, full."""
    given = {"kind": "service_guide", "formats": ("docx", "pdf"), "layouts": ("full",), **changes}
    return ExportChoice(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"bundle": True},
        {"layouts": ("full", "brief", "list"), "formats": ("docx", "xlsx")},
        {"office": "水资源科"},
        {"kind": "", "layouts": ("list",), "formats": ("xlsx",)},
        {"layouts": ("brief", "poster", "single"), "formats": ("html", "xlsx")},
        {"formats": ("html",), "by_office": True, "manifest": True},
        {"bundle": True, "formats": ("html",), "manifest": True},
    ],
)
def test_the_files_that_a_plan_names_are_those_that_are_written(
    filled: Workspace, tmp_path: Path, changes: dict[str, object]
) -> None:
    plan = plan_export(filled, choice(**changes), tmp_path / "出")
    assert not (tmp_path / "出").exists(), "looking writes nothing"
    outcome = export_chosen(filled, choice(**changes), tmp_path / "出")
    assert plan.files
    assert outcome.files == plan.files
    assert plan.by_format == Counter(path.suffix[1:] for path in plan.files)
    assert all(path.stat().st_size for path in plan.files)
    assert plan_export(filled, choice(**changes), tmp_path / "出").replaced == len(plan.files)


def test_a_very_large_export_is_counted_without_reading_the_records(
    filled: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = choice(kind="", layouts=("full", "list"), formats=("docx", "xlsx"))
    small = plan_export(filled, every, tmp_path)
    monkeypatch.setattr("desktop.usecases.export_plan.MOST_NAMED", 3)
    monkeypatch.setattr("desktop.usecases.export_plan.targets", None)
    large = plan_export(filled, every, tmp_path)
    assert large.files == ()
    assert large.by_format == small.by_format
    assert large.count == len(small.files)


def test_an_office_narrows_what_is_exported(filled: Workspace, tmp_path: Path) -> None:
    assert offices(filled, "service_guide") == {"水资源科": 2, "河道科": 1}
    plan = plan_export(filled, choice(office="河道科"), tmp_path)
    assert plan.records == 1
    assert all("采砂许可" in path.name for path in plan.files)


def test_drafts_and_blocked_records_are_counted(filled: Workspace, tmp_path: Path) -> None:
    plan = plan_export(filled, choice(), tmp_path)
    assert (plan.drafts, plan.unchecked, plan.blocking) == (3, 3, 0)
    check_library(filled)
    plan = plan_export(filled, choice(), tmp_path)
    assert (plan.unchecked, plan.blocking) == (0, 3), "guides with a name only are blocked"


def test_only_final_records_can_be_none(filled: Workspace, tmp_path: Path) -> None:
    plan = plan_export(filled, choice(final_only=True), tmp_path)
    assert plan.files == ()
    assert "没有可以导出的记录" in plan.refusal
    assert export_chosen(filled, choice(final_only=True), tmp_path).files == ()
    assert list(tmp_path.rglob("*.docx")) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"formats": ()}, "至少选择"),
        ({"layouts": ()}, "至少选择"),
        ({"formats": ("xlsx",)}, "Excel 只用于清单"),
    ],
)
def test_a_choice_of_which_nothing_can_come_is_refused(
    filled: Workspace, tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    assert words in plan_export(filled, choice(**changes), tmp_path).refusal
    with pytest.raises(ValueError, match=words):
        export_chosen(filled, choice(**changes), tmp_path)


def test_a_folder_that_cannot_be_written_is_told_before(filled: Workspace, tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("", encoding="utf-8")
    plan = plan_export(filled, choice(), tmp_path / "文件")
    assert "是文件，不是文件夹" in plan.refusal
    with pytest.raises(ValueError, match="是文件"):
        export_chosen(filled, choice(), tmp_path / "文件")


def test_a_nearly_full_disk_is_told_before(
    filled: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=5_000_000))
    assert "只剩 5 MB" in plan_export(filled, choice(), tmp_path).room


def test_a_full_disk_stops_with_the_files_that_are_finished(
    filled: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = os.fsync
    done: list[int] = []

    def sync(handle: int) -> None:
        done.append(handle)
        if len(done) > 4:  # each file is synced, and its folder
            raise OSError(errno.ENOSPC, "No space left on device")
        synced(handle)

    monkeypatch.setattr("os.fsync", sync)
    with pytest.raises(ExportStopped) as stopped:
        export_chosen(filled, choice(), tmp_path / "出")
    assert stopped.value.errno == errno.ENOSPC
    assert "采砂许可" in str(stopped.value.filename)
    assert [path.suffix for path in stopped.value.files] == [".docx", ".pdf"]
    assert sorted((tmp_path / "出").rglob("*.*")) == sorted(stopped.value.files)


def test_stopping_leaves_only_finished_files(filled: Workspace, tmp_path: Path) -> None:
    class _StopAtSecond:
        steps = 0

        def step(self, done: int, total: int, text: str) -> None:
            if text.startswith("导出"):
                self.steps += 1
                if self.steps > 1:
                    raise Cancelled

    with pytest.raises(Cancelled):
        export_chosen(filled, choice(), tmp_path / "出", _StopAtSecond())
    names = sorted(path.name for path in (tmp_path / "出").rglob("*") if path.is_file())
    assert names == ["取水许可.docx", "取水许可.pdf"]


def test_pages_of_offices_lie_in_their_folders_and_the_index_leads_to_each(
    filled: Workspace, tmp_path: Path
) -> None:
    outcome = export_chosen(filled, choice(formats=("html",), by_office=True), tmp_path)
    folder = tmp_path / "办事指南"
    assert {path.relative_to(folder).as_posix() for path in outcome.files} == {
        "水资源科/取水许可.html", "河道科/采砂许可.html", "水资源科/打井许可.html", "index.html",
    }  # fmt: skip
    page = (folder / "index.html").read_text(encoding="utf-8")
    links = [unquote(link) for link in re.findall(r'<a href="([^"#]+)"', page)]
    assert len(links) == 3
    assert all((folder / link).is_file() for link in links)
    assert "水资源科（共 2 项）" in page


def test_the_manifest_names_every_document_with_its_fingerprint(
    filled: Workspace, tmp_path: Path
) -> None:
    export_chosen(filled, choice(formats=("docx",), manifest=True), tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "打印清单.xlsx").active
    assert sheet is not None
    rows = [[str(value) for value in row if value] for row in sheet.iter_rows(values_only=True)]
    found = {row[1]: row[-1] for row in rows if row and row[0] in ("1", "2", "3")}
    context = layout_context(filled)
    assert found == {
        f"办事指南/{record.get('item_name')}": guide_document(record, context).fingerprint()
        for record in filled.records_of("service_guide")
    }
