"""The word lists of the rules, and the files in which an office adds words of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.paths import own_definitions
from desktop.usecases.definitions import DATA
from forms.rules import registry
from forms.word_files import WordlistError, merged, read_wordlist

#: Lists that are no words to be found: people do not extend them by words.
_TABLES = frozenset({"area_codes", "duty_stages"})
_FOLDER = "wordlists"


@dataclass(frozen=True, slots=True)
class WordList:
    """A list as it will be read when the program starts next.

    ``words`` of ours and the office's together; ``added`` and ``removed`` are the office's;
    ``error`` says in a sentence why its file cannot be read.
    """

    id: str
    title: str
    rules: tuple[str, ...]
    words: int
    added: int = 0
    removed: int = 0
    off: bool = False
    has_own: bool = False
    error: str = ""


def own_folder() -> Path:
    """Where the office's files lie."""
    return own_definitions() / _FOLDER


def word_lists() -> tuple[WordList, ...]:
    """Every list of words, in the order of their rules."""
    found = [
        _list(path) for path in sorted((DATA / _FOLDER).glob("*.toml")) if path.stem not in _TABLES
    ]
    order = {rule: number for number, rule in enumerate(registry.texts())}
    # What no rule goes by serves the import, and comes last.
    return tuple(sorted(found, key=lambda item: order.get("".join(item.rules[:1]), len(order))))


def strays() -> tuple[str, ...]:
    """Files of the office that no list of ours has the name of: the program does not start on them."""
    ours = {path.name for path in (DATA / _FOLDER).glob("*.toml")}
    return tuple(sorted(p.name for p in own_folder().glob("*.toml") if p.name not in ours))


def _list(path: Path) -> WordList:
    ours = read_wordlist(path)
    rules = _rules(ours)
    title, number = str(ours.get("title", path.stem)), len(_words(ours))
    own = own_folder() / path.name
    if not own.is_file():
        return WordList(path.stem, title, rules, number)
    try:
        theirs = read_wordlist(own)
    except (WordlistError, OSError) as error:
        return WordList(path.stem, title, rules, number, has_own=True, error=str(error))
    together = _words(merged(ours, theirs))
    before = _words(ours)
    return WordList(
        path.stem, title, rules, len(together), len(together - before), len(before - together),
        bool(theirs.get("off")), has_own=True,
    )  # fmt: skip


def _rules(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The rules that go by a list; none for a list of the import."""
    return tuple(filter(None, str(data.get("rule", "")).split(",")))


def _words(data: Mapping[str, Any]) -> set[str]:
    rows = {str(row[name]) for part, name in (("entry", "old"), ("law", "title"))
            for row in data.get(part, ()) if name in row}  # fmt: skip
    return {*data.get("words", ()), *rows}


def make_own(identifier: str) -> Path:
    """The office's file of a list; a template with explanations where there is none yet."""
    path = own_folder() / f"{identifier}.toml"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template(identifier), encoding="utf-8")
    return path


def template(identifier: str) -> str:
    """A file that changes nothing yet and says how to change what."""
    ours = read_wordlist(DATA / _FOLDER / f"{identifier}.toml")
    rules = "、".join(_rules(ours))
    serves = f"（规则 {rules}）" if rules else ""
    lines = [
        f"# {ours.get('title', identifier)}{serves}：本单位的补充，与明册自带的词表合在一起使用。",
        "# 改好保存后，重新打开明册生效。# 开头的行是说明；去掉 # 就起作用。引号、方括号、逗号都用半角。",
        "",
        "# 整张词表都不用：",
        "# off = true",
        "",
    ]
    if "words" in ours:
        lines += [
            "# 增加的词：", 'words = [', '  # "某某词",', "]", "",
            "# 不用的自带词：", "without = [", '  # "某某词",', "]", "",
        ]  # fmt: skip
    else:
        lines += ["# 不用的自带词：", "without = [", '  # "某某局",', "]", ""]
    if "entry" in ours:
        lines += [
            "# 增加或者改写一条：old 旧的写法，new 现在的写法，since 从何时起，note 说明，",
            "# unless 出现这些词时不提示。",
            "# [[entry]]", '# old = "某某管理办公室"', '# new = "某某局"', '# since = "2024"', "",
        ]  # fmt: skip
    lines += [
        "# 一键改写：左边是词表里的词，右边是改成的词（这一段放在最后）。",
        "# [rewrite]", '# "某某词" = "改成的词"', "",
    ]  # fmt: skip
    lines.append("# 明册自带的词：")
    lines += [f"#   {word}" for word in sorted(_words(ours))]
    return "\n".join(lines) + "\n"
