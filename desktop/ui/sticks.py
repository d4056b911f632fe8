"""Sticks (U 盘) that are plugged in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStorageInfo
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop.ui.i18n import tr

#: File systems that sticks come with and fixed disks do not.
_FAT = {"vfat", "msdos", "exfat", "fat", "fat32", "fuseblk", "fuse.exfat"}


@dataclass(frozen=True, slots=True)
class Stick:
    """A volume that can be taken away: its name and where it is."""

    name: str
    path: Path


def is_stick(file_system: str, root: str) -> bool:
    """Whether a volume is one to carry about; a boot partition is FAT, too."""
    return file_system.lower() in _FAT and not root.startswith(("/boot", "/efi"))


def sticks() -> list[Stick]:
    """Writable sticks, as the system names them."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        kind = bytes(volume.fileSystemType().data()).decode(errors="replace")
        ready = volume.isValid() and volume.isReady() and not volume.isReadOnly()
        if ready and is_stick(kind, volume.rootPath()):
            found.append(Stick(volume.displayName(), Path(volume.rootPath())))
    return found


def stick_menu(parent: QWidget, title: str, chosen: Callable[[Path], object]) -> QMenu:
    """The sticks that are plugged in, and any other folder; ``chosen`` gets where to go."""
    menu = QMenu(parent)

    def take(folder: Path, _: bool = False) -> None:
        chosen(folder)

    def ask(_: bool = False) -> None:
        name = QFileDialog.getExistingDirectory(parent, title, str(Path.home()))
        if name:
            chosen(Path(name))

    for stick in sticks():
        action = menu.addAction(tr("U 盘“{name}”", name=stick.name))
        action.triggered.connect(partial(take, stick.path))
    if menu.isEmpty():
        menu.addAction(tr("没有找到 U 盘")).setEnabled(False)
    menu.addSeparator()
    menu.addAction(tr("选择文件夹…")).triggered.connect(ask)
    return menu
