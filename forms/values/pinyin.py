"""Chinese titles by sound: the key they sort by and the initials they are found by."""

from __future__ import annotations

import re
from functools import lru_cache
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
    from pypinyin.seg.simpleseg import seg  # 0.2 s to import; only writing needs it

    syllables = [part for word in seg(title) for part in _syllables(word)]
    initials = "".join(part[0] for part in syllables if not _OTHER.match(part))
    return " ".join(syllables), initials


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
