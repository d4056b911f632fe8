"""JSON Schema of every form: a record that is right passes, one that is wrong does not."""

from __future__ import annotations

from typing import Any

import pytest

from forms.loader import load_catalogue
from forms.model import Form
from forms.record import Record
from forms.schema import json_schema
from tests.schema_judge import check_schema, validator

CATALOGUE = load_catalogue()


def _errors(form: Form, values: dict[str, Any], **options: bool) -> list[str]:
    schema = json_schema(form, **options)
    record = Record(form.kind, values, updated_at="2026-11-23T08:00:00Z")
    return [error.message for error in validator(schema).iter_errors(record.to_json())]


@pytest.mark.parametrize("form", CATALOGUE.forms.values(), ids=lambda form: form.kind)
def test_the_schema_of_every_form_is_a_schema(form: Form) -> None:
    check_schema(json_schema(form))
    check_schema(json_schema(form, draft=True))


@pytest.mark.parametrize("form", CATALOGUE.forms.values(), ids=lambda form: form.kind)
def test_an_empty_draft_passes_and_an_empty_final_record_does_not(form: Form) -> None:
    assert _errors(form, {}, draft=True) == []
    assert any("required" in message for message in _errors(form, {}))


def test_a_draft_may_carry_text_that_was_not_understood_and_a_final_record_may_not() -> None:
    form = CATALOGUE.form("service_guide")
    values = {"promise_limit": "尽快", "task_type": "许可类", "materials": "见附件"}
    assert _errors(form, values, draft=True) == []
    assert len([m for m in _errors(form, values) if "required" not in m]) == 3


def test_internal_fields_do_not_leave_the_house() -> None:
    form = CATALOGUE.form("service_guide")
    assert form.fields["compiler_phone"].internal
    assert "compiler_phone" not in json_schema(form)["properties"]
    assert "compiler_phone" in json_schema(form, public=False)["properties"]


def test_a_key_that_the_form_does_not_know_is_refused() -> None:
    assert _errors(CATALOGUE.form("proof_item"), {"surprise": "x"}, draft=True)
