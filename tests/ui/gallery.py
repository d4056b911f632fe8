"""Every picture of the manual: which screens there are, on which library, in which looks kept.

All are made and looked at in all four looks. `SCREENS` of `tests.ui.stage` are kept in all four;
what stands here beside them in light at 100 % and in dark at 150 %; what is mostly blank, and the
road of a record (`tests.ui.road`), in light alone: they would weigh more than all the rest.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from tests.ui.road import STEPS, make_road_library, walk
from tests.ui.scenes import STATES, Scene, make_busy_library
from tests.ui.scenes_empty import EMPTY, make_empty_library
from tests.ui.scenes_laws import LAWS, make_law_library
from tests.ui.stage import SCREENS, Stage, clear_window, frozen, make_library, on_stage

#: Kept in high contrast and in English, too.
_FEW = ("home", "list", "entry-limits", "check")


@dataclass(frozen=True)
class Group:
    """Screens that are shown one after the other on one library."""

    make: Callable[[Path], None]
    scenes: Mapping[str, Scene]


GROUPS = (
    Group(make_library, SCREENS),
    Group(make_busy_library, STATES),
    Group(make_law_library, LAWS),
    Group(make_empty_library, EMPTY),
)
MORE = (*STATES, *LAWS, *EMPTY)
#: What is kept in dark at 150 %, too.
TWICE = tuple(
    name for name in MORE if name not in EMPTY and not name.startswith(("settings-", "about-"))
)
ALL_LOOKS = (*SCREENS, *MORE, *STEPS)


def kept_in(look: str) -> Collection[str]:
    """The screens that the manual keeps in a look."""
    if look in ("contrast", "english"):
        return _FEW
    return {
        "light": ALL_LOOKS, "dark": tuple(SCREENS), "light-150": tuple(SCREENS),
        "dark-150": (*SCREENS, *TWICE),
    }[look]  # fmt: skip


def pictures(
    wanted: Collection[str], size: tuple[int, int], theme: str
) -> Iterator[tuple[str, QPixmap]]:
    """Bring up the screens and grab each."""
    for group in GROUPS:
        names = [name for name in group.scenes if name in wanted]
        if names:
            with _staged(group.make, size, theme) as stage:
                for name in names:
                    clear_window(stage)
                    group.scenes[name](stage)
                    stage.settle()
                    yield name, grabbed(stage)
    if any(name in wanted for name in STEPS):
        with _staged(make_road_library, size, theme) as stage:
            for name in walk(stage):
                if name in wanted:
                    yield name, grabbed(stage)


@contextmanager
def _staged(
    make: Callable[[Path], None], size: tuple[int, int], theme: str
) -> Iterator[Stage]:  # fmt: skip
    """The window on a library of its own; its path is the same every time, as it can be read."""
    folder = Path(tempfile.gettempdir()) / "mingce-pictures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        with frozen(folder):
            library = folder / "岚川县水务局.mingce"
            make(library)
            with on_stage(library, folder, size, theme) as stage:
                stage.place("home")
                yield stage
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def grabbed(stage: Stage) -> QPixmap:
    """The window, and what has dropped down over it."""
    window = stage.window
    picture = window.grab()
    painter = QPainter(picture)
    for over in QApplication.topLevelWidgets():
        if over.isVisible() and over.windowType() == Qt.WindowType.Popup:
            painter.drawPixmap(over.pos() - window.mapToGlobal(QPoint()), over.grab())
            over.close()
    painter.end()
    return picture
