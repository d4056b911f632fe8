"""The tag files of a package: its label, its description, its manifests and its signatures."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from exports.package import signing
from exports.package.keys import SigningKey
from exports.package.model import (
    BAG_INFO,
    BAGIT,
    DECLARATION,
    DESCRIPTION,
    FORMAT,
    MANIFEST,
    SIGNED_WITH,
    TAG_MANIFEST,
    PackageInfo,
    records_path,
    schema_path,
    signature_path,
    signed_comment,
)
from exports.zips import entry


@dataclass
class Bag:
    """The zip being written, and the hashes of what is in it."""

    archive: zipfile.ZipFile
    root: str
    hashes: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def add(self, path: str, data: bytes, *, stored: bool = False) -> None:
        """Put one file."""
        self.archive.writestr(entry(f"{self.root}/{path}", stored=stored), data)
        self.hashes[path] = hashlib.sha256(data).hexdigest()
        self.sizes[path] = len(data)


def write_tags(
    bag: Bag, description: Mapping[str, Any], info: PackageInfo, key: SigningKey | None
) -> str:
    """Write what describes the payload, and sign it; returns the package id."""
    payload = dict(bag.hashes)
    manifest = _manifest(payload)
    # Stored, so that the label can be read without any tool for packages.
    bag.add(BAGIT, DECLARATION, stored=True)
    bag.add(BAG_INFO, _bag_info(bag, payload, manifest, info, key), stored=True)
    bag.add(DESCRIPTION, pretty(description), stored=True)
    bag.add(MANIFEST, manifest, stored=True)
    listed = {path: sha256 for path, sha256 in bag.hashes.items() if path not in payload}
    tag_manifest = _manifest(listed)
    bag.add(TAG_MANIFEST, tag_manifest, stored=True)
    identifier = bag.hashes[TAG_MANIFEST]
    if key is not None:
        for kind, file in signing.sign(key, tag_manifest, signed_comment(identifier)).items():
            bag.add(signature_path(kind), file, stored=True)
    return identifier


def _manifest(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes)).encode()


def _bag_info(
    bag: Bag, payload: Mapping[str, str], manifest: bytes, info: PackageInfo, key: SigningKey | None
) -> bytes:
    size = sum(bag.sizes[path] for path in payload)
    labels = {
        "Source-Organization": info.organization,
        "External-Description": "明册同步包（草稿）" if info.draft else "明册同步包",
        "External-Identifier": f"urn:sha256:{hashlib.sha256(manifest).hexdigest()}",
        "Bagging-Date": info.created[:10],
        "Payload-Oxum": f"{size}.{len(payload)}",
        "Mingce-Format": FORMAT,
        "Mingce-Draft": str(info.draft).lower(),
        "Mingce-Scope": "full" if info.full else "incremental",
        "Mingce-Created": info.created,
        "Mingce-Organization-Code": info.organization_code,
        "Mingce-Region-Code": info.region_code,
        "Mingce-Profile": info.profile,
        "Mingce-Previous-Package": info.previous,
        SIGNED_WITH: " ".join(signing.kinds_of(key)) if key else "",
    }
    # RFC 8493 §2.2.2: one line each; an empty label says nothing and is left out.
    lines = ((label, " ".join(value.split())) for label, value in labels.items())
    return "".join(f"{label}: {value}\n" for label, value in lines if value).encode()


def description(
    bag: Bag, titles: Mapping[str, str], counts: Mapping[str, int], info: PackageInfo
) -> dict[str, Any]:
    """Frictionless Data Package: courtesy to tools that read tables, not a check."""
    resources = [
        {
            "name": kind.replace("_", "-"),
            "title": title,
            "path": records_path(kind),
            "format": "jsonl",
            "mediatype": "application/jsonl",
            "encoding": "utf-8",
            "bytes": bag.sizes[records_path(kind)],
            "hash": f"sha256:{bag.hashes[records_path(kind)]}",
            "jsonSchema": schema_path(kind),
        }
        for kind, title in titles.items()
    ]
    described = {
        "profile": "data-package",
        "name": root_folder(info).lower(),
        "title": f"{info.organization}同步包",
        "mingce": {
            "format": FORMAT,
            "draft": info.draft,
            "full": info.full,
            "records": dict(counts),
            "problems": dict(sorted(info.problems.items())),
        },
        "resources": resources,
    }
    return {**described, "created": info.created} if info.created else described


def pretty(data: Any) -> bytes:
    """JSON to be read by people, too."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def root_folder(info: PackageInfo) -> str:
    """The one folder in the zip: plain ASCII, so that any tool unpacks it."""
    code = re.sub("[^0-9A-Za-z]", "", info.organization_code)
    return "-".join(part for part in ("mingce", code, info.created[:10]) if part)
