"""Zip files with the same bytes for the same content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

#: The first day a zip can name; the clock never gets into a file.
_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16
_LEVEL = 6
_ISAL_LEVEL, _RAW_DEFLATE = 2, -15
#: Text of a part is encoded and compressed in pieces of so many characters.
_PIECE = 1 << 16


def entry(name: str, *, stored: bool = False) -> zipfile.ZipInfo:
    """A directory entry that depends on its name only. ``stored``: not compressed."""
    info = zipfile.ZipInfo(name, _DATE)
    info.create_system = _UNIX
    info.external_attr = _PLAIN_FILE
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # public only as ZipFile's default
    return info


@contextmanager
def part(archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    """A part to be written piece by piece; no other one can be open meanwhile.

    Deflated by isal where its wheel exists: zlib would take a third of a writer's time.
    """
    with archive.open(entry(name, stored=name.endswith(".png")), "w") as file:
        hastened: Any = file
        fast = _fast_deflate()
        if fast is not None and getattr(hastened, "_compressor", None) is not None:
            # zipfile has no way of its own to be given another deflate.
            hastened._compressor = fast
        yield file


def _fast_deflate() -> Any:
    """A compressor; None where isal has no wheel for the processor."""
    try:
        from isal import isal_zlib
    except ImportError:
        return None
    return isal_zlib.compressobj(_ISAL_LEVEL, zipfile.ZIP_DEFLATED, _RAW_DEFLATE)


class TextPart:
    """Collects the text of a part and writes it in large pieces, so that memory stays flat."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._held: list[str] = []
        self._size = 0

    def write(self, text: str) -> None:
        """Add text."""
        self._held.append(text)
        self._size += len(text)
        if self._size > _PIECE:
            self.flush()

    def flush(self) -> None:
        """Pass on what is held."""
        self._file.write("".join(self._held).encode())
        self._held.clear()
        self._size = 0


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these files in this order; pictures, which are compressed already, are stored."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            with part(archive, name) as file:
                file.write(data)
    return buffer.getvalue()
