"""The printed page while it is being written: pages, pictures, flow chart, without Qt."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from desktop.usecases import previewing
from desktop.usecases.previewing import ChartStep
from desktop.usecases.workspace import Workspace
from exports.progress import Cancelled
from forms.record import Record

STEPS: list[dict[str, Any]] = [
    {"name": "受理", "office": "水务窗口", "post": "受理岗",
     "limit": {"amount": 1, "unit": "working_day"}, "result": "受理通知书"},
    {"name": "", "parallel": None},
    {"name": "勘验", "office": "水资源股", "parallel": True, "has_special": True},
    {"name": "评审", "parallel": True, "has_special": True, "special_note": "专家评审，不计入"},
    {"name": "决定", "limit": {"amount": 0, "unit": "working_day"}, "has_special": False,
     "special_note": "旧话"},
]  # fmt: skip
GUIDE = Record("service_guide", {"item_name": "取水许可/新办", "process_steps": STEPS})


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """An empty library: what is previewed need not be saved."""
    with Workspace.open(tmp_path_factory.mktemp("库") / "空.mingce") as opened:
        yield opened


class Counting:
    """Lets so many steps pass."""

    def __init__(self, most: int = 10**9) -> None:
        self.most = most

    def step(self, done: int, total: int, text: str) -> None:
        self.most -= 1
        if self.most < 0:
            raise Cancelled


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as pdf:
        return "".join(page.get_textpage().get_text_range() for page in pdf)


@pytest.mark.parametrize("edition", previewing.GUIDE_EDITIONS)
def test_each_edition_shows_what_is_typed(workspace: Workspace, edition: str) -> None:
    pages = previewing.compose(workspace, GUIDE, edition)
    assert "取水许可/新办" in text_of(pages.data).replace("\r\n", "")
    assert {(round(w), round(h)) for w, h in pages.sizes} == {
        (842, 1191) if edition == "poster" else (595, 842)
    }


def test_the_full_edition_has_many_pages_and_the_brief_one_has_one(workspace: Workspace) -> None:
    full, brief = (len(previewing.compose(workspace, GUIDE, e).sizes) for e in ("full", "brief"))
    assert full > 2
    assert brief == 1


def test_every_kind_has_a_page(workspace: Workspace) -> None:
    for form in workspace.catalogue.ordered():
        pages = previewing.compose(workspace, Record(form.kind, {}), previewing.ONLY_EDITION)
        assert pages.sizes, form.kind


def test_only_guides_have_editions() -> None:
    assert list(previewing.editions("service_guide")) == ["full", "brief", "notice", "poster"]
    assert not previewing.editions("power_item")


def test_only_the_pages_asked_for_are_drawn(workspace: Workspace) -> None:
    preview = previewing.look(workspace, GUIDE, "full", [1, 2], 0.3)
    assert list(preview.pictures) == [1, 2]


def test_pages_that_are_gone_give_way_to_the_last_one(workspace: Workspace) -> None:
    preview = previewing.look(workspace, GUIDE, "brief", [7, 8], 0.3)
    assert list(preview.pictures) == [0]
    assert previewing.draw(preview.pages, [5], 0.3) == {}


@pytest.mark.parametrize("steps", [0, 1, 5])
def test_it_stops_at_the_next_step_when_cancelled(workspace: Workspace, steps: int) -> None:
    with pytest.raises(Cancelled):
        previewing.look(workspace, GUIDE, "full", [0], 0.3, Counting(steps))


def test_drawing_stops_between_two_pages(workspace: Workspace) -> None:
    pages = previewing.compose(workspace, GUIDE, "full")
    with pytest.raises(Cancelled):
        previewing.draw(pages, [0, 1, 2], 0.3, Counting(1))


def test_the_saved_file_is_what_was_shown(workspace: Workspace, tmp_path: Path) -> None:
    target = previewing.save_pdf(workspace, GUIDE, "notice", tmp_path / "告知单.pdf")
    assert target.read_bytes() == previewing.compose(workspace, GUIDE, "notice").data


def test_file_names_say_what_it_is_and_are_allowed(workspace: Workspace) -> None:
    assert previewing.file_name(workspace, GUIDE, "brief") == "取水许可_新办_简版.pdf"
    power = Record("power_item", {})
    form = workspace.catalogue.form("power_item")
    name = previewing.file_name(workspace, power, previewing.ONLY_EDITION)
    assert name.endswith(f"_{form.title}.pdf")


def test_steps_are_told_in_words_and_know_their_row(workspace: Workspace) -> None:
    form = workspace.catalogue.form("service_guide")
    assert previewing.chart_steps(form, GUIDE) == (
        ChartStep(0, "受理", "水务窗口", "受理岗", "1个工作日", "受理通知书"),
        ChartStep(2, "勘验", "水资源股", special="有特别程序", parallel=True),
        ChartStep(3, "评审", special="专家评审，不计入", parallel=True),
        ChartStep(4, "决定", limit="即办"),
    )


def test_kinds_without_steps_have_no_chart(workspace: Workspace) -> None:
    form = workspace.catalogue.form("disclosure_item")
    assert not previewing.has_chart(form)
    assert previewing.chart_steps(form, Record("disclosure_item", {})) == ()
    assert previewing.has_chart(workspace.catalogue.form("service_guide"))


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    heavy = ("pypdfium2", "reportlab", "PySide6", "exports.layouts")
    code = f"import sys, desktop.usecases.previewing; print({heavy!r} & sys.modules.keys())"
    code = code.replace(repr(heavy), repr(set(heavy)))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
