"""Plain text and CSV in whatever encoding an office writes."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from desktop.attached.bounds import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class PlainText:
    """The text of a file, and how it was written down; ``mark`` are the bytes before it."""

    text: str
    encoding: str
    mark: bytes = b""

    def encoded(self, text: str) -> bytes:
        """Another text written down in the same way."""
        return self.mark + text.encode(self.encoding)


def read_plain(data: bytes) -> PlainText:
    """UTF-8, UTF-16 with or without a mark, GB 18030; `Unreadable` when it is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding, mark)
    if b"\0" in data[:4096]:
        # Chinese Windows programs write UTF-16 without a mark; other bytes with NUL are no text.
        even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
        return _decoded(data, "utf-16-le" if odd > even else "utf-16-be")
    try:
        return _decoded(data, "utf-8")
    except Unreadable:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str, mark: bytes = b"") -> PlainText:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(f"no text in {encoding}") from error
    if text.count("\0") > len(text) // 100:
        raise Unreadable("no text")
    return PlainText(text, encoding, mark)
