"""Every word of the window can be said in another language, and is in English."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.ui.i18n import N_, choose_language, tr
from tests.ui.words import UI, marked, sources, unmarked


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


def test_choosing_an_unknown_language_means_chinese() -> None:
    choose_language("tlh")
    assert tr("导入") == "导入"
