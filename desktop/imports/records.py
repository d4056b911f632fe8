"""Mingce's own JSON of records → the same records: identity, version and state stay as they are.

One file is ``{"mingce": 1, "records": [Record.to_json(), …], "attachments": {sha256: {"name",
"media_type", "base64"}}}``. The built-in sample agency (示例单位) is kept in it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from desktop.imports.result import Attachment, SheetReport, UnreadableFile
from desktop.imports.rows import SheetResult
from forms.model import Catalogue
from forms.record import Record

#: The key that marks the format; its value is the version of the format.
MARK = "mingce"
VERSION = 1

_AGAIN = "请重新导出后再导入。"


def is_records(data: Any) -> bool:
    """Whether parsed JSON is of this format, be it broken or newer than this program."""
    return isinstance(data, Mapping) and MARK in data


def read_records(
    file: str, data: Mapping[str, Any], catalogue: Catalogue, kind: str | None = None
) -> list[SheetResult]:
    """The records of a file's content, of one ``kind`` if given, by kind.

    ``UnreadableFile`` says in a sentence what is wrong and where: a newer format,
    an unknown kind, an identifier that is none or comes twice, an attachment that is missing or
    not what its hash says.
    """
    _known_version(file, data)
    records = _records(file, data, catalogue)
    if kind is not None:
        records = [record for record in records if record.kind == kind]
    tuple(attachments_of(file, data, records))  # that they are there and whole
    results = []
    for report in _reports(records, catalogue):
        own = [record for record in records if record.kind == report.kind]
        values = sum(_leaves(dict(record.values)) for record in own)
        results.append(SheetResult(report, own, values=values))
    return results


def in_order(data: Mapping[str, Any], records: Iterable[Record]) -> list[Record]:
    """Records of a file in the order in which they stand in it."""
    place = {row["record_uuid"]: number for number, row in enumerate(data["records"])}
    return sorted(records, key=lambda record: place[record.uuid])


def _known_version(file: str, data: Mapping[str, Any]) -> None:
    if data[MARK] != VERSION:
        raise UnreadableFile(
            file, f"的数据格式版本是“{data[MARK]}”，本程序只认识第{VERSION}版。请升级明册后再导入。"
        )


def _records(file: str, data: Mapping[str, Any], catalogue: Catalogue) -> list[Record]:
    rows = data.get("records")
    if not isinstance(rows, list) or not rows:
        raise UnreadableFile(file, f"里没有记录（“records”应为非空的数组）。{_AGAIN}")
    seen: dict[str, int] = {}
    records = []
    for number, row in enumerate(rows, start=1):
        if trouble := _row_problem(row, catalogue):
            raise UnreadableFile(file, f"第{number}条记录{trouble}。{_AGAIN}")
        first = seen.setdefault(row["record_uuid"], number)
        if first != number:
            raise UnreadableFile(file, f"第{number}条记录与第{first}条的唯一标识相同。{_AGAIN}")
        records.append(Record.from_json(row))
    return records


def _row_problem(row: Any, catalogue: Catalogue) -> str:
    """What makes a row no record, as the end of a sentence; empty when it is one."""
    if not isinstance(row, Mapping):
        return "不是对象"
    if str(row.get("record_kind")) not in catalogue.forms:
        return f"的记录类型“{row.get('record_kind', '')}”本程序没有"
    if not _is_uuid(row.get("record_uuid")):
        return f"的唯一标识“{row.get('record_uuid', '')}”不是UUID"
    version = row.get("item_version", 1)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        return f"的事项版本“{version}”不是从1起的整数"
    for key, vocabulary in (("workflow_status", "CL30"), ("data_source", "V_data_source")):
        value = row.get(key)
        if value is not None and str(value) not in catalogue.vocabularies[vocabulary].by_key:
            return f"的{catalogue.vocabularies[vocabulary].title}“{value}”不在可选项中"
    return ""


def _is_uuid(value: Any) -> bool:
    """Whether a text is a UUID in the one spelling that the library keys on."""
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value
    except ValueError:
        return False


def attachments_of(
    file: str, data: Mapping[str, Any], records: Iterable[Record]
) -> Iterator[Attachment]:
    """The attachments that these records name, each once."""
    stored = data.get("attachments", {})
    if not isinstance(stored, Mapping):
        raise UnreadableFile(file, f"的“attachments”应为对象。{_AGAIN}")
    named: dict[str, str] = {}
    for record in records:
        for item in _named(dict(record.values)):
            named.setdefault(str(item["sha256"]), str(item.get("name", "")))
    for sha256, name in named.items():
        if sha256 not in stored:
            raise UnreadableFile(file, f"里缺少附件“{name}”的内容。{_AGAIN}")
        yield _attachment(file, sha256, stored[sha256], name)


def pictures_of(pictures: Mapping[str, bytes], records: Iterable[Record]) -> Iterator[Attachment]:
    """The pictures of a document that these records name, each once."""
    named = {
        str(item["sha256"]): item for record in records for item in _named(dict(record.values))
    }
    for sha256, item in named.items():
        if sha256 in pictures:
            yield Attachment(pictures[sha256], str(item["name"]), str(item["media_type"]))


def _attachment(file: str, sha256: str, entry: Any, name: str) -> Attachment:
    try:
        content = base64.b64decode(entry["base64"], validate=True)
    except (TypeError, KeyError, ValueError, binascii.Error):
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UnreadableFile(file, f"里附件“{name}”的内容损坏，与校验值不符。{_AGAIN}")
    return Attachment(content, str(entry.get("name") or name), str(entry.get("media_type") or ""))


def _named(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every attachment that a value names, however deep."""
    if isinstance(value, Mapping):
        if "sha256" in value:
            yield value
        else:
            for part in value.values():
                yield from _named(part)
    elif isinstance(value, list):
        for part in value:
            yield from _named(part)


def _reports(records: list[Record], catalogue: Catalogue) -> Iterator[SheetReport]:
    """One report a kind; keys that no form names are kept in the record and told here."""
    for kind, count in Counter(record.kind for record in records).items():
        form = catalogue.form(kind)
        keys = {key: None for record in records if record.kind == kind for key in record.values}
        yield SheetReport(
            name=form.list_title,
            mapping={key: key for key in keys if key in form.fields},
            unmapped=tuple(key for key in keys if key not in form.fields),
            records={kind: count},
            kind=kind,
        )


def _leaves(value: Any) -> int:
    """How many single values there are in a JSON value."""
    if isinstance(value, Mapping):
        return sum(_leaves(part) for part in value.values())
    if isinstance(value, list):
        return sum(_leaves(part) for part in value)
    return 1
