"""The mapping files of platforms name only what the forms have."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.imports.mapping import PlatformMapping, mappings_for
from desktop.imports.platform import read_entries
from forms.loader import load_catalogue
from forms.values import fold
from tests.imports.finding import leaves_of

CATALOGUE = load_catalogue()
MAPPINGS = {mapping.id: mapping for mapping in mappings_for(CATALOGUE)}


def test_three_platforms_are_known() -> None:
    assert set(MAPPINGS) >= {"guangxi", "jinan", "lean"}


@pytest.mark.parametrize("mapping", MAPPINGS.values(), ids=MAPPINGS)
def test_every_target_is_a_field(mapping: PlatformMapping) -> None:
    fields = CATALOGUE.forms[mapping.kind].fields
    for rule in mapping.values:
        name, _, column = rule.target.partition(".")
        assert rule.html or name in fields, rule
        if column:
            table = fields[name].table
            assert table is not None
            assert {column, *rule.constants} <= set(table.by_id), rule
    for rows in mapping.rows:
        table = fields[rows.table].table
        assert table is not None
        assert set(rows.columns.values()) <= set(table.by_id), rows
        assert set(rows.units) <= set(rows.columns), rows


@pytest.mark.parametrize("mapping", MAPPINGS.values(), ids=MAPPINGS)
def test_ignored_keys_have_a_reason_and_no_rule_reads_them(mapping: PlatformMapping) -> None:
    assert all(mapping.ignored.values())
    read = {rule.path for rule in mapping.values}
    read |= {f"{rows.path}.{key}" for rows in mapping.rows for key in rows.columns}
    keys = {path.rpartition(".")[2] for path in read}
    assert not keys & set(mapping.ignored)


#: Signs that no file can hold are taken out; a test of their own has them.
SIGNS = st.characters(exclude_categories=("Cs", "Cc", "Cn"))
SCALARS = st.one_of(st.text(SIGNS, max_size=15), st.integers(-1, 10**15), st.booleans(), st.none(),
                    st.sampled_from(["1", "1,2", "无", "《某法》第一条", "2026-03-01", "20日"]))  # fmt: skip


@st.composite
def entries(draw: st.DrawFn) -> dict[str, object]:
    """An entry with the keys of the 广西 interface and any values."""
    mapping = MAPPINGS["guangxi"]
    paths = [rule.path for rule in mapping.values] + list(mapping.labels)
    entry: dict[str, object] = {"AUDIT_ITEM": {"task_name": "甲"}}
    for path in draw(st.lists(st.sampled_from(paths), max_size=12)):
        group, _, key = path.partition(".")
        target = entry.setdefault(group, {})
        assert isinstance(target, dict)
        target[key] = draw(SCALARS)
    for rows in mapping.rows:
        row = st.dictionaries(st.sampled_from([*rows.columns, *rows.units.values(), "x"]), SCALARS)
        entry[rows.path] = draw(st.lists(row, max_size=2))
    return entry


@settings(max_examples=40)
@given(entries())
def test_no_value_of_any_entry_gets_lost(entry: dict[str, object]) -> None:
    mapping = MAPPINGS["guangxi"]
    if not mapping.matches(entry):
        return
    result = read_entries("x.json", CATALOGUE, mapping, [entry])
    accounted = {(s.header, s.text) for s in result.sources}
    for path, text in leaves_of(entry):
        assert (path, text) in accounted or (path, text.lower()) in accounted
    remark = fold(str(result.records[0].values.get("remark", "")))
    for source in result.sources:
        if source.field == "remark":
            assert fold(source.text) in remark
