"""The command line: answers on stdout, sentences on stderr, exit codes that scripts rely on."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.cli import BAD_INPUT, DONE, ENVIRONMENT, PROBLEMS, run_command
from desktop.usecases.workspace import Workspace
from resources import SAMPLE_FILES


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "t.mingce"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of the sample agency, imported once."""
    path = tmp_path_factory.mktemp("sample") / "t.mingce"
    assert _run(path, "import", *map(str, SAMPLE_FILES)) == DONE
    return path


@pytest.fixture
def filled(library: Path, sample: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(sample, library))


def _run(library: Path, *arguments: str) -> int:
    return run_command(["--library", str(library), *arguments])


def _json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    return data


def _workbook(path: Path, rows: list[list[str]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


LIST = [
    ["某县水务局权责清单"],
    ["序号", "事项名称", "权力类型", "实施依据", "行使主体"],
    ["1", "取水许可", "行政许可", "【法律】《中华人民共和国水法》第四十八条", "某县水务局"],
]


def test_a_workbook_is_imported_listed_and_shown(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = _workbook(tmp_path / "清单.xlsx", LIST)
    assert _run(library, "import", str(book), "--json") == DONE
    entry = _json(capsys)["files"][0]
    assert entry["records"]["power_item"] == 1
    assert entry["sheets"][0]["header_row"] == 2
    assert entry["sheets"][0]["mapping"]["事项名称"] == "name"
    assert entry["cells"]["dropped"] == 0
    assert _run(library, "list", "--kind", "power_item", "--json") == DONE
    listed = _json(capsys)["records"]
    assert [item["title"] for item in listed] == ["取水许可"]
    assert _run(library, "show", listed[0]["uuid"], "--json") == DONE
    assert _json(capsys)["power_type"] == "administrative_licence"


def test_what_scored_low_can_be_listed(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(library, "import", str(_workbook(tmp_path / "清单.xlsx", LIST))) == DONE
    listed = {}
    for score in ("none", "0-60", "60-100"):
        capsys.readouterr()
        assert _run(library, "list", "--score", score, "--json") == DONE
        listed[score] = len(_json(capsys)["records"])
    assert listed == {"none": 1, "0-60": 0, "60-100": 0}
    assert _run(library, "check") == PROBLEMS
    capsys.readouterr()
    for score in ("none", "0-60", "60-100"):
        assert _run(library, "list", "--score", score, "--json") == DONE
        listed[score] = len(_json(capsys)["records"])
    assert sorted(listed.values()) == [0, 0, 1]
    assert listed["none"] == 0
    assert _run(library, "list", "--score", "60以下") == BAD_INPUT
    assert "例如 0-60（低于 60 分）" in capsys.readouterr().err


def test_a_dry_run_writes_nothing(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = _workbook(tmp_path / "清单.xlsx", LIST)
    assert _run(library, "import", str(book), "--dry-run") == DONE
    assert "未写入" in capsys.readouterr().out
    assert _run(library, "list", "--json") == DONE
    assert _json(capsys)["records"] == []


def test_the_same_file_is_not_imported_twice_unless_asked(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = _workbook(tmp_path / "清单.xlsx", LIST)
    twice = ("--again", "--existing", "create")
    nothing = "没有要写入的记录，工作库没有改动。"
    for options, expected, said in (
        ((), 1, "已导入："), ((), 1, nothing), (("--again",), 1, nothing), (twice, 2, "已导入："),
    ):  # fmt: skip
        assert _run(library, "import", str(book), *options) == DONE
        assert said in capsys.readouterr().out
        assert _run(library, "list", "--kind", "power_item", "--json") == DONE
        assert len(_json(capsys)["records"]) == expected


def test_an_import_report_is_written_also_of_a_trial(library: Path, tmp_path: Path) -> None:
    book, report = _workbook(tmp_path / "清单.xlsx", LIST), tmp_path / "报告.xlsx"
    assert _run(library, "import", str(book), "--dry-run", "--report", str(report)) == DONE
    said = str(list(openpyxl.load_workbook(report)["概览"].values))
    assert "尚未写入" in said
    assert "清单.xlsx" in said


def test_an_unknown_way_with_known_records_is_refused(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = _workbook(tmp_path / "清单.xlsx", LIST)
    assert _run(library, "import", str(book), "--existing", "merge") == BAD_INPUT
    assert "update、skip 或 create" in capsys.readouterr().err


def test_check_tells_by_its_exit_code_whether_something_blocks(
    filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(filled, "check", "--json") == PROBLEMS
    answer = _json(capsys)
    assert answer["records"] > 60
    assert sum(answer["by_rule"].values()) == len(answer["problems"])
    assert set(answer["problems"][0]) >= {
        "rule", "severity", "record", "kind", "field", "message", "hint", "source",
    }  # fmt: skip
    assert _run(filled, "check", "--rule", "T01", "--kind", "disclosure_item", "--json") == DONE
    assert _json(capsys)["problems"] == []


def test_check_writes_the_error_report_beside_its_answer(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "检查报告.xlsx"
    options = ("--kind", "intermediary_item", "--xlsx", str(report), "--json")
    code = _run(filled, "check", *options)
    problems = _json(capsys)["problems"]
    assert code == (PROBLEMS if any(p["severity"] in "EJ" for p in problems) else DONE)
    sheet = openpyxl.load_workbook(report)["问题"]
    rows = [row[-2:] for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert sorted((uuid, field or "") for uuid, field in rows) == sorted(
        (p["record"], p["field"]) for p in problems
    )


def test_check_compares_the_lists_when_asked(
    filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(filled, "check", "--cross", "--json")
    cross = _json(capsys)["cross"]
    assert cross
    assert set(cross[0]) == {"topic", "one", "other", "message"}
    _run(filled, "check", "--cross")
    assert f"三单互查：{len(cross)} 处不一致" in capsys.readouterr().out
    _run(filled, "check", "--json")
    assert "cross" not in _json(capsys)


def test_export_writes_what_was_asked_for_and_only_that(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    options = ("--kind", "intermediary_item", "--format", "docx,xlsx", "--layout", "list")
    assert _run(filled, "export", "--out", str(out), *options, "--json") == DONE
    files = [Path(name) for name in _json(capsys)["files"]]
    assert files
    assert {path.suffix for path in files} == {".docx", ".xlsx"}
    assert sorted(files) == sorted(path for path in out.rglob("*") if path.is_file())


def test_a_workbook_that_was_filled_in_comes_back_onto_its_own_records(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "录入.xlsx"
    options = (str(target), "--kind", "intermediary_item", "--json")
    assert _run(filled, "workbook", *options) == DONE
    count = _json(capsys)["records"]
    book = openpyxl.load_workbook(target)
    sheet = book.worksheets[0]
    (name,) = [cell.column for cell in sheet[2] if cell.value == "remark"]
    sheet.cell(4, int(name or 0), "在 Excel 里改的")
    book.save(target)
    assert _run(filled, "import", str(target), "--json") == DONE
    capsys.readouterr()
    with Workspace.open(filled) as workspace:
        remarks = [r.get("remark") for r in workspace.records_of("intermediary_item")]
    assert len(remarks) == count
    assert remarks.count("在 Excel 里改的") == 1


def test_no_exported_file_overwrites_another(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    options = ("--format", "xlsx", "--layout", "list", "--json")
    assert _run(filled, "export", "--out", str(out), *options) == DONE
    named = _json(capsys)["files"]
    assert len(named) == len(set(named)) == len(list(out.rglob("*.xlsx")))


def test_a_draft_package_verifies_and_a_flipped_byte_is_found(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(filled, "pack", "--draft", "--out", str(tmp_path), "--json") == DONE
    package = Path(_json(capsys)["package"])
    assert _run(filled, "verify", str(package), "--json") == DONE
    assert _json(capsys)["ok"] is True
    damaged = tmp_path / "damaged.zip"
    data = bytearray(package.read_bytes())
    with zipfile.ZipFile(package) as archive:
        member = next(i for i in archive.infolist() if i.filename.endswith("power_item.jsonl"))
    data[member.header_offset + 200] ^= 1
    damaged.write_bytes(data)
    assert _run(filled, "verify", str(damaged)) == BAD_INPUT
    assert "power_item.jsonl" in capsys.readouterr().err


def test_a_final_package_is_refused_while_nothing_is_final(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(library, "import", str(_workbook(tmp_path / "清单.xlsx", LIST))) == DONE
    assert _run(library, "pack", "--out", str(tmp_path / "p")) == BAD_INPUT
    assert "--draft" in capsys.readouterr().err
    assert not list((tmp_path / "p").glob("*.zip"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("frobnicate",), "frobnicate"),
        (("import",), "缺少 文件…"),
        (("list", "--colour"), "没有“--colour”这个选项"),
        (("export",), "缺少 --out"),
        (("list", "--kind", "nonsense"), "nonsense"),
        (("check", "--rule", "Q99"), "Q99"),
        (("export", "--out", "x", "--format", "odt"), "odt"),
        (("export", "--out", "x", "--layout", "banner"), "banner"),
        (("show", "no-such-record"), "no-such-record"),
        (("import", "没有这个文件.xlsx"), "没有这个文件.xlsx"),
        (("verify", "没有这个包.zip"), "没有这个包.zip"),
    ],
)
def test_bad_usage_is_one_line_and_exit_code_2(
    library: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _run(library, *arguments) == BAD_INPUT
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said.lower() in shown.err.lower()
    assert len(shown.err.strip().splitlines()) == 1


def test_a_library_that_is_no_library_is_refused_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "foto.jpg"
    other.write_bytes(b"\xff\xd8\xff" + b"x" * 5000)
    assert _run(other, "list") == BAD_INPUT
    assert "foto.jpg" in capsys.readouterr().err
    assert other.read_bytes() == b"\xff\xd8\xff" + b"x" * 5000


def test_a_programming_error_is_logged_and_said_not_swallowed(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("desktop.usecases.checking.check_library", broken)
    assert _run(library, "check") == ENVIRONMENT
    shown = capsys.readouterr().err
    assert "ZeroDivisionError" in shown
    log = Path(shown.split("已记入")[1].split("，")[0].strip())
    assert "Traceback" in log.read_text("utf-8")


def test_rules_lists_every_rule_and_says_which_are_built(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(library, "rules", "--json") == DONE
    rules = {rule["id"]: rule for rule in _json(capsys)["rules"]}
    assert len(rules) >= 143
    assert rules["T01"]["built"]
    assert rules["T01"]["severity"] == "E"


def test_ctrl_c_says_so_in_one_line_and_leaves_no_half_file(
    filled: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("exports.atomic.os.replace", interrupt)
    out = tmp_path / "out"
    assert _run(filled, "export", "--format", "docx", "--out", str(out)) == BAD_INPUT
    assert capsys.readouterr().err == "已取消。\n"
    assert [path for path in out.rglob("*") if path.is_file()] == []


def test_a_file_where_a_folder_should_be_is_an_environment_failure(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "已有.txt"
    out.write_text("x", encoding="utf-8")
    assert _run(filled, "export", "--format", "docx", "--out", str(out / "里面")) == ENVIRONMENT
    sentence = capsys.readouterr().err
    assert "不能当作文件夹" in sentence
    assert "Errno" not in sentence
    assert out.read_text(encoding="utf-8") == "x"


def test_a_backup_restores_what_was_deleted_since(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "备份.mingce"
    assert _run(filled, "backup", str(copy)) == DONE
    with Workspace.open(filled) as workspace:
        uuid = workspace.library.ids("disclosure_item")[0]
        workspace.library.delete(uuid)
    capsys.readouterr()
    assert _run(filled, "restore", str(copy), "--json") == DONE
    kept = Path(_json(capsys)["kept"])
    assert kept.is_file()
    assert _run(filled, "show", uuid) == DONE
    assert _run(filled, "restore", str(tmp_path / "没有.mingce")) == BAD_INPUT


def test_the_self_test_passes_on_a_sound_library(
    filled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(filled, "selftest", "--json") == DONE
    assert _json(capsys)["ok"] is True


def test_each_table_of_a_sheet_is_told_with_place_header_kind_and_samples(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = [["序号", "中介服务事项名称", "审批部门"], ["1", "水资源论证", "水务局"]]
    book = _workbook(tmp_path / "清单.xlsx", [*LIST, *more])
    assert _run(library, "import", str(book), "--dry-run", "--json") == DONE
    first, second = _json(capsys)["files"][0]["sheets"][0]["blocks"]
    assert (first["rows"], first["columns"], first["header_rows"]) == ([2, 3], ["A", "E"], [2, 2])
    assert (second["rows"], second["kind"]) == ([4, 5], "intermediary_item")
    assert second["fields"][1] == {
        "column": "B", "heading": "中介服务事项名称", "kind": "intermediary_item", "field": "name",
        "state": "mapped", "asked": False, "samples": ["水资源论证"],
    }  # fmt: skip
    assert _run(library, "import", str(book), "--dry-run") == DONE
    out = capsys.readouterr().out
    assert "第 2–3 行 A–E 列：权力清单，1 条，表头在第 2 行" in out
    assert "第 4–5 行 A–C 列：中介服务" in out


def _office(workbook: Path, *offices: str) -> Path:
    rows = [
        [str(n), "取水许可", "行政许可", "某县水务局", office] for n, office in enumerate(offices)
    ]
    return _workbook(workbook, [["序号", "事项名称", "权力类型", "行使主体", "承办机构"], *rows])


def test_records_are_decided_about_one_by_one_with_a_file(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(library, "import", str(_office(tmp_path / "旧.xlsx", "甲股", "乙股"))) == DONE
    new = _office(tmp_path / "新.xlsx", "丙股")
    capsys.readouterr()
    assert _run(library, "import", str(new), "--dry-run", "--json") == DONE
    listed = _json(capsys)["matches"]
    assert [(m["way"], m["by"], len(m["candidates"])) for m in listed] == [("ask", "name", 2)]
    listed[0] |= {"way": "update", "target": listed[0]["candidates"][1]["uuid"]}
    answer = tmp_path / "决定.json"
    answer.write_text(json.dumps({"matches": listed}), encoding="utf-8")
    assert _run(library, "import", str(new), "--decide", str(answer)) == DONE
    for line, office in zip(listed[0]["candidates"], ("甲股", "丙股"), strict=True):
        capsys.readouterr()
        assert _run(library, "show", line["uuid"], "--json") == DONE
        assert _json(capsys)["office"] == office


def test_what_nobody_can_know_is_not_written_and_told(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(library, "import", str(_office(tmp_path / "旧.xlsx", "甲股", "乙股"))) == DONE
    new = _office(tmp_path / "新.xlsx", "丙股")
    assert _run(library, "import", str(new)) == PROBLEMS
    assert "1 条拿不准" in capsys.readouterr().out
    assert _run(library, "list", "--json") == DONE
    assert len(_json(capsys)["records"]) == 2
    assert _run(library, "import", str(new), "--again", "--existing", "create") == DONE
    capsys.readouterr()
    assert _run(library, "list", "--json") == DONE
    assert len(_json(capsys)["records"]) == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"way": "merge"}, "way 只能是"),
        ({"id": "别的"}, "不在这次导入的文件里"),
        ({"way": "update", "target": "别的"}, "target 不是列出的"),
        ({"way": "update", "without": ["xx"]}, "不认识的要素：xx"),
        (None, "没有 matches 列表"),
    ],
)
def test_a_file_of_decisions_that_cannot_be_followed_changes_nothing(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    change: dict[str, object] | None, said: str,
) -> None:  # fmt: skip
    assert _run(library, "import", str(_office(tmp_path / "旧.xlsx", "甲股"))) == DONE
    new = _office(tmp_path / "新.xlsx", "丙股")
    capsys.readouterr()
    assert _run(library, "import", str(new), "--dry-run", "--json") == DONE
    listed = _json(capsys)["matches"]
    answer = tmp_path / "决定.json"
    data: object = [listed[0] | change] if change is not None else {"别的": 1}
    answer.write_text(json.dumps(data), encoding="utf-8")
    assert _run(library, "import", str(new), "--decide", str(answer)) == BAD_INPUT
    assert said in capsys.readouterr().err
    assert _run(library, "show", listed[0]["target"], "--json") == DONE
    assert _json(capsys)["office"] == "甲股"
