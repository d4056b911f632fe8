"""What was read from the definition files is kept, and never believed more than they are."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.paths import cache_folder, own_definitions
from desktop.usecases import definitions
from desktop.usecases.listed import Listed
from forms import loader


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    """As in a program that was just started."""
    definitions._catalogue.cache_clear()
    yield
    definitions._catalogue.cache_clear()


@pytest.fixture
def kept() -> Path:
    """The copy that a first start leaves."""
    definitions.catalogue()
    definitions._catalogue.cache_clear()
    return cache_folder() / "definitions"


def _stamp() -> bytes:
    return definitions._stamp((loader.DATA,))


def refuse(*_: object) -> None:
    pytest.fail("the definition files were read again")


def test_the_second_start_reads_the_copy_and_gets_the_same(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = loader.load_catalogue()
    monkeypatch.setattr(loader, "load_catalogue", refuse)

    assert definitions.catalogue() == read


def test_a_form_of_the_office_makes_the_copy_anew(kept: Path) -> None:
    folder = own_definitions() / "vocabularies"
    folder.mkdir(parents=True)
    text = (loader.DATA / "vocabularies" / "CL30.toml").read_text(encoding="utf-8")
    (folder / "CL30.toml").write_text(text.replace("草稿", "底稿"), encoding="utf-8")

    assert definitions.catalogue().vocabularies["CL30"].label("draft") == "底稿"
    assert list(kept.parent.iterdir()) == [kept], "nothing else is left behind"


@pytest.mark.parametrize("damage", [b"", b"\x80\x05]", b"no pickle", pickle.dumps([1, 2])])
def test_a_damaged_copy_is_not_believed(kept: Path, damage: bytes) -> None:
    kept.write_bytes(_stamp() + damage)

    assert definitions.catalogue() == loader.load_catalogue()


@pytest.fixture
def lists(kept: Path) -> Path:
    """What a first start keeps of them for lists."""
    definitions.listed()
    return kept.with_name("lists")


def test_lists_say_the_same_without_the_definitions(
    lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = loader.load_catalogue()
    expected = Listed.of(catalogue).to_json()
    monkeypatch.setattr(Listed, "of", refuse)

    listed = definitions.listed()

    assert listed.to_json() == expected
    assert [form.kind for form in listed.ordered()] == [form.kind for form in catalogue.ordered()]
    assert listed.states["draft"] == catalogue.vocabularies["CL30"].label("draft")
    assert set(listed.profiles) == set(catalogue.profiles)
    power = listed.form("power_item")
    assert power.type_label("administrative_licence") == "行政许可"
    assert power.type_label("of another version") == "of another version"


def test_a_form_of_the_office_is_listed_anew(lists: Path) -> None:
    folder = own_definitions() / "vocabularies"
    folder.mkdir(parents=True)
    text = (loader.DATA / "vocabularies" / "CL30.toml").read_text(encoding="utf-8")
    (folder / "CL30.toml").write_text(text.replace("草稿", "底稿"), encoding="utf-8")

    assert definitions.listed().states["draft"] == "底稿"


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[1, 2]", b"[[], {}, {}, []]", b'[[["a"]], 1, 2, 3]']
)
def test_a_damaged_copy_for_lists_is_not_believed(lists: Path, damage: bytes) -> None:
    lists.write_bytes(_stamp() + damage)

    assert definitions.listed().form("power_item").read_only is False


class Bomb:
    """Runs a command when it is unpickled in the usual way."""

    def __init__(self, touched: Path) -> None:
        self.touched = touched

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.touched,)


def test_nothing_in_the_copy_can_run(
    kept: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept.write_bytes(_stamp() + pickle.dumps(Bomb(tmp_path / "ran")))

    with caplog.at_level(logging.WARNING):
        assert definitions.catalogue() == loader.load_catalogue()

    assert not (tmp_path / "ran").exists()
    assert "cannot read" in caplog.text


def test_a_cache_that_cannot_be_written_only_costs_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(definitions, "cache_folder", lambda: tmp_path / "file" / "cache")

    assert definitions.catalogue().forms
