"""Reads a verified package, for import."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from exports.package.container import MOST_BYTES, Container, open_container, open_file
from exports.package.enclosed import VERSIONS, WAIVERS, Reason, Version
from exports.package.keys import PublicKey
from exports.package.lines import BadLine, parse_line, raw_lines
from exports.package.model import ATTACHMENTS, PackageDamaged, Verification, records_path
from exports.package.verify import verify_package
from exports.progress import NO_PROGRESS, Progress
from forms.record import Record

_VID = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class PackageContents:
    """What a package carries; ``attachments`` are the sha256 of its files, ``versions`` (by uuid)
    tell what a record came from; packages of format 1.0 and drafts of others may lack them.
    ``reasons`` are the written reasons beside the records.
    """

    path: Path
    verification: Verification
    records: tuple[Record, ...]
    attachments: tuple[str, ...]
    versions: Mapping[str, Version] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()

    def attachment(self, sha256: str) -> bytes:
        """The bytes of a file in the package, checked once more.

        Raises:
            PackageDamaged: it is not there, or the package was changed since it was read.
        """
        with open_file(self.path) as archive, self.path.open("rb") as file:
            container = open_container(archive, file, self.path.stat().st_size)
            data = container.read(ATTACHMENTS + sha256, MOST_BYTES)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise PackageDamaged(f"附件 {ATTACHMENTS}{sha256} 与校验值不符，已被改动。")
        return data


def read_package(
    path: Path, *, key: PublicKey | None = None, progress: Progress = NO_PROGRESS
) -> PackageContents:
    """Verify a package and read its records; with a ``key`` it must be signed by it.

    Raises:
        PackageDamaged: the first fault found.
        Cancelled: the user stopped.
    """
    verification = verify_package(path, key, lines=True, progress=progress)
    if not verification.ok:
        raise PackageDamaged(verification.faults[0])
    records: list[Record] = []
    with open_file(path) as archive, path.open("rb") as file:
        container = open_container(archive, file, path.stat().st_size)
        for kind in verification.counts:
            lines = raw_lines(container.pieces(records_path(kind)))
            records += (_record(line) for line in lines)
        versions = _versions(container) if VERSIONS in container.members else {}
        reasons = _reasons(container) if WAIVERS in container.members else ()
    attachments = tuple(
        name.removeprefix(ATTACHMENTS)
        for name in sorted(container.members)
        if name.startswith(ATTACHMENTS)
    )
    return PackageContents(path, verification, tuple(records), attachments, versions, reasons)


def is_vid(name: object) -> bool:
    """Whether this can be the name of a version."""
    return isinstance(name, str) and _VID.fullmatch(name) is not None


def _versions(container: Container) -> dict[str, Version]:
    found = {}
    try:
        for line in raw_lines(container.pieces(VERSIONS)):
            told = parse_line(line)
            names = [told["vid"], *told["parents"], *told["ancestors"]]
            if not all(map(is_vid, names)):
                raise BadLine("版本号不合规")
            found[str(told["record_uuid"])] = Version(
                told["vid"], tuple(told["parents"]), tuple(told["ancestors"])
            )
    except (BadLine, KeyError, TypeError) as error:
        raise PackageDamaged(f"{VERSIONS} 不是合格的版本记录。") from error
    return found


def _reasons(container: Container) -> tuple[Reason, ...]:
    found = []
    try:
        for line in raw_lines(container.pieces(WAIVERS)):
            told = parse_line(line)
            parts = [told[name] for name in ("record_uuid", "rule", "field", "reason", "at")]
            if not all(isinstance(part, str) for part in parts) or not told["reason"].strip():
                raise BadLine("理由说明不合规")
            found.append(Reason(*parts))
    except (BadLine, KeyError) as error:
        raise PackageDamaged(f"{WAIVERS} 不是合格的理由说明。") from error
    return tuple(found)


def _record(line: bytes) -> Record:
    """A line as a record; null stands for blank."""
    filled = {name: value for name, value in parse_line(line).items() if value is not None}
    return Record.from_json(filled)
