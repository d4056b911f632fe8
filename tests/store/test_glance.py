"""The first look says what the library says, or nothing."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from desktop.store import Library, ListQuery, Standing, medium
from desktop.store.glance import Glance
from desktop.store.list_values import SortKey
from forms.loader import load_catalogue
from tests.bench.big_library import invented

JUDGE = "gbt39554 1"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of three hundred records, one of them in the bin, two of them checked."""
    path = tmp_path_factory.mktemp("glance") / "库 #1?.mingce"
    with Library.open(path, catalogue=load_catalogue()) as library:
        library.save_many(invented(300))
        saved = list(library.records())
        library.set_setting("profile", "gbt39554")
        library.delete(saved[5].uuid)
        library.keep_standings(
            Standing(record.uuid, record.content_hash(), judge, blocking=2)
            for record, judge in zip(saved, (JUDGE, "another"), strict=False)
        )
    return path


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", sorted(set(get_args(SortKey)) - {"deleted_at"}))
def test_it_lists_what_the_library_lists(path: Path, sort: SortKey, descending: bool) -> None:
    glance = Glance.at(path)
    assert glance is not None
    with closing(glance), Library.open(path, read_only=True, catalogue=load_catalogue()) as library:
        for kinds in (("power_item",), ("power_item", "service_guide"), ()):
            query = ListQuery(kinds=kinds, judged_by=JUDGE, sort=sort, descending=descending)
            numbers = library.numbers(query)
            assert glance.numbers(query) == numbers
            assert glance.numbers(query, 10) == numbers[:10]
            assert glance.lines(numbers[:100], JUDGE) == library.lines(numbers[:100], JUDGE)


def test_it_counts_and_knows_the_settings(path: Path) -> None:
    glance = Glance.at(path)
    assert glance is not None
    with closing(glance), Library.open(path, read_only=True, catalogue=load_catalogue()) as library:
        assert glance.counts() == library.counts()
        assert glance.count(("power_item",)) == library.count("power_item")
        assert glance.count() == library.count()
        assert glance.setting("profile") == "gbt39554"
        assert glance.setting("nothing") is None


def test_it_sees_what_another_instance_has_just_written(tmp_path: Path) -> None:
    path = tmp_path / "库.mingce"
    with Library.open(path, catalogue=load_catalogue()) as library:
        library.save_many(invented(3))
        glance = Glance.at(path)
        assert glance is not None
        with closing(glance):
            assert glance.count() == 3


@pytest.mark.parametrize("content", [None, b"", b"text", b"SQLite format 3\0" + bytes(200)])
def test_what_is_no_library_gives_none(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.mingce"
    if content is not None:
        path.write_bytes(content)

    assert Glance.at(path) is None
    assert path.exists() == (content is not None)


def test_an_older_library_gives_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.store.glance.HEAD", "9999")

    assert Glance.at(path) is None


def test_a_share_or_a_stick_gives_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(medium, "carries_wal", lambda folder: False)

    assert Glance.at(path) is None


def test_it_does_without_what_takes_long_to_import() -> None:
    heavy = ("sqlalchemy", "alembic", "forms.loader", "forms.field_types")
    code = f"import sys, desktop.store.glance; sys.exit(any(n in sys.modules for n in {heavy}))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
