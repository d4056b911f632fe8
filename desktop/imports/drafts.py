"""A record while it is filled: texts go to fields by type, what does not fit to the remark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from desktop.imports import prose, tidy
from desktop.imports.basis import read_basis
from desktop.imports.grid import Picture
from desktop.imports.result import NOT_UNDERSTOOD
from desktop.imports.synonyms import SEQUENCE, Target, whole_cell_column
from desktop.imports.traditional import simplified
from desktop.imports.units import is_unit
from forms import field_types
from forms.model import Field, Form, Need, Table
from forms.problem import Problem, Severity
from forms.record import Record, is_blank, new_uuid, prune
from forms.values import fold, normalise_spaces, parse_duration

REMARK = "remark"
_TYPED = frozenset(
    {"enum", "multi_enum", "boolean", "integer", "money", "date", "datetime", "duration"}
)
_HEAD_END = re.compile(r"[。：:；;，,（(]")
_PHONE = re.compile(r"[\d\s\-—－()（）、，,;；/转]{5,}")
_ONLY_NUMBER = re.compile(r"\s*[（(]?[\d一二三四五六七八九十]{1,3}[）)]?\s*[.．、]?\s*")
_BRACKETED = re.compile(r"[(][^()]*[)]$")
_CODE = re.compile(r"^\d{1,3}[.、:\-]?")
#: What mirrors in traditional characters leave behind a sign: 區(qū).
_PINYIN = re.compile(r"[(][a-zà-öø-ÿāēěīōūǎǐǒǔǖǘǚǜ]{1,6}[)]")
_VERB = re.compile(r"(?:行使|实施|管理|办理|事项|行为|类)$")
_LEVELS = re.compile(r"[、,，/和及与;；+]")
#: What the code list of levels has for several of them.
_GRADED = "分级管理"
_UNREADABLE = frozenset({"attachment", "ref"})


class Draft:
    """One record to be. ``put`` never loses a text: it says where the text stands now."""

    def __init__(self, form: Form, place: str = "", *, lines: bool = False) -> None:
        self.form = form
        #: Whether the lines of a text are paragraphs, not one text broken by a narrow column.
        self.lines = lines
        self.place = place
        self.uuid = new_uuid()
        self.values: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self._remarks: list[str] = []
        #: Table and block of an inner table → the row in which it begins.
        self._blocks: dict[tuple[str, int], int] = {}
        #: Fields of one choice → the names of several that were ticked for them.
        self._ticked: dict[str, list[str]] = {}
        #: Tables of citations that were filled column by column.
        self._apart: list[str] = []

    def record(self) -> Record:
        """The finished record."""
        self._join_citations()
        values = dict(self.values)
        ticked = [
            f"{self.form.fields[name].label}：{'、'.join(dict.fromkeys(said))}"
            for name, said in self._ticked.items()
        ]
        lines = [values.get(REMARK, ""), *self._remarks, *ticked]
        values[REMARK] = "\n".join(line for line in dict.fromkeys(lines) if line)
        return Record(self.form.kind, prune(values), uuid=self.uuid, data_source="imported")

    def _join_citations(self) -> None:
        """A law whose title, number and article stand in columns of their own is one citation."""
        for name in self._apart:
            field, row = self.form.fields[name], self.values[name][0]
            if field.table is None:
                continue
            title = str(row.get("title", "")).strip().removeprefix("《").removesuffix("》")
            number = row.get("document_number", "")
            said = [row.get("article_text", ""), row.get("quoted_text", "")]
            parts = [f"《{title}》", f"（{number}）" if number else "", *map(_as_text, said)]
            found = read_basis("".join(parts), field.table, field.role)
            if title and "《" not in title and len(found.rows) == 1 and not found.rest:
                self.values[name][0] = {**row, **found.rows[0]}
                if not found.rows[0].get("quoted_text"):
                    self.values[name][0].pop("quoted_text", None)
            else:
                row.setdefault("role", field.role)

    def is_empty(self) -> bool:
        """Whether nothing was put in."""
        return not self._remarks and all(is_blank(value) for value in self.values.values())

    def note(self, header: str, text: str) -> str:
        """Keep a text in the remark under its header; returns the path ``remark``."""
        text = normalise_spaces(text)
        self._remarks.append(f"{header}：{text}" if header else text)
        return REMARK

    def put(self, target: Target, header: str, text: str) -> str:
        """Put the text of a cell into its field; returns the path where it stands."""
        if target.path == SEQUENCE:
            return self._put_sequence(header, text)
        name, _, column_id = target.path.partition(".")
        field = self.form.fields[name]
        if field.need is Need.AUTOMATIC or field.type in _UNREADABLE:
            return self.note(header, text)
        if target.marks:
            return self._put_mark(field, target, header, text)
        if field.table is not None:
            return self._put_table(field, field.table, column_id, header, text)
        if field.type in _TYPED:
            return self._put_typed(self.values, field, field.id, header, text, target.overflow)
        if field.type in ("text", "longtext") and tidy.is_mark(text):
            return field.id  # a sign for nothing: the field stays empty
        if target.labelled and not tidy.is_nothing(text):
            held = [self.values[field.id]] if field.id in self.values else []
            words = f"{''.join(header.split())}：{tidy.paragraphs(text).strip()}"
            self.values[field.id] = "\n".join([*held, words])
            return field.id
        return self._put_text(self.values, field, field.id, header, text)

    def fill(self, name: str, value: str) -> bool:
        """Give a field that is still empty a value that no cell of the item says."""
        if name in self.values:
            return False
        self.values[name] = value
        return True

    def attach(self, name: str, picture: Picture) -> str:
        """Keep a picture of the document in an attachment field, once; returns the field."""
        held = self.values.setdefault(name, [])
        number = str(len(held) + 1) if held else ""
        if all(other["sha256"] != picture.sha256 for other in held):
            label = self.form.fields[name].label
            held.append({
                "name": f"{label}{number}.{picture.suffix}", "sha256": picture.sha256,
                "size": picture.size, "media_type": picture.media_type,
            })  # fmt: skip
        return name

    def put_row(self, table: Field, row: Mapping[str, Any]) -> int:
        """Append a ready row to a table; returns its number."""
        rows = self.values.setdefault(table.id, [])
        rows.append(dict(row))
        return len(rows) - 1

    def put_inner(self, target: Target, block: int, row: int, header: str, text: str) -> str:
        """Put a cell of a table inside an item into its row; ``block`` tells one table from the next."""
        name, _, column_id = target.path.partition(".")
        field = self.form.fields.get(name)
        if field is None or field.table is None or not column_id:
            return self.put(target, header, text)
        rows = self.values.setdefault(name, [])
        number = self._blocks.setdefault((name, block), len(rows)) + row
        blank = {"role": field.role} if field.role else {}
        rows += [dict(blank) for _ in range(number + 1 - len(rows))]
        column, path = field.table.by_id[column_id], f"{name}[{number}].{column_id}"
        if column_id == "original_count" and "原件" not in header:
            counted = prose.copies(text, rows[number])  # 份数 says both numbers, or one of them
            rows[number].update(counted)
            return path if counted else self.note(header, text)
        return self.put_cell(rows[number], column, path, header, text)

    def put_cell(self, row: dict[str, Any], field: Field, path: str, header: str,
                 text: str) -> str:  # fmt: skip
        """Put a text into one column of a table's row."""
        if field.need is Need.AUTOMATIC or field.type in _UNREADABLE:
            return self.note(header, text)
        if field.table is not None:
            return self._put_basis(row, field, path, header, text)
        if field.type in _TYPED:
            return self._put_typed(row, field, path, header, text, "")
        return self._put_text(row, field, path, header, text)

    def doubt(self, path: str, header: str, text: str, reason: str, kept: str = "备注") -> None:
        """Report a text that no value could be made of, and the field that keeps it."""
        label = self.form.fields[path.partition(".")[0].partition("[")[0]].label
        shown = text if len(text) <= 40 else text[:40] + "……"
        self.problems.append(
            Problem(
                NOT_UNDERSTOOD,
                Severity.WARN,
                self.uuid,
                self.form.kind,
                path,
                f"{self.place}“{header}”的内容“{shown}”没有看懂，已原样放入{kept}。",
                hint=reason,
                label=label,
            )
        )

    def _put_sequence(self, header: str, text: str) -> str:
        """Numbers of rows are made anew by every list; anything else under the heading stays."""
        return "seq" if text.strip().isdecimal() else self.note(header, text)

    def _put_text(self, into: dict[str, Any], field: Field, path: str, header: str,
                  text: str) -> str:  # fmt: skip
        if field.type == "url" and tidy.is_nothing(text):
            return self.note(header, text)
        value = tidy.paragraphs(text) if field.type == "longtext" else tidy.line(text)
        held = into.get(field.id)
        if held is None:
            into[field.id] = value
        elif self.lines and field.type == "longtext" and fold(value) not in fold(str(held)):
            # （一）申请人条件 …… （二）准予批准的条件 ……: both are conditions.
            into[field.id] = f"{held}\n{header}：{value}"
        elif fold(str(held)) != fold(value):
            return self.note(header, text)
        return path

    def _put_mark(self, field: Field, target: Target, header: str, text: str) -> str:
        """A tick chooses the column's keys; words in place of it (调查对象) say who is meant."""
        ticked, words = tidy.tick(text)
        if not ticked and (not target.overflow or tidy.is_no(text)):
            return self.note(header, text)
        if field.type == "multi_enum":
            held = self.values.setdefault(field.id, [])
            held += [key for key in target.marks if key not in held]
        elif (held := self.values.setdefault(field.id, target.marks[0])) != target.marks[0]:
            kept = self._put_another(field, held, target.marks[0])
            return field.id if kept and not words else self.note(header, text)
        if words and target.overflow and target.overflow not in self.values:
            self.values[target.overflow] = normalise_spaces(words)
            return target.overflow
        return self.note(header, text) if words else field.id

    def _put_another(self, field: Field, held: str, key: str) -> bool:
        """A second tick where one choice is kept: several levels are 分级管理, named in the remark.

        False where the field has no such choice.
        """
        graded = field_types.find_choice(_GRADED, field)
        if graded is None or field.vocabulary is None:
            return False
        names = [field.vocabulary.by_key[one].label for one in (held, key) if one != graded]
        self._ticked.setdefault(field.id, []).extend(names)
        self.values[field.id] = graded
        return True

    def _put_typed(self, into: dict[str, Any], field: Field, path: str, header: str, text: str,
                   overflow: str) -> str:  # fmt: skip
        parts = prose.limits(field, self.form, text) if into is self.values else {}
        if parts:
            for name, words in parts.items():
                self._put_typed(into, self.form.fields[name], name, header, words, "")
            return path
        value, rest = _understand(field, header, text, bool(overflow))
        if value is None and (tidy.is_nothing(text) or is_unit(text)):
            return self.note(header, text)
        if value is not None and into.setdefault(field.id, value) != value:
            return self.note(header, text)
        if not rest:
            return path
        beside = overflow or self._note_field(into, field)
        if beside and beside not in into:
            into[beside] = normalise_spaces(rest)
            if value is None and not overflow:
                kept = self.form.fields[beside].label
                self.doubt(path, header, text, _reason(field, text), kept)
            return path if value is not None else path.replace(field.id, beside)
        self.note(header, text)
        if value is None:
            self.doubt(path, header, text, _reason(field, text))
        return path if value is not None else REMARK

    def _note_field(self, into: dict[str, Any], field: Field) -> str:
        """The field for words about this one (法定办结时限说明), if the form has it."""
        name = f"{field.id}_note"
        known = self.form.fields.get(name) if into is self.values else None
        return name if known is not None and known.type in ("text", "longtext") else ""

    def _put_table(self, field: Field, table: Table, column_id: str, header: str,
                   text: str) -> str:  # fmt: skip
        question = prose.gate(self.form, field, text)
        if question and self.values.setdefault(question, False) is False:
            return question
        if tidy.is_nothing(text):
            return self.note(header, text)
        if table.row_style == "citation" and not column_id:
            return self._put_basis(self.values, field, field.id, header, text)
        rows = _rows_in(table, text) if column_id in ("", "contact", "answer") else []
        if rows:
            self.values.setdefault(field.id, []).extend(rows)
            return field.id
        if not column_id:
            entries = tidy.numbered(text) or (prose.entries(text) if self.lines else [])
            column_id = whole_cell_column(table, max(entries, key=len) if entries else text)
            if not column_id:
                return self.note(header, text)
            if entries and column_id == table.row_title:
                return self._put_entries(field, column_id, entries)
        if table.row_style == "citation" and field.id not in self.values:
            self._apart.append(field.id)
        rows = self.values.setdefault(field.id, [{}])
        if table.id == "contact_ways" and column_id == "contact":
            rows[0].setdefault("way", contact_way(text))
        path = f"{field.id}[0].{column_id}"
        return self.put_cell(rows[0], table.by_id[column_id], path, header, text)

    def _put_entries(self, field: Field, column_id: str, entries: list[str]) -> str:
        rows = self.values.setdefault(field.id, [])
        rows += [{column_id: normalise_spaces(entry).rstrip("；;。，,、→ ")} for entry in entries]
        return f"{field.id}"

    def _put_basis(self, into: dict[str, Any], field: Field, path: str, header: str,
                   text: str) -> str:  # fmt: skip
        if tidy.is_nothing(text) or field.table is None:
            return self.note(header, text)
        found = read_basis(tidy.paragraphs(text), field.table, field.role)
        into.setdefault(field.id, []).extend(dict(row) for row in found.rows)
        for piece in found.rest:
            if not _ONLY_NUMBER.fullmatch(piece):  # the numbers of a list are made anew
                self.note(header, piece)
        return path


