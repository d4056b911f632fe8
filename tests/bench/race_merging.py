"""Merging a colleague's package into a library, in seconds of processor time."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from desktop.usecases import merging
from desktop.usecases.workspace import Workspace
from exports.package import Enclosed, PackageInfo, build_package
from forms.record import Record
from tests.bench import Measurement, race
from tests.bench.big_library import invented

_RECORDS = 10_000
_SECONDS = 5.0


@race("merge.records", unit="s", goal=1.0)
def merge_records() -> Measurement:
    """10,000 records, all edited there and half of them here, too, read from a package, compared and written;
    the peer is the goal of five seconds.
    """
    with tempfile.TemporaryDirectory(prefix="mingce-bench-") as folder:
        package, library = _prepared(Path(folder))
        with Workspace.open(library) as workspace:
            start = time.process_time()
            plan = merging.plan(workspace, package)
            assert plan.open == 0
            done = merging.commit(workspace, plan)
            spent = time.process_time() - start
            assert sum(done.counts.values()) == _RECORDS
    return Measurement(spent, _SECONDS, 1)


def _prepared(folder: Path) -> tuple[Path, Path]:
    ours, theirs = folder / "ours.mingce", folder / "theirs.mingce"
    with Workspace.open(ours) as workspace:
        workspace.library.save_many(
            replace(r, state="draft", version=1) for r in invented(_RECORDS)
        )
        workspace.library.note_seen(list(workspace.library.records()))
    shutil.copy(ours, theirs)
    with Workspace.open(theirs) as colleague:
        _edit(colleague, "org_name", (0, 1))
        records = list(colleague.library.records())
        info = PackageInfo("同事", "", "", colleague.profile_id, "2026-11-26", draft=True)
        enclosed = Enclosed(colleague.library.versions(records))
        package = build_package(
            [replace(r, values=dict(r.values)) for r in records], colleague.catalogue, folder,
            info, colleague.library.attachment, enclosed=enclosed,
        )  # fmt: skip
    with Workspace.open(ours) as workspace:
        _edit(workspace, "remark", (1,))
    return package.path, ours


def _edit(workspace: Workspace, field: str, rests: tuple[int, ...]) -> None:
    """Every record, or every second one, gets another value."""
    records: list[Record] = list(workspace.library.records())
    edited = [r.with_values(**{field: f"改{n}"}) for n, r in enumerate(records) if n % 2 in rests]
    workspace.library.save_many(edited)
