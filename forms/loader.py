"""Definition files → forms. Every error names the file and the key (docs/forms.md)."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from forms import field_types
from forms.model import (
    Catalogue,
    Choice,
    Field,
    Form,
    ListColumn,
    ListLayout,
    MappedCopy,
    MatrixRow,
    Need,
    Profile,
    Section,
    Table,
    UpperRule,
    Vocabulary,
)
from forms.sheets import SheetLayout, SheetReader
from forms.word_files import load_wordlists

DATA = Path(__file__).resolve().parent
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
_CODES = ("gbt39046", "c0109")
_FIELD_KEYS = {
    "id", "spec_id", "label", "type", "need", "vocabulary", "help", "law", "source", "headers",
    "aliases", "min", "max", "pattern", "pattern_hint", "format", "when", "when_text", "table",
    "column", "columns", "role", "kinds", "many", "accept", "pictures_under", "internal", "derive", "default",
    "placeholder_ok", "width", "inverse", "carry", "missing_rule",
}  # fmt: skip
_FORM_KEYS = {
    "kind", "title", "list_title", "letter", "order", "help", "title_field", "subtitle_field",
    "code_field",
    "type_field", "organization_field", "unique_by", "read_only", "section", "matrix", "list",
}  # fmt: skip


class DefinitionError(ValueError):
    """A definition file says something that cannot be understood."""

    def __init__(self, file: str, key: str, message: str) -> None:
        super().__init__(f"{file}: {key}: {message}")
        self.file = file
        self.key = key


class _Reader:
    """Reads one file and refuses unknown keys and names."""

    def __init__(self, file: str, vocabularies: Mapping[str, Vocabulary],
                 tables: Mapping[str, Table]) -> None:  # fmt: skip
        self.file = file
        self.vocabularies = vocabularies
        self.tables = tables

    def fail(self, key: str, message: str) -> DefinitionError:
        return DefinitionError(self.file, key, message)

    def only(self, data: Mapping[str, Any], allowed: Iterable[str], where: str) -> None:
        unknown = sorted(set(data) - set(allowed))
        if unknown:
            raise self.fail(where, f"unknown key {', '.join(unknown)}")

    def need(self, data: Mapping[str, Any], key: str, where: str) -> Any:
        if key not in data:
            raise self.fail(where, f"{key} is missing")
        return data[key]

    def field(self, data: Mapping[str, Any], where: str) -> Field:
        self.only(data, _FIELD_KEYS, where)
        identifier = self.need(data, "id", where)
        where = f"{where}.{identifier}"
        if not _IDENTIFIER.fullmatch(identifier):
            raise self.fail(where, "id must be lower-case English with underscores")
        plain: dict[str, Any] = {
            key: data[key]
            for key in ("spec_id", "help", "law", "source", "min", "max", "pattern",
                        "pattern_hint", "format", "when_text", "role", "many", "internal",
                        "derive", "default", "placeholder_ok", "width", "inverse",
                        "carry", "missing_rule")
            if key in data
        }  # fmt: skip
        listed: dict[str, Any] = {
            key: tuple(data[key])
            for key in ("headers", "aliases", "kinds", "accept", "pictures_under")
            if key in data
        }  # fmt: skip
        return Field(
            id=identifier,
            label=self.need(data, "label", where),
            type=self._type(self.need(data, "type", where), where),
            need=self._need(data.get("need", "optional"), where),
            vocabulary=self._vocabulary(data, where),
            when=self._when(data.get("when", ()), where),
            table=self._table(data, identifier, where),
            **plain,
            **listed,
        )

    def _type(self, name: str, where: str) -> str:
        if name not in field_types.TYPES:
            raise self.fail(where, f"unknown type {name}")
        return name

    def _need(self, name: str, where: str) -> Need:
        try:
            return Need(name)
        except ValueError:
            raise self.fail(where, f"unknown need {name}") from None

    def _vocabulary(self, data: Mapping[str, Any], where: str) -> Vocabulary | None:
        name = data.get("vocabulary")
        if name is None:
            if data["type"] in ("enum", "multi_enum"):
                raise self.fail(where, "vocabulary is missing")
            return None
        if name not in self.vocabularies:
            raise self.fail(where, f"unknown vocabulary {name}")
        return self.vocabularies[name]

    def _when(self, data: Any, where: str) -> tuple[Mapping[str, Any], ...]:
        clauses = (data,) if isinstance(data, Mapping) else tuple(data)
        if not all(isinstance(clause, Mapping) for clause in clauses):
            raise self.fail(where, "when must be a table or an array of tables")
        return clauses

    def _table(self, data: Mapping[str, Any], identifier: str, where: str) -> Table | None:
        if data["type"] != "table":
            return None
        name = data.get("table")
        if name is not None:
            if name not in self.tables:
                raise self.fail(where, f"unknown table {name}")
            return self.tables[name]
        columns = data.get("column") or data.get("columns")
        if not columns:
            raise self.fail(where, "a table needs table = … or columns")
        return Table(identifier, data["label"], self.fields(columns, where))

    def fields(self, rows: Sequence[Mapping[str, Any]], where: str) -> tuple[Field, ...]:
        fields = tuple(self.field(row, where) for row in rows)
        seen: set[str] = set()
        for field in fields:
            if field.id in seen:
                raise self.fail(f"{where}.{field.id}", "id stands twice")
            seen.add(field.id)
        return fields

    def section(self, data: Mapping[str, Any]) -> Section:
        identifier = self.need(data, "id", "section")
        self.only(data, {"id", "title", "help", "field"}, f"section.{identifier}")
        fields = self.fields(data.get("field", ()), f"section.{identifier}")
        title = self.need(data, "title", f"section.{identifier}")
        return Section(identifier, title, fields, data.get("help", ""))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(path.name, "(file)", str(error)) from None


def load_vocabulary(path: Path) -> Vocabulary:
    """Read one code list."""
    data = _read(path)
    reader = _Reader(path.name, {}, {})
    choices = tuple(
        Choice(
            key=reader.need(row, "key", "choice"),
            label=reader.need(row, "label", "choice"),
            codes={system: str(row[system]) for system in _CODES if row.get(system)},
            aliases=tuple(row.get("aliases", ())),
            help=row.get("help", ""),
        )
        for row in data.get("choice", ())
    )
    keys = [choice.key for choice in choices]
    if len(keys) != len(set(keys)):
        raise reader.fail("choice", "a key stands twice")
    return Vocabulary(
        reader.need(data, "id", "(file)"), reader.need(data, "title", "(file)"), choices,
        data.get("source", ""), bool(data.get("open", False)),
    )  # fmt: skip


def load_table(path: Path, vocabularies: Mapping[str, Vocabulary],
               tables: Mapping[str, Table]) -> Table:  # fmt: skip
    """Read one shared sub-table."""
    data = _read(path)
    reader = _Reader(path.name, vocabularies, tables)
    reader.only(
        data, {"table", "title", "row_title", "key", "row_style", "column", "help"}, "(file)"
    )
    return Table(
        reader.need(data, "table", "(file)"),
        reader.need(data, "title", "(file)"),
        reader.fields(reader.need(data, "column", "(file)"), "column"),
        data.get("row_title", ""),
        tuple(data.get("key", ())),
        data.get("row_style", ""),
    )


def load_form(path: Path, vocabularies: Mapping[str, Vocabulary], tables: Mapping[str, Table],
              header: tuple[Section, ...]) -> Form:  # fmt: skip
    """Read one record kind and put the common header (公共记录头) behind its own sections."""
    data = _read(path)
    reader = _Reader(path.name, vocabularies, tables)
    reader.only(data, _FORM_KEYS, "(file)")
    own = tuple(reader.section(row) for row in reader.need(data, "section", "(file)"))
    form = Form(
        kind=reader.need(data, "kind", "(file)"),
        title=reader.need(data, "title", "(file)"),
        list_title=data.get("list_title", data["title"]),
        sections=own + header,
        matrix=tuple(_matrix_row(row) for row in data.get("matrix", ())),
        lists=tuple(_list_layout(reader, row) for row in data.get("list", ())),
        unique_by=tuple(data.get("unique_by", ())),
        **{
            key: data[key]
            for key in ("letter", "order", "help", "title_field", "subtitle_field", "code_field",
                        "type_field",
                        "organization_field", "read_only")
            if key in data
        },
    )  # fmt: skip
    _check_form(reader, form)
    return form


def _matrix_row(row: Mapping[str, Any]) -> MatrixRow:
    needs = {
        key: need
        for need in (Need.REQUIRED, Need.CONDITIONAL, Need.NOT_APPLICABLE)
        for key in row.get(need.value, ())
    }
    return MatrixRow(row.get("title", ""), frozenset(row.get("fields", ())), needs)


def _list_layout(reader: _Reader, row: Mapping[str, Any]) -> ListLayout:
    identifier = reader.need(row, "id", "list")
    where = f"list.{identifier}"
    reader.only(
        row, {"id", "name", "title", "paper", "orientation", "group_by", "merge", "column"}, where
    )
    columns = []
    title = row.get("title", "")
    for column in reader.need(row, "column", where):
        reader.only(column, {"title", "value", "width", "group", "mark", "boxes"}, where)
        value = reader.need(column, "value", where)
        columns.append(ListColumn(
            title=reader.need(column, "title", where),
            values=tuple(value) if isinstance(value, list) else (value,),
            width=float(column.get("width", 10)), group=column.get("group", ""),
            mark=column.get("mark", ""), boxes=bool(column.get("boxes", False)),
        ))  # fmt: skip
    return ListLayout(
        identifier, row.get("name") or title.replace("{organization}", ""), title, tuple(columns), row.get("paper", "A3"),
        row.get("orientation", "landscape"), row.get("group_by", ""), tuple(row.get("merge", ())),
    )  # fmt: skip


def _check_form(reader: _Reader, form: Form) -> None:
    names = [field.id for section in form.sections for field in section.fields]
    for name, count in Counter(names).items():
        if count > 1:
            raise reader.fail(name, "id stands twice")
    named = [
        form.title_field,
        form.subtitle_field,
        form.code_field,
        form.type_field,
        form.organization_field,
    ]
    named += [*form.unique_by, *(name for row in form.matrix for name in row.fields)]
    for name in filter(None, named):
        if name not in form.fields:
            raise reader.fail(name, "no such field")
    _check_conditions(reader, form)
    for layout in form.lists:
        _check_paper(reader, layout)
        if layout.group_by:
            _check_path(reader, form, layout.id, layout.group_by)
        for column in layout.columns:
            for value in column.values:
                _check_path(reader, form, layout.id, value)


def _check_conditions(reader: _Reader, form: Form) -> None:
    for field in form.fields.values():
        for name in (name for clause in field.when for name in clause):
            if name not in form.fields:
                raise reader.fail(f"{field.id}.when", f"no such field {name}")


def _check_paper(reader: _Reader, layout: ListLayout) -> None:
    """Paper is known, and what is merged is a column of its own."""
    where = f"list.{layout.id}"
    for key, value, known in (("paper", layout.paper, ("A3", "A4")),
                              ("orientation", layout.orientation, ("landscape", "portrait"))):  # fmt: skip
        if value not in known:
            raise reader.fail(f"{where}.{key}", f"{value}: known are {', '.join(known)}")
    alone = {column.values[0] for column in layout.columns if len(column.values) == 1}
    for path in layout.merge:
        if path not in alone:
            raise reader.fail(f"{where}.merge", f"no column shows {path}")


def _check_path(reader: _Reader, form: Form, layout: str, path: str) -> None:
    head = re.split(r"[>.]", path, maxsplit=1)[0]
    if path != "@seq" and head not in form.fields:
        raise reader.fail(f"list.{layout}", f"no such field {path}")


def load_profile(path: Path) -> Profile:
    """Read one portal profile."""
    data = _read(path)
    reader = _Reader(path.name, {}, {})
    reader.only(data, {"id", "title", "codes", "code_layout", "lengths", "mandatory", "labels",
                       "help", "source", "mapped", "returns", "upper", "rules"}, "(file)")  # fmt: skip
    rules = data.get("rules", {})
    reader.only(rules, {"off"}, "rules")
    mandatory = data.get("mandatory", {})
    return Profile(
        reader.need(data, "id", "(file)"),
        reader.need(data, "title", "(file)"),
        data.get("codes", _CODES[0]),
        data.get("code_layout", {}),
        data.get("lengths", {}),
        {kind: frozenset(part.get("add", ())) for kind, part in mandatory.items()},
        {kind: frozenset(part.get("drop", ())) for kind, part in mandatory.items()},
        data.get("labels", {}),
        _mapped_copy(reader, data["mapped"]) if "mapped" in data else None,
        data.get("returns", {}),
        {kind: _upper_rule(reader, kind, row) for kind, row in data.get("upper", {}).items()},
        frozenset(rules.get("off", ())),
    )


def _upper_rule(reader: _Reader, kind: str, row: Mapping[str, Any]) -> UpperRule:
    reader.only(row, {"code", "level", "fixed"}, f"upper.{kind}")
    return UpperRule(row.get("code", ""), row.get("level", ""), tuple(row.get("fixed", ())))


def _mapped_copy(reader: _Reader, data: Mapping[str, Any]) -> MappedCopy:
    reader.only(data, set(MappedCopy.__slots__), "mapped")
    if reader.need(data, "format", "mapped") not in ("json", "xml", "xlsx"):
        raise reader.fail("mapped.format", "must be json, xml or xlsx")
    return MappedCopy(**data)


def _check_upper(profile: Profile, forms: Mapping[str, Form]) -> None:
    """What a catalogue of the level above fixes are fields that there are."""
    for kind, rule in profile.upper.items():
        if kind not in forms:
            raise DefinitionError(f"{profile.id}.toml", f"upper.{kind}", "no such kind")
        for name in filter(None, (rule.code, rule.level, *rule.fixed)):
            if name not in forms[kind].fields:
                raise DefinitionError(
                    f"{profile.id}.toml", f"upper.{kind}", f"no such field {name}"
                )


def load_sheet(path: Path, forms: Mapping[str, Form]) -> SheetLayout:
    """Read how one record of a kind is printed."""
    data = _read(path)
    fail = _Reader(path.name, {}, {}).fail
    kind = data.get("kind", "")
    if kind not in forms:
        raise fail("kind", f"no such kind {kind}")
    return SheetReader(fail, forms[kind]).layout(data)


def _files(folders: Iterable[Path], sub: str) -> list[Path]:
    """Definition files of all folders; a later folder's file wins over one of the same name."""
    found = {
        path.name: path for folder in folders for path in sorted((folder / sub).glob("*.toml"))
    }
    return [found[name] for name in sorted(found)]


