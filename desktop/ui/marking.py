"""Two texts with what differs marked: struck out before, underlined after."""

from __future__ import annotations

from difflib import SequenceMatcher
from html import escape

from desktop.ui.theme import colour

_LONGEST = 1500  # signs; beyond it only what is alike at both ends is told apart
_ALIKE = 0.35  # below it two texts are different ones, and marks would be confetti


def marked(before: str, after: str) -> tuple[str, str]:
    """Both texts as rich text. Texts that have little in common are marked as a
    whole; beside a blank one nothing is.
    """
    if not before or not after:
        return _plain(before), _plain(after)
    old = new = ""
    for same, gone, come in _pieces(before, after):
        old += _plain(same) + _mark(gone, "block", "line-through")
        new += _plain(same) + _mark(come, "ok", "underline")
    return old, new


def contrasted(one: str, other: str) -> tuple[str, str]:
    """Both texts as rich text with what differs on a ground of its own; neither came first."""
    if not one or not other:
        return _plain(one), _plain(other)
    left = right = ""
    for same, mine, theirs in _pieces(one, other):
        left += _plain(same) + _mark(mine, "brand", "none")
        right += _plain(same) + _mark(theirs, "brand", "none")
    return left, right


def _pieces(before: str, after: str) -> list[tuple[str, str, str]]:
    if len(before) + len(after) > _LONGEST:
        return _ends(before, after)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return [("", before, after)]
    return [
        (before[i:j], "", "") if kind == "equal" else ("", before[i:j], after[k:m])
        for kind, i, j, k, m in matcher.get_opcodes()
    ]


def _ends(before: str, after: str) -> list[tuple[str, str, str]]:
    least = min(len(before), len(after))
    start = next((i for i in range(least) if before[i] != after[i]), least)
    rest = least - start
    end = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    old, new = len(before) - end, len(after) - end
    return [
        (before[:start], "", ""),
        ("", before[start:old], after[start:new]),
        (before[old:], "", ""),
    ]


def _plain(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _mark(text: str, tone: str, line: str) -> str:
    if not text:
        return ""
    style = f"background:{colour(f'{tone}_soft').name()};color:{colour(tone).name()}"
    return f'<span style="{style};text-decoration:{line}">{_plain(text)}</span>'
