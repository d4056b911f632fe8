"""The library that the races run on: the same each time, and such as the program itself makes."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from desktop.store import Library
from forms import field_types
from forms.loader import load_catalogue
from tests.bench.big_library import invented, make

CATALOGUE = load_catalogue()


def test_the_invented_records_are_the_same_each_time() -> None:
    assert list(islice(invented(300), 50)) == list(invented(50))


def test_every_value_is_good_in_a_field_of_its_form() -> None:
    for record in invented(200):
        fields = CATALOGUE.form(record.kind).fields
        for name, value in record.values.items():
            assert field_types.problem(value, fields[name]) == ""


def test_a_library_of_that_size_is_made(tmp_path: Path) -> None:
    make(tmp_path / "大库.mingce", 500)
    with Library.open(tmp_path / "大库.mingce", catalogue=CATALOGUE) as library:
        assert library.count() == 500
        assert len(library.counts()) == 6
        assert library.count(text="许可") > 0
        assert all(summary.title for summary in library.summaries())
