"""Lines are spelled alike by whatever spells them, and read strictly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.package import spelling
from forms.record import canonical_json

KEYS = st.text("abcdefghijklmnopqrstuvwxyz_0123456789", max_size=8)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 63), (1 << 64) - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_every_value_of_a_record_is_spelled_as_the_authority_does(value: object) -> None:
    text = spelling.spelled(value)
    assert text == canonical_json(value).encode()
    assert spelling.strictly_parsed(text) == value


@pytest.mark.parametrize("without", [True, False])
@pytest.mark.parametrize(
    "text", [b'{"a":1,"a":1}', b'{"a":NaN}', b"{", b'"\xff"', b'{"b":{"c":1,"c":2}}']
)
def test_what_is_not_strict_is_refused_with_and_without_orjson(
    text: bytes, without: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if without:
        monkeypatch.setattr(spelling, "orjson", None)
    with pytest.raises(ValueError):  # noqa: PT011 - each reader has its own words
        spelling.strictly_parsed(text)


def test_what_others_space_out_is_read_all_the_same() -> None:
    assert spelling.strictly_parsed(b'{ "b": 1, "a": [ ] }') == {"a": [], "b": 1}


def test_what_orjson_cannot_spell_is_spelled_all_the_same() -> None:
    assert spelling.spelled({"a": 1 << 70}) == b'{"a":1180591620717411303424}'
