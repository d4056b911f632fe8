"""Lists to choose from: cells of an enumeration offer its words (data validation)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from exports.excel.text import attribute, letters
from forms.model import Field, Vocabulary

_YES_NO = ("是", "否")


class ChoiceLists:
    """The words of all lists of a workbook; they stand in columns of a hidden sheet."""

    sheet = "选项"

    def __init__(self) -> None:
        #: Title and words of each list, by its name.
        self.used: dict[str, tuple[str, ...]] = {}

    def validations(self, fields: Sequence[Field | None], first: int, last: int) -> list[str]:
        """The ``dataValidation`` elements for the columns of these fields, rows first to last."""
        return [
            self._validation(item, f"{letters(at)}{first}:{letters(at)}{last}")
            for at, item in enumerate(fields, 1)
            if item is not None and item.type in ("enum", "multi_enum", "boolean")
        ]

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The hidden sheet: titles, then words."""
        yield tuple(self.used)
        yield from zip_longest(*self.used.values(), fillvalue="")

    def _validation(self, item: Field, cells: str) -> str:
        place = self._place(item.vocabulary)
        # Several choices, or words of one's own, cannot be held to the list.
        free = item.type == "multi_enum" or (item.vocabulary is not None and item.vocabulary.open)
        strict = "" if free else ' showErrorMessage="1"'
        said = attribute(f"请从下拉列表中选择{item.label}。"[:220])
        return (
            f'<dataValidation type="list" allowBlank="1"{strict} errorTitle="不在可选项中"'
            f' error="{said}" sqref="{cells}"><formula1>{attribute(place)}</formula1>'
            "</dataValidation>"
        )

    def _place(self, vocabulary: Vocabulary | None) -> str:
        """Where the words of a list stand."""
        name = vocabulary.title if vocabulary else "是或否"
        words = tuple(c.label for c in vocabulary.choices) if vocabulary else _YES_NO
        key = name if self.used.get(name, words) == words else f"{name}（{len(self.used)}）"
        self.used.setdefault(key, words)
        column = letters(list(self.used).index(key) + 1)
        return f"'{self.sheet}'!${column}$2:${column}${len(words) + 1}"
