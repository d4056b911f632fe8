"""What goes into a package beside the records: versions, reasons, statistics, documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forms.model import Profile
from forms.record import Record, canonical_json

VERSIONS = "data/versions.jsonl"
WAIVERS, STATISTICS = "data/review/waivers.jsonl", "data/review/problems.json"
RENDERED = "data/rendered/"


@dataclass(frozen=True, slots=True)
class Version:
    """The name of what a record says now, and of every version that it came from.

    ``parents`` are the nearest, ``ancestors`` all of them; a portal and a colleague tell by them
    who has seen what.
    """

    vid: str
    parents: tuple[str, ...] = ()
    ancestors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """A written reason that let a J problem pass; who gave it stays in the house."""

    record: str
    rule: str
    field: str
    reason: str
    at: str


@dataclass(frozen=True)
class Enclosed:
    """Everything beside the records; by default nothing.

    ``mapped`` asks for a copy in the words of that portal (`exports.package.mapped`);
    ``documents`` are files that were rendered for this package.
    """

    versions: Mapping[str, Version] = field(default_factory=dict)
    reasons: Sequence[Reason] = ()
    documents: Sequence[Path] = ()
    mapped: Profile | None = None


def version_lines(records: Iterable[Record], versions: Mapping[str, Version]) -> bytes:
    """A line for each record whose version is known, in the order of the uuids."""
    known = sorted(record.uuid for record in records if record.uuid in versions)
    return _lines(
        {
            "record_uuid": uuid,
            "vid": versions[uuid].vid,
            "parents": sorted(versions[uuid].parents),
            "ancestors": sorted(versions[uuid].ancestors),
        }
        for uuid in known
    )


def reason_lines(records: Iterable[Record], reasons: Iterable[Reason]) -> bytes:
    """A line for each reason that belongs to a record of the package."""
    uuids = {record.uuid for record in records}
    ordered = sorted(reasons, key=lambda item: (item.record, item.rule, item.field))
    return _lines(
        {
            "record_uuid": item.record,
            "rule": item.rule,
            "field": item.field,
            "reason": item.reason,
            "at": item.at,
        }
        for item in ordered
        if item.record in uuids
    )


def statistics(
    records: Sequence[Record], problems: Mapping[str, int], reasons: Iterable[Reason]
) -> dict[str, Any]:
    """What a receiver wants to know of the check and of the review before disclosure."""
    uuids = {record.uuid for record in records}
    results = Counter(str(record.get("secrecy_result") or "none") for record in records)
    return {
        "records": len(records),
        "tombstones": sum(is_tombstone(record) for record in records),
        "problems": dict(sorted(problems.items())),
        "reasons": sum(item.record in uuids for item in reasons),
        "disclosure": dict(sorted(results.items())),
        "disclosed_until": max((str(r.get("secrecy_date") or "") for r in records), default=""),
    }


def is_tombstone(record: Record) -> bool:
    """Whether the record says that the item exists no more (取消)."""
    return record.state == "cancelled" or record.get("item_status") == "cancelled"


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(canonical_json(row) + "\n" for row in rows).encode()
