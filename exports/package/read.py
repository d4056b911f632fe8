"""Reads a verified package, for import."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from exports.package.container import MOST_BYTES, open_container, open_file
from exports.package.lines import parse_line, raw_lines
from exports.package.model import ATTACHMENTS, PackageDamaged, Verification, records_path
from exports.package.verify import verify_package
from exports.progress import NO_PROGRESS, Progress
from forms.record import Record


@dataclass(frozen=True)
class PackageContents:
    """What a package carries; ``attachments`` are the sha256 of its files."""

    path: Path
    verification: Verification
    records: tuple[Record, ...]
    attachments: tuple[str, ...]

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


def read_package(path: Path, *, progress: Progress = NO_PROGRESS) -> PackageContents:
    """Verify a package and read its records.

    Raises:
        PackageDamaged: the first fault found.
        Cancelled: the user stopped.
    """
    verification = verify_package(path, progress=progress)
    if not verification.ok:
        raise PackageDamaged(verification.faults[0])
    records: list[Record] = []
    with open_file(path) as archive, path.open("rb") as file:
        container = open_container(archive, file, path.stat().st_size)
        for kind in verification.counts:
            lines = raw_lines(container.pieces(records_path(kind)))
            records += (_record(line) for line in lines)
    attachments = tuple(
        name.removeprefix(ATTACHMENTS)
        for name in sorted(container.members)
        if name.startswith(ATTACHMENTS)
    )
    return PackageContents(path, verification, tuple(records), attachments)


def _record(line: bytes) -> Record:
    """A line as a record; null stands for blank."""
    filled = {name: value for name, value in parse_line(line).items() if value is not None}
    return Record.from_json(filled)
