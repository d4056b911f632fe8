"""Layouts are data: an office changes them in a file, and a mistake names file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from exports.layouts.sheet_blocks import BLOCKS as MADE_BLOCKS
from exports.layouts.sheet_words import CELLS as MADE_CELLS
from exports.layouts.sheet_words import WORDS as MADE_WORDS
from forms.loader import DATA, DefinitionError, load_catalogue, load_sheet
from forms.sheets import BLOCKS, CELLS, WORDS

FORMS = load_catalogue().forms
BRIEF = """
id = "brief"
kind = "service_guide"
name = "简版指南"
title = "{name}"
[[section]]
title = "看这里"
parts = [{ rows = [{ label = "名称", value = "@name" }, { label = "时限", value = "@limits" }] }]
"""


def test_every_name_that_a_layout_may_use_is_made() -> None:
    assert set(MADE_BLOCKS) == BLOCKS
    assert set(MADE_WORDS) == WORDS
    assert set(MADE_CELLS) == CELLS


def test_a_file_of_the_office_replaces_the_layout_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "guide_brief.toml").write_text(BRIEF, encoding="utf-8")
    sheet = load_catalogue(tmp_path).sheets["service_guide", "brief"]
    assert [section.title for section in sheet.sections] == ["看这里"]
    assert ("service_guide", "full") in load_catalogue(tmp_path).sheets


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ('kind = "service_guide"', 'kind = "guide"', "kind: no such kind guide"),
        ('name = "简版指南"', "", "name is missing"),
        ('title = "{name}"', 'title = "{name}"\npapre = "A3"', "unknown key papre"),
        ('title = "{name}"', 'title = "{name}"\npaper = "A5"', "paper: A5: known are A3, A4"),
        ('"@limits"', '"@limit"', "看这里.parts[1].时限: @limit: known are"),
        ('"@limits"', '"legal_limits"', "时限: no such field legal_limits"),
        ('"@limits"', '"materials.nam"', "时限: no such column materials.nam"),
        ("{ rows", '{ block = "flow", rows', "needs one of text"),
        ('parts = [{ rows = [{ label = "名称", value = "@name" }, ', 'parts = [{ block = "flows" }]\n#',
         "flows: known are"),
        ("id =", "id = =", "(file)"),
    ],
)  # fmt: skip
def test_a_mistake_names_the_file_and_the_key(
    wrong: str, right: str, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "guide_brief.toml"
    assert wrong in BRIEF
    path.write_text(BRIEF.replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_sheet(path, FORMS)
    assert str(caught.value).startswith("guide_brief.toml: ")
    assert words in str(caught.value)


def test_columns_of_a_sub_table_are_checked_too(tmp_path: Path) -> None:
    text = (DATA / "layouts" / "guide_poster.toml").read_text(encoding="utf-8")
    path = tmp_path / "guide_poster.toml"
    path.write_text(text.replace('value = "source_channel"', 'value = "source"'), encoding="utf-8")
    with pytest.raises(DefinitionError, match="来源渠道: no such column source"):
        load_sheet(path, FORMS)
