"""What goes into a cell, and how much room it takes."""

from __future__ import annotations

import re

#: The most characters that Excel keeps in a cell.
LONGEST = 32767
_CUT = "……（内容过长，未全部列出）"
#: What a spreadsheet takes for the start of a formula, also after a re-import from CSV.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SEQUENCE = re.compile("[1-9][0-9]{0,8}")
_MEASURE = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9])?")
#: What Excel would take for an escaped character (ECMA-376 part 1, §22.9.2.19).
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def cell_text(text: str) -> str:
    """Text that Excel can keep: no control characters, not too long (with a mark where cut)."""
    if not text.isprintable():
        text = _ILLEGAL.sub("", text.replace("\r\n", "\n"))
    if is_too_long(text):
        units = text.encode("utf-16-le")[: 2 * (LONGEST - len(_CUT))]
        return units.decode("utf-16-le", "ignore") + _CUT
    return text


def is_too_long(text: str) -> bool:
    """Whether Excel cannot keep all of a text in one cell; it counts UTF-16 units."""
    return 2 * len(text) > LONGEST and len(text.encode("utf-16-le", "surrogatepass")) > 2 * LONGEST


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
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    return sum(
        max(1, -int(-len(line.encode("gbk", "replace")) // room)) for line in text.split("\n")
    )


def attribute(text: str) -> str:
    """Text for use between double quotes."""
    return cell_text(text).replace("\n", " ").translate(_MARKUP)


def string_xml(text: str) -> str:
    """The ``t`` element of a text that :func:`cell_text` has cleaned."""
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "_x" in text:
        text = _ESCAPED.sub("_x005F_", text)
    # Blanks and line breaks at the ends would go.
    keep = text[0] <= " " or text[-1] <= " " or "\n" in text or "  " in text
    return f'<t xml:space="preserve">{text}</t>' if keep else f"<t>{text}</t>"


def letters(column: int) -> str:
    """The letters of a column counted from 1: A … XFD."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
