"""Whether a file names some words, from its bytes: before anybody opens it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile, ZipFile, is_zipfile

#: Where .xlsx and .ods keep the texts of their cells; other files are looked through as they are.
_TEXTS = ("xl/sharedStrings.xml", "xl/worksheets/", "content.xml")
_ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
_MOST_BYTES = 200_000_000


def names_words(path: Path, words: Sequence[str]) -> bool:
    """Whether one part of the file names all of the words; False for one that cannot be read."""
    try:
        texts = _texts(path)
    except (OSError, BadZipFile):
        return False
    spelled = [_spellings(word) for word in words]
    return any(all(any(word in text for word in ways) for ways in spelled) for text in texts)


def _texts(path: Path) -> list[bytes]:
    if not is_zipfile(path):
        return [path.read_bytes()] if path.stat().st_size <= _MOST_BYTES else []
    with ZipFile(path) as container:
        parts = [part for part in container.infolist() if part.filename.startswith(_TEXTS)]
        return [container.read(part) for part in parts if part.file_size <= _MOST_BYTES]


def _spellings(word: str) -> list[bytes]:
    """A word in every encoding that programs write, in XML also as numbers of its signs."""
    return [*(word.encode(name) for name in _ENCODINGS), word.encode("ascii", "xmlcharrefreplace")]
