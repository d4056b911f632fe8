"""Text → tokens of pairs of characters, so that one Chinese character can already be searched.

Each line of a folded text becomes its pairs of neighbours and its last character alone. A pair is
spelt as two five-digit code points, which no tokenizer can take apart or fold. A phrase of
consecutive pairs then is exactly a substring of one line, and a single character is the prefix of
every pair that begins with it.
"""

from __future__ import annotations

from binascii import hexlify
from collections.abc import Iterator
from functools import lru_cache

from forms.values.text import fold

#: Separates values also where one of them holds it.
_BETWEEN = "\0"


def fold_lines(values: list[str]) -> str:
    """The values folded, one per line, blank and repeated ones left out."""
    # Cells and records say the same again and again: folding is the dear part, and remembers.
    lines = _BETWEEN.join(map(fold, dict.fromkeys(values))).split(_BETWEEN)
    return "\n".join(dict.fromkeys(line for line in lines if line))


def _code(character: str) -> str:
    return f"{ord(character):05x}"


@lru_cache(maxsize=4)
def tokens(text: str | None) -> str:
    """Folded lines as FTS5 tokens; registered in SQLite as ``search_tokens``.

    Millions of pairs are spelt when a list is imported: all of them at once, digit by digit, from
    the text in UTF-32, of which each character has eight digits. The last ones are kept: a record
    that is saved as it is typed is taken out of the index by the words that it was put in with.
    """
    number = len(text or "")
    digits = hexlify(f"{text or ''}\n".encode("utf-32-be", "surrogatepass"))
    if digits[2::8].strip(b"0"):
        return _long_tokens(text or "")
    pairs = bytearray(b" ") * (_SPELT * number)
    for place in range(_DIGITS):
        pairs[place::_SPELT] = digits[place + 3 : 8 * number : 8]
        pairs[place + _DIGITS :: _SPELT] = digits[place + 11 :: 8]
    return " ".join(_by_line(text or "", pairs.decode("ascii")))


def _by_line(text: str, pairs: str) -> Iterator[str]:
    """Of each line its pairs and, without the second half, what its last character begins."""
    start = 0
    for line in text.split("\n"):
        if line:
            last = start + len(line) - 1
            yield pairs[_SPELT * start : _SPELT * last + _DIGITS]
        start += len(line) + 1


def _long_tokens(text: str) -> str:
    """The same for characters beyond the fifteenth plane, whose code points have six digits."""
    found: list[str] = []
    for line in filter(None, text.split("\n")):
        codes = [_code(character) for character in line]
        found.extend(map(str.__add__, codes, codes[1:]))
        found.append(codes[-1])
    return " ".join(found)


_DIGITS = 5
#: Digits of a pair and the blank after it.
_SPELT = 2 * _DIGITS + 1


def query(text: str) -> str:
    """An FTS5 expression that finds each blank-separated word of ``text``; "" for no words."""
    return " AND ".join(_phrase(word) for word in map(fold, text.split()) if word)


def _phrase(word: str) -> str:
    codes = [_code(character) for character in word]
    if len(codes) == 1:
        return f'"{codes[0]}" *'
    return '"' + " ".join(map(str.__add__, codes, codes[1:])) + '"'
