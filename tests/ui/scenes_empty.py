"""What a library shows that has nothing in it yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from desktop.ui.laws_page import TEXTS, VERIFIED
from desktop.usecases import settings
from desktop.usecases.workspace import Workspace
from tests.ui.scenes import Scene, pages
from tests.ui.stage import Stage


def make_empty_library(path: Path) -> None:
    """A library of an agency that has just begun."""
    with Workspace.open(path) as desk:
        settings.change(desk, "org_name", "岚川县水务局")
        settings.change(desk, "region_code", "536924")


def _at(place: str) -> Scene:
    return lambda stage: stage.place(place)


def _laws(part: int) -> Scene:
    def show(stage: Stage) -> None:
        stage.place("laws")
        pages(stage).laws_page().turn_to(part)
        stage.settle()

    return show


def _pack(tab: int) -> Scene:
    def show(stage: Stage) -> None:
        stage.place("pack")
        pages(stage).pack_page().tabs.setCurrentIndex(tab)
        stage.settle()

    return show


#: Screen → how it is brought up.
EMPTY: Mapping[str, Scene] = {
    "empty-home": _at("home"),
    "empty-list": _at("kind:power_item"),
    "empty-check": _at("check"),
    "empty-laws": _at("laws"),
    "empty-laws-texts": _laws(TEXTS),
    "empty-laws-verified": _laws(VERIFIED),
    "empty-import": _at("import"),
    "empty-review": _at("review"),
    "empty-adjust": _at("adjust"),
    "empty-pack": _pack(0),
    "empty-receipts": _pack(2),
    "empty-templates": _at("templates"),
    "empty-bin": _at("bin"),
    "empty-history": _at("history"),
}
