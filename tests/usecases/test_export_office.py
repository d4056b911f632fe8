"""Word and Excel in an export: letterhead, what cannot be shown or held, cancelling."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from desktop.usecases import letterheads
from desktop.usecases.exporting import export
from desktop.usecases.workspace import Workspace
from exports.document import paragraph
from exports.progress import Cancelled
from exports.word import write_docx
from exports.word.letterhead import BadLetterhead
from forms.record import Record
from tests.exports.word_samples import guide_sample

GUIDE = {"item_name": "取水许可", "accept_condition": "一般条件。"}


def own_file(folder: Path) -> Path:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "某县水务局"
    word.add_paragraph("【正文】")
    word.save(str(folder / "版头.docx"))
    return folder / "版头.docx"


def guide_in(workspace: Workspace, **values: str) -> None:
    workspace.library.save(Record("service_guide", {**GUIDE, **values}))


def exported(workspace: Workspace, out: Path, letterhead: Path | None = None) -> str:
    """The header of the guide in Word."""
    outcome = export(workspace, out, formats=("docx",), layouts=("full",), letterhead=letterhead)
    section = docx.Document(str(outcome.files[0])).sections[-1]
    return section.header.paragraphs[0].text if section.header.paragraphs else ""


def test_guides_are_set_on_the_letterhead_that_is_given_or_chosen(
    workspace: Workspace, tmp_path: Path
) -> None:
    guide_in(workspace)
    own = own_file(tmp_path)
    assert exported(workspace, tmp_path / "a") == ""
    assert exported(workspace, tmp_path / "b", own) == "某县水务局"
    letterheads.choose(workspace, own)
    assert exported(workspace, tmp_path / "c") == "某县水务局"
    letterheads.choose(workspace, None)
    assert exported(workspace, tmp_path / "d") == ""


def test_a_letterhead_that_is_gone_is_told_before_anything_is_written(
    workspace: Workspace, tmp_path: Path
) -> None:
    guide_in(workspace)
    own = own_file(tmp_path)
    letterheads.choose(workspace, own)
    own.unlink()
    with pytest.raises(BadLetterhead, match=r"找不到版头文件“版头\.docx”"):
        exported(workspace, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(BadLetterhead):
        letterheads.choose(workspace, tmp_path / "没有.docx")
    assert letterheads.chosen(workspace) == own


def test_signs_without_a_glyph_are_told_of_word_and_excel_too(
    workspace: Workspace, tmp_path: Path
) -> None:
    guide_in(workspace, accept_condition="有\ue123和😀，𠮷有字形。")
    for name, layout in (("docx", "full"), ("xlsx", "list")):
        outcome = export(workspace, tmp_path / name, formats=(name,), layouts=(layout,))
        assert "𠮷" not in outcome.missing_glyphs
        if name == "docx":
            assert set(outcome.missing_glyphs) == {"\ue123", "😀"}
            assert outcome.to_json()["missing_glyphs"] == ["\ue123", "😀"]


def test_a_text_that_excel_cannot_hold_is_told(workspace: Workspace, tmp_path: Path) -> None:
    guide_in(workspace, item_name="长" * 32_768)
    outcome = export(workspace, tmp_path, formats=("xlsx",), layouts=("list",))
    assert outcome.remarks
    assert all("32767" in remark for remark in outcome.remarks)


def test_cancelling_a_large_word_document_leaves_nothing(tmp_path: Path) -> None:
    class Stop:
        def step(self, done: int, total: int, text: str) -> None:
            raise Cancelled

    blocks = [paragraph(f"第{number}段") for number in range(500)]
    with pytest.raises(Cancelled):
        write_docx(guide_sample(*blocks), tmp_path / "a.docx", Stop())
    assert list(tmp_path.iterdir()) == []
