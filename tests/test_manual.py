"""The manual shows what there is: its pictures and chapters exist, no screen is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ui.stage import SCREENS

MANUAL = Path(__file__).resolve().parents[1] / "docs" / "manual"
_LINK = re.compile(r"\]\(([^)#]+)\)")


@pytest.mark.parametrize("page", sorted(MANUAL.glob("*.md")), ids=lambda page: page.stem)
def test_what_a_chapter_links_to_is_there(page: Path) -> None:
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    assert links or page.stem == "faq"
    assert [link for link in links if not (page.parent / link).is_file()] == []


@pytest.mark.parametrize("look", ["dark", "light-150", "dark-150"])
def test_the_gallery_shows_every_screen(look: str) -> None:
    gallery = (MANUAL / "pictures.md").read_text(encoding="utf-8")
    assert [name for name in SCREENS if f"pictures/{look}/{name}.png" not in gallery] == []


def test_every_screen_stands_in_the_manual_in_its_plain_look() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in MANUAL.glob("*.md"))
    assert [name for name in SCREENS if f"pictures/light/{name}.png" not in text] == []


def test_every_chapter_is_in_the_contents() -> None:
    contents = (MANUAL / "README.md").read_text(encoding="utf-8")
    chapters = [page.name for page in MANUAL.glob("*.md") if page.name != "README.md"]
    assert [name for name in chapters if f"({name})" not in contents] == []
