"""The manual shows what there is: its pictures and chapters exist, no screen is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ui.gallery import kept_in
from tests.ui.road import STEPS
from tests.ui.stage import SCREENS

MANUAL = Path(__file__).resolve().parents[1] / "docs" / "manual"
_LINK = re.compile(r"\]\(([^)#]+)\)")


@pytest.mark.parametrize("page", sorted(MANUAL.glob("*.md")), ids=lambda page: page.stem)
def test_what_a_chapter_links_to_is_there(page: Path) -> None:
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    assert links or page.stem == "faq"
    assert [link for link in links if not (page.parent / link).is_file()] == []


@pytest.mark.parametrize("look", ["light", "dark", "light-150", "dark-150", "contrast", "english"])
def test_every_picture_that_is_kept_is_there_and_shown(look: str) -> None:
    kept = {f"pictures/{look}/{name}.png" for name in kept_in(look)}
    there = {str(file.relative_to(MANUAL)) for file in (MANUAL / "pictures" / look).glob("*.png")}
    assert there == kept
    text = "".join(page.read_text(encoding="utf-8") for page in MANUAL.glob("*.md"))
    assert [picture for picture in sorted(kept) if picture not in text] == []


def test_the_gallery_shows_every_screen_in_its_other_looks() -> None:
    gallery = (MANUAL / "pictures.md").read_text(encoding="utf-8")
    wanted = [f"{look}/{name}" for look in ("dark", "light-150", "dark-150") for name in SCREENS]
    assert [picture for picture in wanted if f"pictures/{picture}.png" not in gallery] == []


def test_the_road_of_a_record_is_told_in_its_order() -> None:
    page = (MANUAL / "road.md").read_text(encoding="utf-8")
    places = [page.index(f"pictures/light/{name}.png") for name in STEPS]
    assert places == sorted(places)


def test_every_chapter_is_in_the_contents() -> None:
    contents = (MANUAL / "README.md").read_text(encoding="utf-8")
    chapters = [page.name for page in MANUAL.glob("*.md") if page.name != "README.md"]
    assert [name for name in chapters if f"({name})" not in contents] == []
