"""Under which headings each field of each form may stand: the forms themselves say it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from desktop.imports.likeness import Likeness
from desktop.imports.memo import by_identity
from desktop.imports.traditional import simplified
from forms.field_types import find_choice
from forms.model import Catalogue, Field, Form, ListColumn, Table
from forms.values import fold

#: Column for a sequence number in lists of forms that have no such field.
SEQUENCE = "@seq"
#: Column that somebody chose not to take in.
SKIP = "@skip"
#: Longest heading met is 42 characters; longer texts are data.
LONGEST_HEADER = 60

_BRACKETED = re.compile(r"\([^()]*\)")
_QUOTES = re.compile(r'["“”《》*★▲]')
_AND = re.compile(r"[、,和及]")
_NUMBERING = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.,、:]")
_STRICT = frozenset(
    {"enum", "multi_enum", "boolean", "integer", "money", "date", "datetime", "duration"}
)
#: Column that takes a whole cell, where a shared table's first text column is not the one.
_WHOLE_CELL = {
    "handle_places": "address",
    "contact_ways": "contact",
    "fees": "standard",
    "faqs": "answer",
    "boundaries": "division",
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where the cells of a column go: a field, a column of a table, or keys of a choice.

    ``marks`` are the keys that a tick in the column means (乡、村级: two). ``overflow`` is the text
    field that shares the heading (实施层级及权限: level and permission; 特定群体: tick and who).
    ``labelled``: several headings share the field, each text stands in it under its own.
    """

    path: str
    marks: tuple[str, ...] = ()
    overflow: str = ""
    labelled: bool = False


def whole_cell_column(table: Table, text: str = "") -> str:
    """The column in which a cell about the whole table stands; "" when it has no text column."""
    preferred = _WHOLE_CELL.get(table.id) or table.row_title
    columns = [c for c in table.columns if c.type in ("longtext", "text")]
    longs = [c.id for c in columns if c.type == "longtext"]
    if preferred in table.by_id and table.by_id[preferred].type in ("text", "longtext"):
        limit = table.by_id[preferred].max
        return longs[0] if limit and len(text) > limit and longs else preferred
    return next(iter(longs + [c.id for c in columns]), "")


@dataclass(frozen=True)
class FormHeaders:
    """The headings of one form: folded heading → targets, the strict field first.

    ``printed`` are all headings of its own lists, also those that show fields of other records.
    """

    form: Form
    targets: Mapping[str, tuple[Target, ...]]
    grouped: Mapping[tuple[str, str], Target]
    printed: frozenset[str]
    likeness: Likeness

    def find(self, group: str, leaf: str) -> tuple[Target, ...]:
        """Targets of a heading, which may stand in two rows (group over leaf)."""
        for first, second in ((group, leaf), (leaf, group)):
            for a in variants(first):
                for b in variants(second):
                    if (a, b) in self.grouped:
                        return (self._with_words(self.grouped[a, b], leaf),)
        mark = self._mark(group, leaf) if leaf else None
        if mark is not None:
            return (mark,)
        for name in self._names(group, leaf):
            for variant in variants(name):
                if variant in self.targets:
                    return self.targets[variant]
        return ()

    def find_alike(self, group: str, leaf: str) -> tuple[Target, ...]:
        """Targets of a heading that no field has, but that says the same as one in other words."""
        for name in self._names(group, leaf):
            for variant in variants(name):
                if variant.endswith("序号"):
                    return (Target(SEQUENCE),)
                for spelling in (variant, *self.likeness.shortened(variant)):
                    if found := self._alike.get(self.likeness.key(spelling)):
                        return found
        return ()

    @cached_property
    def _alike(self) -> Mapping[str, tuple[Target, ...]]:
        """What headings come to → targets, where only one field has such headings."""
        found: dict[str, tuple[Target, ...]] = {}
        for name, targets in self.targets.items():
            key = self.likeness.key(name)
            if key and found.setdefault(key, targets)[:1] != targets[:1]:
                found[key] = ()
        return found

    def _names(self, group: str, leaf: str) -> tuple[str, ...]:
        """Under which names a heading is looked up, the fullest first.

        An unknown leaf does not mean its group (中介服务事项 over 收费依据), unless the group is a
        choice whose leaves are its entries (公开层级 over 东阳市级).
        """
        if not leaf:
            return (group,)
        fields = (self.form.fields.get(target.path) for target in self.find(group, ""))
        choice = any(field is not None and field.vocabulary is not None for field in fields)
        names = (group + leaf, *_joined(group, leaf), leaf)
        return (*names, group) if choice else names

    def _mark(self, group: str, leaf: str) -> Target | None:
        """A leaf that names choices of its group's field: the column is ticked for them."""
        for target in self.find(group, ""):
            field = self.form.fields.get(target.path)
            keys = _choices(leaf, field) if field is not None else ()
            if keys:
                return self._with_words(Target(target.path, keys), leaf)
        return None

    def _with_words(self, target: Target, leaf: str) -> Target:
        """Also with the text field that has the leaf for its heading (特定群体说明)."""
        for variant in variants(leaf) if target.marks else ():
            for other in self.targets.get(variant, ()):
                field = self.form.fields.get(other.path)
                if field is not None and field.type in ("text", "longtext"):
                    return replace(target, overflow=other.path)
        return target


