"""Chinese words by the initials of their pinyin, as a clerk types them."""

from __future__ import annotations

from collections.abc import Sequence


def initials(text: str) -> str:
    """行政许可 → xzxk; Latin letters and digits stay."""
    # Read late: pypinyin takes a fifth of a second to import.
    from forms.values.pinyin import reading

    return reading(text)[1]


def best_match(typed: str, labels: Sequence[str]) -> int:
    """Which label somebody means who typed a beginning of it, of its initials, or a part of it, in
    that order of preference; -1 for none.
    """
    wanted = typed.casefold().strip()
    if not wanted:
        return -1
    folded = [label.casefold() for label in labels]
    sounds = [initials(label) for label in labels] if wanted.isascii() else []
    for texts in (folded, sounds):
        for number, text in enumerate(texts):
            if text.startswith(wanted):
                return number
    for texts in (folded, sounds):
        for number, text in enumerate(texts):
            if wanted in text:
                return number
    return -1


def matches(typed: str, label: str) -> bool:
    """Whether a label holds what was typed, in its words or in its initials."""
    wanted = typed.casefold().strip()
    return wanted in label.casefold() or (wanted.isascii() and wanted in initials(label))
