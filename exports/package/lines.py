"""Checks the records in a package line by line: enough to import them safely, not the rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from exports.package.spelling import strictly_parsed

_LONGEST_LINE = 32 << 20
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class BadLine(ValueError):
    """A line that is no record; the message says why, without the place."""


def raw_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a file that comes in pieces, none longer than is sane; the last one may lack
    its end.

    Raises:
        BadLine: a line is longer.
    """
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > _LONGEST_LINE or any(len(line) >= _LONGEST_LINE for line in lines):
            raise BadLine("一行长得不正常")
        yield from (line + b"\n" for line in lines)
    if rest:
        yield rest


def parse_line(line: bytes) -> dict[str, Any]:
    """A line as JSON object, strictly: UTF-8, no key twice, no NaN.

    Raises:
        BadLine: it is none.
    """
    if not line.endswith(b"\n"):
        raise BadLine("最后一行不完整")
    try:
        record = strictly_parsed(line[:-1])
    except (ValueError, RecursionError) as error:
        raise BadLine("不是合格的 JSON") from error
    if not isinstance(record, dict):
        raise BadLine("不是一条记录")
    return record


class LineChecker:
    """Checks the records of one kind against the outer shape of their schema."""

    def __init__(self, kind: str, schema: dict[str, Any], seen: set[str]) -> None:
        self._kind, self._seen = kind, seen
        self._known = set(schema.get("properties", ()))
        self._required = set(schema.get("required", ()))
        self._last = ""
        self.count = 0

    def check(self, line: bytes) -> dict[str, Any]:
        """Check the next line.

        Raises:
            BadLine: what is wrong with it.
        """
        record = parse_line(line)
        self.count += 1
        uuid = record.get("record_uuid")
        if not isinstance(uuid, str) or not _UUID.fullmatch(uuid):
            raise BadLine("没有合格的记录标识")
        if record.get("record_kind") != self._kind:
            raise BadLine(f"记录种类不是 {self._kind}")
        if uuid in self._seen:
            raise BadLine(f"记录标识 {uuid} 重复")
        self._seen.add(uuid)
        if uuid < self._last:
            raise BadLine("记录没有按标识排序")
        self._last = uuid
        if lacking := self._required - record.keys():
            raise BadLine(f"缺少 {'、'.join(sorted(lacking))}")
        if unknown := record.keys() - self._known:
            raise BadLine(f"有格式说明以外的内容：{'、'.join(sorted(unknown))}")
        return record


def files_named(value: Any) -> Iterator[str]:
    """The sha256 of every file that a value names, at any depth."""
    pending = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            if isinstance(part.get("sha256"), str) and "name" in part:
                yield part["sha256"]
            pending += part.values()
        elif isinstance(part, list):
            pending += part
