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


_COMMENT, _COMMENT_END = "<!--", "-->"
_CONDITION = re.compile(r"<!\[(?:if|endif)[^<>]{0,200}>|<!\[CDATA\[", re.IGNORECASE)


def tamed(page: str) -> str:
    """A page without comments and conditions of Word, whose last brackets are all closed.

    The parser looks for the end of each, to the end of the page: many without end would take it
    hours.
    """
    parts = []
    rest = page
    while _COMMENT in rest:
        before, _, rest = rest.partition(_COMMENT)
        parts.append(before)
        _, closed, after = rest.partition(_COMMENT_END)
        if not closed:
            break
        rest = after
    page = _CONDITION.sub("", "".join([*parts, rest])).replace("<![", "&lt;![")
    end = page.rfind(">") + 1
    return page[:end] + page[end:].replace("<", "&lt;")
