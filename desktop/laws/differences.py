"""Two texts side by side, word by word, as they are written: what to strike out, what to add.

`desktop.laws.compare` judges folded texts; this is for reading, so every sign stays as it stands.
White space, width and kind of signs, and the number that leads an article, are no differences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from forms.laws import Run, RunKind
from forms.values import fold
from forms.values.numerals import NUMERAL

#: Numbers and Latin words are one token: 二十 becomes 十五, not 二 gone and 五 come.
_TOKEN = re.compile(rf"[{NUMERAL}]+|[0-9０-９.％%]+|[A-Za-zＡ-Ｚａ-ｚ]+|\.{{3,}}|…+|.", re.DOTALL)
_LEAD = re.compile(rf"[ \t\u3000]*第[{NUMERAL}0-9０-９]{{1,8}}条(?:之[{NUMERAL}]{{1,3}})?[\s:：]*")
_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]+|[^。；;\n]+")
_OMISSION = re.compile(r"[.…,;]*(?:\.{3}|…)[.…,;]*|\((?:以下)?略\)|\(节选\)")
_ALIKE = 0.3  # below it two passages are different ones, and marks would be confetti
_LARGEST = 4_000_000  # product of the tokens of two passages; larger ones are marked as a whole


@dataclass(frozen=True, slots=True)
class _Token:
    """A word as it is written and as it is compared; ``silent`` ones are never a difference."""

    raw: str
    key: str
    silent: bool = False


def differences(
    quoted: str, official: str, *, partial: bool = False, whole: bool = False
) -> tuple[Run, ...]:
    """The runs of two texts in reading order; put together, each side is the whole text again.

    What the law says before and after the quotation, and where the quotation has …, was left out;
    with ``partial`` (the quotation is known to be a part of the law) whatever only the law has;
    with ``whole`` (two versions of an article) nothing.
    """
    mine, theirs = _tokens(quoted), _tokens(official)
    runs = _settled(list(_by_sentence(mine, theirs)))
    return tuple(runs if whole else _joined(_left_out(runs, partial=partial)))


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    for line in text.splitlines(keepends=True):
        start = 0
        if match := _LEAD.match(line):
            found.append(_Token(match[0], "", silent=True))
            start = match.end()
        for word in _TOKEN.findall(line, start):
            key = _folded(word)
            found.append(_Token(word, key, silent=not key))
    return found


@lru_cache(4096)
def _folded(word: str) -> str:
    return fold(word)


def _by_sentence(mine: Sequence[_Token], theirs: Sequence[_Token]) -> Iterator[Run]:
    """Whole sentences first: it is quicker, and a sentence that moved is not torn to pieces."""
    left, right = _sentences(mine), _sentences(theirs)
    matcher = SequenceMatcher(None, [_key(s) for s in left], [_key(s) for s in right], False)
    for kind, a, b, c, d in matcher.get_opcodes():
        old, new = _flat(left[a:b]), _flat(right[c:d])
        if kind == "equal":
            yield Run(RunKind.SAME, _raw(old), _raw(new))
        else:
            yield from _by_word(old, new)


def _sentences(tokens: Sequence[_Token]) -> list[list[_Token]]:
    found: list[list[_Token]] = [[]]
    for token in tokens:
        found[-1].append(token)
        if token.key in (".", ";"):
            found.append([])
    return [sentence for sentence in found if sentence]


def _flat(sentences: Sequence[Sequence[_Token]]) -> list[_Token]:
    return [token for sentence in sentences for token in sentence]


def _key(tokens: Sequence[_Token]) -> str:
    return "".join(token.key for token in tokens)


def _raw(tokens: Sequence[_Token]) -> str:
    return "".join(token.raw for token in tokens)


def _by_word(old: Sequence[_Token], new: Sequence[_Token]) -> Iterator[Run]:
    left, right = _grouped(old), _grouped(new)
    matcher = SequenceMatcher(None, [_key(g) for g in left], [_key(g) for g in right], False)
    too_large = len(left) * len(right) > _LARGEST
    if left and right and (too_large or 2 * _shared(matcher) < _ALIKE * min(len(left), len(right))):
        yield from _changed(old, new)
        return
    for kind, a, b, c, d in matcher.get_opcodes():
        before, after = _flat(left[a:b]), _flat(right[c:d])
        if kind == "equal":
            yield Run(RunKind.SAME, _raw(before), _raw(after))
        else:
            yield from _changed(before, after)


def _shared(matcher: SequenceMatcher[str]) -> int:
    return sum(block.size for block in matcher.get_matching_blocks())


def _grouped(tokens: Sequence[_Token]) -> list[list[_Token]]:
    """Each word with the silent signs that follow it; those at the head go with the first."""
    found: list[list[_Token]] = []
    for token in tokens:
        if found and (token.silent or all(item.silent for item in found[-1])):
            found[-1].append(token)
        else:
            found.append([token])
    return found


def _changed(old: Sequence[_Token], new: Sequence[_Token]) -> Iterator[Run]:
    """A difference; the numbers of articles at its head are none."""
    a = next((n for n, token in enumerate(old) if not token.silent), len(old))
    b = next((n for n, token in enumerate(new) if not token.silent), len(new))
    if a or b:
        yield Run(RunKind.SAME, _raw(old[:a]), _raw(new[:b]))
    if old[a:] or new[b:]:
        yield Run(RunKind.CHANGED, _raw(old[a:]), _raw(new[b:]))


def _settled(runs: list[Run]) -> list[Run]:
    """One sign that happens to be the same between two changes is part of them."""
    for place in range(1, len(runs) - 1):
        before, run, after = runs[place - 1 : place + 2]
        alone = len(run.quoted.strip()) == 1 and fold(run.quoted).isalpha()
        if run.kind is RunKind.SAME and alone and _both(before) and _both(after):
            runs[place] = Run(RunKind.CHANGED, run.quoted, run.official)
    return list(_joined(runs))


def _both(run: Run) -> bool:
    return run.kind is RunKind.CHANGED and bool(run.quoted and run.official)


def _left_out(runs: Sequence[Run], *, partial: bool) -> Iterator[Run]:
    spoken = [n for n, run in enumerate(runs) if fold(run.quoted)]
    first, last = (spoken[0], spoken[-1]) if spoken else (len(runs), -1)
    for place, run in enumerate(runs):
        only_law = not fold(run.quoted) or bool(_OMISSION.fullmatch(fold(run.quoted)))
        outside = partial or not first < place < last or bool(fold(run.quoted))
        if run.kind is RunKind.CHANGED and only_law and outside:
            yield Run(RunKind.LEFT_OUT, run.quoted, run.official)
        else:
            yield run


def _joined(runs: Iterator[Run] | Sequence[Run]) -> Iterator[Run]:
    """Neighbours of one kind as one."""
    last: Run | None = None
    for run in runs:
        if last is not None and last.kind is run.kind:
            last = Run(run.kind, last.quoted + run.quoted, last.official + run.official)
            continue
        if last is not None:
            yield last
        last = run
    if last is not None:
        yield last
