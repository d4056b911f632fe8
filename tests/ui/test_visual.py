"""The main screens, pixel by pixel.

Bundled fonts, Fusion, a stopped clock and the sample agency make a screen the same on every machine
with the same Qt (research: identical between Debian 12 and 13, but not between minor versions of
Qt). The pictures of a minor version lie in ``golden/<version>``.

After a wanted change run ``MINGCE_ACCEPT_GOLDEN=1 python -m pytest tests/ui/test_visual.py`` and look
at every picture that git shows as changed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLibraryInfo, Qt
from PySide6.QtGui import QBitmap, QColor, QImage, QImageWriter, QPainter, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.stage import SCREENS, Stage, frozen, make_library, on_stage, show

VERSION = ".".join(str(part) for part in QLibraryInfo.version().segments()[:2])
GOLDEN = Path(__file__).with_name("golden") / VERSION
ACCEPT = "MINGCE_ACCEPT_GOLDEN"
#: What tells versions, paths or sizes of files is different everywhere.
_LEFT_OUT = {"about", "backup", "entry-preview", "first-run"}
#: The rail is the same on all: these show it.
_WHOLE = {"home", "list", "keys"}
_TRIES, _MOMENT = 20, 60  # ms
_SIZE = (1200, 740)
_SHOWN = [name for name in SCREENS if name not in _LEFT_OUT]


def painted(image: QImage) -> QImage:
    """The picture without a way to be transparent, so that equal pictures are equal bytes."""
    return image.convertToFormat(QImage.Format.Format_RGB32)


def difference(golden: QImage, actual: QImage) -> tuple[int, QImage]:
    """How many pixels differ, and the actual picture pale with those in red."""
    if golden.size() != actual.size():
        return max(golden.width() * golden.height(), actual.width() * actual.height()), actual
    apart = painted(golden)
    painter = QPainter(apart)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
    painter.drawImage(0, 0, painted(actual))
    painter.end()
    same = apart.createMaskFromColor(QColor(0, 0, 0).rgb(), Qt.MaskMode.MaskInColor)
    changed = QRegion(QBitmap.fromImage(same))  # where the bit is not set
    pale = painted(actual)
    painter = QPainter(pale)
    painter.fillRect(pale.rect(), QColor(255, 255, 255, 190))
    painter.setClipRegion(changed)
    painter.fillRect(pale.rect(), QColor(220, 0, 0))
    painter.end()
    return golden.width() * golden.height() - _bits(same), pale


def _bits(mask: QImage) -> int:
    """How many bits of a mask are set; the first pixel is the lowest bit of the first byte."""
    data, step, row = bytes(mask.constBits()), mask.bytesPerLine(), (1 << mask.width()) - 1
    return sum(
        (int.from_bytes(data[start : start + step], "little") & row).bit_count()
        for start in range(0, len(data), step)
    )


def png(image: QImage) -> bytes:
    """As small as it gets without losing a colour."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    writer.setCompression(100)
    writer.write(painted(image))
    return bytes(buffer.data().data())


def at_rest(shown: QWidget) -> QImage:
    """A widget's picture once it no longer changes: Qt fades the clear buttons of boxes in."""
    before = painted(shown.grab().toImage())
    for _ in range(_TRIES):
        QTest.qWait(_MOMENT)
        now = painted(shown.grab().toImage())
        if now == before:
            break
        before = now
    return before


@pytest.fixture(scope="module")
def stage(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One window for all screens."""
    if not GOLDEN.is_dir() and ACCEPT not in os.environ:
        pytest.skip(f"no pictures of Qt {VERSION}: each minor version draws a little differently")
    folder = tmp_path_factory.mktemp("stage")
    with frozen(folder):
        make_library(folder / "示例.mingce")
        with on_stage(folder / "示例.mingce", folder, _SIZE) as made:
            made.place("home")  # counts what the rail shows from then on
            yield made


@pytest.mark.parametrize("name", _SHOWN)
def test_a_screen_looks_as_it_did(
    name: str, stage: Stage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    show(stage, name)
    actual = at_rest(stage.window if name in _WHOLE else stage.window.stack)
    path = GOLDEN / f"{name}.png"
    if ACCEPT in os.environ:
        GOLDEN.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or difference(QImage(str(path)), actual)[0]:
            path.write_bytes(png(actual))
        return
    assert path.is_file(), f"no picture of this screen yet; {ACCEPT}=1 makes one"
    number, marked = difference(QImage(str(path)), actual)
    if number:
        folder = tmp_path_factory.mktemp("visual")
        actual.save(str(folder / f"{name}-actual.png"))
        marked.save(str(folder / f"{name}-difference.png"))
        shutil.copy(path, folder / f"{name}-golden.png")
        pytest.fail(
            f"{number} pixels differ, see {folder}; if that is wanted: {ACCEPT}=1 python -m pytest {__file__}"
        )


def test_one_changed_pixel_is_found_and_marked() -> None:
    golden = QImage(40, 30, QImage.Format.Format_RGB32)
    golden.fill(QColor(200, 210, 220))
    other = golden.copy()
    assert difference(golden, other)[0] == 0
    other.setPixelColor(7, 5, QColor(200, 210, 221))
    number, marked = difference(golden, other)
    assert number == 1
    assert marked.pixelColor(7, 5) == QColor(220, 0, 0)
    assert marked.pixelColor(8, 5).lightness() > 230


def test_another_size_differs_everywhere() -> None:
    small, large = (
        QImage(10, 10, QImage.Format.Format_RGB32),
        QImage(10, 12, QImage.Format.Format_RGB32),
    )
    assert difference(small, large)[0] == 120


def test_a_picture_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    image = QImage(16, 16, QImage.Format.Format_RGB32)
    image.fill(QColor(43, 92, 138))
    path = tmp_path / "a.png"
    path.write_bytes(png(image))
    assert difference(QImage(str(path)), image)[0] == 0
