"""Chinese titles by sound: the key they sort by and the initials they are found by."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

_OTHER = re.compile(r"[^0-9a-z]+")


def _letters(text: str) -> Any:
    """Latin letters and digits one by one; pypinyin takes lists, though its types say str."""
    return list(text)


@lru_cache(maxsize=4096)
def reading(title: str) -> tuple[str, str]:
    """Sort key and initials of a title: 银行许可 → ("yin hang xu ke", "yhxk").

    Whole words decide how a character with several readings is read. Latin letters and digits
    stay, other signs only count for sorting.
    """
    is_han, *_ = _known()
    syllables: list[str] = []
    for han, run in groupby(title, is_han):
        for word in _words("".join(run)) if han else ("".join(run),):
            syllables += _syllables(word)
    initials = "".join(part[0] for part in syllables if not _OTHER.match(part))
    return " ".join(syllables), initials


def _words(run: str) -> Iterator[str]:
    """The longest phrases that follow one another, as pypinyin's own segmenter finds them.

    It asks an object for every beginning of a phrase and cuts the text anew for every word.
    """
    _, phrases, beginnings = _known()
    at = 0
    while at < len(run):
        last, end = 0, at + 1
        while end <= len(run) and (word := run[at:end]) in beginnings:
            last = end if word in phrases else last
            end += 1
        if not last and end > len(run):
            yield from run[at:]  # all of it begins a phrase that is cut off
            return
        last = last or at + 1
        yield run[at:last]
        at = last


@lru_cache(maxsize=1)
def _known() -> tuple[Callable[[str], bool], Collection[str], Collection[str]]:
    """Whether a character has a reading; the phrases, and whatever a phrase begins with."""
    from pypinyin.constants import PHRASES_DICT, RE_HANS  # 0.2 s to import; only writing needs it
    from pypinyin.seg.mmseg import p_set

    @lru_cache(maxsize=8192)
    def is_han(sign: str) -> bool:
        return RE_HANS.match(sign) is not None

    return is_han, PHRASES_DICT, vars(p_set)["_set"]


@lru_cache(maxsize=16_384)
def _syllables(word: str) -> tuple[str, ...]:
    """One word of a title: thousands of titles share a few hundred (处罚, 许可)."""
    converter, style = _converter()
    found = converter.convert(word, style, False, _letters, True)
    return tuple(part.casefold() for parts in found for part in parts)


@lru_cache(maxsize=1)
def _converter() -> tuple[Any, Any]:
    from pypinyin import Style
    from pypinyin.converter import DefaultConverter

    return DefaultConverter(), Style.NORMAL
