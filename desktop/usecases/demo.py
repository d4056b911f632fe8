"""The whole job on the built-in sample agency, to see that everything works."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.usecases.checking import CheckOutcome, check_library
from desktop.usecases.exporting import ExportOutcome, export
from desktop.usecases.importing import ImportOutcome, import_files
from desktop.usecases.packing import PackOutcome, pack, public_key, verify
from desktop.usecases.signing import write_public
from desktop.usecases.workspace import Workspace
from exports.package import SigningKey, Verification
from exports.progress import NO_PROGRESS, Progress
from resources import SAMPLE_FILES


@dataclass(frozen=True)
class DemoOutcome:
    """What each step of the demo gave, and where it lies."""

    folder: Path
    imported: ImportOutcome
    check: CheckOutcome
    exported: ExportOutcome
    packed: PackOutcome
    verification: Verification
    public_key: Path

    def to_json(self) -> dict[str, Any]:
        """The shape of ``demo --json``."""
        return {
            "folder": str(self.folder),
            "records": dict(self.imported.by_kind),
            "by_rule": dict(self.check.by_rule),
            "files": [str(path) for path in self.exported.files],
            "missing_glyphs": list(self.exported.missing_glyphs),
            "package": self.packed.to_json(),
            "public_key": str(self.public_key),
            "verified": self.verification.ok,
        }


def run_demo(folder: Path, progress: Progress = NO_PROGRESS) -> DemoOutcome:
    """Import, check, export, pack and verify the sample agency below a folder.

    The library of the demo is made anew at each run; nothing else in the folder is touched but
    files of the same names.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "示例单位.mingce"
    for old in folder.glob(f"{file.name}*"):
        old.unlink()
    with Workspace.open(file) as workspace:
        imported = load_sample(workspace, progress)
        check = check_library(workspace, progress=progress)
        exported = export(workspace, folder / "导出", progress=progress)
        # A key for this one package: it is thrown away, its public half stays beside the package.
        key = SigningKey.new()
        packed = pack(workspace, folder / "同步包", draft=True, key=key, progress=progress)
        public = packed.package.path.with_suffix(".pub")
        write_public(key.public, public)
        verification = verify(packed.package.path, progress, key=public_key(public))
    return DemoOutcome(folder, imported, check, exported, packed, verification, public)


def load_sample(workspace: Workspace, progress: Progress = NO_PROGRESS) -> ImportOutcome:
    """Put the sample agency into a library."""
    return import_files(workspace, SAMPLE_FILES, progress=progress)
