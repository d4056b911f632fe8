"""A mapping file read and checked: whatever is wrong in it is a sentence with file, table and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.imports import tidy
from desktop.imports.mapping import (
    GROUP_ROWS,
    WHOLE_ROW,
    JoinRule,
    MappingError,
    PairsRule,
    PlatformMapping,
    RowsRule,
    ValueRule,
)
from desktop.imports.units import is_unit
from forms import field_types
from forms.model import Catalogue, Field, Form, Need

_STANDARDS = ("c0109", "gbt39046")
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_UNREADABLE = frozenset({"attachment", "ref"})
_CHOSEN = frozenset({"enum", "multi_enum", "boolean"})


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_text, value))


def _is_words(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(word, str) for word in value.values())


def _is_lists(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_texts, value.values()))


def _is_codes(value: Any) -> bool:
    return isinstance(value, dict) and all(
        _is_text(one) or _is_words(one) for one in value.values()
    )


def _is_tables(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_words, value.values()))


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


#: What may stand at a key, and how a sentence names it.
_Check = tuple[Callable[[Any], bool], str]
_TEXT: _Check = (_is_text, "一段文字，用引号括起来")
_TEXTS: _Check = (_is_texts, '至少一段文字的数组，如 ["a", "b"]')
_FLAG: _Check = (lambda value: isinstance(value, bool), "true 或 false")
_WORDS: _Check = (_is_words, '“键 = 文字”的表，如 { a = "b" }')
_ANY: _Check = (lambda value: isinstance(value, dict), '“列 = 值”的表，如 { way = "phone" }')
_ROWS: _Check = (_is_rows, "用双方括号写的表")

_FILE: Mapping[str, _Check] = {
    "id": _TEXT, "title": _TEXT, "kind": _TEXT, "detect": _TEXTS,
    "codes": (lambda value: value in _STANDARDS, "c0109 或 gbt39046"),
    "synonyms": _FLAG, "loose_keys": _FLAG, "group": _TEXT,
    "only": (_is_lists, "“键 = [值]”的表，如 { ISDEL = [\"0\"] }"),
    "value": _ROWS, "rows": _ROWS, "pairs": _ROWS, "join": _ROWS,
    "labels": _WORDS, "ignored": _WORDS,
    "codes_of": (_is_codes, "“键 = 码表”的表；码表写成 { \"1\" = \"是\" }、码表名或 \"CL01\""),
    "code_tables": (_is_tables, "“码表名 = { 代码 = 文字 }”的表"),
}  # fmt: skip
_NEEDED = ("id", "title", "kind", "detect")
_TABLES: Mapping[str, tuple[Mapping[str, _Check], Sequence[str]]] = {
    "value": ({"path": _TEXT, "field": _TEXT, "unit": _TEXT, "unit_word": _TEXT, "html": _FLAG,
               "split": _TEXT, "with": _ANY}, ("path",)),
    "rows": ({"path": _TEXT, "table": _TEXT, "columns": _WORDS, "order": _TEXT, "units": _WORDS,
              "unit_words": _WORDS}, ("path", "table")),
    "pairs": ({"path": _TEXT, "name": _TEXT, "value": _TEXT}, ("path", "name", "value")),
    "join": ({"rows": _TEXT, "key": _TEXT, "of": _TEXT, "into": _TEXT, "merge": _FLAG},
             ("rows", "key", "of")),
}  # fmt: skip


def load_mapping(path: Path, catalogue: Catalogue) -> PlatformMapping:
    """The mapping of a file. ``MappingError`` names file, table and key of the first mistake."""
    data = _parsed(path)
    _check_shape(path.name, data)
    form = catalogue.forms.get(data["kind"])
    if form is None:
        known = "、".join(catalogue.forms)
        raise MappingError(path.name, "kind", f"没有清单种类“{data['kind']}”，有的是{known}。")
    mapping = _built(path.name, data)
    _Checker(mapping, form).check()
    codes = _Codes(mapping, data.get("code_tables", {}), catalogue)
    resolved = {key: codes.table(key, named) for key, named in data.get("codes_of", {}).items()}
    mapping = replace(mapping, codes_of=resolved)
    _check_codes(mapping, form)
    return mapping


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise MappingError(path.name, "格式", "不是UTF-8编码，请另存为UTF-8。") from None
    except tomllib.TOMLDecodeError as error:
        place = _AT.search(str(error))
        where = f"，第{place[1]}行第{place[2]}个字符处有误" if place else "，文件末尾没有写完"
        raise MappingError(path.name, "格式", f"不是正确的TOML{where}。") from None
    except OSError:
        raise MappingError(path.name, "格式", "打不开，请检查文件能否读取。") from None


def _check_shape(file: str, data: Mapping[str, Any]) -> None:
    """Refuse a key that nobody reads, one that is missing, and a value of another sort."""
    _check_keys(file, "", data, _FILE, _NEEDED)
    for name, (keys, needed) in _TABLES.items():
        for number, row in enumerate(data.get(name, ()), 1):
            _check_keys(file, f"[[{name}]] 第{number}段 ", row, keys, needed)


def _check_keys(
    file: str, place: str, data: Mapping[str, Any], known: Mapping[str, _Check],
    needed: Sequence[str],
) -> None:  # fmt: skip
    for key, value in data.items():
        if key not in known:
            raise MappingError(file, f"{place}{key}", f"没有这个键，有的是{'、'.join(known)}。")
        is_right, what = known[key]
        if not is_right(value):
            raise MappingError(file, f"{place}{key}", f"应写{what}。")
    for key in needed:
        if key not in data:
            raise MappingError(file, f"{place}{key}", "缺少这个键。")


def _built(file: str, data: Mapping[str, Any]) -> PlatformMapping:
    return PlatformMapping(
        id=data["id"], title=data["title"], kind=data["kind"], detect=tuple(data["detect"]),
        codes=data.get("codes", ""),
        values=_values(data.get("value", ())),
        rows=tuple(
            RowsRule(row["path"], row["table"], row.get("columns", {}), row.get("order", ""),
                     row.get("units", {}), row.get("unit_words", {}))
            for row in data.get("rows", ())
        ),
        pairs=tuple(PairsRule(**row) for row in data.get("pairs", ())),
        joins=tuple(JoinRule(**row) for row in data.get("join", ())),
        labels=data.get("labels", {}), ignored=data.get("ignored", {}),
        only={key: tuple(values) for key, values in data.get("only", {}).items()},
        group=data.get("group", ""), synonyms=data.get("synonyms", False),
        loose_keys=data.get("loose_keys", False), file=file,
    )  # fmt: skip


def _values(rows: Sequence[Mapping[str, Any]]) -> tuple[ValueRule, ...]:
    targets = [row.get("field", "") for row in rows]
    found = []
    for number, row in enumerate(rows):
        target = targets[number]
        several = "." in target and targets.count(target) > 1
        turn = targets[: number + 1].count(target) if several else 0
        found.append(
            ValueRule(
                row["path"], target, row.get("unit", ""), row.get("unit_word", ""),
                row.get("html", False), row.get("split", ""), row.get("with", {}), turn,
            )
        )  # fmt: skip
    return tuple(found)


class _Checker:
    """Whether all that a mapping names exists in its form."""

    def __init__(self, mapping: PlatformMapping, form: Form) -> None:
        self.mapping, self.form = mapping, form

    def check(self) -> None:
        """``MappingError`` for the first thing that the form does not have."""
        for rule in self.mapping.values:
            key = f"value.{rule.path}"
            if rule.html:
                continue
            if not rule.target:
                self._fail(f"{key}.field", "缺少这个键（或写 html = true）。")
            self._target(key, rule.target, rule.constants)
            self._unit(f"{key}.unit_word", rule.unit_word)
        for rows in self.mapping.rows:
            self._rows(rows)

    def _rows(self, rows: RowsRule) -> None:
        key = f"rows.{rows.path}"
        field = self.form.fields.get(rows.table)
        if field is None:
            self._fail(f"{key}.table", f"“{self.form.title}”没有要素“{rows.table}”。")
        elif field.table is None:
            self._fail(f"{key}.table", f"要素“{rows.table}”（{field.label}）不是子表。")
        for name, column in rows.columns.items():
            if column != WHOLE_ROW:
                self._target(f"{key}.columns.{name}", f"{rows.table}.{column}", {})
        for name, word in rows.unit_words.items():
            self._unit(f"{key}.unit_words.{name}", word)
        for name in (*rows.units, *rows.unit_words):
            if name not in rows.columns:
                self._fail(f"{key}.units.{name}", "columns 里没有这个键。")

    def _target(self, key: str, target: str, constants: Mapping[str, Any]) -> None:
        name, _, column = target.partition(".")
        field = self.form.fields.get(name)
        if field is None:
            self._fail(key, f"“{self.form.title}”没有要素“{name}”。")
            return
        columns = {column, *constants} - {""}
        unknown = sorted(columns - (field.table.by_id.keys() if field.table else set()))
        if unknown:
            self._fail(key, f"要素“{name}”没有列“{'、'.join(unknown)}”。")
        wanted = field.table.by_id[column] if field.table and column else field
        if wanted.need is Need.AUTOMATIC or wanted.type in _UNREADABLE:
            self._fail(
                key,
                f"“{wanted.label}”由程序生成或是附件、关联，不能从文字填写；请删去这一段，内容会进备注。",
            )
        for name, value in constants.items():
            part = field.table.by_id[name] if field.table else field
            if field_types.problem(value, part):
                self._fail(f"{key}.with.{name}", f"“{value}”：{field_types.problem(value, part)}")

    def _unit(self, key: str, word: str) -> None:
        if word and not is_unit(word):
            self._fail(key, f"“{word}”不是时限单位，可写工作日、自然日、小时、周、个月、年。")

    def _fail(self, key: str, message: str) -> None:
        raise MappingError(self.mapping.file, key, message)


class _Codes:
    """The code tables that a mapping file names: its own, or one of our vocabularies with a standard."""

    def __init__(
        self, mapping: PlatformMapping, own: Mapping[str, Mapping[str, str]], catalogue: Catalogue
    ) -> None:
        self._mapping, self._own, self._catalogue = mapping, own, catalogue

    def table(self, key: str, named: str | Mapping[str, str]) -> Mapping[str, str]:
        """Code → word, of an inline table or of the one named: ``types``, ``CL01``, ``CL01.gbt39046``."""
        if not isinstance(named, str):
            return named
        if named in self._own:
            return self._own[named]
        name, _, standard = named.partition(".")
        vocabulary = self._catalogue.vocabularies.get(name)
        place = f"codes_of.{key}"
        if vocabulary is None:
            own = "、".join(self._own) or "没有"
            raise MappingError(
                self._mapping.file, place,
                f"没有码表“{named}”。[code_tables] 里有的是：{own}；也可写本程序的码表，如 CL01。",
            )  # fmt: skip
        standard = standard or self._mapping.codes
        if standard not in _STANDARDS:
            raise MappingError(
                self._mapping.file, place,
                f"要写明用哪个标准的代码，如 \"{name}.c0109\" 或 \"{name}.gbt39046\"。",
            )  # fmt: skip
        found = {c.codes[standard]: c.label for c in vocabulary.choices if c.codes.get(standard)}
        if not found:
            raise MappingError(
                self._mapping.file, place,
                f"码表“{name}”（{vocabulary.title}）没有 {standard} 代码，请自己写出码表。",
            )  # fmt: skip
        return found


def _check_codes(mapping: PlatformMapping, form: Form) -> None:
    """Each word of a code table must be a choice of the field that the key goes to."""
    for path, field in _targets(mapping, form):
        for code, word in _table_of(mapping, path).items():
            if tidy.is_nothing(word) or field.type not in _CHOSEN:
                continue
            try:
                field_types.parse(word, field)
            except field_types.ParseError as error:
                raise MappingError(mapping.file, f"codes_of.{path}.{code}", str(error)) from None


def _table_of(mapping: PlatformMapping, path: str) -> Mapping[str, str]:
    return mapping.codes_of.get(path) or mapping.codes_of.get(path.rpartition(".")[2]) or {}


def _targets(mapping: PlatformMapping, form: Form) -> Iterable[tuple[str, Field]]:
    for rule in mapping.values:
        name, _, column = rule.target.partition(".")
        field = form.fields.get(name)
        if field is not None:
            yield rule.path, field.table.by_id[column] if field.table and column else field
    for rows in mapping.rows:
        table = form.fields[rows.table].table
        for key, column in rows.columns.items():
            if table is not None and column != WHOLE_ROW:
                path = key if rows.path == GROUP_ROWS and mapping.group else f"{rows.path}.{key}"
                yield path, table.by_id[column]
