"""The law library keeps versions apart, finds names and words, and answers what holds when."""

from __future__ import annotations

import hashlib
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.laws.library import LawLibrary, LawLibraryError
from desktop.laws.parse import parse_law
from desktop.laws.read import LawFile, UnreadableLaw, files, read_law
from forms.values import ArticleRef
from tests.laws import samples

TODAY = date(2024, 1, 1)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[LawLibrary]:
    texts = (samples.LICENSING, samples.LICENSING_2022, samples.OLD_REGULATION, samples.PLAIN)
    with LawLibrary.open(tmp_path / "依据库.sqlite") as opened:
        opened.add([(parse_law(text), _hash(text)) for text in texts], "2024-01-01")
        yield opened


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "title",
    [
        "中华人民共和国灯塔管理法",
        "灯塔管理法",
        "《灯塔管理法》",
        "灯塔管理法（2015年修正）",
        "灯塔管理法(2022修订)",
    ],
)
def test_a_law_is_found_by_any_of_its_names(library: LawLibrary, title: str) -> None:
    assert [item.dated for item in library.versions(title)] == ["2015-06-07", "2022-08-09"]


@pytest.mark.parametrize(
    ("day", "dated"),
    [(date(2016, 1, 1), "2015-06-07"), (date(2022, 12, 31), "2015-06-07"), (TODAY, "2022-08-09")],
)
def test_the_version_that_holds_on_a_day_is_known(
    library: LawLibrary, day: date, dated: str
) -> None:
    found = library.in_force("灯塔管理法", day)
    assert found is not None
    assert found.dated == dated


def test_before_its_first_day_no_version_holds(library: LawLibrary) -> None:
    assert library.in_force("灯塔管理法", date(2000, 1, 1)) is None


def test_a_law_that_another_one_abolished_is_told(library: LawLibrary) -> None:
    found = library.repeal("航标灯暂行条例", TODAY)
    assert found is not None
    assert found.by.title == "中华人民共和国灯塔管理法"
    assert library.repeal("灯塔管理法", TODAY) is None


@pytest.mark.parametrize("text", ["灯塔", "dtgl", "zhrmghgdt", "塔 法", "令第900号"])
def test_names_are_found_by_part_initials_and_number(library: LawLibrary, text: str) -> None:
    assert len(library.titles(text)) == 1


def test_articles_are_found_by_their_words(library: LawLibrary) -> None:
    hits = library.search("看守 视力")
    assert {hit.article.heading() for hit in hits} == {"第二条"}
    assert hits[0].version.dated == "2022-08-09"


def test_the_same_text_of_the_same_day_replaces_its_elder(library: LawLibrary) -> None:
    better = samples.LICENSING.replace("固定的基座", "坚固的基座")
    library.add([(parse_law(better), _hash(better))], "2024-02-02")
    assert library.count() == (3, 4)
    assert not library.search("固定的基座")[1:]
    article = library.article(library.versions("灯塔管理法")[0].id, ArticleRef(2))
    assert article is not None
    assert "坚固的基座" in article.text


def test_a_version_that_is_removed_is_found_no_more(library: LawLibrary) -> None:
    for version in library.versions("灯塔管理法"):
        library.remove(version.id)
    assert library.titles("灯塔") == []
    assert library.search("看守") == []


def test_a_foreign_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "别的.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (a)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(LawLibraryError, match="不能作为依据库打开"):
        LawLibrary.open(path)
    assert path.read_bytes() == before


def test_a_zip_from_windows_and_a_folder_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "法律"
    folder.mkdir()
    (folder / "灯塔管理法.md").write_text(samples.LICENSING, encoding="utf-8")
    (folder / "潮汐条例.txt").write_bytes(samples.PLAIN.encode("gb18030"))
    (folder / "图.png").write_bytes(b"no law")
    packed = tmp_path / "法律.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for item in folder.iterdir():
            archive.write(item, f"法律/{item.name}")
    titles = {"中华人民共和国灯塔管理法", "中华人民共和国潮汐条例"}
    assert {read_law(item).title for item in files(folder)} == titles
    assert {read_law(item).title for item in files(packed)} == titles


@pytest.mark.parametrize("data", [b"PK\x03\x04 torn", b"", b"\xff\xfe"])
def test_a_torn_file_is_refused_with_its_name(data: bytes) -> None:
    with pytest.raises(UnreadableLaw, match=r"坏法\.docx"):
        read_law(LawFile("坏法.docx", data))


def test_a_torn_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "坏.zip"
    path.write_bytes(b"PK\x03\x04 torn")
    with pytest.raises(UnreadableLaw, match="不是完好的 zip"):
        list(files(path))
