"""The words of the window in the user's language: Chinese in the source, others as data.

``resources/translations/<language>.json`` maps each Chinese text to its translation. It also holds
the words of forms and code lists, which are shown as ``tr(field.label)``. A text without one is
shown in Chinese: better a true sentence in the wrong language than none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import resources

_FOLDER = Path(resources.__file__).resolve().parent / "translations"
_words: Mapping[str, str] = {}


def N_(text: str) -> str:
    """Mark a constant for translation; ``tr`` it where it is shown."""
    return text


#: The languages that one can choose, each by its own name; the first is that of the source.
LANGUAGES: Mapping[str, str] = {"zh": N_("中文"), "en": "English"}


def tr(text: str, /, **values: object) -> str:
    """A text in the language of the window, with ``{names}`` filled in where values are given."""
    told = _words.get(text, text)
    return told.format(**values) if values else told


def choose_language(language: str) -> None:
    """Speak this language from now on (a key of ``LANGUAGES``); Chinese for any other."""
    global _words  # noqa: PLW0603 - one window, one language, chosen before anything is drawn
    _words = translations(language)


@cache
def translations(language: str) -> Mapping[str, str]:
    """The translations into a language; none into Chinese or one that is not shipped."""
    path = _FOLDER / f"{language}.json"
    if language not in LANGUAGES or not path.is_file():
        return {}
    words: Mapping[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return words
