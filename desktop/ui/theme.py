"""Colours, fonts and the style sheet: tokens from ``resources/styles``, one sheet for all."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

import resources
from desktop.ui.i18n import tr

_ROOT = Path(resources.__file__).resolve().parent
STYLES = _ROOT / "styles"
ICONS = _ROOT / "icons"
BODY_PIXELS = 14
#: Stands for light or dark, as the system has it.
SYSTEM = "system"
_ROLES = {
    QPalette.ColorRole.Window: "paper",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "panel",
    QPalette.ColorRole.AlternateBase: "aside",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.Button: "panel",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.PlaceholderText: "ink_3",
    QPalette.ColorRole.Highlight: "brand",
    QPalette.ColorRole.HighlightedText: "on_brand",
    QPalette.ColorRole.Link: "brand",
    QPalette.ColorRole.ToolTipBase: "panel",
    QPalette.ColorRole.ToolTipText: "ink",
}


class MissingResource(OSError):
    """A file that the program ships with is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(tr("缺少程序自带的文件“{path}”。请重新安装明册。", path=path))


class Theme(NamedTuple):
    """A set of colours under the names that the style sheet and the painters use."""

    name: str
    title: str
    dark: bool
    colours: Mapping[str, str]


def load_theme(name: str = "light") -> Theme:
    """Read a theme; ``MissingResource`` when it is not there."""
    path = STYLES / f"{name}.toml"
    if not path.is_file():
        raise MissingResource(path)
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Theme(name, data["title"], data["dark"], data["colours"])


def resolved(name: str) -> str:
    """The theme that a setting means now; `SYSTEM` asks the system."""
    if name != SYSTEM:
        return name
    return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def follow_system(app: QApplication, chosen: Callable[[], str]) -> None:
    """Put on light or dark when the system changes, as long as ``chosen`` says `SYSTEM`."""

    def changed() -> None:
        if chosen() == SYSTEM:
            apply(app, load_theme(resolved(SYSTEM)))

    app.styleHints().colorSchemeChanged.connect(changed)


def style_sheet(theme: Theme) -> str:
    """The sheet with the theme's colours in it."""
    text = (STYLES / "app.qss").read_text(encoding="utf-8")
    tick = "tick-dark" if theme.dark else "tick"
    return Template(text).substitute(theme.colours, icons=ICONS.as_posix(), tick=tick)


_DRESSED = "fusion"  # property of an application that began with our style


class _Current:
    """The theme in force: painters ask for colours at every stroke, so it is kept at hand."""

    theme: Theme | None = None


def make_application(command: str) -> QApplication:
    """Qt, in the style that all themes are made for."""
    app = QApplication([command, "-style", "Fusion"])
    app.setProperty(_DRESSED, True)
    return app


def apply(app: QApplication, theme: Theme) -> None:
    """Put a theme into force: Fusion, palette, sheet."""
    # An application of `make_application` has it already; what `setStyle` returns would make
    # 600 names of QStyle, in a tenth of the time in which the window opens.
    if _Current.theme is not None or not app.property(_DRESSED):
        app.setStyle("Fusion")
    _Current.theme = theme
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(theme.colours[name]))
    disabled = QColor(theme.colours["ink_3"])
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    app.setPalette(palette)
    app.setStyleSheet(style_sheet(theme))


def colour(name: str) -> QColor:
    """A colour of the theme in force (the light one before any was applied)."""
    if _Current.theme is None:
        _Current.theme = load_theme()
    return QColor(_Current.theme.colours[name])


def icon(name: str) -> QIcon:
    """One of the bundled icons."""
    return QIcon(str(ICONS / f"{name}.svg"))


def install_fonts(app: QApplication) -> None:
    """Load the bundled interface font; an installed one of another shape must never step in."""
    from resources.fonts import FAMILIES, font_path

    for path in (font_path("UI"), font_path("UI Bold")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise MissingResource(path)
    font = QFont(FAMILIES["UI"])
    font.setPixelSize(BODY_PIXELS)
    app.setFont(font)


def font(*, pixels: int = BODY_PIXELS, bold: bool = False) -> QFont:
    """The interface font in another size or weight, for painters."""
    made = QFont(QApplication.font())
    made.setPixelSize(pixels)
    made.setBold(bold)
    return made
