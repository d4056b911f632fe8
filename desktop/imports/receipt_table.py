"""Receipts of older portals: an Excel or CSV list of results, read through a mapping file.

The mapping (TOML) says which columns tell what, and what their words mean::

    portal = "某市政务服务管理平台"
    match = "code"              # uuid, code or title: what the record column holds

    [columns]                   # heading in the list; record and status are needed
    record = "事项编码"
    status = "审核结果"
    field = "问题栏目"
    code = "错误代码"
    message = "审核意见"

    [status]
    accepted = ["通过", "审核通过"]
    rejected = ["退回", "不通过"]
    conflict = []

    [fields]                    # the portal's word for a field → field of ours; labels are known
    "电话" = "consult_ways"

    [codes.E01]                 # the portal's code → rule and field of ours
    rule = "G01"
    field = "item_name"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.imports.grid import Grid
from desktop.imports.reader import open_file
from exports.package.receipt import STATUSES
from forms.model import Catalogue
from forms.values import fold

MATCHES = ("uuid", "code", "title")
_COLUMNS = ("record", "status", "field", "code", "message")
_NEEDED = ("record", "status")
#: A heading stands within so many rows of the top.
_LOOK_AT = 30


class MappingWrong(ValueError):
    """A mapping file or a list that does not fit it; the sentence says where."""


@dataclass(frozen=True)
class ReceiptMapping:
    """What a mapping file says."""

    portal: str
    match: str
    columns: Mapping[str, str]
    statuses: Mapping[str, str]
    fields: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableResult:
    """A line of the list: where it stands, which record it means, what it says."""

    row: int
    record: str
    status: str
    field: str = ""
    code: str = ""
    message: str = ""


def load_mapping(path: Path) -> ReceiptMapping:
    """Read a mapping file; `MappingWrong` says what is missing in it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MappingWrong(f"对照文件“{path.name}”读不了：{error}。") from error
    columns, statuses = data.get("columns", {}), data.get("status", {})
    _need(path, data, "portal", str)
    for name in _NEEDED:
        _need(path, columns, name, str, "columns.")
    for name in STATUSES[:2]:
        _need(path, statuses, name, list, "status.")
    unknown = [*(columns.keys() - set(_COLUMNS)), *(statuses.keys() - set(STATUSES))]
    if unknown:
        raise MappingWrong(f"对照文件“{path.name}”中有不认识的项“{unknown[0]}”。")
    match = data.get("match", "code")
    if match not in MATCHES:
        raise MappingWrong(f"对照文件“{path.name}”的 match 应为 {'、'.join(MATCHES)} 之一。")
    words = {fold(str(word)): status for status, listed in statuses.items() for word in listed}
    return ReceiptMapping(
        data["portal"], match, columns, words, data.get("fields", {}), data.get("codes", {})
    )


def read_table(path: Path, mapping: ReceiptMapping, catalogue: Catalogue) -> list[TableResult]:
    """The results in a list.

    Raises:
        MappingWrong: the columns are not there, or a word of the status column is not explained.
        UnreadableFile: it is no table.
    """
    for grid in open_file(path, catalogue).grids:
        found = _heading(grid, mapping)
        if found is not None:
            return _results(grid, mapping, *found, path.name)
    wanted = "、".join(f"“{mapping.columns[name]}”" for name in _NEEDED)
    raise MappingWrong(f"“{path.name}”中没有{wanted}这两列，请核对对照文件。")


def _need(path: Path, data: Any, name: str, kind: type, where: str = "") -> None:
    value = data.get(name) if isinstance(data, Mapping) else None
    if not isinstance(value, kind) or not value:
        raise MappingWrong(f"对照文件“{path.name}”缺少 {where}{name}。")


def _heading(grid: Grid, mapping: ReceiptMapping) -> tuple[int, dict[str, int]] | None:
    """The row of the headings, and the column of each part."""
    for row, columns in list(grid.rows.items())[:_LOOK_AT]:
        places = {fold(_shown(grid, row, column)): column for column in columns}
        found = {
            name: places[fold(heading)]
            for name, heading in mapping.columns.items()
            if fold(heading) in places
        }
        if all(name in found for name in _NEEDED):
            return row, found
    return None


def _shown(grid: Grid, row: int, column: int) -> str:
    """What a reader sees there, also where a merged cell covers the place."""
    shown = grid.shown(row, column)
    return shown[1].strip() if shown else ""


def _results(
    grid: Grid, mapping: ReceiptMapping, heading: int, places: Mapping[str, int], name: str
) -> list[TableResult]:
    results = []
    for row in grid.rows:
        if row <= heading:
            continue
        parts = {part: _shown(grid, row, column) for part, column in places.items()}
        if not parts["record"] and not parts["status"]:
            continue
        status = mapping.statuses.get(fold(parts["status"]))
        if status is None:
            raise MappingWrong(
                f"“{name}”第 {row} 行的结果“{parts['status']}”在对照文件里没有说明，没有采用任何一行。"
            )
        results.append(TableResult(
            row, parts["record"], status, parts.get("field", ""), parts.get("code", ""),
            parts.get("message", ""),
        ))  # fmt: skip
    return results
