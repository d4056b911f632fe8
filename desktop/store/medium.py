"""Whether a folder can carry SQLite's write-ahead log.

WAL needs shared memory between processes and a disk that keeps its promises. On a network share
SQLite forbids it; on a stick the two side files are easily left behind when it is pulled.
"""

from __future__ import annotations

import sys
from pathlib import Path

#: File systems of network shares and of sticks, as /proc/self/mounts calls them.
_NO_WAL = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "davfs", "fuse.sshfs",
    "fuse.davfs2", "fuse.gvfsd-fuse", "vfat", "msdos", "exfat", "fuse.exfat",
}  # fmt: skip
_DRIVE_REMOVABLE, _DRIVE_REMOTE = 2, 4


def carries_wal(folder: Path) -> bool:
    """True for a local fixed disk; False for a share or a removable medium."""
    if sys.platform == "win32":
        import ctypes

        kind = ctypes.windll.kernel32.GetDriveTypeW(folder.resolve().anchor)
        fixed = kind not in (_DRIVE_REMOVABLE, _DRIVE_REMOTE)
    elif sys.platform == "darwin":
        fixed = not folder.resolve().is_relative_to("/Volumes")
    else:
        fixed = file_system(folder, _mounts()) not in _NO_WAL
    return fixed


def _mounts() -> str:
    try:
        return Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def file_system(folder: Path, mounts: str) -> str:
    """The type of the file system that holds ``folder``, from the text of /proc/self/mounts."""
    resolved = folder.resolve()
    found, depth = "", -1
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = Path(parts[1].replace("\\040", " "))
        # A later line covers an earlier one at the same place, hence >=.
        if resolved.is_relative_to(point) and len(point.parts) >= depth:
            found, depth = parts[2], len(point.parts)
    return found
