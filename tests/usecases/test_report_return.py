"""The error report, corrected in Excel and brought back: what it changes, what it leaves alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from desktop.store import ImportBatch, SourceCell
from desktop.usecases import mending
from desktop.usecases.report_return import Returned, open_return, read_return
from desktop.usecases.reporting import write_report
from desktop.usecases.workspace import Workspace
from forms.record import Record

GUIDE_UUID = "6e76ea10-716a-4925-b0b2-b517454ee33f"
GUIDE = {
    "item_name": "取水许可",
    "promise_limit": {"amount": 25, "unit": "working_day"},
    "legal_limit": {"amount": 20, "unit": "working_day"},
    "materials": [{"name": "其他相关材料"}, {"name": "申请表"}],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> tuple[Path, Path]:
    """A library with a guide that has faults, and its error report: made once."""
    folder = tmp_path_factory.mktemp("report")
    library = Path(shutil.copy(empty_library, folder / "库.mingce"))
    with Workspace.open(library) as opened:
        opened.library.save(Record("service_guide", GUIDE, uuid=GUIDE_UUID))
        write_report(opened, folder / "报告.xlsx")
    return library, folder / "报告.xlsx"


@pytest.fixture
def workspace(made: tuple[Path, Path], tmp_path: Path) -> Iterator[Workspace]:
    """A copy of that library, open."""
    with Workspace.open(Path(shutil.copy(made[0], tmp_path / "库.mingce"))) as opened:
        yield opened


@pytest.fixture
def guide(workspace: Workspace) -> Record:
    """The guide, with faults in a field of its own and in a row of a table."""
    return workspace.library.get(GUIDE_UUID)


@pytest.fixture
def report(made: tuple[Path, Path], tmp_path: Path) -> Path:
    """A copy of the report."""
    return Path(shutil.copy(made[1], tmp_path / "报告.xlsx"))


def _columns(sheet: Worksheet) -> tuple[int, Mapping[str, int]]:
    for row in sheet.iter_rows():
        named = {str(cell.value): int(cell.column) for cell in row if cell.value}
        if "核对码" in named:
            return int(row[0].row or 0), named
    raise AssertionError(sheet.title)


def _correct(path: Path, becomes: Mapping[str, str], column: str = "改正为") -> Path:
    """Fill in 改正为 in the first row that tells of each place, as somebody does in Excel."""
    book = load_workbook(path)
    sheet = book["问题"]
    heading, columns = _columns(sheet)
    waiting = dict(becomes)
    for number in range(heading + 1, sheet.max_row + 1):
        place = str(sheet.cell(number, columns["栏目路径"]).value or "")
        if place in waiting:
            sheet.cell(number, columns[column]).value = waiting.pop(place)
    assert not waiting, "the report tells of these places"
    corrected = path.with_name("改正.xlsx")
    book.save(corrected)
    return corrected


def _read(workspace: Workspace, path: Path) -> Returned:
    opened = open_return(workspace, path)
    assert opened is not None
    return read_return(workspace, opened)


def test_a_correction_comes_back_field_by_field_and_is_undone_at_once(
    workspace: Workspace, guide: Record, report: Path
) -> None:
    wrong = {"promise_limit": "15个工作日", "materials[0].name": "取水申请书"}
    returned = _read(workspace, _correct(report, wrong))
    assert [(m.label, m.before, m.after) for m in returned.mends.mends] == [
        ("承诺办结时限", "25个工作日", "15个工作日"),
        ("申请材料 第1行 材料名称", "其他相关材料", "取水申请书"),
    ]
    assert not returned.refusals

    done = mending.apply(workspace, returned.mends, returned.mends.mends)
    assert (done.records, done.hits, done.kept) == (1, 2, ())
    now = workspace.library.get(guide.uuid)
    assert now.get("promise_limit") == {"amount": 15, "unit": "working_day"}
    assert [row["name"] for row in now.rows("materials")] == ["取水申请书", "申请表"]
    assert workspace.library.audit(guide.uuid)[0].note == "导入改正后的检查报告“改正.xlsx”"

    mending.undo(workspace, done)
    assert workspace.library.get(guide.uuid).content_hash() == guide.content_hash()


def test_a_report_that_nobody_filled_in_changes_nothing(
    workspace: Workspace, guide: Record, report: Path
) -> None:
    returned = _read(workspace, report)
    assert (returned.filled, returned.mends.mends, returned.refusals) == (0, (), ())


def test_a_place_that_was_changed_since_is_refused(
    workspace: Workspace, guide: Record, report: Path
) -> None:
    corrected = _correct(report, {"promise_limit": "15个工作日"})
    workspace.library.save(guide.with_values(promise_limit={"amount": 18, "unit": "working_day"}))
    returned = _read(workspace, corrected)
    assert not returned.mends.mends
    (refusal,) = returned.refusals
    assert refusal.reason == "导出报告之后这一处改过，现在是“18个工作日”。"
    assert (refusal.sheet, refusal.title, refusal.written) == ("问题", "取水许可", "15个工作日")


def test_a_record_changed_elsewhere_is_taken_and_told(
    workspace: Workspace, guide: Record, report: Path
) -> None:
    corrected = _correct(report, {"promise_limit": "15个工作日"})
    workspace.library.save(guide.with_values(item_name="取水许可（新办）"))
    returned = _read(workspace, corrected)
    assert [mend.path for mend in returned.mends.mends] == ["promise_limit"]
    assert returned.moved == ("取水许可（新办）",)


def test_what_is_changed_between_preview_and_writing_stays(
    workspace: Workspace, guide: Record, report: Path
) -> None:
    returned = _read(workspace, _correct(report, {"promise_limit": "15个工作日"}))
    workspace.library.save(guide.with_values(item_name="取水许可（变更）"))
    done = mending.apply(workspace, returned.mends, returned.mends.mends)
    assert (done.records, done.kept) == (0, ("取水许可",))


@pytest.mark.parametrize(
    ("place", "text", "reason"),
    [
        ("promise_limit", "很快", "应为"),
        ("task_type", "没有的类型", "不在可选项中"),
    ],
)
def test_what_the_field_cannot_hold_is_refused_with_what_it_expects(
    workspace: Workspace, guide: Record, report: Path, place: str, text: str, reason: str
) -> None:
    returned = _read(workspace, _correct(report, {place: text}))
    assert [reason in refusal.reason for refusal in returned.refusals] == [True]


def test_a_place_is_cleared_only_by_the_word_for_it(
    workspace: Workspace, guide: Record, report: Path
) -> None:
    returned = _read(workspace, _correct(report, {"promise_limit": "（清空）"}))
    mending.apply(workspace, returned.mends, returned.mends.mends)
    assert workspace.library.get(guide.uuid).get("promise_limit") is None


def test_two_answers_for_one_place_are_refused(
    workspace: Workspace, guide: Record, report: Path
) -> None:
    book = load_workbook(report)
    sheet = book["问题"]
    heading, columns = _columns(sheet)
    rows = [
        number for number in range(heading + 1, sheet.max_row + 1)
        if sheet.cell(number, columns["栏目路径"]).value == "promise_limit"
    ]  # fmt: skip
    copied = sheet.max_row + 1
    for column in columns.values():
        sheet.cell(copied, column).value = sheet.cell(rows[0], column).value
    sheet.cell(rows[0], columns["改正为"]).value = "15个工作日"
    sheet.cell(copied, columns["改正为"]).value = "16个工作日"
    book.save(report)
    returned = _read(workspace, report)
    assert not returned.mends.mends
    assert [r.reason for r in returned.refusals] == [
        f"第{rows[0]}、{copied}行为同一处写了不同的内容，请只留一种。"
    ]


def test_a_correction_written_into_the_wrong_column_is_told(
    workspace: Workspace, guide: Record, report: Path
) -> None:
    returned = _read(workspace, _correct(report, {"promise_limit": "15个工作日"}, "当前内容"))
    assert [(r.written, "改正为" in r.reason) for r in returned.refusals] == [("15个工作日", True)]


def test_a_record_that_is_gone_and_one_under_review_are_refused(
    workspace: Workspace, guide: Record, report: Path, tmp_path: Path
) -> None:
    corrected = _correct(report, {"promise_limit": "15个工作日"})
    workspace.library.delete(guide.uuid)
    assert "工作库里没有这条记录" in _read(workspace, corrected).refusals[0].reason
    workspace.library.restore(guide.uuid)
    workspace.library.save(replace(guide, state="submitted"))
    assert "正在审核" in _read(workspace, corrected).refusals[0].reason


def test_sorted_moved_and_shortened_reports_are_read_all_the_same(
    workspace: Workspace, guide: Record, report: Path
) -> None:
    corrected = _correct(report, {"promise_limit": "15个工作日"})
    book = load_workbook(corrected)
    for name in book.sheetnames:
        if name != "问题":
            del book[name]
    book["问题"].insert_cols(1)
    book["问题"].delete_rows(2)
    book["问题"].title = "请改正"
    book.save(corrected)
    assert [mend.after for mend in _read(workspace, corrected).mends.mends] == ["15个工作日"]


def test_a_list_is_no_report(workspace: Workspace, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["事项名称", "改正为"])  # type: ignore[union-attr]
    book.save(tmp_path / "清单.xlsx")
    assert open_return(workspace, tmp_path / "清单.xlsx") is None
    assert open_return(workspace, tmp_path / "没有.xlsx") is None
    (tmp_path / "坏.xlsx").write_bytes("核对码改正为".encode())
    assert open_return(workspace, tmp_path / "坏.xlsx") is None


def test_dragged_numbers_can_be_set_back_by_way_of_the_report(
    workspace: Workspace, tmp_path: Path
) -> None:
    law = "《某某条例》规定，本办法自2022年5月{}日起施行，由主管部门负责解释"
    records = [
        Record("power_item", {"name": f"第{n}项", "remark": law.format(n)}) for n in (1, 2, 3)
    ]
    cells = tuple(
        SourceCell("表", row, "C", law.format(row), "备注", record.uuid, "remark")
        for row, record in enumerate(records, 1)
    )
    batch = ImportBatch(id="甲", file="清单.xlsx", sha256="0" * 64, report={}, cells=cells)
    workspace.library.save_many(records, batch=batch)
    target = tmp_path / "报告.xlsx"
    write_report(workspace, target)
    book = load_workbook(target)
    sheet = book["下拉填充"]
    heading, columns = _columns(sheet)
    for number in (heading + 1, heading + 2):
        offered = sheet.cell(number, columns["建议内容"]).value
        assert offered == law.format(1)
        sheet.cell(number, columns["改正为"]).value = offered
    book.save(target)
    returned = _read(workspace, target)
    assert [mend.after for mend in returned.mends.mends] == [law.format(1)] * 2


def test_personal_data_goes_into_no_sheet_of_the_report_and_can_be_corrected_all_the_same(
    workspace: Workspace, guide: Record, tmp_path: Path
) -> None:
    number = "11010519491231002X"
    text = f"凭经办人证件办理，例如登记证件号{number}。"
    workspace.library.save(guide.with_values(accept_condition=text))
    target = tmp_path / "报告.xlsx"
    write_report(workspace, target)
    book = load_workbook(target)
    cells = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value]
    assert not [cell for cell in cells if number in cell]
    assert any("不在报告里列出" in cell for cell in cells)
    assert _read(workspace, target).refusals == ()
    returned = _read(workspace, _correct(target, {"accept_condition": "凭经办人证件办理。"}))
    assert [(m.uuid, m.after) for m in returned.mends.mends] == [(guide.uuid, "凭经办人证件办理。")]
