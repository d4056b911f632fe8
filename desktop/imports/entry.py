"""One entry of a platform's data on its way into a record, by the platform's mapping file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from desktop.imports import prose, tidy
from desktop.imports.basis import covers
from desktop.imports.choices import NO_CHOICE, REMARK_CHOICE, SKIP_CHOICE, SheetChoice
from desktop.imports.drafts import REMARK, Draft
from desktop.imports.embedded import not_taken
from desktop.imports.html_table import html_grids
from desktop.imports.html_text import cleaned, plain_text, sections, split_tables
from desktop.imports.inner_tables import column_targets, table_of
from desktop.imports.leaves import Leaf, leaves_of
from desktop.imports.mapping import WHOLE_ROW, PlatformMapping, RowsRule, ValueRule
from desktop.imports.moments import moment_date
from desktop.imports.platform_codes import CodeReader
from desktop.imports.result import NOT_UNDERSTOOD
from desktop.imports.synonyms import SEQUENCE, SKIP, FormHeaders, Target, whole_cell_column
from desktop.imports.unfold import grid_rows
from forms.model import Field, Table
from forms.problem import Problem, Severity
from forms.record import is_blank

#: Where a file within the data stands: nowhere, but told.
EMBEDDED = "@embedded"
_WRAPPED = re.compile(r"^[(（]([^()（）]*)[)）]$")
_NUMBER = re.compile(r"\d{1,5}(?:\.0+)?")
_HAN = re.compile("[\u3400-\u9fff]")
_TABLE_MARK = re.compile("\ue000(\\d{1,6})\ue001")


class EntryReader:
    """One entry of a platform on its way into a draft."""

    def __init__(self, mapping: PlatformMapping, headers: FormHeaders, draft: Draft,
                 entry: Mapping[str, Any], codes: CodeReader,
                 choice: SheetChoice = NO_CHOICE) -> None:  # fmt: skip
        self.choice = choice
        self.mapping = mapping
        self.headers = headers
        self.draft = draft
        self.codes = codes
        self.leaves = list(leaves_of(entry))
        self.by_path: dict[str, list[Leaf]] = {}
        for leaf in self.leaves:
            self.by_path.setdefault(leaf.path, []).append(leaf)
        #: Table → the row in which its columns that are split begin.
        self._aligned: dict[str, int] = {}
        self._page_tables = 0

    def read(self) -> Iterator[tuple[Leaf, str]]:
        """Every leaf and where it stands now; "" for ignored ones, ``@skip`` for those left out."""
        done: set[tuple[str | int, ...]] = set()
        said: dict[tuple[str, str], str] = {}
        # Pasted pages last: what the platform gives field by field is better than its prose.
        chosen = [*self._files()]
        for leaf, _ in chosen:
            self.by_path[leaf.path].remove(leaf)
        chosen += self._by_choice()
        taken = {leaf.steps for leaf, _ in chosen}
        self.leaves = [leaf for leaf in self.leaves if leaf.steps not in taken]
        for path in {leaf.path for leaf, _ in chosen}:
            self.by_path[path] = [leaf for leaf in self.by_path[path] if leaf.steps not in taken]
        for leaf, field in [*chosen, *self._by_values(), *self._by_rows(), *self._by_pages()]:
            if leaf.steps in done:
                continue
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
                    yield leaf, self._note(leaf)
                else:
                    yield leaf, self._put_chosen(leaf, chosen.path)

    def _put_chosen(self, leaf: Leaf, path: str) -> str:
        name, _, column_id = path.partition(".")
        field = self.draft.form.fields[name]
        column = field.table.by_id[column_id] if field.table and column_id else field
        text = self._text(column, leaf, None)
        return self.draft.put(Target(path), self._label(leaf), text or cleaned(leaf.text))

    def _files(self) -> Iterator[tuple[Leaf, str]]:
        """Files within the data, and what is too long for a text: told, not taken in."""
        for leaf in self.leaves:
            found = not_taken(leaf.text)
            if found:
                form = self.draft.form
                what = f"{self.draft.place}“{self._label(leaf)}”{found}。"
                hint = "请从平台下载这个文件，再在事项里添加为附件。"
                self.draft.problems.append(
                    Problem(
                        NOT_UNDERSTOOD,
                        Severity.WARN,
                        self.draft.uuid,
                        form.kind,
                        REMARK,
                        what,
                        hint=hint,
                    )
                )
                yield leaf, EMBEDDED

    def _by_values(self) -> Iterator[tuple[Leaf, str]]:
        for rule in self.mapping.values:
            leaves = self.by_path.get(rule.path, ())
            if rule.html or not leaves:
                continue
            name, _, column_id = rule.target.partition(".")
            field = self.draft.form.fields[name]
            if rule.split and field.table is not None and column_id:
                yield from self._put_split(rule, field, field.table, leaves)
            elif len(leaves) > 1 and field.type in ("multi_enum", "text", "longtext"):
                yield from self._put_together(rule, field, leaves)
            else:
                for leaf in leaves:
                    unit = self._beside(leaf, rule.unit)
                    place = self._put_value(rule, leaf, unit, len(leaves) > 1 or rule.turn > 0)
                    yield leaf, place
                    if unit is not None and place != REMARK:
                        yield unit, place

    def _by_pages(self) -> Iterator[tuple[Leaf, str]]:
        for rule in self.mapping.values:
            for leaf in self.by_path.get(rule.path, ()) if rule.html else ():
                yield leaf, self._put_html(leaf)

    def _put_together(
        self, rule: ValueRule, field: Field, leaves: Sequence[Leaf]
    ) -> Iterator[tuple[Leaf, str]]:
        """Several texts of one field: choices are added up, paragraphs stand below each other."""
        texts = {leaf.steps: self._text(field, leaf, None, split=rule.split) for leaf in leaves}
        known = [text for text in texts.values() if text is not None]
        joint = "\n" if field.type == "longtext" else "、"
        label = self._label(leaves[0])
        place = self.draft.put(Target(rule.target), label, joint.join(known)) if known else REMARK
        for leaf in leaves:
            yield leaf, place if texts[leaf.steps] is not None else self._note(leaf)

    def _put_split(
        self, rule: ValueRule, field: Field, table: Table, leaves: Sequence[Leaf]
    ) -> Iterator[tuple[Leaf, str]]:
        """One text of several rows (甲^乙); other columns split alike go into the same rows."""
        column = table.by_id[rule.target.partition(".")[2]]
        for leaf in leaves:
            parts = [
                part.strip() for part in re.split(f"[{re.escape(rule.split)}]", cleaned(leaf.text))
            ]
            rows = self.draft.values.setdefault(field.id, [])
            start = self._aligned.setdefault(field.id, len(rows))
            if rule.constants:
                start = len(rows)
            place = REMARK
            for number, part in enumerate(parts, start):
                while part and len(rows) <= number:
                    rows.append({"role": field.role} if field.role else {})
                if part:
                    rows[number].update(rule.constants)
                    path = f"{field.id}[{number}].{column.id}"
                    text = self._text(column, Leaf(leaf.steps, part), None) or part
                    place = self.draft.put_cell(rows[number], column, path, self._label(leaf), text)
            yield leaf, place

    def _put_value(self, rule: ValueRule, leaf: Leaf, unit: Leaf | None, listed: bool) -> str:
        """Put one leaf; ``listed``: it is one of several, whose texts are rows of their own."""
        name, _, column_id = rule.target.partition(".")
        field = self.draft.form.fields[name]
        table = field.table
        listed = listed and table is not None and table.row_style != "citation"
        if table is not None and not column_id and listed:
            column_id = whole_cell_column(table, leaf.text)
        column = table.by_id[column_id] if table is not None and column_id else field
        text = self._text(column, leaf, unit, rule.unit_word, rule.split)
        nothing = text is None or (column is not field and tidy.is_nothing(text))
        if text is None or nothing:
            return self._note(leaf)
        if column is not field and (rule.constants or listed):
            number = self._row_of(field, leaf, rule)
            rows = self.draft.values[name]
            path = f"{name}[{number}].{column_id}"
            place = self.draft.put_cell(rows[number], column, path, self._label(leaf), text)
            if column_id in rows[number]:
                rows[number].update(rule.constants)
            elif not rows[number] and number == len(rows) - 1:
                rows.pop()
        else:
            place = self.draft.put(Target(rule.target), self._label(leaf), text)
        return self._kept(leaf, text, place)

    def _row_of(self, field: Field, leaf: Leaf, rule: ValueRule) -> int:
        """The row for a leaf: what stands at one position of one list shares its row, and what the
        rules of numbered keys (cl1, sl1; cl2, sl2) name in the same turn.
        """
        rows = self.draft.values.setdefault(field.id, [])
        parent = leaf.path if isinstance(leaf.steps[-1], int) else leaf.group
        key = f"{field.id} {rule.turn or parent} {leaf.position}"
        is_new = bool(rule.constants)
        if is_new or self._aligned.get(key, len(rows)) >= len(rows):
            self._aligned[key] = len(rows)
            rows.append({})
        return self._aligned[key]

    def _kept(self, leaf: Leaf, text: str, place: str) -> str:
        """The place of a leaf; where its translation had to go to the remark, so does it."""
        if place == REMARK and text != cleaned(leaf.text):
            self._note(leaf)
        return place

    def _by_rows(self) -> Iterator[tuple[Leaf, str]]:
        for rule in self.mapping.rows:
            groups: dict[tuple[int, ...], list[tuple[Leaf, str]]] = {}
            texts: list[Leaf] = []
            for leaf in self.leaves:
                found = leaf.within(rule.path)
                if found is not None and found[1]:
                    groups.setdefault(found[0], []).append((leaf, found[1]))
                elif found is not None:
                    texts.append(leaf)
            headings = self._headings(rule, [key for rows in groups.values() for _, key in rows])
            for position in sorted(groups, key=lambda p: (_order(groups[p], rule.order), p)):
                yield from self._put_row(rule, groups[position], headings)
            for leaf in texts:
                yield leaf, self._note(leaf) if groups else self._put_text_row(rule, leaf)

    def _headings(self, rule: RowsRule, keys: Sequence[str]) -> Mapping[str, str]:
        """Chinese keys that the rule does not name → column of the table, ``@seq`` for a number."""
        field = self.draft.form.fields[rule.table]
        names = dict.fromkeys(key for key in keys if key not in rule.columns and _HAN.search(key))
        targets = column_targets(field, names)
        return {key: target.path.rpartition(".")[2] for key, target in targets.items()}

    def _put_text_row(self, rule: RowsRule, leaf: Leaf) -> str:
        """A text where rows were expected: a list of names, or one text of them all."""
        field = self.draft.form.fields[rule.table]
        text = cleaned(leaf.text)
        column = whole_cell_column(field.table, text) if field.table is not None else ""
        if not leaf.position or not column or (field.table and field.table.row_style == "citation"):
            return self.draft.put(Target(rule.table), self._label(leaf), text)
        row = self.draft.put_row(field, {column: text})
        return f"{rule.table}[{row}].{column}"

    def _put_row(
        self, rule: RowsRule, leaves: list[tuple[Leaf, str]], headings: Mapping[str, str]
    ) -> Iterator[tuple[Leaf, str]]:
        field = self.draft.form.fields[rule.table]
        if field.table is None:
            return
        row: dict[str, Any] = {"role": field.role} if field.role else {}
        place = f"{rule.table}[{len(self.draft.values.get(rule.table, ()))}]"
        numbers: list[Leaf] = []
        for leaf, key in leaves:
            column_id = rule.columns.get(key) or headings.get(key)
            if column_id == WHOLE_ROW:
                yield (
                    leaf,
                    self.draft.put(Target(rule.table), self._label(leaf), cleaned(leaf.text)),
                )
            elif column_id == SEQUENCE or (key == rule.order and column_id is None):
                numbers.append(leaf)
            elif column_id is not None:
                unit = self._beside(leaf, f"{rule.path}.{rule.units.get(key, '')}")
                word = rule.unit_words.get(key, "")
                found = self._put_cell(row, field.table.by_id[column_id], place, leaf, unit, word)
                yield leaf, found
                if unit is not None and found != REMARK:
                    yield unit, found
        if any(not is_blank(value) for key, value in row.items() if key != "role"):
            self.draft.put_row(field, row)
            # The platform's row numbers are the order of our rows.
            yield from ((leaf, place) for leaf in numbers)

    def _put_cell(self, row: dict[str, Any], column: Field, place: str, leaf: Leaf,
                  unit: Leaf | None, unit_word: str) -> str:  # fmt: skip
        path = f"{place}.{column.id}"
        if column.id == "original_count" and "份" in leaf.key and "原件" not in leaf.key:
            counted = prose.copies(leaf.text, row)  # 份数 says both numbers, or one of them
            row.update(counted)
            return path if counted else self._note(leaf)
        text = self._text(column, leaf, unit, unit_word, path=path)
        if text is None:
            return self._note(leaf)
        found = self.draft.put_cell(row, column, path, self._label(leaf), text)
        return self._kept(leaf, text, found)

    def _beside(self, leaf: Leaf, path: str) -> Leaf | None:
        """The leaf that says the unit, in the same row."""
        same = (other for other in self.by_path.get(path, ()) if other.position == leaf.position)
        return next(same, None)

    def _text(self, field: Field, leaf: Leaf, unit: Leaf | None, unit_word: str = "",
              split: str = "", path: str = "") -> str | None:  # fmt: skip
        """A leaf's text as its field reads it; None for a code that means nothing here."""
        text = cleaned(leaf.text)
        if field.type in ("enum", "multi_enum"):
            return self._choices(field, leaf, text, split, path)
        if field.type == "boolean":
            return self.codes.yes_or_no(leaf.path, text)
        said = self.codes.word(leaf.path, text)
        if said is not None:
            return said
        if field.type == "date":
            return moment_date(text) or text
        if field.type == "duration" and _NUMBER.fullmatch(text.strip()):
            return self._limit(field, leaf, text, unit, unit_word, path)
        if field.type == "integer":
            return re.sub(r"^(-?\d+)\.0+$", r"\1", text.strip())
        if field.id == "document_number":
            return _WRAPPED.sub(r"\1", text.strip())
        if field.id == "title" and text.strip().startswith("《"):
            inner = text.strip()[1:]
            return inner[:-1] if inner.endswith("》") and "》" not in inner[:-1] else text
        return text

    def _limit(self, field: Field, leaf: Leaf, text: str, unit: Leaf | None, unit_word: str,
               path: str) -> str | None:  # fmt: skip
        """A number of days with its unit."""
        word = self.codes.unit(unit.path, unit.text) if unit is not None else unit_word
        if word:
            return f"{text.strip().partition('.')[0]}{word}"
        if unit is not None:
            reason = f"时限单位“{unit.text.strip()}”不认识。"
        else:
            reason = "没有说明时限单位。"
        self._doubt(
            field,
            leaf,
            path,
            f"{reason}请在记录里改填；{self._mend('unit、unit_word 或 [codes_of]')}",
        )
        return None

    def _choices(self, field: Field, leaf: Leaf, text: str, split: str, path: str) -> str | None:
        """Platform codes as the words that the field reads; what is unknown is told and noted."""
        found = self.codes.chosen(field, leaf.path, text, split)
        if found.unknown and not tidy.is_nothing(text):
            words = "、".join(f"“{word[:40]}”" for word in found.unknown[:9])
            what = "码表里没有" if self.codes.has_table(leaf.path) else "不认识"
            hint = f"{what}{words}。请在记录里改填；{self._mend('[codes_of]')}"
            self._doubt(field, leaf, path, hint)
            if found.keys:
                self._note(leaf)
        return "、".join(found.keys) or None

    def _mend(self, keys: str) -> str:
        return f"也可在对应文件“{self.mapping.file}”里用 {keys} 说明它的含义。"

    def _doubt(self, field: Field, leaf: Leaf, path: str, reason: str) -> None:
        where = path if path.partition("[")[0] in self.draft.form.fields else field.id
        if where.partition(".")[0].partition("[")[0] not in self.draft.form.fields:
            where = REMARK
        self.draft.doubt(where, self._label(leaf), leaf.text, reason)

    def _put_html(self, leaf: Leaf) -> str:
        """Sections of a pasted page and its tables; where most of it stands now."""
        texts, tables = split_tables(leaf.text)
        marks = [f"<p>\ue000{number}\ue001</p>" for number in range(len(tables))]
        page = "".join(text + mark for text, mark in zip(texts, [*marks, ""], strict=True))
        places: list[str] = []
        for heading, text in sections(plain_text(page)):
            targets = self.headers.find(heading, "") if heading else ()
            for found in _TABLE_MARK.finditer(text):
                places += self._put_page_table(tables[int(found[1])], heading, targets)
            words = "\n".join(
                line for line in _TABLE_MARK.sub("", text).split("\n") if line.strip()
            )
            if not words:
                continue
            if targets and not words.startswith("（图片：") and not self._has_rows(targets[0]):
                places.append(self.draft.put(targets[0], heading, words))
            else:
                places.append(self.draft.note(heading, words))
        return next((place for place in places if place != "remark"), "remark")

    def _put_page_table(self, table: str, heading: str, targets: Sequence[Target]) -> Iterator[str]:
        """A table within a page: rows of the sub-table that its headings name, else its words."""
        section = targets[0].path.partition(".")[0] if targets else ""
        for grid in html_grids(table):
            rows = grid_rows(grid)
            keys = list(dict.fromkeys(key for row in rows for key in row))
            columns = table_of(self.draft.form, keys, section)
            name = next(
                (t.path.partition(".")[0] for t in columns.values() if t.path != SEQUENCE), ""
            )
            if not name or self._has_rows(Target(name)):
                yield self.draft.note(heading, plain_text(table))
                continue
            self._page_tables += 1
            for number, row in enumerate(rows):
                for key, text in row.items():
                    target = columns.get(key)
                    if target is None:
                        self.draft.note(key, text)
                    elif target.path != SEQUENCE:
                        yield self.draft.put_inner(target, -self._page_tables, number, key, text)

    def _has_rows(self, target: Target) -> bool:
        """Whether the platform itself filled that table row by row."""
        rows = self.draft.values.get(target.path)
        return isinstance(rows, list) and bool(rows)

    def _rest(self, leaf: Leaf) -> str:
        """A leaf no rule names: by its Chinese key, ignored with a reason, or to the remark."""
        text = cleaned(leaf.text)
        if self.mapping.synonyms:
            targets = self.headers.find(leaf.key, "")
            if targets:
                return self.draft.put(targets[0], leaf.key, text)
        if leaf.path in self.mapping.ignored or leaf.key in self.mapping.ignored:
            return ""
        held = [said for said in _texts(self.draft.values) if len(said) > 1]
        if len(text) > 20 and covers(held, text):
            return REMARK
        return self._note(leaf)

    def _note(self, leaf: Leaf) -> str:
        return self.draft.note(self._label(leaf), cleaned(leaf.text))

    def _label(self, leaf: Leaf) -> str:
        """The name of a leaf in the remark, with the row it comes from."""
        label = self.mapping.labels.get(leaf.path) or self.mapping.labels.get(leaf.key) or leaf.key
        rows = next((rule for rule in self.mapping.rows if rule.path == leaf.group), None)
        if rows is None or not leaf.position:
            return label
        title = self.draft.form.fields[rows.table].label
        return f"{title}第{leaf.position[-1] + 1}行{label}"


def _order(leaves: list[tuple[Leaf, str]], key: str) -> float:
    texts = (leaf.text.strip() for leaf, name in leaves if name == key)
    return next((float(text) for text in texts if re.fullmatch(r"\d{1,9}(?:\.\d+)?", text)), 0.0)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value
