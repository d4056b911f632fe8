"""White space, width and punctuation of published text made comparable (SPEC G08, MESS §7)."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

CJK = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Range, for use inside a character class, of the Han characters that may stand in a name."""

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DROP_INVISIBLE = str.maketrans("", "", _INVISIBLE)
_UNSEEN = re.compile(f"[{_INVISIBLE}]")
#: White space other than U+0020 and new lines, and what is not seen at all.
_ODD = re.compile(
    f"[\t\r\v\f\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000{_INVISIBLE}]"
)
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
    if not (_ODD.search(text) or "  " in text or " \n" in text or "\n " in text):
        return text.strip()
    if _UNSEEN.search(text):
        text = text.translate(_DROP_INVISIBLE)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _BLANKS.sub(" ", text)
    return _AROUND_NEWLINE.sub("\n", text).strip()


def fold(text: str) -> str:
    """The form in which two names or two headers are compared, never one to show.

    NFKC (full width to half width), all white space removed, all brackets round, all dashes and
    quotes plain, Latin letters small. "许可（ 新办 ）" and "许可(新办)" fold alike. Idempotent.
    """
    if len(text) <= _WORD:
        return _fold_word(text)
    return _fold_passage(text) if len(text) <= _PASSAGE else _fold(text)


def _fold(text: str) -> str:
    """Sign by sign, as long as none of them joins with the one before it."""
    found = text
    for sign in set(_TELLING.findall(text)):
        plain = _plain(sign)
        if plain is None:
            return _fold_whole(text)
        if plain != sign:
            found = found.replace(sign, plain)
    return found


def _fold_whole(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_DROP_INVISIBLE))
    text = _ALL_WHITE.sub("", text.translate(_FOLD)).casefold()
    return unicodedata.normalize("NFKC", text)


#: Signs that folding may change; all others fold to themselves.
_TELLING = re.compile("[^a-z0-9!-/:-@\u4e00-\u9fff]")
#: Where no sign joins with the one before it (as Korean letters do): General Punctuation to CJK, and full width.
_ALONE = re.compile(
    "[\u0000-\u02ff\u2000-\u20cf\u2100-\u2fff\u3000-\u3029\u3030-\u3098\u309b-\u3130\u3190-\u31ff"
    "\u3220-\u325f\u3280-\uabff\ue000-\ufaff\ufe30-\uff9d\uffe0-\uffff\U00020000-\U0003ffff]"
)


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str | None:
    """What a sign folds to wherever it stands; None where that depends on its neighbours."""
    if not _ALONE.match(sign):
        return None
    folded = _fold_whole(sign)
    # A sign that becomes another one which is itself replaced (Å → å) must not meet it again.
    settled = all(not _TELLING.match(part) or _fold_whole(part) == part for part in folded)
    joins = any(unicodedata.combining(part) for part in folded)
    return folded if settled and not joins else None


#: Headings, names and choices come again and again, and so do the passages of a list; whole
#: articles do not.
_WORD, _PASSAGE = 40, 400
_fold_word = lru_cache(maxsize=16_384)(_fold)
_fold_passage = lru_cache(maxsize=4096)(_fold)


def join_lines(text: str) -> str:
    """Lines that a narrow column broke put together again, without a blank: Chinese has none."""
    return "".join(line.strip() for line in text.splitlines())


def halfwidth(text: str) -> str:
    """Full-width ASCII (digits, letters, signs) made half width, one character for one.

    Positions in the result are positions in the text. Chinese punctuation that has no ASCII
    twin (、。《》〔〕) stays.
    """
    for sign in set(_WIDE.findall(text)):
        text = text.replace(sign, _HALF[ord(sign)])
    return text


_WIDE = re.compile("[\uff01-\uff5e]")
_HALF = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


def is_placeholder(text: str, words: Collection[str]) -> bool:
    """Whether the whole text is nothing but one of the given filler words (SPEC G02).

    The word list is data of the caller; comparison is by `fold`. Blank text is not filler: it is
    missing, which is another rule (G01).
    """
    folded = fold(text)
    return bool(folded) and folded in {fold(word) for word in words}
