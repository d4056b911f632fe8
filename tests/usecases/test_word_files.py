"""The word lists as settings show them, and the templates of an office's files."""

from __future__ import annotations

from desktop.usecases import word_files
from forms.loader import DATA
from forms.rules import registry
from forms.word_files import merged, read_wordlist


def _one(identifier: str) -> word_files.WordList:
    return next(item for item in word_files.word_lists() if item.id == identifier)


def test_every_list_names_rules_that_there_are() -> None:
    lists = word_files.word_lists()
    assert "vague" in {item.id for item in lists}
    for item in lists:
        assert set(item.rules) <= set(registry.texts()), item.id
        assert item.words > 0, item.id


def test_a_fresh_template_of_every_list_changes_nothing() -> None:
    for item in word_files.word_lists():
        path = word_files.make_own(item.id)
        ours = read_wordlist(DATA / "wordlists" / path.name)
        assert merged(ours, read_wordlist(path)) == ours, item.id
    assert [(i.added, i.removed, i.off, i.error) for i in word_files.word_lists()] == [
        (0, 0, False, "") for _ in word_files.word_lists()
    ]


def test_the_offices_words_are_counted_and_its_mistakes_told() -> None:
    path = word_files.make_own("vague")
    path.write_text('words = ["信誉卓著"]\nwithout = ["良好", "适当"]\n', encoding="utf-8")
    item = _one("vague")
    assert (item.added, item.removed, item.has_own) == (1, 2, True)
    path.write_text('words = ["信誉卓著"', encoding="utf-8")
    assert "vague.toml" in _one("vague").error
    path.write_text("off = true", encoding="utf-8")
    assert _one("vague").off


def test_what_somebody_wrote_is_never_replaced_by_a_template() -> None:
    path = word_files.make_own("vague")
    path.write_text('words = ["信誉卓著"]', encoding="utf-8")
    assert word_files.make_own("vague").read_text(encoding="utf-8") == 'words = ["信誉卓著"]'


def test_files_that_belong_to_no_list_are_named() -> None:
    word_files.own_folder().mkdir(parents=True)
    (word_files.own_folder() / "我的词.toml").write_text("", encoding="utf-8")
    assert word_files.strays() == ("我的词.toml",)
