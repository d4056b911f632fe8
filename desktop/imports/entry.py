"""One entry of a platform's JSON on its way into a record, by the platform's mapping file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from desktop.imports import tidy
from desktop.imports.basis import covers
from desktop.imports.choices import NO_CHOICE, REMARK_CHOICE, SKIP_CHOICE, SheetChoice
from desktop.imports.drafts import REMARK, Draft
from desktop.imports.html_text import plain_text, sections
from desktop.imports.mapping import PlatformMapping, RowsRule, ValueRule
from desktop.imports.synonyms import SKIP, FormHeaders, Target
from forms import field_types
from forms.model import Field, Vocabulary
from forms.record import is_blank

#: China has no summer time; platforms count milliseconds of UTC.
_CHINA = timezone(timedelta(hours=8))
_MILLISECONDS = re.compile(r"[0-9]{12,13}")
_WRAPPED = re.compile(r"^[(（]([^()（）]*)[)）]$")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A non-empty scalar: its steps (names and list positions) and text."""

    steps: tuple[str | int, ...]
    text: str

    @property
    def path(self) -> str:
        return ".".join(step for step in self.steps if isinstance(step, str))

    @property
    def key(self) -> str:
        return next((step for step in reversed(self.steps) if isinstance(step, str)), "")

    @property
    def group(self) -> str:
        """The path without the key itself."""
        return self.path.rpartition(".")[0]

    @property
    def position(self) -> tuple[int, ...]:
        return tuple(step for step in self.steps if isinstance(step, int))


def leaves_of(node: Any, steps: tuple[str | int, ...] = ()) -> Iterator[Leaf]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves_of(value, (*steps, str(key)))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from leaves_of(value, (*steps, number))
    elif node is not None and str(node).strip():
        yield Leaf(steps, str(node).lower() if isinstance(node, bool) else str(node))


