"""Sticks (U 盘) that are plugged in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

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