@lru_cache(maxsize=20_000)
def variants(header: str) -> tuple[str, ...]:
    """Folded spellings under which a heading is looked up, the fullest first; () for data."""
    if len(header) > 3 * LONGEST_HEADER:
        return ()
    whole = _QUOTES.sub("", fold(simplified(header)))
    if not whole or len(whole) > LONGEST_HEADER:
        return ()
    bare = _NUMBERING.sub("", whole)
    plain = _BRACKETED.sub("", bare)
    parts = bare.split("/") if "/" in bare else []
    return tuple(dict.fromkeys(v for v in (whole, bare, plain, *parts) if v))


def _joined(group: str, leaf: str) -> Iterator[str]:
    """Both rows of a heading as one where the lower begins as the upper ends (审批事项 | 事项名称)."""
    upper, lower = fold(group), fold(leaf)
    for size in range(min(len(upper), len(lower)), 1, -1):
        if upper.endswith(lower[:size]):
            yield upper + lower[size:]
            return


def _choices(leaf: str, field: Field) -> tuple[str, ...]:
    """The keys that a heading names: one (县级), or several that share their ending (乡、村级)."""
    whole = find_choice(simplified(leaf), field) or find_choice(f"{simplified(leaf)}级", field)
    if whole is not None:
        return (whole,)
    if field.type != "multi_enum":
        return ()
    named = fold(simplified(leaf))
    words = _AND.split(named)
    keys = [find_choice(w, field) or find_choice(w + words[-1][-1:], field) for w in words]
    if all(keys):
        return tuple(key for key in keys if key)
    # 东阳市级: the name of the place may stand before the level.
    ends = [named[start:] for start in range(1, len(named) - 1) if named.endswith("级")]
    placed = next((key for end in ends if (key := find_choice(end, field))), None)
    return (placed,) if placed and len(words) == 1 else ()


@by_identity
def headers_of(catalogue: Catalogue) -> Mapping[str, FormHeaders]:
    """The headings of every form, by kind; also of those that are only for reference."""
    likeness = Likeness(catalogue.wordlists.get("heading_words", {}))
    return {kind: _of_form(form, likeness) for kind, form in catalogue.forms.items()}


def _of_form(form: Form, likeness: Likeness) -> FormHeaders:
    found: dict[str, list[Target]] = {fold("序号"): [Target(SEQUENCE)]}
    for field in form.fields.values():
        for name in names_of(field):
            target = _field_target(field, name)
            claims = found.setdefault(name, [])
            if target not in claims:
                claims.append(target)
    _add_columns(form, found)
    grouped = _add_layouts(form, found)
    printed = frozenset(fold(column.title) for layout in form.lists for column in layout.columns)
    targets = {name: _ordered(form, claims) for name, claims in found.items()}
    return FormHeaders(form, targets, grouped, printed, likeness)


def names_of(field: Field) -> Iterator[str]:
    """Every heading, folded, under which a field or a table's column may stand."""
    for text in (field.label, *field.headers, *field.aliases):
        name = fold(text)
        if name:
            yield name


def _field_target(field: Field, name: str) -> Target:
    """A table's heading that also names one of its columns means that column."""
    if field.derive == "seq":
        return Target(SEQUENCE)
    column = next((c for c in field.columns if name in set(names_of(c))), None)
    return Target(f"{field.id}.{column.id}" if column else field.id)


def _add_columns(form: Form, found: dict[str, list[Target]]) -> None:
    """Headings of table columns, where no field and no second table claims them."""
    claims: dict[str, set[str]] = {}
    for field in form.tables():
        for column in field.columns:
            for name in names_of(column):
                claims.setdefault(name, set()).add(f"{field.id}.{column.id}")
    for name, paths in claims.items():
        if name not in found and len(paths) == 1 and len(name) > 2:
            found[name] = [Target(paths.pop())]


def _add_layouts(form: Form, found: dict[str, list[Target]]) -> dict[tuple[str, str], Target]:
    """Headings under which the program itself prints the list: what it writes, it reads."""
    grouped: dict[tuple[str, str], Target] = {}
    for layout in form.lists:
        for column in layout.columns:
            target = _layout_target(column)
            if target is None:
                continue
            if column.group:
                grouped[fold(column.group), fold(column.title)] = target
            else:
                found.setdefault(fold(column.title), [target])
    return grouped


def _layout_target(column: ListColumn) -> Target | None:
    path = column.values[0]
    if len(column.values) > 1 or ">" in path:
        return None
    marks = (column.mark,) if column.mark else ()
    return Target(SEQUENCE if path == "@seq" else path, marks)


def _ordered(form: Form, claims: list[Target]) -> tuple[Target, ...]:
    """Strict fields before text fields, so that text can take what the strict one cannot."""
    return tuple(sorted(claims, key=lambda target: not _is_strict(form, target)))


def _is_strict(form: Form, target: Target) -> bool:
    field = form.fields.get(target.path)
    return field is not None and field.type in _STRICT


def companions(catalogue: Catalogue, form: Form) -> Iterator[tuple[Field, Form, Field]]:
    """Forms whose records have no name of their own but that of a record of this form.

    Yields our reference, the other form and its reference back (权力 ↔ 责任).
    """
    for field in form.fields.values():
        for kind in field.kinds:
            other = catalogue.forms.get(kind)
            back = other.fields.get(other.title_field) if other else None
            if other and back and back.type == "ref" and back.inverse == field.id:
                yield field, other, back
