"""Damaged files end in records or in a sentence: no crash, no hang, nothing half-imported.

A longer run by hand: ``python -m tests.imports.mutations SECONDS``.
"""

from __future__ import annotations

import random
import re
import time
import zipfile
from itertools import islice
from pathlib import Path

import pytest

from desktop.imports import UnreadableFile, read_file
from desktop.usecases.importing import import_files
from desktop.usecases.workspace import Workspace
from forms.loader import load_catalogue
from tests.imports.mutations import mutations, outcome, samples

CATALOGUE = load_catalogue()
INVENTED = Path(__file__).parent / "golden" / "invented.xls"
_MUTATIONS = 80


@pytest.mark.parametrize("seed", [1, 2])
def test_damaged_files_give_records_or_one_sentence(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    ways = set()
    for path, data in islice(mutations(samples(tmp_path), chance), _MUTATIONS):
        place = tmp_path / f"坏的{path.suffix}"
        place.write_bytes(data)
        ways.add(outcome(place, CATALOGUE))
    assert ways == {"records", "refused"}


def patched(path: Path, *bytes_at: tuple[int, int]) -> Path:
    data = bytearray(INVENTED.read_bytes())
    for place, value in bytes_at:
        data[place] = value
    path.write_bytes(data)
    return path


def test_sectors_that_go_round_in_a_circle_are_refused(tmp_path: Path) -> None:
    """xlrd gathered them until no memory was left."""
    with pytest.raises(UnreadableFile, match="损坏"):
        read_file(patched(tmp_path / "圈.xls", (1656, 0), (4493, 12)), CATALOGUE)


def test_an_ole_file_of_nothing_but_its_head_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "短.xls"
    path.write_bytes(INVENTED.read_bytes()[:515])
    with pytest.raises(UnreadableFile):
        read_file(path, CATALOGUE)


@pytest.mark.parametrize("number", [99999999999, 1048576])
def test_a_cell_far_below_the_others_takes_no_time(tmp_path: Path, number: int) -> None:
    """A merge of the whole sheet and a row number that no sheet has."""
    good = samples(tmp_path)[0]
    path = tmp_path / "远.xlsx"
    with zipfile.ZipFile(good) as archive, zipfile.ZipFile(path, "w") as made:
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b'<row r="10"', b'<row r="%d"' % number)
                data = re.sub(rb'r="([A-Z])10"', rb'r="\g<1>%d"' % number, data)
                data = data.replace(b'ref="A1:F1"', b'ref="A1:F1048576"')
            made.writestr(name, data)
    start = time.process_time()
    assert outcome(path, CATALOGUE) in ("records", "refused")
    assert time.process_time() - start < 3


def test_a_workbook_in_an_encoding_that_is_none_is_refused(tmp_path: Path) -> None:
    good = samples(tmp_path)[0]
    path = tmp_path / "编码.xlsx"
    with zipfile.ZipFile(good) as archive, zipfile.ZipFile(path, "w") as made:
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith("sheet1.xml"):
                data = b'<?xml version="1.0" encoding="UUF-8"?>' + data
            made.writestr(name, data)
    with pytest.raises(UnreadableFile, match="损坏"):
        read_file(path, CATALOGUE)


def test_a_document_with_damaged_packing_is_refused(tmp_path: Path) -> None:
    """The zip is whole, the packed text of the document is not."""
    path = next(p for p in samples(tmp_path) if p.name == "指南.docx")
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("word/document.xml")
    data = bytearray(path.read_bytes())
    start = part.header_offset + 30 + len(part.filename)
    data[start : start + 400] = bytes(255 - byte for byte in data[start : start + 400])
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match="Word"):
        read_file(path, CATALOGUE)


def test_one_damaged_file_of_several_leaves_the_library_as_it_was(tmp_path: Path) -> None:
    good, *_ = samples(tmp_path)
    bad = tmp_path / "坏的.xlsx"
    bad.write_bytes(good.read_bytes()[:900])
    with Workspace.open(tmp_path / "库.mingce") as workspace:
        with pytest.raises(UnreadableFile):
            import_files(workspace, [good, bad])
        assert not list(workspace.library.records())
        assert not workspace.library.imports()
