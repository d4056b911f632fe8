"""The word lists of a catalogue, compiled once for all records of a check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from forms.model import Catalogue
from forms.problem import Fix
from forms.values import fold


@dataclass(frozen=True, slots=True)
class Renamed:
    """An agency's old name met in a text, with its present one."""

    old: str
    new: str


class Lexicon:
    """Finds the words of the word lists (SPEC §11) in texts."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._patterns: dict[str, tuple[re.Pattern[str] | None, dict[str, str]]] = {}
        self._beginnings: dict[str, re.Pattern[str] | None] = {}

    def find(self, wordlist: str, text: str) -> list[str]:
        """Words of the list that stand in the text, as the list spells them, without repeats.

        Compared by ``fold``: white space, width and the kind of brackets do not matter. Of two
        words at one place the longer one counts.
        """
        pattern, spelling = self._compiled(wordlist)
        if pattern is None:
            return []
        return list(dict.fromkeys(spelling[m[0]] for m in pattern.finditer(fold(text))))

    def may_hold(self, wordlist: str, text: str) -> bool:
        """Whether it is worth looking: the text has the first two signs of a word of the list.
        Cheap, where `find` folds the whole text.
        """
        if wordlist not in self._beginnings:
            words = [" ".join(word.split()) for word in self._catalogue.words(wordlist)]
            if any(sign < "\u2000" for word in words for sign in word[:2]):
                self._beginnings[wordlist] = None  # width and case are what folding is for
            else:
                pairs = sorted({r"\s*".join(map(re.escape, word[:2])) for word in words})
                self._beginnings[wordlist] = re.compile("|".join(pairs) or "(?!)")
        pattern = self._beginnings[wordlist]
        return pattern is None or pattern.search(text) is not None

    def _compiled(self, wordlist: str) -> tuple[re.Pattern[str] | None, dict[str, str]]:
        known = self._patterns.get(wordlist)
        if known is None:
            spelling = {fold(word): word for word in self._catalogue.words(wordlist)}
            known = self._patterns[wordlist] = (_any_of(spelling), spelling)
        return known

    def entries(self, wordlist: str, part: str = "entry") -> tuple[Mapping[str, Any], ...]:
        """The tables of a word list that has more to say than words."""
        return tuple(self._catalogue.wordlists.get(wordlist, {}).get(part, ()))

    def mend(self, wordlist: str, word: str, text: str, path: str) -> Fix | None:
        """A one-click rewrite of a text in which a word of the list was found.

        What to write instead stands in the list's ``rewrite``, or in the row of that word. A list
        that ``may_delete`` offers to leave out a line that says little more than the word. None
        where neither helps.
        """
        lists = self._catalogue.wordlists.get(wordlist, {})
        new = lists.get("rewrite", {}).get(word) or self._successor(wordlist, word)
        if new and word in text:
            return Fix.worded(
                "“{word}”改为“{text}”", path, text.replace(word, new), word=word, text=new
            )
        if lists.get("may_delete"):
            return _left_out(word, text, path)
        return None

    def _successor(self, wordlist: str, word: str) -> str:
        """The new name in the row of a word, where it is one and no explanation."""
        row = next((row for row in self.entries(wordlist) if row.get("old") == word), {})
        new = str(row.get("new", ""))
        return new if _is_name(new) else ""

    def is_placeholder(self, text: str) -> bool:
        """Whether the whole text is filler such as 无 or 详见附件 (rule G02)."""
        # Folding is the dear part; filler is short.
        return len(text) <= self._longest + 8 and fold(text) in self._placeholders

    @cached_property
    def _placeholders(self) -> frozenset[str]:
        return frozenset(fold(word) for word in self._catalogue.words("placeholders"))

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._placeholders), default=0)

    def renamed(self, text: str) -> Iterator[Renamed]:
        """Agencies that no longer bear their name (rule G15); orders of old ministries pass."""
        if self._old_names is None:
            return
        seen: set[str] = set()
        for match in self._old_names.finditer(text):
            entry = self._by_old_name[match[0]]
            if _runs_on(text, match) or _dates_a_law(text, match.start()):
                continue
            if match[0] not in seen and not _stands_in(text, match, entry.get("unless", ())):
                seen.add(match[0])
                yield Renamed(match[0], str(entry.get("new", "")))

    @cached_property
    def _by_old_name(self) -> Mapping[str, Mapping[str, Any]]:
        return {str(row["old"]): row for row in self.entries("renamed_agencies") if row.get("old")}

    @cached_property
    def _old_names(self) -> re.Pattern[str] | None:
        return _any_of(self._by_old_name)


#: A name that can be put in another's place: 自然资源（和规划）局 leaves a choice, 不再要求 is none.
_NO_NAMES = ("不再", "请", "按")


def _is_name(new: str) -> bool:
    return bool(new) and not re.search(r"[（()）、/或]", new) and not new.startswith(_NO_NAMES)


def renaming(found: Renamed, text: str, path: str) -> Fix | None:
    """The present name of an agency in place of the old one; None where there is a choice."""
    if not _is_name(found.new) or found.old not in text:
        return None
    return Fix.worded(
        "“{word}”改为“{text}”", path, text.replace(found.old, found.new),
        word=found.old, text=found.new,
    )  # fmt: skip


#: 3. （四） ⑤ before a line, and what may end it.
_NUMBERING = re.compile(r"^[\s\d一二三四五六七八九十（）()①-⑳.．、]*|[\s。；;，,、.]*$")
_LITTLE = 6  # signs that may stand beside the word: 符合, 等, 以及


def _left_out(word: str, text: str, path: str) -> Fix | None:
    """The text without the lines that say only this; None where that would leave nothing."""
    lines = text.split("\n")
    kept = [line for line in lines if not _says_only(word, line)]
    if len(kept) == len(lines) or not any(line.strip() for line in kept):
        return None
    return Fix.worded("删去“{word}”这一条", path, "\n".join(kept), word=word)


def _says_only(word: str, line: str) -> bool:
    said = fold(_NUMBERING.sub("", line))
    return fold(word) in said and len(said) <= len(fold(word)) + _LITTLE


def _any_of(words: Mapping[str, Any]) -> re.Pattern[str] | None:
    longest_first = sorted(filter(None, words), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None


#: 农业部门 is no 农业部, 规划局部调整 no 规划局.
_RUNS_ON = {"部": "门", "局": "部"}


def _runs_on(text: str, match: re.Match[str]) -> bool:
    """Whether the last sign of the match belongs to the word that follows."""
    return _RUNS_ON.get(match[0][-1]) == text[match.end() : match.end() + 1]


def _dates_a_law(text: str, at: int) -> bool:
    """Whether a place lies in the brackets after a title: who issued it then is history."""
    opened = max(text.rfind("（", 0, at), text.rfind("(", 0, at))
    closed = max(text.rfind("）", 0, at), text.rfind(")", 0, at))
    return opened > closed and text[:opened].rstrip().endswith("》")


def _stands_in(text: str, match: re.Match[str], phrases: tuple[str, ...]) -> bool:
    """Whether the match is part of one of these longer phrases."""
    for phrase in phrases:
        start = text.find(phrase, max(0, match.start() - len(phrase)))
        if 0 <= start <= match.start() and match.end() <= start + len(phrase):
            return True
    return False
