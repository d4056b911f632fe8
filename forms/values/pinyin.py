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
    from pypinyin import lazy_pinyin  # 0.2 s to import; only writing needs it

    syllables = [part.casefold() for part in lazy_pinyin(title, errors=_letters)]
    initials = "".join(part[0] for part in syllables if not _OTHER.match(part))
    return " ".join(syllables), initials
