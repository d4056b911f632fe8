"""Words stand out from their ground in every theme, for every pair that the style sheet makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.ui import theme
from desktop.ui.theme import load_theme

UI = Path(theme.__file__).resolve().parent
THEMES = ("light", "dark", "contrast")
#: What words without a ground of their own stand on: pages, cards, rail, lines pointed at, chosen.
GROUNDS = ("paper", "panel", "aside", "rail", "hover", "brand_soft")
#: Rules whose words stand on a ground that another rule gives them.
ELSEWHERE = {"#notice QLabel": ("ink", "block"), "#notice QPushButton": ("ink", "block"),
             "#banner QLabel": ("warn_soft",)}  # fmt: skip
#: Signs painted on a filled ground: the numbers of the rail, the steps of a road.
PAINTED = (("on_brand", "brand"), ("on_brand", "block"), ("on_brand", "warn"))
#: Edges that tell where the keyboard is, or that there is something to tick.
EDGES = (("brand", "panel"), ("brand", "paper"), ("ink_3", "panel"), ("block", "panel"))


def brightness(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((brightness(one), brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


def rules() -> Iterator[tuple[str, str]]:
    """Selector and body of every rule of the sheet."""
    text = (theme.STYLES / "app.qss").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    for selector, body in re.findall(r"([^{}]+)\{([^}]*)\}", text):
        yield " ".join(selector.split()), body


def pairs() -> set[tuple[str, str]]:
    """Ink and ground of every rule that has words; a rule without a ground is tried on all."""
    found = set(PAINTED)
    for selector, body in rules():
        ink = re.search(r"(?<![-\w])color:\s*\$(\w+)", body)
        ground = re.search(r"(?<![-\w])background:\s*\$(\w+)", body)
        if ink is None:
            continue
        grounds = (ground[1],) if ground else ELSEWHERE.get(selector, GROUNDS)
        found |= {(ink[1], place) for place in grounds}
        chosen = re.search(r"selection-color:\s*\$(\w+)", body)
        under = re.search(r"selection-background-color:\s*\$(\w+)", body)
        if chosen and under:
            found.add((chosen[1], under[1]))
    return found


@pytest.mark.parametrize("name", THEMES)
def test_words_stand_out_wherever_the_sheet_puts_them(name: str) -> None:
    colours = load_theme(name).colours
    weak = {
        f"{ink} on {ground}": round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground in pairs()
        if contrast(colours[ink], colours[ground]) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("name", THEMES)
def test_edges_that_mean_something_can_be_seen(name: str) -> None:
    colours = load_theme(name).colours
    for edge, ground in EDGES:
        assert contrast(colours[edge], colours[ground]) >= 3, (edge, ground)


def test_high_contrast_deserves_its_name() -> None:
    colours = load_theme("contrast").colours
    for ink in ("ink", "ink_2", "ink_3", "brand", "block", "warn", "ok", "waiver"):
        assert contrast(colours[ink], colours["panel"]) >= 7, ink


def test_the_pairs_are_found_and_a_weak_one_would_be() -> None:
    found = pairs()
    assert ("on_brand", "brand") in found
    assert ("ink_3", "rail") in found
    assert len(found) > 40
    assert contrast("#FFFFFF", "#767676") > 4.5 > contrast("#FFFFFF", "#777777")


@pytest.mark.parametrize("name", THEMES)
def test_painters_ask_only_for_colours_that_every_theme_has(name: str) -> None:
    colours = load_theme(name).colours
    asked = {
        token
        for path in UI.rglob("*.py")
        for token in re.findall(r"""\bcolour\(\s*["'](\w+)["']""", path.read_text(encoding="utf-8"))
    }
    assert asked
    assert asked <= set(colours)


def test_the_window_follows_the_system_as_long_as_that_is_chosen(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [theme.SYSTEM]
    theme.follow_system(qapp, lambda: chosen[0])
    monkeypatch.setattr(theme, "resolved", lambda name: "dark")
    changed = qapp.styleHints().colorSchemeChanged
    try:
        changed.emit(Qt.ColorScheme.Dark)
        assert theme.colour("paper").name().upper() == load_theme("dark").colours["paper"]
        theme.apply(qapp, load_theme())
        chosen[0] = "light"
        changed.emit(Qt.ColorScheme.Dark)
        assert theme.colour("paper").name().upper() == load_theme().colours["paper"]
    finally:
        chosen[0] = "light"
        theme.apply(qapp, load_theme())
