"""Definition files are read strictly; errors name file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.loader import DATA, DefinitionError, load_catalogue, load_form

HEAD = 'kind = "k"\ntitle = "甲"\n[[section]]\nid = "a"\ntitle = "乙"\n'


def _load(tmp_path: Path, text: str) -> None:
    path = tmp_path / "k.toml"
    path.write_text(text, encoding="utf-8")
    catalogue = load_catalogue()
    load_form(path, catalogue.vocabularies, {}, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kind = ", r"k\.toml: \(file\)"),
        ('title = "甲"\n[[section]]\nid="a"\ntitle="b"', "kind is missing"),
        (HEAD + "[[section.field]]\nid='X1'\nlabel='x'\ntype='text'", "section.a.X1: id must be"),
        (HEAD + "[[section.field]]\nid='x'\nlabel='x'\ntype='tekst'", "unknown type tekst"),
        (HEAD + "[[section.field]]\nid='x'\nlabel='x'\ntype='text'\nmax_len=3", "key max_len"),
        (HEAD + "[[section.field]]\nid='x'\nlabel='x'\ntype='enum'", "vocabulary is missing"),
        (
            HEAD + "[[section.field]]\nid='x'\nlabel='x'\ntype='enum'\nvocabulary='CL99'",
            "unknown vocabulary CL99",
        ),
        (HEAD + "[[section.field]]\nid='x'\nlabel='x'\ntype='text'\nneed='must'", "need must"),
        (
            HEAD + "[[section.field]]\nid='x'\nlabel='x'\ntype='text'\nwhen={ y = true }",
            r"x\.when: no such field y",
        ),
        (
            HEAD + "[[section.field]]\nid='x'\nlabel='x'\ntype='text'\n"
            "[[section.field]]\nid='x'\nlabel='x'\ntype='text'",
            "id stands twice",
        ),
        (
            HEAD + "[[section.field]]\nid='x'\nlabel='x'\ntype='text'\n"
            "[[list]]\nid='l'\n[[list.column]]\ntitle='t'\nvalue='y.z'",
            r"list\.l: no such field y\.z",
        ),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(DefinitionError, match=expected):
        _load(tmp_path, text)


def test_every_kind_carries_the_common_header() -> None:
    catalogue = load_catalogue()
    header = {field.id for section in catalogue.header for field in section.fields}
    assert all(header <= set(form.fields) for form in catalogue.forms.values())


def test_an_office_may_replace_a_form_by_a_file_of_the_same_name(tmp_path: Path) -> None:
    source = (DATA / "definitions" / "proof_item.toml").read_text("utf-8")
    folder = tmp_path / "definitions"
    folder.mkdir()
    changed = source.replace('title = "', 'title = "本地', 1)
    (folder / "proof_item.toml").write_text(changed, encoding="utf-8")
    assert load_catalogue(tmp_path).form("proof_item").title.startswith("本地")
    assert not load_catalogue().form("proof_item").title.startswith("本地")


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ('paper = "A3"', 'paper = "B5"', "list.power_list.paper: B5: known are A3, A4"),
        ('group_by = "power_type"', 'group_by = "type"', "list.power_list: no such field type"),
        ('merge = ["name"]', 'merge = ["names"]', "list.power_list.merge: no column shows names"),
    ],
)
def test_a_wrong_list_layout_names_file_and_key(
    wrong: str, right: str, words: str, tmp_path: Path
) -> None:
    text = (DATA / "definitions" / "power_item.toml").read_text(encoding="utf-8")
    assert wrong in text
    (tmp_path / "definitions").mkdir()
    changed = tmp_path / "definitions" / "power_item.toml"
    changed.write_text(text.replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_catalogue(tmp_path)
    assert str(caught.value) == f"power_item.toml: {words}"
