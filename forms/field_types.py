"""The closed table of field types: how each is parsed, shown, checked and described.

A value that could not be understood stays in the record as the text that was typed; ``problem``
says so, and nothing that somebody wrote is lost.
"""

# Every row of the table has the same signature, whether it needs the field or not.
# ruff: noqa: ARG005

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from forms.citations import citation_text
from forms.model import Field, Value
from forms.record import is_blank
from forms.values import Duration, fold, parse_date, parse_duration

_YES = {"是", "有", "√", "✓", "true", "1", "y", "yes", "需要", "支持"}
_NO = {"否", "无", "×", "false", "0", "n", "no", "不需要", "不支持", "没有"}
_MONEY_DIGITS = 15
_SEPARATORS = re.compile(r"[、，,；;/\n]+")


class ParseError(ValueError):
    """Text that is no value of the type; the message tells the user what is expected."""


@dataclass(frozen=True, slots=True)
class FieldType:
    """One row of the table.

    ``parse`` takes text as typed or read from a cell, ``show`` gives the text that people see,
    ``problem`` a sentence when a stored value is not one of the type, ``schema`` its JSON Schema.
    """

    name: str
    title: str
    parse: Callable[[str, Field], Value]
    show: Callable[[Value, Field], str]
    problem: Callable[[Value, Field], str]
    schema: Callable[[Field], dict[str, Any]]


def _parse_text(text: str, field: Field) -> Value:
    return text.strip()


def _show_text(value: Value, field: Field) -> str:
    return "" if value is None else str(value)


def _text_problem(value: Value, field: Field) -> str:
    return "" if isinstance(value, str) else "应为文字。"


def _text_schema(field: Field) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if field.max:
        schema["maxLength"] = field.max
    if field.pattern:
        schema["pattern"] = f"^(?:{field.pattern})$"
    return schema


def _parse_integer(text: str, field: Field) -> Value:
    folded = fold(text)
    if not re.fullmatch(r"-?\d+(\.0+)?", folded):
        raise ParseError("应为整数，如 3。")
    return int(folded.split(".", maxsplit=1)[0])


def _integer_problem(value: Value, field: Field) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return "应为整数，如 3。"
    if field.min is not None and value < field.min:
        return f"不得小于 {field.min}。"
    if field.max is not None and value > field.max:
        return f"不得大于 {field.max}。"
    return ""


def _integer_schema(field: Field) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer"}
    if field.min is not None:
        schema["minimum"] = field.min
    if field.max is not None:
        schema["maximum"] = field.max
    return schema


