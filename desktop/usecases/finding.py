"""Finding text in records: every place of a record that holds text, and the matches in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from forms import field_types
from forms.model import Field, Form, Need, Value
from forms.record import ENVELOPE, Record
from forms.values.text import halfwidth

#: Types whose values are text that people wrote.
_TEXT_TYPES = frozenset({"text", "longtext", "url", "code"})
#: Of these a stored text is no value of the type: it waits to be understood, and can be mended.
_TYPES_WITH_LEFTOVERS = frozenset({"table", "duration", "date", "money", "integer"})
#: Something repeated without end inside something repeated: takes hours on a long text.
_RUNAWAY = re.compile(r"\((?:[^()\\]|\\.)*(?<!\\)[*+}][^()]*\)\s*(?:[*+]|\{\d*,)")


class BadPattern(ValueError):
    """What is looked for cannot be looked for; the sentence says why."""


@dataclass(frozen=True)
class Pattern:
    """What to look for. ``width`` and ``case`` tell full width from half width (Ａ, A) and capitals
    from small letters; a ``regular`` expression always tells widths apart.
    """

    text: str
    case: bool = False
    width: bool = False
    regular: bool = False

    def check(self) -> None:
        """``BadPattern`` when it cannot be used."""
        if not self.text:
            raise BadPattern("请输入要查找的文字。")
        if self.regular:
            _ = self._compiled

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        if _RUNAWAY.search(self.text):
            raise BadPattern("正则表达式里有重复之中的重复，运算可能停不下来。请改写得简单一些。")
        try:
            return re.compile(self.text, re.NOFLAG if self.case else re.IGNORECASE)
        except (re.error, OverflowError, RecursionError) as error:
            place = getattr(error, "pos", None)
            where = f"第 {place + 1} 个字符处" if isinstance(place, int) else ""
            raise BadPattern(f"正则表达式{where}有误。请检查括号和转义符是否成对。") from None

    @cached_property
    def _folded(self) -> str:
        return self._fold(self.text)

    def _fold(self, text: str) -> str:
        """One character for one, so that a place in the answer is the place in the text."""
        if not self.width:
            text = halfwidth(text)
        return text if self.case else _small(text)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a text; matches never overlap and are never empty."""
        if self.regular:
            yield from (match.span() for match in self._compiled.finditer(text) if match[0])
            return
        folded, wanted, start = self._fold(text), self._folded, 0
        while (start := folded.find(wanted, start)) >= 0:
            yield start, start + len(wanted)
            start += len(wanted)

    def replaced(self, text: str, start: int, end: int, template: str) -> str:
        r"""What a match becomes: the template; of a regular expression with its groups (\1)."""
        if not self.regular:
            return template
        match = self._compiled.match(text, start)
        # A look-ahead may make the same place match otherwise when it is tried alone.
        if match is None or match.end() != end:
            match = next(m for m in self._compiled.finditer(text) if m.span() == (start, end))
        try:
            return match.expand(template)
        except (re.error, IndexError):
            raise BadPattern(
                r"“替换为”的写法有误：分组（如 \1）要在查找的表达式中有，反斜杠要写两个。"
            ) from None

    @property
    def indexable(self) -> bool:
        """Whether the search index of the library finds every record that may hold it."""
        return not self.regular and all(_is_plain(character) for character in self.text)


def _small(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    # Of very few characters the small form is two characters long (İ).
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)


def _is_plain(character: str) -> bool:
    return "一" <= character <= "鿿" or (character.isascii() and character.isalnum())


@dataclass(frozen=True, slots=True)
class Place:
    """A text in a record: where it stands, how people call the place, what it says."""

    path: str
    label: str
    text: str


def searchable(field: Field) -> bool:
    """Whether a field can hold text that people wrote."""
    if field.need is Need.AUTOMATIC or field.id in ENVELOPE:
        return False
    return field.type in _TEXT_TYPES or field.type in _TYPES_WITH_LEFTOVERS


def searchable_fields(form: Form, only: Collection[str] = ()) -> list[Field]:
    """The fields of a form that can hold such text, in its order; of ``only`` these, if given."""
    fields = form.fields.values()
    return [item for item in fields if searchable(item) and (not only or item.id in only)]


def places(record: Record, fields: Iterable[Field]) -> Iterator[Place]:
    """Every text in these fields of a record."""
    for field in fields:
        value = record.values.get(field.id)
        if value is not None:
            yield from _in_value(value, field, field.id, field.label)


def _in_value(value: Value, field: Field, path: str, label: str) -> Iterator[Place]:
    if isinstance(value, str):
        # A day or an amount that was understood is not text: to replace in it would spoil it.
        if field.type in _TEXT_TYPES or field.type == "table" or _is_leftover(value, field):
            yield Place(path, label, value)
    elif field.table is not None and isinstance(value, list):
        for number, row in enumerate(value):
            yield from _in_row(row, field, f"{path}[{number}]", f"{label} 第{number + 1}行")


def _is_leftover(value: str, field: Field) -> bool:
    return bool(field_types.problem(value, field))


def _in_row(row: Value, field: Field, path: str, label: str) -> Iterator[Place]:
    if isinstance(row, str):
        yield Place(path, label, row)
    elif isinstance(row, Mapping):
        for column in field.columns:
            if searchable(column):
                inner = f"{label} {column.label}"
                yield from _in_value(row.get(column.id), column, f"{path}.{column.id}", inner)
