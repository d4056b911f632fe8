"""JSON Schema 2020-12 of a form, for packages and portals."""

from __future__ import annotations

from typing import Any

from forms import field_types
from forms.model import Field, Form, Need

_UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"


def json_schema(
    form: Form, *, draft: bool = False, public: bool = True, every_key: bool = False
) -> dict[str, Any]:
    """The schema of one record as packages carry it: envelope and values in one flat object.

    A draft may lack required fields and may carry text that was not understood where a number,
    choice or table belongs. Internal fields are left out of public packages. ``every_key``: a
    blank value is null, never absent, as packages have it.
    """
    fields = [
        item for item in form.fields.values()
        if item.derive != "envelope" and not (public and item.internal)
    ]  # fmt: skip
    properties = {**_envelope(form), **{f.id: _property(f, draft=draft) for f in fields}}
    required = ["record_uuid", "record_kind", "item_version", "workflow_status"]
    if not draft:
        required += [item.id for item in fields if item.need is Need.REQUIRED]
    if every_key:
        filled = frozenset(required)
        properties = {
            name: part if name in filled else _or_null(part) for name, part in properties.items()
        }
        required = list(properties)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:mingce:{form.kind}:{'draft' if draft else 'final'}",
        "title": form.title,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value that may be blank; title and description stay outside."""
    about: dict[str, Any] = {
        name: schema[name] for name in ("title", "description") if name in schema
    }
    inner = {name: part for name, part in schema.items() if name not in about}
    choices = inner["anyOf"] if list(inner) == ["anyOf"] else [inner]
    return {**about, "anyOf": [*choices, {"type": "null"}]}


def _envelope(form: Form) -> dict[str, Any]:
    return {
        "record_uuid": {"title": "记录唯一标识", "type": "string", "pattern": _UUID},
        "record_kind": {"title": "记录类型", "const": form.kind},
        "item_version": {"title": "事项版本", "type": "integer", "minimum": 1},
        "workflow_status": {"title": "编制状态", "type": "string"},
        "data_source": {"title": "数据来源", "type": "string"},
        "updated_at": {"title": "最后修改时间", "type": "string"},
    }


def _property(field: Field, *, draft: bool) -> dict[str, Any]:
    schema = field_types.TYPES[field.type].schema(field)
    if draft:
        schema = _loosened(field, schema)
    schema = {"title": field.label, **schema}
    if field.help:
        schema["description"] = field.help
    return schema


def _loosened(field: Field, schema: dict[str, Any]) -> dict[str, Any]:
    if schema.get("type") == "string":
        return {"type": "string"}
    if field.table is not None:
        columns = {c.id: _loosened(c, field_types.TYPES[c.type].schema(c)) for c in field.columns}
        row = {"type": "object", "properties": columns, "additionalProperties": False}
        schema = {"type": "array", "items": row}
    elif field.type == "multi_enum":
        schema = {"type": "array", "items": {"type": "string"}}
    return {"anyOf": [schema, {"type": "string"}]}
