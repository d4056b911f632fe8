"""Folders to write to: whether they can be written, said before a long job finds out."""

from __future__ import annotations

import tempfile
from pathlib import Path


def folder_problem(path: Path) -> str:
    """Why nothing can be written into a folder, in a sentence; empty when something can.

    One that does not exist yet is fine where it can be made. Writes and removes a small file:
    permissions on shares and sticks tell only half of it.
    """
    if not path.is_absolute():
        return "请填写完整的路径，或用“浏览”选择文件夹。"
    try:
        present = next(folder for folder in (path, *path.parents) if folder.exists())
        if not present.is_dir():
            return f"“{present}”是文件，不是文件夹。请另选一个文件夹。"
        with tempfile.TemporaryFile(prefix=".mingce-", dir=present):
            return ""
    except (OSError, StopIteration, ValueError):
        return f"“{path}”不能写入。请换一个文件夹，或请管理员开通权限。"