def _parse_money(text: str, field: Field) -> Value:
    try:
        amount = Decimal(fold(text).removesuffix("元").replace(",", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    # 1E+99999 is a number too, but nobody's fee; spelled out it would fill the memory.
    if not amount.is_finite() or abs(amount.adjusted()) > _MONEY_DIGITS:
        raise ParseError("应为金额，如 120.50。")
    return f"{amount:f}"


def _money_problem(value: Value, field: Field) -> str:
    good = isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value)
    return "" if good else "应为金额，如 120.50。"


def _money_schema(field: Field) -> dict[str, Any]:
    return {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}


def _parse_boolean(text: str, field: Field) -> Value:
    word = fold(text).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ParseError("应为“是”或“否”。")


def _show_boolean(value: Value, field: Field) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return _show_text(value, field)


def _boolean_problem(value: Value, field: Field) -> str:
    return "" if isinstance(value, bool) else "应为“是”或“否”。"


def find_choice(text: str, field: Field) -> str | None:
    """The key of the choice that a word names: by label, alias, key or code; None if none."""
    if field.vocabulary is None:
        return None
    return field.vocabulary.by_name.get(fold(text))


def _parse_enum(text: str, field: Field) -> Value:
    key = find_choice(text, field)
    if key is not None:
        return key
    vocabulary = field.vocabulary
    if vocabulary is not None and vocabulary.open:
        return text.strip()
    labels = "、".join(choice.label for choice in vocabulary.choices) if vocabulary else ""
    raise ParseError(f"“{text.strip()}”不在可选项中。可选：{labels}。")


def _show_enum(value: Value, field: Field) -> str:
    if value is None:
        return ""
    return field.vocabulary.label(str(value)) if field.vocabulary else str(value)


def _enum_problem(value: Value, field: Field) -> str:
    vocabulary = field.vocabulary
    if vocabulary is None or (vocabulary.open and isinstance(value, str)):
        return ""
    known = isinstance(value, str) and value in vocabulary.by_key
    return "" if known else f"“{value}”不在可选项中。"


def _enum_schema(field: Field) -> dict[str, Any]:
    if field.vocabulary is None or field.vocabulary.open:
        return {"type": "string"}
    return {"enum": [choice.key for choice in field.vocabulary.choices]}


def _parse_multi(text: str, field: Field) -> Value:
    whole = find_choice(text, field)
    if whole is not None:
        return [whole]
    keys = [_parse_enum(part, field) for part in _SEPARATORS.split(text) if part.strip()]
    return list(dict.fromkeys(keys))


def _show_multi(value: Value, field: Field) -> str:
    if isinstance(value, (list, tuple)):
        return "、".join(_show_enum(item, field) for item in value)
    return _show_text(value, field)


def _multi_problem(value: Value, field: Field) -> str:
    if not isinstance(value, (list, tuple)):
        return "应从可选项中选择。"
    return next((found for item in value if (found := _enum_problem(item, field))), "")


def _multi_schema(field: Field) -> dict[str, Any]:
    return {"type": "array", "items": _enum_schema(field), "uniqueItems": True}


def _parse_date(text: str, field: Field) -> Value:
    found = parse_date(text)
    if found is None:
        raise ParseError("应为日期，如 2026-03-01。")
    return found.isoformat()


def _show_date(value: Value, field: Field) -> str:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return _show_text(value, field)
    return f"{day.year}年{day.month}月{day.day}日"


def _date_problem(value: Value, field: Field) -> str:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return "应为日期，如 2026-03-01。"
    return ""


def _datetime_problem(value: Value, field: Field) -> str:
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return "应为日期和时间。"
    return ""


def _parse_duration(text: str, field: Field) -> Value:
    found = parse_duration(text)
    if found.value is None:
        raise ParseError("应为数字加单位，如 20个工作日；当场办结写“即办”。")
    return found.value.to_json()


def _show_duration(value: Value, field: Field) -> str:
    try:
        return Duration.from_json(value).text()
    except (AttributeError, ValueError):
        return _show_text(value, field)


def _duration_problem(value: Value, field: Field) -> str:
    try:
        Duration.from_json(value)
    except (AttributeError, ValueError):
        return "应为数字加单位，如 20个工作日。"
    return ""


def _duration_schema(field: Field) -> dict[str, Any]:
    units = ["working_day", "calendar_day", "hour", "week", "month", "year"]
    return {
        "type": "object",
        "properties": {"amount": {"type": "integer", "minimum": 0}, "unit": {"enum": units}},
        "required": ["amount", "unit"],
        "additionalProperties": False,
    }


def _url_problem(value: Value, field: Field) -> str:
    good = isinstance(value, str) and re.match(r"https?://[^\s/]+", value)
    return "" if good else "应为网址，以 http:// 或 https:// 开头。"


def _parse_list(text: str, field: Field) -> Value:
    raise ParseError("这一栏不能用一段文字填写。")


def _table_problem(value: Value, field: Field) -> str:
    good = isinstance(value, list) and all(isinstance(row, Mapping) for row in value)
    return "" if good else "应逐行填写。"


def _show_table(value: Value, field: Field) -> str:
    if not isinstance(value, (list, tuple)):
        return _show_text(value, field)
    return "\n".join(show_row(row, field) for row in value)


def show_row(row: Value, field: Field) -> str:
    """One row of a sub-table in one line: its filled columns, separated by semicolons."""
    if not isinstance(row, Mapping):
        return _show_text(row, field)
    if field.table is not None and field.table.row_style == "citation":
        return citation_text(row, field.table.by_id["level"].vocabulary)
    shown = (show(row.get(column.id), column) for column in field.columns)
    return "；".join(text for text in shown if text)


def _table_schema(field: Field) -> dict[str, Any]:
    properties = {column.id: TYPES[column.type].schema(column) for column in field.columns}
    row = {"type": "object", "properties": properties, "additionalProperties": False}
    return {"type": "array", "items": row}


def _show_attachment(value: Value, field: Field) -> str:
    if not isinstance(value, (list, tuple)):
        return _show_text(value, field)
    return "、".join(str(item.get("name", "")) for item in value if isinstance(item, Mapping))


def _attachment_problem(value: Value, field: Field) -> str:
    good = isinstance(value, list) and all(
        isinstance(item, Mapping) and item.get("sha256") for item in value
    )
    return "" if good else "应为附件文件。"


def _attachment_schema(field: Field) -> dict[str, Any]:
    properties = {
        "name": {"type": "string"},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "size": {"type": "integer", "minimum": 0},
        "media_type": {"type": "string"},
    }
    item = {"type": "object", "properties": properties, "required": ["name", "sha256", "size"]}
    return {"type": "array", "items": item}


def _parse_ref(text: str, field: Field) -> Value:
    return [part for part in re.split(r"[\s、，,；;]+", text) if part]


def _show_ref(value: Value, field: Field) -> str:
    return (
        "、".join(map(str, value)) if isinstance(value, (list, tuple)) else _show_text(value, field)
    )


def _ref_problem(value: Value, field: Field) -> str:
    good = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return "" if good else "应为对其他记录的引用。"


def _simple_schema(schema: dict[str, Any]) -> Callable[[Field], dict[str, Any]]:
    return lambda field: dict(schema)


#: Every type a definition may name.
TYPES: Mapping[str, FieldType] = {
    row.name: row
    for row in (
        FieldType("text", "文字", _parse_text, _show_text, _text_problem, _text_schema),
        FieldType("longtext", "长文字", _parse_text, _show_text, _text_problem, _text_schema),
        FieldType("code", "代码", _parse_text, _show_text, _text_problem, _text_schema),
        FieldType("url", "网址", _parse_text, _show_text, _url_problem, _text_schema),
        FieldType("integer", "整数", _parse_integer, _show_text, _integer_problem, _integer_schema),
        FieldType("money", "金额", _parse_money, _show_text, _money_problem, _money_schema),
        FieldType("boolean", "是或否", _parse_boolean, _show_boolean, _boolean_problem,
                  _simple_schema({"type": "boolean"})),
        FieldType("enum", "单选", _parse_enum, _show_enum, _enum_problem, _enum_schema),
        FieldType("multi_enum", "多选", _parse_multi, _show_multi, _multi_problem, _multi_schema),
        FieldType("date", "日期", _parse_date, _show_date, _date_problem,
                  _simple_schema({"type": "string", "format": "date"})),
        FieldType("datetime", "日期时间", _parse_text, _show_text, _datetime_problem,
                  _simple_schema({"type": "string", "format": "date-time"})),
        FieldType("duration", "时限", _parse_duration, _show_duration, _duration_problem,
                  _duration_schema),
        FieldType("table", "子表", _parse_list, _show_table, _table_problem, _table_schema),
        FieldType("attachment", "附件", _parse_list, _show_attachment, _attachment_problem,
                  _attachment_schema),
        FieldType("ref", "关联记录", _parse_ref, _show_ref, _ref_problem,
                  _simple_schema({"type": "array", "items": {"type": "string"},
                                  "uniqueItems": True})),
    )
}  # fmt: skip


def parse(text: str, field: Field) -> Value:
    """Text → value of the field's type; ``ParseError`` says what is expected."""
    return TYPES[field.type].parse(text, field)


def show(value: Value, field: Field) -> str:
    """A value as people read it."""
    return "" if is_blank(value) else TYPES[field.type].show(value, field)


def problem(value: Value, field: Field) -> str:
    """What is wrong with the form of a filled value; empty when nothing is."""
    return "" if is_blank(value) else TYPES[field.type].problem(value, field)
