"""What lists say of the definitions: titles of kinds, words of types, states and sources.

This is all that the window needs of them until its first rows are painted, a twentieth of the bytes of the whole,
in classes that cost nothing to import (a dataclass compiles its methods when it is made). Where the
library is open the same is taken out of its catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forms.model import Catalogue, Form, Vocabulary


class ListedForm:
    """A kind of record as lists know it. ``types``: key → label; None where it has no type."""

    __slots__ = ("help", "kind", "list_title", "read_only", "title", "types")

    def __init__(
        self, kind: str, title: str, list_title: str, help: str, read_only: bool,  # noqa: A002
        types: Mapping[str, str] | None,
    ) -> None:  # fmt: skip
        self.kind = kind
        self.title = title
        self.list_title = list_title
        self.help = help
        self.read_only = read_only
        self.types = types

    @classmethod
    def of(cls, form: Form) -> ListedForm:
        """The same of a whole form."""
        field = form.fields.get(form.type_field)
        types = None if field is None else _labels(field.vocabulary)
        return cls(form.kind, form.title, form.list_title, form.help, form.read_only, types)

    def type_label(self, key: str) -> str:
        """A type in words; one without a code list is shown as it is."""
        return "" if self.types is None else self.types.get(key, key)


class Listed:
    """Kinds in the order in which people see them; states and sources by key; portal profiles."""

    __slots__ = ("forms", "profiles", "sources", "states")

    def __init__(
        self, forms: Mapping[str, ListedForm], states: Mapping[str, str],
        sources: Mapping[str, str], profiles: tuple[str, ...],
    ) -> None:  # fmt: skip
        self.forms = forms
        self.states = states
        self.sources = sources
        self.profiles = profiles

    @classmethod
    def of(cls, catalogue: Catalogue) -> Listed:
        """What the definitions say."""
        return cls(
            {form.kind: ListedForm.of(form) for form in catalogue.ordered()},
            _labels(catalogue.vocabularies["CL30"]),
            _labels(catalogue.vocabularies["V_data_source"]),
            tuple(catalogue.profiles),
        )

    def form(self, kind: str) -> ListedForm:
        """One kind; ``KeyError`` names the kind when there is none."""
        return self.forms[kind]

    def ordered(self) -> tuple[ListedForm, ...]:
        """Kinds in the order in which people see them."""
        return tuple(self.forms.values())

    def to_json(self) -> list[Any]:
        """As plain values, for `from_json`."""
        forms = [[getattr(form, name) for name in _PARTS] for form in self.ordered()]
        return [forms, dict(self.states), dict(self.sources), list(self.profiles)]

    @classmethod
    def from_json(cls, data: Any) -> Listed:
        """What `to_json` gave; ``ValueError`` or ``TypeError`` for anything else."""
        forms, states, sources, profiles = data
        made = [ListedForm(*parts) for parts in forms]
        if not (made and isinstance(states, dict) and isinstance(sources, dict)):
            raise ValueError(data)
        return cls({form.kind: form for form in made}, states, sources, tuple(profiles))


_PARTS = ("kind", "title", "list_title", "help", "read_only", "types")


def _labels(vocabulary: Vocabulary | None) -> Mapping[str, str]:
    return {choice.key: choice.label for choice in vocabulary.choices} if vocabulary else {}
