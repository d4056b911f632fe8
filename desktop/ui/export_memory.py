"""How somebody exported each kind last: remembered on this computer, not in the library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSettings

_ALL_FORMATS = ("docx", "pdf", "xlsx")


@dataclass(frozen=True)
class Habit:
    """The choices of one export; ``folder`` None: the one of the settings."""

    formats: tuple[str, ...] = _ALL_FORMATS
    layouts: tuple[str, ...] = ("full", "list")
    bundle: bool = False
    folder: Path | None = None
    by_office: bool = False
    manifest: bool = False


class ExportMemory:
    """Keeps habits by name in the settings; ``folder`` is where exports go by default."""

    def __init__(self, settings: QSettings, folder: Path) -> None:
        self._settings = settings
        self.folder = folder

    def habit(self, name: str, first: Habit) -> Habit:
        """What was chosen last under a name; ``first`` when nothing was."""
        formats = self._words(name, "formats")
        layouts = self._words(name, "layouts")
        if not formats or not layouts:
            return first
        folder = str(self._value(name, "folder") or "")
        bundle, by_office, manifest = (
            str(self._value(name, part)) == "true" for part in ("bundle", "by_office", "manifest")
        )
        return Habit(
            formats, layouts, bundle, Path(folder) if folder else None, by_office, manifest
        )

    def keep(self, name: str, habit: Habit) -> None:
        """Remember. The default folder is not: it may be another one in the settings later."""
        self._settings.setValue(f"export/{name}/formats", ",".join(habit.formats))
        self._settings.setValue(f"export/{name}/layouts", ",".join(habit.layouts))
        for part, chosen in (("bundle", habit.bundle), ("by_office", habit.by_office),
                             ("manifest", habit.manifest)):  # fmt: skip
            self._settings.setValue(f"export/{name}/{part}", "true" if chosen else "false")
        own = habit.folder if habit.folder != self.folder else None
        self._settings.setValue(f"export/{name}/folder", str(own or ""))

    def _value(self, name: str, part: str) -> object:
        return self._settings.value(f"export/{name}/{part}")

    def _words(self, name: str, part: str) -> tuple[str, ...]:
        text = str(self._value(name, part) or "")
        return tuple(word for word in text.split(",") if word)
