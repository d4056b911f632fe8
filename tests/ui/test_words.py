"""Every word of the window can be said in another language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.ui import i18n
from desktop.ui.i18n import N_, choose_language, tr

UI = Path(i18n.__file__).resolve().parent
_CHINESE = re.compile("[\u4e00-\u9fff]")
_MARKS = {"tr", "N_"}


def marked(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of everything given to ``tr`` or ``N_`` as a literal."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node) in _MARKS and node.args:
            text = node.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield node.lineno, text.value


def unmarked(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of Chinese literals that no translation can reach.

    The log is for us; a single sign is a sign, not a word.
    """
    tree = ast.parse(source)
    free: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (_name(node) in _MARKS or _is_technical(node)):
            free.update(node.args)
        elif isinstance(node, ast.Expr):
            free.add(node.value)  # docstrings
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or node in free:
            continue
        if isinstance(node.value, str) and len(node.value) > 1 and _CHINESE.search(node.value):
            yield node.lineno, node.value


def _name(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _is_technical(node: ast.Call) -> bool:
    return ast.unparse(node.func).startswith(("re.", "logging."))


def sources() -> list[Path]:
    """The modules of the window."""
    return sorted(UI.rglob("*.py"))


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
