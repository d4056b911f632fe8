"""The words of the window in the user's language: Chinese in the source, others as data.

The files in ``resources/translations/<language>`` map each Chinese text to its translation:
``window.json`` those of the program, ``forms.json`` those of forms and code lists, which are shown
as ``tr(field.label)``. A text without one is shown in Chinese: better a true sentence in the wrong
language than none. ``python -m tests.ui.words`` brings the files up to date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import resources

#: One folder a language.
FOLDER = Path(resources.__file__).resolve().parent / "translations"
#: What follows it in a text is not shown: it tells words apart that are one in Chinese.
NOTE = "||"
#: The file with sentences that are composed below the window, as templates.
COMPOSED = "errors.json"
_HOLE, _ESCAPED = re.compile(r"\{\w+\}"), re.compile(r"\\\{(\w+)\\\}")
_words: Mapping[str, str] = {}
_language = ""


def N_(text: str) -> str:
    """Mark a constant for translation; ``tr`` it where it is shown."""
    return text


#: The languages that one can choose, each by its own name; the first is that of the source.
LANGUAGES: Mapping[str, str] = {"zh": N_("中文"), "en": "English"}


def tr(text: str, /, **values: object) -> str:
    """A text in the language of the window, with ``{names}`` filled in where values are given."""
    told = _words.get(text) or text.partition(NOTE)[0]
    return told.format(**values) if values else told


def said(sentence: str) -> str:
    """A sentence that the layers below the window made, in the language of the window.

    Of one that was composed the template is found again, and what was put into it stays as it is.
    """
    if not _words or sentence in _words:
        return tr(sentence)
    for pattern, told in _composed(_language):
        made = pattern.fullmatch(sentence)
        if made:
            parts = made.groupdict().items()
            # A name that is a word of ours elsewhere is the user's here; a sentence never is.
            return told.format_map({n: said(part) if "。" in part else part for n, part in parts})
    return sentence


@cache
def _composed(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Templates of composed sentences with their translations, those that say the most first."""
    words = json.loads((FOLDER / language / COMPOSED).read_text(encoding="utf-8"))
    ordered = sorted(words, key=lambda text: -len(_HOLE.sub("", text)))
    return tuple(
        (re.compile(_ESCAPED.sub(r"(?P<\1>.+)", re.escape(text)), re.DOTALL), words[text])
        for text in ordered
        if words[text]
    )


def choose_language(language: str) -> None:
    """Speak this language from now on (a key of ``LANGUAGES``); Chinese for any other."""
    global _words, _language
    _words, _language = translations(language), language


def roomy(width: int) -> int:
    """The width for words of ours, given that for Chinese: letters take more than signs."""
    return round(width * 1.5) if _words else width


@cache
def translations(language: str) -> Mapping[str, str]:
    """The translations into a language; none into Chinese or one that is not shipped."""
    words: dict[str, str] = {}
    if language in LANGUAGES:
        for path in sorted((FOLDER / language).glob("*.json")):
            words.update(json.loads(path.read_text(encoding="utf-8")))
    return {text: told for text, told in words.items() if told}
