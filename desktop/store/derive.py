"""Record → what lists and the search index need of it, through its form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from desktop.store.errors import LibraryError
from forms import field_types
from forms.model import Catalogue, Field, Form, Value
from forms.record import Record, canonical_json, content_hash_of, is_blank, prune
from forms.values.bigrams import fold_lines
from forms.values.pinyin import reading

#: Header field of the agency, for forms that name no organization of their own.
_HEADER_ORGANIZATION = "org_name"
#: Fields that name the office in charge (责任处室), the first that is filled.
_OFFICES = ("office", "undertaking_office")
_MAX_TITLE = 500
#: Fields whose texts people read as they are; most of what a record says.
_AS_TYPED = frozenset({"text", "longtext", "code", "url"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A record made ready to be written; nothing of it needs the database.

    ``values`` are those of the record without their blank parts, ``body`` is their JSON.
    """

    record: Record
    values: Mapping[str, Value]
    body: str
    content_hash: str
    columns: Mapping[str, Any]
    text: str
    attachments: tuple[tuple[str, str, str], ...]

    @property
    def title_ref(self) -> str | None:
        """The record that lends this one its title."""
        reference: str | None = self.columns["title_ref"]
        return reference

    @property
    def names(self) -> str:
        """The folded lines of the index's first column."""
        return names(self.columns["title"], self.columns["code"], self.columns["initials"])


def names(title: str, code: str, initials: str) -> str:
    """Title, code and pinyin initials as folded lines."""
    return fold_lines([title, code, initials])


#: Title → its sort key and initials, where they are known already.
Readings = Mapping[str, tuple[str, str]]


def title_columns(title: str, known: Readings = MappingProxyType({})) -> dict[str, str]:
    """The columns that follow from a title."""
    key, initials = (known.get(title) or reading(title)) if title else ("", "")
    return {"title": title, "title_key": key, "initials": initials}


def prepare(record: Record, catalogue: Catalogue, known: Readings = MappingProxyType({})) -> Draft:
    """Everything that is written of a record, but the position and times. To read a title takes
    longest, so whoever writes many records tells those that the library has.

    ``LibraryError`` when the kind is unknown or a text holds half a character.
    """
    form = catalogue.forms.get(record.kind)
    if form is None:
        raise LibraryError(f"没有“{record.kind}”这一种清单，记录{record.uuid}不能保存。")
    columns = _columns(record, form, known)
    values = prune(dict(record.values))
    try:
        body = canonical_json(values)
        content_hash = content_hash_of(record.uuid, record.kind, body)
        text = fold_lines(_lines(values, form.fields, []))
    except UnicodeEncodeError:
        raise LibraryError(
            f"{form.title}“{columns['title'].encode(errors='replace').decode()}”"
            "中有残缺的字符，不能保存。请删去乱码处后重试。"
        ) from None
    attachments = tuple(_attachments(values, form.fields, ""))
    return Draft(record, values, body, content_hash, columns, text, attachments)


def _title(record: Record, form: Form) -> str:
    """Main item, and the sub-item (子项) behind it where it has a name of its own."""
    title = _shown(record, form, form.title_field)
    sub = _shown(record, form, form.subtitle_field)
    return f"{title}（{sub}）" if title and sub and sub != title else title or sub


def _columns(record: Record, form: Form, known: Readings) -> dict[str, Any]:
    organization = _shown(record, form, form.organization_field)
    organization = organization or _shown(record, form, _HEADER_ORGANIZATION)
    offices = (_shown(record, form, name) for name in _OFFICES)
    title_ref = _title_ref(record, form)
    title = "" if title_ref else _title(record, form)
    return {
        **title_columns(" ".join(title.split())[:_MAX_TITLE], known),
        "title_ref": title_ref,
        "code": _shown(record, form, form.code_field),
        "type_key": _key(record.values.get(form.type_field)),
        "organization": organization,
        "office": next(filter(None, offices), ""),
    }


def _shown(record: Record, form: Form, name: str) -> str:
    field = form.fields.get(name)
    return field_types.show(record.values.get(name), field).strip() if field else ""


def _key(value: Value) -> str:
    first = value[0] if isinstance(value, (list, tuple)) and value else value
    return first if isinstance(first, str) else ""


def _title_ref(record: Record, form: Form) -> str | None:
    field = form.fields.get(form.title_field)
    if field is None or field.type != "ref":
        return None
    return _key(record.values.get(field.id)) or None


def _lines(values: Mapping[str, Value], fields: Mapping[str, Field], found: list[str]) -> list[str]:
    """Each value as people read it; a table cell by cell; what no field names as it is.

    A list that is handed on and no generator: a guide with long tables has thousands of cells.
    """
    for name, value in values.items():
        field = fields.get(name)
        if field is None:
            found += _plain(value)
        elif field.type == "table" and isinstance(value, list):
            columns = field.table.by_id if field.table else {}
            for row in value:
                if isinstance(row, Mapping):
                    _lines(row, columns, found)
                else:
                    found += _plain(row)
        elif type(value) is str and field.type in _AS_TYPED:
            found.append(value)
        elif field.type not in ("ref", "boolean"):
            found.append(field_types.show(value, field))
    return found


def _plain(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _plain(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _plain(item)


def _attachments(
    values: Mapping[str, Value], fields: Mapping[str, Field], prefix: str
) -> Iterator[tuple[str, str, str]]:
    """(sha256, name, field path) of every attachment that the values name."""
    lists = {name: value for name, value in values.items() if isinstance(value, list)}
    # In the order of the form; most rows of tables hold no list at all.
    for name, field in fields.items() if lists else ():
        value = lists.get(name)
        if value is None:
            continue
        path = f"{prefix}{name}"
        if field.type == "attachment":
            for item in value:
                if isinstance(item, Mapping) and not is_blank(item.get("sha256")):
                    yield str(item["sha256"]), str(item.get("name", "")), path
        elif field.type == "table" and (columns := _holders(field)):
            for number, row in enumerate(value):
                if isinstance(row, Mapping):
                    yield from _attachments(row, columns, f"{path}[{number}].")


def _holders(table: Field) -> dict[str, Field]:
    """The columns of a table that may name attachments: of most tables none."""
    return {item.id: item for item in table.columns if item.type in ("attachment", "table")}