def _as_text(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _rows_in(table: Table, text: str) -> list[dict[str, Any]]:
    """Whole rows that a text says in so many words: questions with answers, ways with numbers."""
    if {"question", "answer"} <= table.by_id.keys():
        return [{"question": asked, "answer": told} for asked, told in prose.questions(text)]
    return prose.ways(text, table) if {"way", "contact"} <= table.by_id.keys() else []


def contact_way(text: str) -> str | None:
    """The way of contact (CL34) that a text plainly is; None when it could be several."""
    if _PHONE.fullmatch(text.strip()):
        return "phone"
    if re.fullmatch(r"https?://\S+", text.strip()):
        return "website"
    return "email" if re.fullmatch(r"[\w.+-]+@[\w.-]+", text.strip()) else None


def _understand(field: Field, header: str, text: str, shared: bool) -> tuple[Any, str]:
    """The value of a text and the words that the value does not say."""
    if field.type == "duration":
        return _duration(header, text)
    if field.type == "date" and (day := tidy.serial_date(text)):
        return day, ""
    boxes = tidy.ticked(text)
    if boxes is not None and len(boxes) == 1 and field.type in ("enum", "boolean"):
        text = boxes[0]
    if boxes is not None and field.type == "multi_enum":
        keys = [field_types.find_choice(box, field) for box in boxes]
        known = list(dict.fromkeys(key for key in keys if key))
        return known or None, "" if all(keys) and known else text
    if field.type == "multi_enum" and (lost := _lost_boxes(field, text)) is not None:
        return (lost, "") if lost else (None, text)
    for said in dict.fromkeys((text, simplified(text))):
        try:
            return field_types.parse(said, field), ""
        except field_types.ParseError:
            continue
    plain = _plain(field, header, text)
    if plain is not None:
        return plain
    if shared and field.type == "enum":
        # 地州市级。负责行政区域内……: the level, then what it may do
        head = _HEAD_END.split(text.strip(), maxsplit=1)[0]
        return field_types.find_choice(head, field), text
    return None, text


def _plain(field: Field, header: str, text: str) -> tuple[Any, str] | None:
    """A value said with words around it that change nothing: 1次, 承诺件（法定）, 是否收费：不收费."""
    word, subject = fold(text), fold(header).removeprefix("是否")
    if field.type == "integer" and (times := re.fullmatch(r"(\d)次", word)):
        return int(times[1]), ""
    if field.type == "boolean" and subject != fold(header) and word in (subject, f"不{subject}"):
        return word == subject, ""
    if field.type == "boolean":
        verdict = prose.yes_or_no(header, text)
        if verdict is None:
            verdict = prose.yes_or_no(field.label, text)
        if verdict is not None:
            return verdict, ""
    if field.type == "boolean" and (said := re.match(r"([是否])[(,;:。]", word)):
        return said[1] == "是", text
    return _choice(field, word, text) if field.type == "enum" else None


def _choice(field: Field, word: str, text: str) -> tuple[Any, str] | None:
    """The choice that a word names with a code, brackets or a verb around it, or several of them.

    05行政给付, 行政处罚(简易程序), 县级行使; 省、市、县级 is what the code list has for several levels.
    """
    coded = _CODE.sub("", word)
    if coded != word and (key := field_types.find_choice(coded, field)):
        return key, ""
    for bare in (_BRACKETED.sub("", word), _VERB.sub("", word), _VERB.sub("", coded)):
        if bare != word and (key := field_types.find_choice(bare, field)):
            return key, text
    graded = field_types.find_choice(_GRADED, field)
    return (graded, text) if graded and len(_levels(field, word)) > 1 else None


def _levels(field: Field, word: str) -> set[str]:
    """The levels that a text names one after the other; empty when it says anything else."""
    parts = [part for part in _LEVELS.split(word) if part]
    found = [
        field_types.find_choice(part, field) or field_types.find_choice(f"{part}级", field)
        for part in parts
    ]
    return {key for key in found if key} if all(found) else set()


def _lost_boxes(field: Field, text: str) -> list[str] | None:
    """The choices that are ticked in a cell whose boxes became letters."""
    names = {
        name: choice.key
        for choice in (field.vocabulary.choices if field.vocabulary else ())
        for name in (choice.label, *choice.aliases)
    }
    said = "".join(simplified(_PINYIN.sub("", text)).split()).replace("(", "（").replace(")", "）")
    plain = {name.replace("(", "（").replace(")", "）"): key for name, key in names.items()}
    ticked = tidy.lost_boxes(said, plain)
    return None if ticked is None else list(dict.fromkeys(plain[name] for name in ticked))


def _duration(header: str, text: str) -> tuple[Any, str]:
    stated = text
    if text.strip().isdecimal():
        # 承诺时限（工作日）: the unit stands in the heading
        for unit in ("工作日", "小时", "自然日", "个月"):
            if unit in header:
                stated = text.strip() + unit
    found = parse_duration(stated)
    value = found.value.to_json() if found.value is not None else None
    return value, "" if value is not None and not found.note.strip() else text


def _reason(field: Field, text: str) -> str:
    try:
        field_types.parse(text, field)
    except field_types.ParseError as error:
        return str(error)
    return ""
