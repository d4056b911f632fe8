"""Past imports: which files, when, by whom, what became of them, and taking one back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.store import ImportEntry, Summary
from desktop.usecases.workspace import Workspace
from forms.attachments import plain_name


@dataclass(frozen=True, slots=True)
class LoggedFile:
    """A file of a past import."""

    name: str
    sha256: str
    records: Mapping[str, int]
    cells: Mapping[str, int]
    problems: int
    original: str = ""  # sha256 of the attachment, when the file itself was kept


@dataclass(frozen=True, slots=True)
class PastImport:
    """One import of the log; ``undone_at`` is empty as long as it holds.

    ``chosen``: what was chosen for records that the library had, update, skip, create or ask (nothing
    was) → how many; ``kept``: of how many some fields were left as they were.
    """

    id: str
    at: str
    by: str
    undone_at: str
    files: tuple[LoggedFile, ...]
    chosen: Mapping[str, int] = field(default_factory=dict)
    kept: int = 0

    @property
    def by_kind(self) -> Counter[str]:
        """How many records of each kind it brought."""
        total: Counter[str] = Counter()
        for file in self.files:
            total.update(file.records)
        return total

    @property
    def problems(self) -> int:
        """How many things were noticed while reading."""
        return sum(file.problems for file in self.files)


@dataclass(frozen=True, slots=True)
class ImportContent:
    """What an import brought: its records that still exist, and how many are gone."""

    records: tuple[Summary, ...]
    gone: int


def past_imports(workspace: Workspace) -> list[PastImport]:
    """All imports, the latest first."""
    return [_past(entry) for entry in workspace.library.imports()]


def _past(entry: ImportEntry) -> PastImport:
    told = entry.report.get("choices") or ()
    chosen = Counter(str(item["way"]) for item in told)
    kept = sum(bool(item["without"]) and item["way"] == "update" for item in told)
    return PastImport(
        entry.id, entry.at, entry.by, entry.undone_at or "", _files(entry), chosen, kept
    )  # fmt: skip


def _files(entry: ImportEntry) -> tuple[LoggedFile, ...]:
    reports = entry.report.get("files") or [entry.report]
    return tuple(_file(report, entry) for report in reports)


def _file(report: Mapping[str, Any], entry: ImportEntry) -> LoggedFile:
    return LoggedFile(
        str(report.get("file") or entry.file),
        str(report.get("sha256") or entry.sha256),
        dict(report.get("records") or {}),
        dict(report.get("cells") or {}),
        len(report.get("problems") or ()),
        str(report.get("original") or ""),
    )


def write_original(workspace: Workspace, file: LoggedFile, folder: Path) -> Path:
    """Write a file that an import kept to a folder. ``RecordNotFound`` when it is gone."""
    target = folder / plain_name(file.name)
    target.write_bytes(workspace.library.attachment(file.original))
    return target


def known_files(workspace: Workspace) -> Mapping[str, str]:
    """sha256 of every imported file → when it was imported last; those taken back do not count."""
    found: dict[str, str] = {}
    for past in past_imports(workspace):
        if not past.undone_at:
            for file in past.files:
                found.setdefault(file.sha256, past.at)
    return found


def content_of(workspace: Workspace, batch: str) -> ImportContent:
    """The records that an import brought, in the order of the source; the bin counts as gone."""
    uuids = workspace.library.imported(batch)
    lines = [line for line in workspace.library.summaries_of(uuids) if not line.deleted_at]
    return ImportContent(tuple(lines), len(uuids) - len(lines))
