"""What a package is made from and what is known of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Version of the layout below data/ and of the Mingce-… labels.
FORMAT = "1.0"

BAGIT, BAG_INFO, DESCRIPTION = "bagit.txt", "bag-info.txt", "datapackage.json"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
#: RFC 8493 §2.1.1: the declaration, byte for byte.
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
RECORDS, SCHEMAS, ATTACHMENTS = "data/records/", "data/schemas/", "data/attachments/"
#: Reserved for signatures over the tag manifest, which cannot be listed in it.
SIGNATURES = "signatures/"


class CannotPack(ValueError):
    """Records that cannot go into a package; the message names record and file."""


class PackageDamaged(ValueError):
    """A package that is not what its manifests say; the message names the file inside."""


@dataclass(frozen=True)
class PackageInfo:
    """The label of a package.

    ``created`` is an ISO time taken from the records, not from the clock; ``problems`` counts the
    findings of the check by rule; ``previous`` is the id of the package sent before.
    """

    organization: str
    organization_code: str
    region_code: str
    profile: str
    created: str
    draft: bool
    problems: Mapping[str, int] = field(default_factory=dict)
    previous: str = ""


@dataclass(frozen=True)
class Package:
    """A package that was written; ``id`` is the sha256 of its tag manifest, whatever zip it is
    in; ``counts`` are records by kind.
    """

    path: Path
    id: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Verification:
    """What was found in a package; ``faults`` are Chinese sentences naming the file inside."""

    ok: bool
    id: str = ""
    faults: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    draft: bool = False
    organization: str = ""
    created: str = ""

    def to_json(self) -> dict[str, Any]:
        """The shape of ``verify --json``."""
        return {
            "ok": self.ok,
            "id": self.id,
            "faults": list(self.faults),
            "records": dict(self.counts),
            "draft": self.draft,
            "organization": self.organization,
            "created": self.created,
        }


def records_path(kind: str) -> str:
    """Where the records of a kind stand."""
    return f"{RECORDS}{kind}.jsonl"


def schema_path(kind: str) -> str:
    """Where the JSON Schema of a kind stands."""
    return f"{SCHEMAS}{kind}.schema.json"
