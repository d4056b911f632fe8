"""Reading a JSON file; what is wrong with it is one sentence with the place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from desktop.imports.result import UnreadableFile

#: Deeper is no data of a platform, and walks of it would end the stack.
DEEPEST = 60
#: No number of a platform has so many digits; longer ones stay text.
_MOST_DIGITS = 400


def load_json(path: Path) -> Any:
    """The content of a JSON file, or of one with a JSON in each line (NDJSON) as their list.

    UTF-8, UTF-16 and GB 18030 are read. ``UnreadableFile`` names line and character of a fault.
    """
    text = _decoded(path)
    try:
        data = _parse(path, text)
    except RecursionError:
        data = None
        deep = True
    else:
        deep = not within_depth(data)
    if deep:
        raise UnreadableFile(path.name, "的JSON嵌套过深，不像平台数据，请重新导出。")
    return data


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _utf16(path, data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = error.start + 1
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        raise UnreadableFile(
            path.name, f"第{place}个字节起不是UTF-8文字，请另存为UTF-8编码。"
        ) from None


def _utf16(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            path.name, f"第{error.start + 1}个字节起不是正确的文字，请另存为UTF-8编码。"
        ) from None


def _parse(path: Path, text: str) -> Any:
    try:
        return parse_json(text)
    except json.JSONDecodeError as error:
        lines = _lines(text) if error.msg == "Extra data" else None
        if lines is not None:
            return lines
        raise UnreadableFile(
            path.name,
            f"第{error.lineno}行第{error.colno}个字符处不是正确的JSON，"
            "文件可能没有下载完，请重新导出。",
        ) from None


def _lines(text: str) -> list[Any] | None:
    """The objects of a file with one in each line; None when a line holds none."""
    found = []
    for line in text.split("\n"):
        if line.strip():
            try:
                found.append(parse_json(line))
            except json.JSONDecodeError:
                return None
    return found


def parse_json(text: str) -> Any:
    """JSON as platforms write it: of a key that comes twice both values stay, NaN is no value."""
    return json.loads(
        text, object_pairs_hook=_object, parse_constant=lambda _: None, parse_int=_whole,
        parse_float=_broken,
    )  # fmt: skip


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        found = {}
        for key, value in pairs:
            if key not in found:
                found[key] = value
            elif found[key] != value:
                held = found[key]
                found[key] = [*held, value] if isinstance(held, list) else [held, value]
    return found


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) < _MOST_DIGITS else digits


def _broken(digits: str) -> float | str:
    """A number with decimals; one that a float would change (a code without quotes) stays text."""
    number = float(digits)
    return number if repr(number) == digits else digits


def within_depth(node: Any, deepest: int = DEEPEST) -> bool:
    """Whether data are nested as data are, not to end the stack of whoever walks them."""
    level = [node]
    for _ in range(deepest):
        level = [
            part for item in level if isinstance(item, (dict, list))
            for part in (item.values() if isinstance(item, dict) else item)
        ]  # fmt: skip
        if not level:
            return True
    return not any(isinstance(item, (dict, list)) for item in level)
