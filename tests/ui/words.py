"""Which words the window says, for the test of the translations and to bring them up to date.

``python -m tests.ui.words`` adds what is new to ``resources/translations/en`` with an empty
translation, drops what is said no more, and tells how many are still to be translated.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from desktop import APP_NAME
from desktop.ui import i18n, theme
from desktop.ui.settings_here import THEMES
from forms.loader import load_catalogue
from forms.model import Field
from forms.problem import Severity
from forms.rules import registry
from forms.values.duration import Duration

ROOT = Path(i18n.__file__).resolve().parents[2]
UI = ROOT / "desktop" / "ui"
USECASES = ROOT / "desktop" / "usecases"
CHINESE = re.compile("[\u4e00-\u9fff]")
#: Also the stops between words: 、 is to be said in English, too.
_SIGN = re.compile("[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]")
_MARKS = {"tr", "N_"}
#: Use cases with tables of words that the window shows as ``tr(…)``: states of records, sorts of
#: deeds, dimensions of quality, what is due.
_TABLES = (
    "about", "document_fonts", "due", "export_jobs", "exporting", "history", "law_meaning", "packing", "people", "previewing",
    "quality",
    "review_guards", "review_rounds", "verifying", "workbench",
)  # fmt: skip
#: Modules whose rules name what is wrong in words of their own, and what they call those words.
_MESSAGE_PARTS = (
    "rules/basis.py", "rules/codes.py", "rules/fees.py", "rules/flow.py", "rules/general.py",
    "rules/limits.py", "rules/materials.py", "rules/powers.py", "rules/residue.py",
    "values/citation.py", "values/codes.py", "values/document_number.py",
)  # fmt: skip
_PART_NAMES = {"_KINDS", "lacking", "new", "said", "what", "wrong"}


def sources() -> list[Path]:
    """The modules of the window."""
    return sorted(UI.rglob("*.py"))


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
        if isinstance(node.value, str) and len(node.value) > 1 and CHINESE.search(node.value):
            yield node.lineno, node.value


def _name(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _is_technical(node: ast.Call) -> bool:
    return ast.unparse(node.func).startswith(("re.", "logging."))


def window_words() -> set[str]:
    """What the modules of the window say."""
    return {
        text
        for path in sources()
        for _, text in marked(path.read_text(encoding="utf-8"))
        if _SIGN.search(text)
    } | {
        APP_NAME,
        *(theme.load_theme(name).title for name in THEMES),
        *usecase_words(),
        *refusals(),
    }


def usecase_words() -> set[str]:
    """What use cases hand to the window as a word of a table or a step of their progress.

    Sentences that they compose (reasons, errors) cannot be said in another language.
    """
    found: set[str] = set()
    for path in sorted(USECASES.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.stem in _TABLES:
            for node in tree.body:
                if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                    found |= _literals(node.value)
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "progress.step":
                found |= {text for part in call.args[2:] for text in _literals(part)}
            elif isinstance(call, ast.Tuple) and path.stem in _TABLES:
                found |= _literals(call.elts[0]) if call.elts else set()
    return found


def refusals() -> set[str]:
    """What the layers below refuse in a sentence that is whole; others are composed."""
    found: set[str] = set()
    for folder in ("desktop/usecases", "desktop/store", "desktop/imports", "exports"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                    found |= {
                        text.value
                        for text in node.exc.args[:1]
                        if isinstance(text, ast.Constant) and isinstance(text.value, str)
                    }
    return {text for text in found if CHINESE.search(text)}


#: Where sentences about what went wrong are composed that people see most.
_COMPOSING = ("desktop/usecases", "desktop/store", "desktop/exchange", "desktop/laws",
              "exports/word/letterhead.py")  # fmt: skip


def composed() -> set[str]:
    """The templates of what those modules refuse, as `i18n.said` finds them again."""
    found: set[str] = set()
    for place in map(ROOT.joinpath, _COMPOSING):
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                call = node.exc if isinstance(node, ast.Raise) else node
                is_error = isinstance(node, ast.Raise) or (
                    isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__"
                )
                if is_error and isinstance(call, ast.Call) and call.args:
                    found |= set(_templates(call.args[0]))
    return {text for text in found if CHINESE.search(text)}


def _templates(node: ast.expr) -> Iterator[str]:
    """A composed text with a name in each hole; of a choice each of its texts."""
    if isinstance(node, ast.IfExp):
        yield from _templates(node.body)
        yield from _templates(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        parts: list[str] = []
        names: set[str] = set()
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(str(part.value))
                continue
            assert isinstance(part, ast.FormattedValue)
            value = part.value
            name = value.attr if isinstance(value, ast.Attribute) else ""
            name = value.id if isinstance(value, ast.Name) else name
            name = name.strip("_").lower() or "x"
            while name in names:
                name += "2"
            names.add(name)
            parts.append("{" + name + "}")
        yield "".join(parts)


def message_parts() -> set[str]:
    """What rules put into their messages, and what one-click mends are called."""
    found = mends()
    for name in _MESSAGE_PARTS:
        tree = ast.parse((ROOT / "forms" / name).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Return | ast.Yield) or (
                isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in _PART_NAMES
            ):
                found |= _literals(node.value)
            elif isinstance(node, ast.Dict):
                found |= _literals_of_what(node)
    return {text for text in found if len(text) > 1}


def mends() -> set[str]:
    """What one-click mends are called: all their words, whether or not they are composed."""
    found: set[str] = set()
    for path in (*sorted((ROOT / "forms").rglob("*.py")), USECASES / "dragging.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            node.targets[0].id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Fix", "Fix.worded"):
                label = node.args[0]
                found |= _literals(names.get(label.id) if isinstance(label, ast.Name) else label)
    return found


def _literals_of_what(node: ast.Dict) -> set[str]:
    return {
        text
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "what"
        for text in _literals(value)
    }


def _literals(tree: ast.AST | None) -> set[str]:
    if tree is None:
        return set()
    composed = {
        part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node not in composed
        if isinstance(node.value, str) and _SIGN.search(node.value)
    }


def rule_words() -> set[str]:
    """What the rules of the check are called and say, and how much their problems weigh."""
    units = load_catalogue().vocabularies["CL09"].by_key
    limits = {Duration(amount, unit).text() for amount in (0, 1) for unit in units}
    found = message_parts() | {item.word for item in Severity} | limits
    for text in registry.texts().values():
        found |= {text.title, text.message, text.hint, *text.variants.values()}
    return {text for text in found if _SIGN.search(text)}


def form_words() -> set[str]:
    """What forms, their fields, code lists and portals are called, and the help beside them.

    Not the law that asks for a field: it is a reference, to be found by its own name.
    """
    catalogue = load_catalogue()
    found: set[str] = {profile.title for profile in catalogue.profiles.values()}
    for form in catalogue.ordered():
        found |= {form.title, form.list_title, form.help}
        for section in form.sections:
            found |= {section.title, section.help}
            for field in section.fields:
                found |= _field_words(field)
    for vocabulary in catalogue.vocabularies.values():
        for choice in vocabulary.choices:
            found |= {choice.label, choice.help}
    return {text for text in found if CHINESE.search(text)}


def _field_words(field: Field) -> set[str]:
    found = {field.label, field.help, field.when_text}
    if field.table is not None:
        found |= {field.table.title, field.table.row_title}
    for column in field.columns:
        found |= _field_words(column)
    return found


def wanted() -> dict[str, set[str]]:
    """File name → the texts that it must translate; a text stands in one of them only."""
    forms, rules = form_words(), rule_words()
    return {
        "forms.json": forms,
        "rules.json": rules - forms,
        "window.json": window_words() - forms - rules,
        i18n.COMPOSED: composed(),
    }


def update(folder: Path) -> int:
    """Bring the files of a language up to date; how many texts wait for their translation."""
    waiting = 0
    known = i18n.translations(folder.name)
    for name, texts in wanted().items():
        words = {text: known.get(text, "") for text in sorted(texts)}
        waiting += sum(not told for told in words.values())
        content = json.dumps(words, ensure_ascii=False, indent=0)
        (folder / name).write_text(f"{content}\n", encoding="utf-8")
    return waiting


if __name__ == "__main__":
    sys.stdout.write(f"{update(i18n.FOLDER / 'en')} texts wait for their translation\n")
