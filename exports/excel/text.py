"""What goes into a cell, and how much room it takes."""

from __future__ import annotations

import re

#: The most characters that Excel keeps in a cell.
_LONGEST = 32767
_CUT = "……（内容过长，未全部列出）"
#: What a spreadsheet takes for the start of a formula, also after a re-import from CSV.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SEQUENCE = re.compile("[1-9][0-9]{0,8}")
_MEASURE = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9])?")


def cell_text(text: str) -> str:
    """Text that Excel can keep: no control characters, not too long (with a mark where cut)."""
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n"))
    if len(text.encode("utf-16-le")) <= 2 * _LONGEST:
        return text
    units = text.encode("utf-16-le")[: 2 * (_LONGEST - len(_CUT))]
    return units.decode("utf-16-le", "ignore") + _CUT


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would calculate the text if somebody edited the cell."""
    return text.startswith(_FORMULA_STARTS)


def sequence_number(text: str) -> int | None:
    """The number, where the text is nothing but a running number."""
    return int(text) if _SEQUENCE.fullmatch(text) else None


def measure(text: str) -> int | float | None:
    """The number, where the text is a count or has one decimal."""
    if not _MEASURE.fullmatch(text):
        return None
    return float(text) if "." in text else int(text)


def lines_of(text: str, width: float) -> int:
    """Estimated lines in a column of ``width`` half-width characters."""
    room = max(width, 2.0)
    return sum(
        max(1, -int(-len(line.encode("gbk", "replace")) // room)) for line in text.split("\n")
    )
