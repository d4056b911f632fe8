"""The bundled fonts: complete, renamed, embeddable, and small enough for the repository."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import resources.fonts as fonts
from resources.fonts import FAMILIES, FONT_FILES, FontName, RareFontName

TOTAL_LIMIT = 40_000_000
SIGNS = "℃㎡■□√〔〕—…“”‘’《》·№→☐☑✓×①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
OLD_NAMES = ("noto", "source", "lxgw", "霞鹜", "wenkai", "klee", "花園", "hana")
NAME_IDS_THAT_NAME = (1, 2, 3, 4, 5, 6, 7, 16, 17)


@cache
def opened(path: Path) -> TTFont:
    return TTFont(path, lazy=True)


@cache
def drawn(path: Path) -> frozenset[str]:
    """Characters whose glyph has an outline: those that take room in the glyph table."""
    font = opened(path)
    starts, number = font["loca"].locations, font.getReverseGlyphMap()
    return frozenset(
        chr(code)
        for code, name in font.getBestCmap().items()
        if starts[number[name]] < starts[number[name] + 1]
    )


@pytest.fixture(scope="module")
def rare_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rare")


@pytest.fixture
def paths(rare_folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Every font, the rare ones unpacked once for this file."""
    monkeypatch.setattr(fonts, "_cache_folder", lambda: rare_folder)
    fonts.rare_font_path.cache_clear()
    rare = {name: fonts.rare_font_path(name) for name in fonts.RARE_FONTS}
    return {str(name): path for name, path in (*FONT_FILES.items(), *rare.items())}


def gb2312_characters() -> set[str]:
    found = set()
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            found.add(bytes((row, cell)).decode("gb2312", "ignore"))
    return found - {""}


def test_the_folder_stays_under_its_limit() -> None:
    total = sum(path.stat().st_size for path in fonts.FOLDER.rglob("*") if path.is_file())

    assert total < TOTAL_LIMIT


def test_the_characters_of_gb2312_are_6763() -> None:
    assert len(gb2312_characters()) == 6763


@pytest.mark.parametrize("name", FONT_FILES)
def test_every_gb2312_character_and_office_sign_is_drawn(name: FontName) -> None:
    missing = (gb2312_characters() | set(SIGNS)) - drawn(FONT_FILES[name])

    assert not missing


def test_song_draws_gbk() -> None:
    gbk = {
        bytes((lead, trail)).decode("gbk", "ignore")
        for lead in range(0x81, 0xFF)
        for trail in range(0x40, 0xFF)
    }
    ideographs = {sign for sign in gbk if len(sign) == 1 and "\u4e00" <= sign <= "\u9fff"}

    assert len(ideographs) == 20902
    assert ideographs <= drawn(FONT_FILES["Song"])


@pytest.mark.parametrize("name", [name for name in FONT_FILES if name != "UI Bold"])
def test_rare_characters_of_the_general_standard_list_are_drawn(name: FontName) -> None:
    assert set("䶮㛃鿏𫖯𬭎𬶋") <= drawn(FONT_FILES[name])


def test_nothing_up_to_extension_f_is_without_a_glyph(paths: dict[str, Path]) -> None:
    """GB 18030-2022 level 3: the basic block, extensions A to F."""
    blocks = [
        ("basic", range(0x4E00, 0x9FF0)),
        ("A", range(0x3400, 0x4DB6)),
        ("B", range(0x20000, 0x2A6D7)),
        ("C", range(0x2A700, 0x2B735)),
        ("D", range(0x2B740, 0x2B81E)),
        ("E", range(0x2B820, 0x2CEA2)),
        ("F", range(0x2CEB0, 0x2EBE1)),
    ]
    together = drawn(paths["Song"]) | drawn(paths["Rare"]) | drawn(paths["RareA"])

    for block, codes in blocks:
        missing = [chr(code) for code in codes if chr(code) not in together]
        assert not missing, block


def test_the_rare_font_draws_ji(paths: dict[str, Path]) -> None:
    assert "𠮷" in drawn(paths["Rare"])


@pytest.mark.parametrize("name", FAMILIES)
def test_names_are_ours_alone(name: FontName | RareFontName, paths: dict[str, Path]) -> None:
    names = opened(paths[name])["name"]
    said = {record.nameID: str(record) for record in names.names}

    assert said[1] == said[16] == FAMILIES[name]
    assert said[6].isascii()
    assert " " not in said[6]
    for number in NAME_IDS_THAT_NAME:
        assert not any(old in said.get(number, "").lower() for old in OLD_NAMES)
    assert said[0], "the owner's copyright notice stays"


@pytest.mark.parametrize("name", FAMILIES)
def test_any_program_may_embed_and_reportlab_can_read(
    name: FontName | RareFontName, paths: dict[str, Path]
) -> None:
    font = opened(paths[name])

    assert "glyf" in font
    assert "CFF " not in font
    assert font["OS/2"].fsType == 0


@pytest.mark.parametrize("name", FONT_FILES)
def test_chinese_punctuation_fills_its_square(name: FontName) -> None:
    font = opened(FONT_FILES[name])
    cmap, em = font.getBestCmap(), font["head"].unitsPerEm

    assert {sign: font["hmtx"][cmap[ord(sign)]][0] for sign in "—…“”‘’，。《》"} == dict.fromkeys(
        "—…“”‘’，。《》", em
    )
    dash = font["glyf"][cmap[ord("—")]]
    assert abs(dash.xMax - dash.xMin - em) < em / 8, "two dashes in a row join"


def test_every_shipped_file_is_what_the_build_made() -> None:
    sums = fonts.checksums()
    shipped = [*fonts.FOLDER.glob("*.ttf"), *fonts.FOLDER.glob("*.xz")]

    assert {path.name for path in shipped} == {*sums} - {"Rare.ttf", "RareA.ttf"}
    for path in shipped:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sums[path.name]


def test_every_source_has_its_licence() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (fonts.FOLDER / "LICENSES").iterdir()]

    assert len(texts) == 4
    assert sum("SIL OPEN FONT LICENSE" in text.upper() for text in texts) == 4
    assert any("Hanazono Font License" in text for text in texts)


def test_a_damaged_unpacked_font_is_unpacked_again(user_folders: Path) -> None:
    fonts.rare_font_path.cache_clear()
    path = fonts.rare_font_path("RareA")
    assert user_folders in path.parents
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    fonts.rare_font_path.cache_clear()

    assert fonts.rare_font_path("RareA").read_bytes() == whole
    assert [file.name for file in path.parent.iterdir()] == [path.name], "no half file is left"


def test_a_damaged_shipped_font_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts.rare_font_path.cache_clear()
    monkeypatch.setattr(fonts, "checksums", lambda: {"RareA.ttf": "0" * 64})

    with pytest.raises(fonts.DamagedFontError, match=r"RareA\.ttf\.xz"):
        fonts.rare_font_path("RareA")