def _tables(folders: Sequence[Path], vocabularies: Mapping[str, Vocabulary]) -> dict[str, Table]:
    """Shared tables; one may use another (materials → legal_basis), so unknown names wait."""
    tables: dict[str, Table] = {}
    waiting = _files(folders, "definitions/tables")
    while waiting:
        failed: list[tuple[Path, DefinitionError]] = []
        for path in waiting:
            try:
                table = load_table(path, vocabularies, tables)
            except DefinitionError as error:
                failed.append((path, error))
            else:
                tables[table.id] = table
        if len(failed) == len(waiting):
            raise failed[0][1]
        waiting = [path for path, _ in failed]
    return tables


def _header(folders: Sequence[Path], vocabularies: Mapping[str, Vocabulary],
            tables: Mapping[str, Table]) -> tuple[Section, ...]:  # fmt: skip
    path = next(p for p in _files(folders, "definitions") if p.name == "common_header.toml")
    reader = _Reader(path.name, vocabularies, tables)
    sections = (reader.section(row) for row in _read(path)["section"])
    return tuple(
        replace(section, fields=section.fields, id=f"header_{section.id}") for section in sections
    )


@cache
def load_catalogue(*extra: Path) -> Catalogue:
    """All definitions of the program, and of further folders laid out like ``forms/``.

    A file in a later folder replaces one of the same name, so an office can change a form; a word
    list is laid over ours.
    """
    folders = (DATA, *extra)
    vocabularies = {v.id: v for v in map(load_vocabulary, _files(folders, "vocabularies"))}
    tables = _tables(folders, vocabularies)
    header = _header(folders, vocabularies, tables)
    forms = [
        load_form(path, vocabularies, tables, header)
        for path in _files(folders, "definitions")
        if path.name != "common_header.toml"
    ]
    by_kind = {form.kind: form for form in sorted(forms, key=lambda form: form.order)}
    sheets = [load_sheet(path, by_kind) for path in _files(folders, "layouts")]
    profiles = {p.id: p for p in map(load_profile, _files(folders, "profiles"))}
    for profile in profiles.values():
        _check_upper(profile, by_kind)
    return Catalogue(
        forms=by_kind,
        sheets={(sheet.kind, sheet.id): sheet for sheet in sheets},
        vocabularies=vocabularies,
        profiles=profiles,
        header=header,
        wordlists=load_wordlists(folders),
    )
