"""Zip files with the same bytes for the same content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

#: The first day a zip can name; the clock never gets into a file.
_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16
_LEVEL = 6


def entry(name: str, *, stored: bool = False) -> zipfile.ZipInfo:
    """A directory entry that depends on its name only. ``stored``: not compressed."""
    info = zipfile.ZipInfo(name, _DATE)
    info.create_system = _UNIX
    info.external_attr = _PLAIN_FILE
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # public only as ZipFile's default
    return info


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these files in this order; pictures, which are compressed already, are stored."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(entry(name, stored=name.endswith(".png")), data)
    return buffer.getvalue()


def rezipped(data: bytes, edits: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """A zip written by somebody else without its dates, some of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, edit in edits.items():
        parts[name] = edit(parts[name])
    return zipped(parts)
