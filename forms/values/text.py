"""White space, width and punctuation of published text made comparable (SPEC G08, MESS §7)."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

CJK = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Range, for use inside a character class, of the Han characters that may stand in a name."""

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DROP_INVISIBLE = str.maketrans("", "", _INVISIBLE)
_BLANKS = re.compile(r"[^\S\n]+")
_AROUND_NEWLINE = re.compile(r" ?\n ?")
_ALL_WHITE = re.compile(r"\s+")

_BRACKETS = "〔﹝〖【［[{｛〘〚", "〕﹞〗】］]}｝〙〛"
_ANGLES = "《〈＜«‹", "》〉＞»›"
_DASHES = "‐‑‒–—―−－─﹣﹘ー～〜∼"
_FOLD = str.maketrans(
    {
        **dict.fromkeys(_BRACKETS[0], "("),
        **dict.fromkeys(_BRACKETS[1], ")"),
        **dict.fromkeys(_ANGLES[0], "<"),
        **dict.fromkeys(_ANGLES[1], ">"),
        **dict.fromkeys(_DASHES, "-"),
        "、": ",",
        "。": ".",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
    }
)


def normalise_spaces(text: str) -> str:
    """Every kind of blank made one half-width space, none at line ends, lines kept.

    U+3000, NBSP, tabs and the like count as blanks, CR LF as a new line; zero-width characters
    go. Nothing visible changes. Idempotent. Never fails.
    """
    text = text.translate(_DROP_INVISIBLE)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _BLANKS.sub(" ", text)
    return _AROUND_NEWLINE.sub("\n", text).strip()


def fold(text: str) -> str:
    """The form in which two names or two headers are compared, never one to show.

    NFKC (full width to half width), all white space removed, all brackets round, all dashes and
    quotes plain, Latin letters small. "许可（ 新办 ）" and "许可(新办)" fold alike. Idempotent.
    """
    return _fold_word(text) if len(text) <= _WORD else _fold(text)


def _fold(text: str) -> str:
    # Nearly all text is Han and these signs. What stays after them folds to itself; `replace` costs
    # a tenth of what a table costs that is asked for every sign.
    for sign, plain in _COMMON:
        text = text.replace(sign, plain)
    text = "".join(text.split())
    if not _UNFOLDED.search(text):
        return text
    text = unicodedata.normalize("NFKC", text.translate(_DROP_INVISIBLE))
    text = _ALL_WHITE.sub("", text.translate(_FOLD)).casefold()
    return unicodedata.normalize("NFKC", text)


#: The signs of Chinese prose that fold to one sign each.
_COMMON = tuple(zip("，。、；：（）“”《》〔〕—！？／", ',.,;:()""<>()-!?/', strict=True))
#: What is neither a Han character nor an ASCII sign that stays as it is.
_UNFOLDED = re.compile(r"[^\x00-@\\^-z|~\x7f\u3400-\u9fff]")

#: Headings, names and choices come again and again; whole articles do not.
_WORD = 40
_fold_word = lru_cache(maxsize=16_384)(_fold)


def join_lines(text: str) -> str:
    """Lines that a narrow column broke put together again, without a blank: Chinese has none."""
    return "".join(line.strip() for line in text.splitlines())


def halfwidth(text: str) -> str:
    """Full-width ASCII (digits, letters, signs) made half width, one character for one.

    Positions in the result are positions in the text. Chinese punctuation that has no ASCII
    twin (、。《》〔〕) stays.
    """
    return text.translate(_HALF)


_HALF = str.maketrans({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})


def is_placeholder(text: str, words: Collection[str]) -> bool:
    """Whether the whole text is nothing but one of the given filler words (SPEC G02).

    The word list is data of the caller; comparison is by `fold`. Blank text is not filler: it is
    missing, which is another rule (G01).
    """
    folded = fold(text)
    return bool(folded) and folded in {fold(word) for word in words}
