"""The shipped definitions against the domain specification."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from forms.loader import load_catalogue
from forms.model import Field, Need

CATALOGUE = load_catalogue()
_LETTER = {"M": Need.REQUIRED, "C": Need.CONDITIONAL, "O": Need.OPTIONAL, "A": Need.AUTOMATIC}
_TABLES = {"legal_basis[]": "legal_basis", "materials[]": "materials",
           "process_steps[]": "process_steps"}  # fmt: skip


def _fields_of(kind: str) -> list[Field]:
    if kind == "common_header":
        return [field for section in CATALOGUE.header for field in section.fields]
    if kind in _TABLES:
        for form in CATALOGUE.forms.values():
            for field in form.tables():
                for table in (field, *field.columns):
                    if table.table is not None and table.table.id == _TABLES[kind]:
                        return list(table.columns)
        return []
    own = CATALOGUE.form(kind).sections
    return [f for section in own if section not in CATALOGUE.header for f in section.fields]


@pytest.fixture
def spec(shared: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((shared / "domain" / "fields.json").read_text("utf-8"))
    return data


def test_every_field_of_the_specification_is_there_with_its_need(spec: dict[str, Any]) -> None:
    wrong = []
    for kind in spec["kinds"]:
        ours = {field.spec_id or field.id: field for field in _fields_of(_kind_id(kind))}
        for item in kind["fields"]:
            field = ours.get(item["id"])
            if field is None or field.need is not _LETTER[item["need"]]:
                wrong.append((kind["id"], item["id"], field and field.need))
    assert wrong == []


def _kind_id(kind: dict[str, Any]) -> str:
    letters = {form.letter: form.kind for form in CATALOGUE.forms.values()}
    name = str(kind["id"])
    return name if name in CATALOGUE.forms else letters.get(name.split(maxsplit=1)[0], name)


def test_no_field_is_without_help_for_the_clerk() -> None:
    silent = [
        f"{form.kind}.{field.id}"
        for form in CATALOGUE.forms.values()
        for field in form.fields.values()
        if len(field.help) < 8
    ]
    assert silent == []


def test_a_conditional_field_says_when_in_words() -> None:
    silent = [
        f"{form.kind}.{field.id}"
        for form in CATALOGUE.forms.values()
        for field in form.fields.values()
        if field.need is Need.CONDITIONAL and not field.when_text
    ]
    assert silent == []


def test_every_code_list_of_the_specification_is_there() -> None:
    assert {f"CL{n:02}" for n in range(1, 38)} <= set(CATALOGUE.vocabularies)
    assert all(vocabulary.choices for vocabulary in CATALOGUE.vocabularies.values())


@pytest.mark.parametrize(
    ("vocabulary", "key", "old", "new"),
    [
        ("CL04", "administrative_organ", "5", "6"),
        ("CL02", "graded", "7", "6"),
        ("CL01", "administrative_licence", "01", "01"),
        ("CL06", "immediate", "1", "1"),
    ],
)
def test_one_key_has_the_code_that_each_portal_knows(
    vocabulary: str, key: str, old: str, new: str
) -> None:
    choices = CATALOGUE.vocabularies[vocabulary]
    assert CATALOGUE.profiles["gbt39046"].code(choices, key) == old
    assert CATALOGUE.profiles["gbt39554"].code(choices, key) == new


def test_references_that_point_at_each_other_name_each_other() -> None:
    for form in CATALOGUE.forms.values():
        for field in form.fields.values():
            if field.inverse:
                for kind in field.kinds:
                    assert CATALOGUE.form(kind).fields[field.inverse].type == "ref"
