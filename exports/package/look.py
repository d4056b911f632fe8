"""Tells files of the exchange from others, without trusting them: for looking through a stick."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from exports.package.model import BAG_INFO

#: A file that `build_package` named.
_OUR_NAME = re.compile(r".*_\d{4}-\d{2}-\d{2}_[0-9a-f]{12}(?:_草稿)?(?:（\d+）)?\.zip")
_LABEL = b"Mingce-Format:"
_RECEIPT = b'"sync-receipt/'
_HEAD = 8 << 10


def is_package(path: Path) -> bool:
    """Whether a zip says that it is a package of ours, or is named like one and cannot be opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.filename.endswith(f"/{BAG_INFO}") and info.file_size <= _HEAD:
                    return _LABEL in archive.read(info)
    except Exception:  # noqa: BLE001 - zipfile raises whatever a broken file makes it trip over
        return _OUR_NAME.fullmatch(path.name) is not None
    return False


def is_receipt(path: Path) -> bool:
    """Whether a file says that it is a receipt; it may be cut off behind that."""
    try:
        with path.open("rb") as file:
            return _RECEIPT in file.read(_HEAD).replace(b" ", b"")
    except OSError:
        return False
