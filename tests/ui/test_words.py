"""Every word of the window can be said in another language, and is in English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store import FinalizedError
from desktop.ui import i18n
from desktop.ui.i18n import FOLDER, N_, choose_language, tr, translations
from forms.loader import load_catalogue
from tests.ui.words import UI, marked, sources, unmarked, wanted

#: Words, stops, brackets and letters that only a Chinese text has.
_CHINESE_SIGNS = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
#: What the program reads, not the user: placeholders, codes of times, patterns of file names.
_MACHINE_READ = re.compile(r"\{[^}]*\}|%[A-Za-z]|\*\.[\w*]+|;;")


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(UI).as_posix())
def test_a_module_of_the_window_says_nothing_past_the_translation(path: Path) -> None:
    said = list(unmarked(path.read_text(encoding="utf-8")))
    assert not said, "Chinese words outside tr() or N_(): " + "; ".join(
        f"line {line}: {text}" for line, text in said
    )


def test_the_search_for_untranslatable_words_finds_them() -> None:
    source = (
        'a = "中文"\nb = f"共 {n} 条"\nc = tr("好")\nd = N_("行")\n"""说明"""\nre.compile("（")\n'
    )
    assert list(unmarked(source)) == [(1, "中文"), (2, "共 "), (2, " 条")]
    assert list(marked(source)) == [(3, "好"), (4, "行")]


def test_text_without_a_translation_stays_as_it_is() -> None:
    assert tr("没有人翻译过的{一句话}") == "没有人翻译过的{一句话}"
    assert tr("“{name}”共 {count} 条", name="清单", count=3) == "“清单”共 3 条"
    assert N_("原样") == "原样"
    assert tr("没有翻译||一个按钮") == "没有翻译"


def test_choosing_an_unknown_language_means_chinese() -> None:
    choose_language("tlh")
    assert tr("导入") == "导入"


def test_a_translation_keeps_what_the_program_reads() -> None:
    differing = {
        text: told
        for text, told in translations("en").items()
        if sorted(_MACHINE_READ.findall(text)) != sorted(_MACHINE_READ.findall(told))
    }
    assert not differing


def test_english_has_chinese_signs_only_where_it_quotes() -> None:
    mixed = {
        text: told
        for text, told in translations("en").items()
        if _CHINESE_SIGNS.search(re.sub('"[^"]*"', "", told))
    }
    assert not mixed


def test_the_choices_of_a_list_can_be_told_apart_in_english() -> None:
    words = translations("en")
    for vocabulary in load_catalogue().vocabularies.values():
        labels = {choice.label for choice in vocabulary.choices}
        assert len({words.get(label, label) for label in labels}) == len(labels), vocabulary.id


def test_every_text_is_translated_and_none_that_is_no_longer_said() -> None:
    files = {path.name: path for path in (FOLDER / "en").glob("*.json")}
    texts_of = wanted()
    assert files.keys() == texts_of.keys()
    for name, texts in texts_of.items():
        words = json.loads(files[name].read_text(encoding="utf-8"))
        waiting = sorted(text for text in texts if not words.get(text))
        stale = sorted(words.keys() - texts)
        assert not waiting, f"run `python -m tests.ui.words`, then translate in {name}: {waiting}"
        assert not stale, f"run `python -m tests.ui.words`: {name} has what nobody says: {stale}"


@pytest.fixture
def english() -> Iterator[None]:
    choose_language("en")
    yield
    choose_language("zh")


@pytest.mark.usefixtures("english")
def test_sentences_composed_below_the_window_are_told_in_english_with_what_they_name() -> None:
    final = str(FinalizedError("“法律”已经定稿，不能直接修改。请先建立新版本。"))
    assert i18n.said(final) == (
        '"法律" is final and cannot be changed directly. Begin a new version first.'
    )
    inner = "工作库中没有附件abc…的内容。请重新添加这个文件。"
    assert i18n.said(f"“乙.zip”没有通过核验：{inner}请重新生成后再传。") == (
        '"乙.zip" did not pass the check: The library has not got the content of attachment abc…. '
        "Add the file again. Make it again, then send it."
    )
    assert i18n.said("别的句子“甲”。") == "别的句子“甲”。"
    for template, told in json.loads((FOLDER / "en" / i18n.COMPOSED).read_text("utf-8")).items():
        holes = re.findall(r"\{(\w+)\}", template)
        made = template.format_map({name: f"<{name}>" for name in holes})
        assert i18n.said(made) == told.format_map({name: f"<{name}>" for name in holes})


def test_in_chinese_a_composed_sentence_stays_as_it_is() -> None:
    assert i18n.said("“甲”已经定稿，不能直接修改。请先建立新版本。").startswith("“甲”已经定稿")
