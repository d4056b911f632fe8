"""Makes the pictures of the manual: ``python docs/manual/make_pictures.py [SCREEN…]``.

Every screen that `tests.ui.stage` and `tests.ui.gallery` know, at 100 % and 150 %, light and dark,
from the sample agency. Run by hand after a change that can be seen, and look at every picture.
``--to FOLDER`` puts them elsewhere; ``--looks light,small`` makes only these looks; those that the
manual does not keep (``small``: 1024×768) are only for looking and want a folder. Each scale needs
a Qt of its own, so the program starts itself once for each.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PICTURES = HERE / "pictures"
ROOT = HERE.parents[1]
#: Look → scale, theme, size of the window before scaling, language.
LOOKS = {
    "light": ("1", "light", (1280, 800), "zh"),
    "dark": ("1", "dark", (1280, 800), "zh"),
    "light-150": ("1.5", "light", (1024, 700), "zh"),
    "dark-150": ("1.5", "dark", (1024, 700), "zh"),
    "contrast": ("1", "contrast", (1280, 800), "zh"),
    "english": ("1", "light", (1280, 800), "en"),
    "small": ("1", "light", (1024, 768), "zh"),
}
_COLOURS, _COMMON = 96, 60
_FAR, _RAREST = 36, 4  # sum of differences; pixels


def main(options: argparse.Namespace) -> int:
    """Start once for each look."""
    for look in options.looks.split(",") if options.looks else LOOKS:
        if look == "small" and options.to == PICTURES:
            continue
        environment = {
            **os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": LOOKS[look][0],
            "TZ": "Asia/Shanghai", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        command = [sys.executable, __file__, "--draw", look, "--to", str(options.to)]
        subprocess.run([*command, *options.screens], check=True, env=environment)
    return 0


def draw(look: str, to: Path, screens: list[str]) -> int:
    """The pictures of one look."""
    from PySide6.QtWidgets import QApplication

    from desktop.ui import i18n, spoken, theme
    from tests.ui.gallery import ALL_LOOKS, kept_in, pictures

    app = QApplication([])
    app.setCursorFlashTime(0)
    _, colours, size, language = LOOKS[look]
    i18n.choose_language(language)
    spoken.install()
    theme.install_fonts(app)
    theme.apply(app, theme.load_theme(colours))
    folder = to / look
    folder.mkdir(parents=True, exist_ok=True)
    wanted = screens or (kept_in(look) if to == PICTURES else ALL_LOOKS)
    for name, picture in pictures(wanted, size, colours):
        path = folder / f"{name}.png"
        picture.save(str(path))
        shrink(path)
        sys.stdout.write(f"{path}\n")
        sys.stdout.flush()
    return 0


def shrink(path: Path) -> None:
    """A hundred colours do, exactly as the theme has them: a third of the size.

    Qt maps to them, as Pillow looks the nearest up in a coarse table; Pillow packs harder.
    """
    from PIL import Image
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, qRgb

    picture = Image.open(path).convert("RGB")
    counted = picture.getcolors(picture.width * picture.height) or []
    table = [qRgb(*colour) for colour in _palette(sorted(counted, reverse=True))]
    whole = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    flags = Qt.ImageConversionFlag.AvoidDither | Qt.ImageConversionFlag.ThresholdDither
    whole.convertToFormat(QImage.Format.Format_Indexed8, table, flags).save(str(path))
    Image.open(path).save(path, optimize=True)


def _palette(counted: Sequence[tuple[int, Any]]) -> list[tuple[int, int, int]]:
    """The commonest colours, and of the rarer ones those that none of them can stand for: the few
    signs of a word in violet must not turn grey.
    """
    chosen = [colour for _, colour in counted[:_COMMON]]
    for number, colour in counted[_COMMON:]:
        if len(chosen) == _COLOURS or number < _RAREST:
            break
        if all(sum(abs(a - b) for a, b in zip(colour, other, strict=True)) > _FAR
               for other in chosen):  # fmt: skip
            chosen.append(colour)
    return chosen


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Makes the pictures of the manual.")
    parser.add_argument("screens", nargs="*", help="only these; all by default")
    parser.add_argument("--to", type=Path, default=PICTURES, help="folder; the manual's by default")
    parser.add_argument("--looks", default="", help=f"some of {', '.join(LOOKS)}")
    parser.add_argument("--draw", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    chosen = _options()
    sys.exit(draw(chosen.draw, chosen.to, chosen.screens) if chosen.draw else main(chosen))
