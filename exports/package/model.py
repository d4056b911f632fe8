"""What a package is made from and what is known of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

#: Version of the layout below data/ and of the Mingce-… labels.
FORMAT = "1.1"

BAGIT, BAG_INFO, DESCRIPTION = "bagit.txt", "bag-info.txt", "datapackage.json"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
#: RFC 8493 §2.1.1: the declaration, byte for byte.
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
RECORDS, SCHEMAS, ATTACHMENTS = "data/records/", "data/schemas/", "data/attachments/"
#: Signatures over the tag manifest, which cannot be listed in it; the label tells which there are.
SIGNATURES = "signatures/"
SIGNED_WITH = "Mingce-Signatures"


class CannotPack(ValueError):
    """Records that cannot go into a package; the message names record and file."""


class PackageDamaged(ValueError):
    """A package that is not what its manifests say; the message names the file inside."""


@dataclass(frozen=True)
class PackageInfo:
    """The label of a package.

    ``created`` is an ISO time taken from the records, not from the clock; ``problems`` counts the
    findings of the check by rule; ``previous`` is the id of the package sent before. A package
    that is not ``full`` carries only what the portal has not acknowledged.
    """

    organization: str
    organization_code: str
    region_code: str
    profile: str
    created: str
    draft: bool
    problems: Mapping[str, int] = field(default_factory=dict)
    previous: str = ""
    full: bool = True


@dataclass(frozen=True)
class Package:
    """A package that was written; ``id`` is the sha256 of its tag manifest, whatever zip it is
    in; ``counts`` are records by kind; ``uncoded`` the choices that its copy for the portal has in
    words, because the portal has no code for them.
    """

    path: Path
    id: str
    counts: Mapping[str, int]
    uncoded: tuple[str, ...] = ()


class Signature(StrEnum):
    """What is known of a package's signatures; unchecked: nobody gave a key to check them with."""

    NONE = "none"
    UNCHECKED = "unchecked"
    GOOD = "good"
    BAD = "bad"

    @property
    def word(self) -> str:
        """The words shown to people."""
        return {
            "none": "没有签名",
            "unchecked": "有签名，未用公钥核对",
            "good": "签名正确",
            "bad": "签名不对",
        }[self.value]


@dataclass(frozen=True)
class Verification:
    """What was found in a package; ``faults`` are Chinese sentences naming the file inside.

    ``signer`` is the fingerprint of the key: a mere claim of the package while ``signature`` is
    unchecked.
    """

    ok: bool
    id: str = ""
    faults: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    draft: bool = False
    organization: str = ""
    created: str = ""
    signature: Signature = Signature.NONE
    signer: str = ""

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
            "signature": self.signature.value,
            "signer": self.signer,
        }


def records_path(kind: str) -> str:
    """Where the records of a kind stand."""
    return f"{RECORDS}{kind}.jsonl"


def schema_path(kind: str) -> str:
    """Where the JSON Schema of a kind stands."""
    return f"{SCHEMAS}{kind}.schema.json"


def signature_path(kind: str) -> str:
    """Where a signature over the tag manifest stands."""
    return f"{SIGNATURES}{TAG_MANIFEST}.{kind}"


def signed_comment(identifier: str) -> str:
    """What minisign's signed comment says."""
    return f"mingce package {identifier}"
