"""Text of HTML pages as a reader sees it."""

from __future__ import annotations

import re

#: Word and Excel wrap their source anywhere; between Chinese signs a line break is no blank.
_WIDE = "[⺀-鿿豈-﫿＀-￯“”‘’…—]"
_WRAPPED = re.compile(rf"(?<={_WIDE})[ \t]*\r?\n\s*(?={_WIDE})")
_BLANKS = re.compile("[ \t\r\n\xa0]+")


def unwrapped(data: str) -> str:
    """Text of a page without the line breaks of its source."""
    return _BLANKS.sub(" ", _WRAPPED.sub("", data))
