"""Breaks Chinese text into lines (GB/T 15834-2011 附录 B.2, 避头尾).

Closing marks and ，。；：？！ never start a line, opening marks never end one, —— and …… stay
whole, and so do Latin words and numbers. Where that is impossible (a mark-only text, a word wider
than the line) the line is filled and broken, so that nothing is ever lost or runs over the edge.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

#: Must not start a line.
NO_START = frozenset("、。，．：；！？）〕］｝》〉」』】〗’”…—～·％‰℃°々〞﹞,.:;!?)]}%/／")
#: Must not end a line.
NO_END = frozenset("（〔［｛《〈「『【〖‘“〝([{￥$№§#＃")
#: Characters of words and numbers, which are not broken.
WORD = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,:-_@/&=?%+~#")
#: What justification leaves together: a word, a mark of two characters, any other character.
_UNSTRETCHED = re.compile(f"[{re.escape(''.join(sorted(WORD)))}]+|—+|…+|.", re.DOTALL)
#: Inside an address or code too long for a line, the line ends best after one of these.
_JOINTS = frozenset("/-_.?&=@")

_TOLERANCE = 0.01


def may_break(text: str, at: int) -> bool:
    """Whether a line may end before character ``at`` (0 < at < len)."""
    before, after = text[at - 1], text[at]
    if after in WORD and before in WORD:
        return False
    return not (after == " " or after in NO_START or before in NO_END)


def break_lines(
    text: str, edges: Sequence[float], width: float, first_width: float | None = None
) -> list[tuple[int, int]]:
    """Where the lines of a text without line breaks start and end.

    ``edges[i]`` is the width of the first i+1 characters; all widths are in one unit. Spaces at
    the end of a line may hang over the edge. The spans cover the text without gaps.
    """
    length = len(text)
    if not length:
        return [(0, 0)]
    spans: list[tuple[int, int]] = []
    start, base = 0, 0.0
    limit = (width if first_width is None else first_width) + _TOLERANCE
    while edges[-1] - base > limit:
        full = max(bisect_right(edges, base + limit, start), start + 1)
        end = _line_end(text, start, full)
        if end >= length:
            break
        spans.append((start, end))
        start, base, limit = end, edges[end - 1], width + _TOLERANCE
    spans.append((start, length))
    return spans


def _line_end(text: str, start: int, full: int) -> int:
    """End of the line that starts at ``start`` and holds the characters before ``full``."""
    end, length = full, len(text)
    while end < length and text[end] == " ":
        end += 1
    if end > full or end >= length:
        return end
    while end > start and not may_break(text, end):
        end -= 1
    return end if end > start else _forced_end(text, start, full)


def _forced_end(text: str, start: int, full: int) -> int:
    """The least bad end where the rules leave none: inside a word, best after a joint."""
    allowed = [
        end
        for end in range(start + 1, full + 1)
        if not _marks_forbid(text, end)
    ]  # fmt: skip
    if not allowed:
        return full
    joints = [
        end for end in allowed if text[end - 1] in _JOINTS and end - start > (full - start) / 2
    ]
    return joints[-1] if joints else allowed[-1]


def _marks_forbid(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if before in WORD and after in WORD:
        # Inside a word: only marks proper count, not the dots and slashes of an address.
        return after in ",:?%"
    return after in NO_START or before in NO_END


@lru_cache(maxsize=64)
def stretch_points(text: str) -> tuple[int, ...]:
    """Places inside a line where justification may add space: not inside words or paired marks.

    A line is asked about while it is laid out and again when it is written.
    """
    if WORD.isdisjoint(text) and "——" not in text and "……" not in text:
        return tuple(range(1, len(text)))
    points = [found.end() for found in _UNSTRETCHED.finditer(text)]
    return tuple(points[:-1])
