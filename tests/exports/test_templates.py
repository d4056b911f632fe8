"""The letterhead that the program brings: made by its script, sound, filled in."""

from __future__ import annotations

import importlib.util
import zipfile
from pathlib import Path
from types import ModuleType

import docx
from docx.shared import RGBColor

from exports.document import Cover, Heading, paragraph
from exports.word import write_docx
from exports.word.letterhead import open_letterhead
from resources import templates
from tests.exports.word_samples import guide_sample


def built() -> ModuleType:
    """The script, loaded as a person runs it."""
    found = importlib.util.spec_from_file_location("build", templates.FOLDER / "build.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_the_file_is_what_its_script_makes() -> None:
    assert templates.LETTERHEAD.read_bytes() == built().letterhead()


def test_a_guide_stands_under_the_red_head_without_our_cover(tmp_path: Path) -> None:
    blocks = (Cover("示例事项", "服务指南"), Heading(1, "一、适用范围"), paragraph("适用于本市。"))
    write_docx(guide_sample(*blocks), tmp_path / "a.docx", letterhead=open_letterhead(
        templates.LETTERHEAD))  # fmt: skip
    document = docx.Document(str(tmp_path / "a.docx"))
    lines = [p.text for p in document.paragraphs if p.text]
    assert (lines[0], lines[2:]) == (
        "示例市烟草专卖局", ["烟草专卖零售许可证核发", "一、适用范围", "适用于本市。"],
    )  # fmt: skip
    assert document.paragraphs[0].style is not None
    assert document.styles["信头单位"].font.color.rgb == RGBColor(255, 0, 0)


def test_it_bears_no_picture() -> None:
    with zipfile.ZipFile(templates.LETTERHEAD) as archive:
        assert [name for name in archive.namelist() if "media" in name] == []
