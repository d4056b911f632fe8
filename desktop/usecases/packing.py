"""Put records into a sync package, and verify one that came back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.usecases import outbox
from desktop.usecases.checking import CheckOutcome, check_library
from desktop.usecases.workspace import Workspace
from exports.package import Package, PackageInfo, Verification, build_package, verify_package
from exports.progress import NO_PROGRESS, Progress
from forms.record import Record

#: States of CL30 in which a record may leave the house.
FINAL_STATES = ("approved", "published")


class NotReady(ValueError):
    """Records may not be packed: not final, or with blocking problems."""


@dataclass(frozen=True)
class PackOutcome:
    """The package, and what the check before it found."""

    package: Package
    check: CheckOutcome

    def to_json(self) -> dict[str, Any]:
        """The shape of ``pack --json``."""
        return {
            "package": str(self.package.path),
            "id": self.package.id,
            "records": dict(self.package.counts),
            "bytes": self.package.path.stat().st_size,
            "blocking": self.check.blocking,
        }


def pack(
    workspace: Workspace,
    out: Path,
    *,
    draft: bool = False,
    progress: Progress = NO_PROGRESS,
) -> PackOutcome:
    """Write one package of all compiled records into a folder.

    Without ``draft`` only final records go, and any blocking problem among them refuses the
    package; a draft package carries everything and says on its label that it is a draft.
    """
    check = check_library(workspace, progress=progress)
    records = _chosen(workspace, draft=draft)
    if not records:
        raise NotReady(_nothing(draft=draft))
    if not draft:
        _refuse_blocked(records, check)
    info = PackageInfo(
        organization=workspace.organization,
        organization_code=_shared_value(records, "org_uscc"),
        region_code=_shared_value(records, "region_code"),
        profile=workspace.profile_id,
        created=max(record.updated_at for record in records),
        draft=draft,
        problems=dict(check.by_rule),
    )
    package = build_package(
        records, workspace.catalogue, out, info, workspace.library.attachment, progress=progress
    )
    outbox.remember(workspace, package, draft=draft)
    return PackOutcome(package, check)


def verify(path: Path, progress: Progress = NO_PROGRESS) -> Verification:
    """Check every byte of a package against its manifests."""
    return verify_package(path, progress=progress)


def _chosen(workspace: Workspace, *, draft: bool) -> list[Record]:
    return [
        record
        for form in workspace.catalogue.ordered()
        if not form.read_only
        for record in workspace.library.records(form.kind)
        if draft or record.state in FINAL_STATES
    ]


def _nothing(*, draft: bool) -> str:
    if draft:
        return "工作库里还没有记录，无法打包。请先录入或导入。"
    return (
        "没有已审定的记录，无法生成正式同步包。请先完成审定，或改为生成草稿包（命令行加 --draft）。"
    )


def _refuse_blocked(records: list[Record], check: CheckOutcome) -> None:
    uuids = {record.uuid for record in records}
    blocked = {p.record for p in check.problems if p.blocks and p.record in uuids}
    if blocked:
        raise NotReady(f"有 {len(blocked)} 条记录存在阻断问题，不能打包。请先查看全部问题并改正。")


def _shared_value(records: list[Record], field: str) -> str:
    """The value that all records agree on; empty when they differ (a joint library)."""
    values = {str(record.get(field)) for record in records if record.get(field)}
    return values.pop() if len(values) == 1 else ""
