"""Codes and words of a platform → the values of our fields, by its code tables and the standard's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from desktop.imports import tidy
from desktop.imports.mapping import PlatformMapping
from forms import field_types
from forms.model import Catalogue, Field
from forms.values import fold

_SEPARATORS = re.compile(r"[,，、;；^|/\n\t]+|\s{2,}")
_ZEROS = re.compile(r"0*(\d+?)(?:\.0+)?")
_YES = frozenset({"t", "on", "ok", "√", "可", "可以", "能", "已开通", "允许"})
_NO = frozenset({"f", "off", "×", "不可", "不可以", "不能", "未开通", "不允许"})
#: What stands in place of a code that means nothing.
NO_VALUE = ""


class Chosen(NamedTuple):
    """Keys that a text of codes or words means, and the words that mean nothing here."""

    keys: tuple[str, ...]
    unknown: tuple[str, ...]


class CodeReader:
    """Reads the codes of one platform."""

    def __init__(self, mapping: PlatformMapping, catalogue: Catalogue) -> None:
        self._mapping = mapping
        self._units = {
            choice.codes[mapping.codes]: choice.label
            for choice in catalogue.vocabularies["CL09"].choices
            if choice.codes.get(mapping.codes)
        }
        self._unit_words = {
            fold(word): choice.label
            for choice in catalogue.vocabularies["CL09"].choices
            for word in (choice.label, choice.key, *choice.aliases)
        }
        self._standards: dict[int, Mapping[str, str]] = {}

    def word(self, path: str, text: str) -> str | None:
        """What the code table of a key says of a text; None when there is none or it says nothing."""
        table = self._table(path)
        return _looked_up(text, table) if table else None

    def has_table(self, path: str) -> bool:
        """Whether the mapping file gives a key a code table."""
        return bool(self._table(path))

    def _table(self, path: str) -> Mapping[str, str]:
        own = self._mapping.codes_of
        return own.get(path) or own.get(path.rpartition(".")[2]) or {}

    def unit(self, path: str, text: str) -> str:
        """The unit of time that a code or word means; "" when it is none."""
        word = self.word(path, text) or _looked_up(text, self._units) or text
        return self._unit_words.get(
            fold(word).removeprefix("个"), self._unit_words.get(fold(word), "")
        )

    def chosen(self, field: Field, path: str, text: str, split: str = "") -> Chosen:
        """The choices that a text means: one code, several (1,2), words, or both."""
        whole = self._key(field, path, text.strip())
        if whole is not None:
            return Chosen((whole,) if whole else (), ())
        parts: Iterable[str] = (
            re.split(f"[{re.escape(split)}]", text) if split else _SEPARATORS.split(text)
        )
        words = [part.strip() for part in parts if part.strip()]
        found = {word: self._key(field, path, word) for word in words}
        keys = tuple(dict.fromkeys(key for key in found.values() if key))
        if field.type == "enum" and len(keys) > 1:
            return Chosen((), tuple(words))
        return Chosen(keys, tuple(word for word, key in found.items() if key is None))

    def yes_or_no(self, path: str, text: str) -> str:
        """A text of a yes-or-no field in our words; as it stands when it is neither."""
        word = self.word(path, text)
        if word is not None:
            return word
        said = fold(text)
        if said in _YES:
            return "是"
        return "否" if said in _NO else re.sub(r"^0*([01])(?:\.0+)?$", r"\1", text.strip())

    def _key(self, field: Field, path: str, word: str) -> str | None:
        """The key of a code or word; ``NO_VALUE`` when it says that there is nothing, None if unknown."""
        said = self.word(path, word)
        if said is not None:
            return NO_VALUE if tidy.is_nothing(said) else field_types.find_choice(said, field)
        key = _looked_up(word, self._standard(field))
        if key is not None:
            return key
        if _ZEROS.fullmatch(word):
            return None
        return field_types.find_choice(word, field)

    def _standard(self, field: Field) -> Mapping[str, str]:
        if id(field) not in self._standards:
            choices = field.vocabulary.choices if field.vocabulary else ()
            self._standards[id(field)] = {
                choice.codes[self._mapping.codes]: choice.key
                for choice in choices if choice.codes.get(self._mapping.codes)
            }  # fmt: skip
        return self._standards[id(field)]


def _looked_up(text: str, table: Mapping[str, str]) -> str | None:
    """What a table says of a code; data lose leading zeros and gain decimals (05 → 5, 5.0)."""
    word = text.strip()
    if word in table:
        return table[word]
    number = _ZEROS.fullmatch(word)
    if number:
        same = [
            said
            for code, said in table.items()
            if (m := _ZEROS.fullmatch(code)) and m[1] == number[1]
        ]
        return same[0] if len(same) == 1 else None
    return next((said for code, said in table.items() if code.casefold() == word.casefold()), None)
