"""The error report, judged by reading the workbook back."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from desktop.store import ImportBatch, SourceCell
from desktop.usecases.checking import check_library
from desktop.usecases.reporting import source_of, write_report
from desktop.usecases.workspace import Workspace
from exports.progress import Cancelled
from forms.record import Record

FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def power(workspace: Workspace) -> Record:
    """A power with faults, made of two cells of a workbook."""
    record = Record(
        "power_item",
        {
            "name": FORMULA,
            "power_type": "administrative_licence",
            "office": "水资源股",
            "org_name": "某县水务局",
            "basis": [{"title": "中华人民共和国水法", "article_text": "第四十八条"}],
        },
    )
    cells = (
        SourceCell("权力", 7, "B", FORMULA, "事项名称", record.uuid, "name"),
        SourceCell("权力", 7, "D", "《水法》第四十八条", "依据", record.uuid, "basis"),
    )
    batch = ImportBatch(id="甲", file="清单.xlsx", sha256="0" * 64, report={}, cells=cells)
    workspace.library.save_many([record], batch=batch)
    return record


def _written(workspace: Workspace, target: Path, rule: str = "") -> Workbook:
    write_report(workspace, target, rule=rule)
    return load_workbook(target)


def _table(sheet: Worksheet, heading: str) -> list[dict[str, object]]:
    """The rows below the heading row that has ``heading``, by column title."""
    rows = list(sheet.iter_rows())
    start = next(n for n, row in enumerate(rows) if heading in [cell.value for cell in row])
    titles = [str(cell.value) for cell in rows[start]]
    found: list[dict[str, object]] = []
    for row in rows[start + 1 :]:
        if row[0].value is None or row[0].fill.fill_type:
            break
        found.append({title: cell.value for title, cell in zip(titles, row, strict=True)})
    return found


def _cell(sheet: Worksheet, title: str, row: int) -> object:
    heading = next(r for r in sheet.iter_rows() if title in [cell.value for cell in r])
    column = next(number for number, cell in enumerate(heading, 1) if cell.value == title)
    return sheet.cell(int(heading[0].row or 0) + row, column)


def test_every_problem_has_a_row_that_says_what_where_and_what_to_do(
    workspace: Workspace, power: Record, tmp_path: Path
) -> None:
    rows = _table(_written(workspace, tmp_path / "r.xlsx")["问题"], "怎样改正")
    found = check_library(workspace).problems
    assert found
    told = {(r["规则"], r["级别"], r["问题"], r["怎样改正"], r["栏目路径"] or "") for r in rows}
    assert told == {(p.rule, p.severity.word, p.message, p.hint or None, p.field) for p in found}
    assert {r["记录标识"] for r in rows} == {power.uuid}
    assert {r["处室"] for r in rows} == {"水资源股"}


def test_a_problem_names_the_cell_that_its_field_was_made_of(
    workspace: Workspace, power: Record, tmp_path: Path
) -> None:
    rows = _table(_written(workspace, tmp_path / "r.xlsx")["问题"], "怎样改正")
    basis = [row for row in rows if str(row["栏目路径"]).startswith("basis")]
    other = [row for row in rows if not str(row["栏目路径"]).startswith(("basis", "name"))]
    assert basis
    assert other
    for row in basis:
        assert (row["来源文件"], row["工作表"], row["行"], row["列"]) == (
            "清单.xlsx",
            "权力",
            7,
            "D",
        )
    assert {(row["行"], row["列"]) for row in other} == {(7, None)}


def test_links_lead_to_the_record_to_the_field_and_back(
    workspace: Workspace, power: Record, tmp_path: Path
) -> None:
    book = _written(workspace, tmp_path / "r.xlsx")
    sheet, records = book["问题"], book["记录_权力清单"]

    def target(cell: object) -> object:
        name, _, place = str(cell.hyperlink.location).rpartition("!")  # type: ignore[attr-defined]
        return book[name.strip("'")][place]

    rows = _table(sheet, "怎样改正")
    for number, row in enumerate(rows, 1):
        item = target(_cell(sheet, "事项", number))
        assert [cell.value for cell in records[item.row]][-1] == power.uuid  # type: ignore[attr-defined]
        field = target(_cell(sheet, "栏目", number))
        assert field.row == item.row  # type: ignore[attr-defined]
        heading = records.cell(item.row - 1, field.column).value  # type: ignore[attr-defined]
        if row["栏目路径"]:
            assert str(row["栏目"]).startswith(str(heading))
    back = target(_cell(records, "问题数", 1))
    assert back.coordinate == sheet.cell(back.row, 1).coordinate  # type: ignore[attr-defined]
    assert _cell(records, "问题数", 1).value == len(rows)  # type: ignore[attr-defined]


def test_the_overview_explains_the_scores_and_counts_by_rule(
    workspace: Workspace, power: Record, tmp_path: Path
) -> None:
    sheet = _written(workspace, tmp_path / "r.xlsx")["概览"]
    office, kind = _table(sheet, "总分")
    assert (office["统计口径"], office["名称"], office["记录数"]) == ("处室", "水资源股", 1)
    assert (kind["统计口径"], kind["名称"]) == ("清单", "权力清单")
    lost = [row for row in _table(sheet, "扣分原因") if row["统计口径"] == "处室"]
    assert office["总分"] == pytest.approx(
        100 - sum(float(str(r["平均扣分"])) for r in lost), abs=1
    )
    outcome = check_library(workspace)
    counted = {row["规则"]: row["问题数"] for row in _table(sheet, "规则名称")}
    assert counted == dict(outcome.by_rule)
    assert str(sheet["A2"].value).endswith(
        f"共 {len(outcome.problems)} 个问题，阻断 {outcome.blocking} 个。"
    )


def test_one_rule_alone_gives_no_score(workspace: Workspace, power: Record, tmp_path: Path) -> None:
    book = _written(workspace, tmp_path / "r.xlsx", rule="G01")
    assert {row["规则"] for row in _table(book["问题"], "怎样改正")} == {"G01"}
    assert not [c for row in book["概览"].iter_rows() for c in row if c.value == "总分"]


def test_sheets_have_a_filter_a_heading_that_stays_and_no_formula(
    workspace: Workspace, power: Record, tmp_path: Path
) -> None:
    book = _written(workspace, tmp_path / "r.xlsx")
    for sheet in book:
        assert sheet.freeze_panes == "A4"
        assert str(sheet.auto_filter.ref).startswith("A3:")
        assert not [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    name = _cell(book["问题"], "事项", 1)
    assert (name.value, name.quotePrefix) == (FORMULA, True)  # type: ignore[attr-defined]


def test_the_same_library_gives_the_same_bytes(
    workspace: Workspace, power: Record, tmp_path: Path
) -> None:
    write_report(workspace, tmp_path / "a.xlsx")
    write_report(workspace, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_cancelled_report_leaves_the_old_one_as_it_was(
    workspace: Workspace, tmp_path: Path
) -> None:
    workspace.library.save_many(
        [Record("power_item", {"name": f"第{number}项许可"}) for number in range(60)]
    )
    target = tmp_path / "r.xlsx"
    target.write_bytes(b"old")

    class Stop:
        def step(self, done: int, total: int, text: str) -> None:
            if text == "写 Excel":
                raise Cancelled

    with pytest.raises(Cancelled):
        write_report(workspace, target, progress=Stop())
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.glob("r*")] == ["r.xlsx"]


def test_an_empty_library_gives_a_report_without_problems(
    workspace: Workspace, tmp_path: Path
) -> None:
    book = _written(workspace, tmp_path / "r.xlsx")
    assert book.sheetnames == ["概览", "问题"]
    assert "0 个问题" in str(book["概览"]["A2"].value)


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ("duties[1].content", "C"),  # the very place
        ("duties[1].basis[0].title", "D"),  # what the cell was taken apart into
        ("duties[1]", "C"),  # the first cell of the row
        ("office", "A"),  # no such cell: the first of the record
        ("", "A"),
    ],
)
def test_the_nearest_source_cell_is_found(path: str, column: str) -> None:
    fields = {"A": "name", "B": "duties[0].content", "C": "duties[1].content",
              "D": "duties[1].basis"}  # fmt: skip
    cells = [SourceCell("表", 3, letter, "…", field=field) for letter, field in fields.items()]
    found = source_of(cells, path)
    assert found is not None
    assert found.column == column


def test_of_two_imports_the_later_cell_counts() -> None:
    cells = [SourceCell("表", row, "A", "…", field="name") for row in (3, 9)]
    found = source_of(cells, "name")
    assert found is not None
    assert found.row == 9


def test_lists_that_disagree_have_a_sheet_with_links_to_both_sides(
    workspace: Workspace, tmp_path: Path
) -> None:
    guide = workspace.library.save(
        Record("service_guide", {"item_name": "取水许可", "catalog_code": "1"})
    )
    power = workspace.library.save(Record("power_item", {"name": "取水", "code": "1"}))
    book = _written(workspace, tmp_path / "r.xlsx")
    (row,) = _table(book["三单互查"], "类别")
    assert (row["甲：记录标识"], row["乙：记录标识"]) == (guide.uuid, power.uuid)
    assert (row["甲：内容"], row["乙：内容"]) == ("取水许可", "取水")
    cell = _cell(book["三单互查"], "乙：栏目", 1)
    assert str(cell.hyperlink.location).startswith("'记录_权力清单'!")  # type: ignore[attr-defined]


def test_dragged_numbers_have_a_sheet(workspace: Workspace, tmp_path: Path) -> None:
    texts = [f"《某某条例》规定，本办法自2022年5月{n}日起施行" for n in (1, 2, 3)]
    records = [Record("power_item", {"name": text[-7:], "remark": text}) for text in texts]
    cells = tuple(
        SourceCell("表", row, "C", text, "备注", record.uuid, "remark")
        for row, (record, text) in enumerate(zip(records, texts, strict=True), 2)
    )
    batch = ImportBatch(id="甲", file="清单.xlsx", sha256="0" * 64, report={}, cells=cells)
    workspace.library.save_many(records, batch=batch)
    rows = _table(_written(workspace, tmp_path / "r.xlsx")["下拉填充"], "起始行")
    assert [(row["行"], row["列"], row["起始行"]) for row in rows] == [(3, "C", 2), (4, "C", 2)]
    assert [row["记录标识"] for row in rows] == [record.uuid for record in records[1:]]
