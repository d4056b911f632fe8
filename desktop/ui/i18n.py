"""The words of the window in the user's language: Chinese in the source, others as data.

The files in ``resources/translations/<language>`` map each Chinese text to its translation:
``window.json`` those of the program, ``forms.json`` those of forms and code lists, which are shown
as ``tr(field.label)``. A text without one is shown in Chinese: better a true sentence in the wrong
language than none. ``python -m tests.ui.words`` brings the files up to date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import resources

#: One folder a language.
FOLDER = Path(resources.__file__).resolve().parent / "translations"
#: What follows it in a text is not shown: it tells words apart that are one in Chinese.
NOTE = "||"
_words: Mapping[str, str] = {}


def N_(text: str) -> str:
    """Mark a constant for translation; ``tr`` it where it is shown."""
    return text


#: The languages that one can choose, each by its own name; the first is that of the source.
LANGUAGES: Mapping[str, str] = {"zh": N_("中文"), "en": "English"}


def tr(text: str, /, **values: object) -> str:
    """A text in the language of the window, with ``{names}`` filled in where values are given."""
    told = _words.get(text) or text.partition(NOTE)[0]
    return told.format(**values) if values else told


def choose_language(language: str) -> None:
    """Speak this language from now on (a key of ``LANGUAGES``); Chinese for any other."""
    global _words  # noqa: PLW0603 - one window, one language, chosen before anything is drawn
    _words = translations(language)


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