class EntryReader:
    """One entry of a platform on its way into a draft."""

    def __init__(self, mapping: PlatformMapping, headers: FormHeaders, draft: Draft,
                 entry: Mapping[str, Any], units: Vocabulary,
                 choice: SheetChoice = NO_CHOICE) -> None:  # fmt: skip
        self.choice = choice
        self.mapping = mapping
        self.headers = headers
        self.draft = draft
        self.leaves = list(leaves_of(entry))
        self.by_path: dict[str, list[Leaf]] = {}
        for leaf in self.leaves:
            self.by_path.setdefault(leaf.path, []).append(leaf)
        self.units = {c.codes.get(mapping.codes): c.label for c in units.choices}

    def read(self) -> Iterator[tuple[Leaf, str]]:
        """Every leaf and where it stands now; "" for ignored ones, ``@skip`` for those left out."""
        done: set[tuple[str | int, ...]] = set()
        said: dict[tuple[str, str], str] = {}
        # Pasted pages last: what the platform gives field by field is better than its prose.
        chosen = list(self._by_choice())
        taken = {leaf.steps for leaf, _ in chosen}
        self.leaves = [leaf for leaf in self.leaves if leaf.steps not in taken]
        for path in self.choice.columns:
            self.by_path.pop(path, None)
        for leaf, field in [*chosen, *self._by_values(), *self._by_rows(), *self._by_pages()]:
            done.add(leaf.steps)
            said.setdefault((leaf.key, leaf.text), field)
            yield leaf, field
        for leaf in self.leaves:
            if leaf.steps not in done:
                # Sub-tables repeat keys of their item, such as its code.
                same = said.get((leaf.key, leaf.text)) if len(leaf.text) > 10 else None
                yield leaf, same or self._rest(leaf)

    def _by_choice(self) -> Iterator[tuple[Leaf, str]]:
        """Keys about which a person decided."""
        form = self.draft.form
        for path, chosen in self.choice.columns.items():
            for leaf in self.by_path.get(path, ()):
                if chosen == SKIP_CHOICE:
                    yield leaf, SKIP
                elif chosen == REMARK_CHOICE or chosen.kind != form.kind:
                    yield leaf, self._note_code(leaf)
                else:
                    yield leaf, self._put_chosen(leaf, chosen.path)

    def _put_chosen(self, leaf: Leaf, path: str) -> str:
        name, _, column_id = path.partition(".")
        field = self.draft.form.fields[name]
        column = field.table.by_id[column_id] if field.table and column_id else field
        text = plain_text(leaf.text) if "</" in leaf.text else self._text(column, leaf, None)
        return self.draft.put(Target(path), self._label(leaf), text or leaf.text)

    def _by_values(self) -> Iterator[tuple[Leaf, str]]:
        for rule in self.mapping.values:
            for leaf in self.by_path.get(rule.path, ()):
                if rule.html:
                    continue
                unit = self._beside(leaf, rule.unit)
                place = self._put_value(rule, leaf, unit)
                yield leaf, place
                if unit is not None and place != REMARK:
                    yield unit, place

    def _by_pages(self) -> Iterator[tuple[Leaf, str]]:
        for rule in self.mapping.values:
            for leaf in self.by_path.get(rule.path, ()) if rule.html else ():
                yield leaf, self._put_html(leaf)

    def _put_value(self, rule: ValueRule, leaf: Leaf, unit: Leaf | None) -> str:
        name, _, column_id = rule.target.partition(".")
        field = self.draft.form.fields[name]
        label = self._label(leaf)
        if field.table is None or not column_id:
            text = self._text(field, leaf, unit)
            if text is None:
                return self._note_code(leaf)
            return self._kept(leaf, text, self.draft.put(Target(rule.target), label, text))
        column = field.table.by_id[column_id]
        text = self._text(column, leaf, unit)
        if text is None or tidy.is_nothing(text):
            return self._note_code(leaf)
        if rule.constants:
            row = self.draft.put_row(field, {column_id: text, **rule.constants})
            return f"{name}[{row}].{column_id}"
        return self._kept(leaf, text, self.draft.put(Target(rule.target), label, text))

    def _kept(self, leaf: Leaf, text: str, place: str) -> str:
        """The place of a leaf; where its translation had to go to the remark, so does it."""
        if place == REMARK and text != leaf.text:
            self._note_code(leaf)
        return place

    def _by_rows(self) -> Iterator[tuple[Leaf, str]]:
        for rule in self.mapping.rows:
            groups: dict[tuple[int, ...], list[Leaf]] = {}
            for leaf in self.leaves:
                if leaf.group == rule.path:
                    groups.setdefault(leaf.position, []).append(leaf)
            for position in sorted(groups, key=lambda p: (_order(groups[p], rule.order), p)):
                yield from self._put_row(rule, groups[position])

    def _put_row(self, rule: RowsRule, leaves: list[Leaf]) -> Iterator[tuple[Leaf, str]]:
        field = self.draft.form.fields[rule.table]
        if field.table is None:
            return
        row: dict[str, Any] = {"role": field.role} if field.role else {}
        place = f"{rule.table}[{len(self.draft.values.get(rule.table, ()))}]"
        for leaf in leaves:
            column_id = rule.columns.get(leaf.key)
            if column_id is None:
                continue
            unit = self._beside(leaf, f"{rule.path}.{rule.units.get(leaf.key, '')}")
            found = self._put_cell(row, field.table.by_id[column_id], place, leaf, unit)
            yield leaf, found
            if unit is not None and found != REMARK:
                yield unit, found
        if any(not is_blank(value) for key, value in row.items() if key != "role"):
            self.draft.put_row(field, row)
            # The platform's row numbers are the order of our rows.
            yield from ((leaf, place) for leaf in leaves if leaf.key == rule.order)

    def _put_cell(self, row: dict[str, Any], column: Field, place: str, leaf: Leaf,
                  unit: Leaf | None) -> str:  # fmt: skip
        text = self._text(column, leaf, unit)
        if text is None:
            return self._note_code(leaf)
        path = f"{place}.{column.id}"
        found = self.draft.put_cell(row, column, path, self._label(leaf), text)
        return self._kept(leaf, text, found)

    def _beside(self, leaf: Leaf, path: str) -> Leaf | None:
        """The leaf that says the unit, in the same row."""
        same = (other for other in self.by_path.get(path, ()) if other.position == leaf.position)
        return next(same, None)

    def _text(self, field: Field, leaf: Leaf, unit: Leaf | None) -> str | None:
        """A leaf's text as its field reads it; None for a code that means nothing here."""
        if field.type in ("enum", "multi_enum"):
            return self._choices(field, leaf)
        if field.type == "date" and _MILLISECONDS.fullmatch(leaf.text):
            moment = datetime.fromtimestamp(int(leaf.text) / 1000, _CHINA)
            return moment.date().isoformat()
        if field.type == "duration" and leaf.text.strip().isdecimal():
            word = self.units.get(unit.text.strip()) if unit is not None else None
            return f"{leaf.text.strip()}{word}" if word else None
        if field.id == "document_number":
            return _WRAPPED.sub(r"\1", leaf.text.strip())
        if field.id == "title" and leaf.text.strip().startswith("《"):
            inner = leaf.text.strip()[1:]
            return inner[:-1] if inner.endswith("》") and "》" not in inner[:-1] else leaf.text
        return leaf.text

    def _choices(self, field: Field, leaf: Leaf) -> str | None:
        """Platform codes as the words that the field reads."""
        own = self.mapping.codes_of.get(leaf.path, {})
        by_code = {
            choice.codes[self.mapping.codes]: choice.key
            for choice in (field.vocabulary.choices if field.vocabulary else ())
            if choice.codes.get(self.mapping.codes)
        }
        keys = []
        for part in leaf.text.replace("，", ",").split(","):
            word = part.strip()
            key = own.get(word) or by_code.get(word) or (
                None if word.isdigit() else field_types.find_choice(word, field))  # fmt: skip
            if key is None:
                return None
            keys.append(key)
        return "、".join(keys)

    def _put_html(self, leaf: Leaf) -> str:
        """Sections of a pasted page; where most of it stands now."""
        places = []
        for heading, text in sections(plain_text(leaf.text)):
            if not text:
                continue
            targets = self.headers.find(heading, "") if heading else ()
            if targets and not text.startswith("（图片：") and not self._has_rows(targets[0]):
                places.append(self.draft.put(targets[0], heading, text))
            else:
                places.append(self.draft.note(heading, text))
        return next((place for place in places if place != "remark"), "remark")

    def _has_rows(self, target: Target) -> bool:
        """Whether the platform itself filled that table row by row."""
        rows = self.draft.values.get(target.path)
        return isinstance(rows, list) and bool(rows)

    def _rest(self, leaf: Leaf) -> str:
        """A leaf no rule names: by its Chinese key, ignored with a reason, or to the remark."""
        if self.mapping.synonyms:
            targets = self.headers.find(leaf.key, "")
            if targets:
                return self.draft.put(targets[0], leaf.key, leaf.text)
        if leaf.path in self.mapping.ignored or leaf.key in self.mapping.ignored:
            return ""
        held = [text for text in _texts(self.draft.values) if len(text) > 1]
        if len(leaf.text) > 20 and covers(held, leaf.text):
            return REMARK
        return self.draft.note(self._label(leaf), leaf.text)

    def _note_code(self, leaf: Leaf) -> str:
        return self.draft.note(self._label(leaf), leaf.text)

    def _label(self, leaf: Leaf) -> str:
        """The name of a leaf in the remark, with the row it comes from."""
        label = self.mapping.labels.get(leaf.path) or self.mapping.labels.get(leaf.key) or leaf.key
        rows = next((rule for rule in self.mapping.rows if rule.path == leaf.group), None)
        if rows is None or not leaf.position:
            return label
        title = self.draft.form.fields[rows.table].label
        return f"{title}第{leaf.position[-1] + 1}行{label}"


def _order(leaves: list[Leaf], key: str) -> float:
    texts = (leaf.text for leaf in leaves if leaf.key == key)
    return next((float(text) for text in texts if text.strip().isdecimal()), 0.0)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value
