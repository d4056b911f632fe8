"""An office changes order, titles and columns of every layout in text files, without Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop.imports import read_file
from exports.document import Document, Heading, KeyValues, Table
from exports.layouts import LayoutContext, list_document, sheet_document
from forms.loader import DATA, load_catalogue
from forms.record import Record
from resources import SAMPLE_FILES

CATALOGUE = load_catalogue()
RECORDS = [r for path in SAMPLE_FILES for r in read_file(path, CATALOGUE).records]
BY_UUID = {record.uuid: record for record in RECORDS}
LAYOUTS = sorted(path.name for path in (DATA / "layouts").glob("*.toml"))
#: The definitions with lists of their own.
LISTED = sorted(kind for kind, form in CATALOGUE.forms.items() if form.lists)
_TITLE = re.compile(r'^(title|label) = "', re.MULTILINE)
_NUMBER = re.compile("^[一二三四五六七八九十]+、")


def context(office: Path) -> LayoutContext:
    return LayoutContext(load_catalogue(office), BY_UUID.get, organization="岚川县水务局")


def written(office: Path, folder: str, name: str, text: str) -> None:
    (office / folder).mkdir()
    (office / folder / name).write_text(text, encoding="utf-8")


def sections(document: Document) -> list[str]:
    """The titles of the sections without their numbers; annex and rest are no sections."""
    found = [b.text for b in document.blocks if isinstance(b, Heading) and b.level == 1]
    return [_NUMBER.sub("", text) for text in found if text not in ("附　件", "其他信息")]


def names(document: Document) -> set[str]:
    """What stands over columns and beside values."""
    heads = {column.title for table in document.tables() for column in table.columns}
    pairs = (block for block in document.blocks if isinstance(block, KeyValues))
    return heads | {label for block in pairs for label, _ in block.rows}


@pytest.mark.parametrize("name", LAYOUTS)
def test_sections_and_titles_of_every_layout_are_the_offices_to_choose(
    name: str, tmp_path: Path
) -> None:
    head, *parts = (DATA / "layouts" / name).read_text(encoding="utf-8").split("[[section]]\n")
    turned = [re.sub(r'\Atitle = "', 'title = "改', part).rstrip() + "\n\n" for part in parts]
    text = head + "".join(f"[[section]]\n{part}" for part in reversed(turned))
    changed = re.sub(r'\{ (title|label) = "', r'{ \1 = "新', text)
    written(tmp_path, "layouts", name, changed)
    (key,) = [key for key, sheet in CATALOGUE.sheets.items()
              if sheet.kind in head and f'id = "{sheet.id}"' in head]  # fmt: skip
    record = next(record for record in RECORDS if record.kind == key[0])
    before = sheet_document(record, LayoutContext(CATALOGUE, BY_UUID.get), key[1])
    after = sheet_document(record, context(tmp_path), key[1])
    assert sections(after) == [f"改{title}" for title in reversed(sections(before))]
    new = {title.removeprefix("新") for title in names(after) if title.startswith("新")}
    assert new <= names(before)
    assert bool(new) == ("columns = [" in text or "rows = [" in text)


@pytest.mark.parametrize("kind", LISTED)
def test_columns_of_every_list_are_the_offices_to_choose(kind: str, tmp_path: Path) -> None:
    text = (DATA / "definitions" / f"{kind}.toml").read_text(encoding="utf-8")
    head, *lists = text.split("[[list]]\n")
    made = []
    for part in lists:
        first, *columns = part.split("[[list.column]]\n")
        turned = [_TITLE.sub(r'\1 = "新', column).rstrip() + "\n\n" for column in columns]
        made.append(first + "".join(f"[[list.column]]\n{one}" for one in reversed(turned)))
    written(tmp_path, "definitions", f"{kind}.toml", head + "".join(f"[[list]]\n{m}" for m in made))
    office = context(tmp_path)
    records = [record for record in RECORDS if record.kind == kind][:3] or [Record(kind, {})]
    for layout in CATALOGUE.form(kind).lists:
        document = list_document(records, office.catalogue.form(kind), layout.id, office)
        (table,) = document.tables()
        assert isinstance(table, Table)
        assert [column.title for column in table.columns] == [
            f"新{column.title}" for column in reversed(layout.columns)
        ]
