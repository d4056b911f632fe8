"""Headings that say the same in other words: 收费标准与依据 and 收费依据及标准 (data: heading_words).

Nobody can list every heading that offices think of, but most of them differ from a known one by
words that may stand for each other. Looked at only where no heading is spelled alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from forms.values import fold

#: Shorter headings say too little to be compared by what is left of them.
_LEAST = 3


@dataclass(frozen=True)
class Likeness:
    """Which words may stand for each other; ``key`` is equal for headings that say the same."""

    words: Mapping[str, Any]

    @cached_property
    def _swaps(self) -> Mapping[str, str]:
        """Word → the word that stands for all of its kind."""
        return {fold(word): fold(new) for word, new in self.words.get("rewrite", {}).items()}

    @cached_property
    def _any(self) -> re.Pattern[str]:
        """Any of those words, the longest first."""
        return re.compile("|".join(map(re.escape, sorted(self._swaps, key=len, reverse=True))))

    @cached_property
    def _and(self) -> str:
        """The word that joins two others: what it joins may stand the other way round."""
        return self._swaps.get(fold("、"), "")

    def key(self, name: str) -> str:
        """What a folded heading comes to; "" for one too short to tell."""
        for lead in self.words.get("words", ()):
            name = name.removeprefix(lead)
        found = self._swapped(name)
        if len(found) < _LEAST:
            return ""
        return self._ordered(found) if self._and and self._and in found else found

    def shortened(self, name: str) -> Iterator[str]:
        """A folded heading without a last word that adds nothing (检查对象范围, 执法主体名称)."""
        for end in self.words.get("ends", ()):
            if name.endswith(end):
                yield name.removesuffix(end)

    def _swapped(self, name: str) -> str:
        """Every word in place of those like it, from left to right, none of them twice."""
        swaps = self._swaps
        return self._any.sub(lambda match: swaps[match[0]], name) if swaps else name

    def _ordered(self, name: str) -> str:
        """收费标准和依据 as 收费依据和标准: the two last words may change places."""
        first, _, last = name.rpartition(self._and)
        size = len(last)
        if not 1 < size <= 2 or len(first) < size or self._and in first:
            return name
        ends = sorted((first[-size:], last))
        return first[:-size] + self._and.join(ends)
