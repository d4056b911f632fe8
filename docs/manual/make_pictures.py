"""Makes the pictures of the manual: ``python docs/manual/make_pictures.py [SCREEN…]``.

Every screen that `tests.ui.stage` knows, at 100 % and 150 %, light and dark, from the sample
agency. Run by hand after a change that can be seen, and look at every picture. Each scale needs a
Qt of its own, so the program starts itself once for each.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PICTURES = HERE / "pictures"
ROOT = HERE.parents[1]
#: Folder below ``pictures`` → scale, theme, size of the window before scaling.
LOOKS = {
    "light": ("1", "light", (1280, 800)),
    "dark": ("1", "dark", (1280, 800)),
    "light-150": ("1.5", "light", (1024, 700)),
    "dark-150": ("1.5", "dark", (1024, 700)),
}
_COLOURS = 96


def main(screens: list[str]) -> int:
    """Start once for each look."""
    for look, (scale, _, _) in LOOKS.items():
        environment = {
            **os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale,
            "TZ": "Asia/Shanghai", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        command = [sys.executable, __file__, "--look", look, *screens]
        subprocess.run(command, check=True, env=environment)
    return 0


def draw(look: str, screens: list[str]) -> int:
    """The pictures of one look."""
    from PySide6.QtWidgets import QApplication

    from desktop.ui import spoken, theme
    from tests.ui.stage import SCREENS, frozen, make_library, on_stage, show

    app = QApplication([])
    app.setCursorFlashTime(0)
    _, colours, size = LOOKS[look]
    spoken.install()
    theme.install_fonts(app)
    theme.apply(app, theme.load_theme(colours))
    (PICTURES / look).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mingce-") as name, frozen(Path(name)):
        folder = Path(name)
        library = folder / "岚川县水务局.mingce"
        make_library(library)
        with on_stage(library, folder, size, colours) as stage:
            stage.place("home")
            for screen in screens or SCREENS:
                show(stage, screen)
                path = PICTURES / look / f"{screen}.png"
                stage.window.grab().save(str(path))
                shrink(path)
                sys.stdout.write(f"{path.relative_to(ROOT)}\n")
    return 0


def shrink(path: Path) -> None:
    """The commonest colours do, exactly as the theme has them: a third of the size.

    Qt maps to them, as Pillow looks the nearest up in a coarse table; Pillow packs harder.
    """
    from PIL import Image
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, qRgb

    picture = Image.open(path).convert("RGB")
    counted = picture.getcolors(picture.width * picture.height) or []
    commonest = sorted(counted, reverse=True)[:_COLOURS]
    table = [qRgb(*colour) for _, colour in commonest]  # type: ignore[misc]
    whole = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    flags = Qt.ImageConversionFlag.AvoidDither | Qt.ImageConversionFlag.ThresholdDither
    whole.convertToFormat(QImage.Format.Format_Indexed8, table, flags).save(str(path))
    Image.open(path).save(path, optimize=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--look"]:
        sys.exit(draw(sys.argv[2], sys.argv[3:]))
    sys.exit(main(sys.argv[1:]))
