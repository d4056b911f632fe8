"""Word lists (SPEC §11), and what an office adds to them.

A list of ours is a TOML file in ``forms/wordlists``. An office puts a file of the same name into
its own folder; what it says is laid over ours (`merged`): ``words`` are added, those in ``without``
go, ``entry`` and ``law`` rows are added or replace the one of the same name, ``rewrite`` gives the
word that is offered instead, ``off = true`` switches the list off. Every error names file and key,
in Chinese, as clerks write these files.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

#: What names a row of a part that has rows.
_NAMES = {"entry": "old", "law": "title"}
_ROW_KEYS = {
    "entry": {"old", "new", "since", "note", "unless"},
    "law": {"title", "amended", "since", "note"},
}
_TABLES = ("rewrite", "codes", "stages", "accountability")
_KEYS = {
    "id", "title", "rule", "source", "words", "ends", "without", "off", "may_delete", "default",
    *_NAMES, *_TABLES,
}  # fmt: skip


class WordlistError(ValueError):
    """A word list says something that cannot be understood."""

    def __init__(self, file: str, key: str, message: str) -> None:
        super().__init__(f"词表 {file} 的“{key}”：{message}")
        self.file = file
        self.key = key


def read_wordlist(path: Path) -> dict[str, Any]:
    """The content of a file, checked. Raises `WordlistError`."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise WordlistError(path.name, "整个文件", "不是 UTF-8 编码，请另存为 UTF-8。") from None
    except tomllib.TOMLDecodeError as error:
        message = f"写法不对，引号、方括号、逗号都要用半角（{error}）。"
        raise WordlistError(path.name, "整个文件", message) from None
    _check(path.name, data)
    return data


def _check(file: str, data: Mapping[str, Any]) -> None:
    for key, value in data.items():
        if key not in _KEYS:
            raise WordlistError(file, key, f"没有这个项目；可用的：{'、'.join(sorted(_KEYS))}。")
        if key in ("words", "ends", "without"):
            _check_words(file, key, value)
        elif key in _NAMES:
            _check_rows(file, key, value)
        elif key in _TABLES and not isinstance(value, dict):
            raise WordlistError(file, key, "应写成“[项目]”下面一行一个“名称 = 内容”。")
        elif key in ("off", "may_delete") and not isinstance(value, bool):
            raise WordlistError(file, key, "只能写 true 或 false。")
    for word, new in data.get("rewrite", {}).items():
        if not isinstance(new, str) or not word.strip():
            raise WordlistError(file, f"rewrite.{word}", '应写成“"原来的词" = "改成的词"”。')


def _check_words(file: str, key: str, value: Any) -> None:
    if not isinstance(value, list):
        raise WordlistError(file, key, '应写成 ["词", "词"]。')
    for number, word in enumerate(value, 1):
        if not isinstance(word, str) or not word.strip():
            raise WordlistError(file, f"{key} 第{number}个", "应为引号里的词，不能空白。")


def _check_rows(file: str, key: str, value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise WordlistError(file, key, f"每一条都应以 [[{key}]] 开头。")
    for number, row in enumerate(value, 1):
        where = f"{key} 第{number}条"
        if unknown := sorted(set(row) - _ROW_KEYS[key]):
            raise WordlistError(file, f"{where} {unknown[0]}", "没有这个项目。")
        name = row.get(_NAMES[key])
        if not isinstance(name, str) or not name.strip():
            raise WordlistError(file, f"{where} {_NAMES[key]}", "没有填写。")
        if "unless" in row:
            _check_words(file, f"{where} unless", row["unless"])
        for item in set(row) - {"unless"}:
            if not isinstance(row[item], str):
                raise WordlistError(file, f"{where} {item}", "应为引号里的文字。")


def merged(ours: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Our list with an office's laid over it."""
    if own.get("off"):
        return {**{key: ours[key] for key in ("id", "title", "rule") if key in ours}, "off": True}
    found = {**ours, **{key: own[key] for key in ("may_delete", "default") if key in own}}
    gone = set(own.get("without", ()))
    for part in ("words", "ends"):
        words = [*ours.get(part, ()), *own.get(part, ())]
        if words:
            found[part] = [word for word in dict.fromkeys(words) if word not in gone]
    for part, name in _NAMES.items():
        rows = {row[name]: row for row in (*ours.get(part, ()), *own.get(part, ()))}
        if rows:
            found[part] = [row for key, row in rows.items() if key not in gone]
    for table in _TABLES:
        if table in own:
            found[table] = {**ours.get(table, {}), **own[table]}
    return found


def load_wordlists(folders: Sequence[Path]) -> dict[str, Mapping[str, Any]]:
    """The lists of the first folder, with those of the others laid over them. Raises
    `WordlistError`; a list that we do not have is an error too: no rule would ask for it.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for number, folder in enumerate(folders):
        for path in sorted((folder / "wordlists").glob("*.toml")):
            data = read_wordlist(path)
            if number and path.stem not in found:
                message = f"没有这个词表；可用的：{_names(found)}。"
                raise WordlistError(path.name, "文件名", message)
            found[path.stem] = merged(found.get(path.stem, {}), data)
    return found


def _names(lists: Iterable[str]) -> str:
    return "、".join(f"{name}.toml" for name in sorted(lists))
