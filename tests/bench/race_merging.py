"""Merging a colleague's package into a library, in seconds of processor time."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from desktop.usecases import merging
from desktop.usecases.workspace import Workspace
from exports.package import Enclosed, PackageInfo, build_package
from forms.merging import Pick
from forms.record import Record
from tests.bench import Measurement, race
from tests.bench.big_library import invented

_RECORDS = 10_000
_SECONDS = 5.0
#: Of a hundred records so many stand only there.
_NEW = 1

Edit = Callable[[int, Record], Record | None]


@race("merge.records", unit="s", goal=1.0)
def merge_records() -> Measurement:
    """A package of 10,000 records, read, compared and written into a library of as many that it came
    from a month ago: one in ten was edited there, one in ten here, some on both sides, some of
    those in the same place; a hundred are new. The peer is the goal of five seconds.
    """
    # The first record is one of those that they never had.
    return _measured(_edit_of_a_month, _our_month, conflicts=_RECORDS // 1000 - 1)


@race("merge.all_edited", unit="s", goal=4.0)
def merge_all_edited() -> Measurement:
    """The same where every record was edited there and every second one here, too: the worst case,
    for which nobody set a goal but that it does not get out of hand.
    """
    return _measured(
        lambda number, record: record.with_values(org_name=f"改{number}"),
        lambda number, record: record.with_values(remark=f"改{number}") if number % 2 else None,
    )


def _measured(theirs: Edit, ours: Edit, conflicts: int = 0) -> Measurement:
    with tempfile.TemporaryDirectory(prefix="mingce-bench-") as folder:
        package, library = prepared(Path(folder), theirs, ours, new=_NEW if conflicts else 0)
        with Workspace.open(library) as workspace:
            start = time.process_time()
            plan = merging.plan(workspace, package)
            assert sum(bool(item.conflicts) for item in plan.items) == conflicts
            done = merging.commit(workspace, merging.decide_all(plan, Pick.THEIRS), unsigned=True)
            spent = time.process_time() - start
            assert not done.left
            assert sum(done.counts.values()) >= _RECORDS // 10
    return Measurement(spent, _SECONDS, 1)


def _edit_of_a_month(number: int, record: Record) -> Record | None:
    """One in ten: a line of text, or a row of a sub-table where there is one."""
    if number % 10:
        return None
    if number % 1000 == 0:
        return record.with_values(remark=f"同事的说明{number}")
    for table in ("materials", "process_steps", "basis"):
        if number % 20 and record.rows(table):
            first, *rest = record.rows(table)
            named = "quoted_text" if table == "basis" else "name"
            changed = {**first, named: f"{first[named]}（改）"}
            return record.with_values(**{table: [changed, *rest, {named: "另加的一行"}]})
    return record.with_values(org_name=f"{record.get('org_name')}（改）")


def _our_month(number: int, record: Record) -> Record | None:
    """One in ten, of which one in ten was edited there, too, mostly in another place."""
    if number % 10 == 5 and number % 100 != 5:
        return record.with_values(remark=f"改{number}")
    return record.with_values(remark=f"本库的说明{number}") if number % 100 == 0 else None


def prepared(folder: Path, theirs: Edit, ours: Edit, new: int = 0) -> tuple[Path, Path]:
    """The colleague's package, and our library."""
    mine, other = folder / "ours.mingce", folder / "theirs.mingce"
    alone = _RECORDS * new // 100
    records = [replace(r, state="draft", version=1) for r in invented(_RECORDS + alone)]
    with Workspace.open(mine) as workspace:
        workspace.library.save_many(records[:_RECORDS])
        workspace.library.note_seen(list(workspace.library.records()))
    shutil.copy(mine, other)
    with Workspace.open(other) as colleague:
        colleague.library.save_many(records[_RECORDS:])
        colleague.library.save_many(_edited(colleague, theirs))
        # As many as ours: those that are new there stand for some that they never had.
        sent = list(colleague.library.records())[alone:]
        info = PackageInfo("同事", "", "", colleague.profile_id, "2026-11-26", draft=True)
        package = build_package(
            sent, colleague.catalogue, folder, info, colleague.library.attachment,
            enclosed=Enclosed(colleague.library.versions(sent)),
        )  # fmt: skip
    with Workspace.open(mine) as workspace:
        workspace.library.save_many(_edited(workspace, ours))
    return package.path, mine


def _edited(workspace: Workspace, edit: Edit) -> Iterator[Record]:
    for number, record in enumerate(list(workspace.library.records())):
        if (changed := edit(number, record)) is not None:
            yield changed
