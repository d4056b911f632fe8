"""Put records into a sync package, and verify one that came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from desktop.usecases import outbox
from desktop.usecases.checking import CheckOutcome, check_library
from desktop.usecases.problem_log import ProblemLog
from desktop.usecases.workspace import Workspace
from exports.package import (
    Enclosed,
    Package,
    PackageInfo,
    PublicKey,
    Reason,
    SigningKey,
    Verification,
    build_package,
    read_public,
    verify_package,
)
from exports.progress import NO_PROGRESS, Progress
from forms.record import Record

#: States of CL30 in which a record may leave the house; what is cancelled goes as a tombstone.
FINAL_STATES = ("approved", "published", "cancelled")
#: Conclusions of the review before disclosure (CL29) with which a record may leave the house.
DISCLOSED = ("public", "partial")
_DOCUMENTS = (".pdf", ".docx", ".xlsx")


class NotReady(ValueError):
    """Records may not be packed: not final, or with blocking problems."""


class NothingToPack(NotReady):
    """No record at all would go into a package of this kind; another kind may hold some."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A final record that did not go into the package, and why: words with their ``said`` parts."""

    uuid: str
    title: str
    words: str
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Why, as a sentence."""
        return self.words.format(**self.said)


#: Why a final record stays.
_UNREVIEWED = "还没有公开审查结论，不能报送。"
_KEPT = "公开审查结论是“{word}”，不报送。"
_BLOCKED = "有 {count} 个阻断问题，请改正或说明理由。"


@dataclass(frozen=True)
class PackOutcome:
    """The package, what the check before it found, and what was left out of it.

    ``blocking`` problems are in the package: none in one that is not a draft. ``acknowledged``
    records were left out because the portal has them as they are.
    """

    package: Package
    check: CheckOutcome
    blocking: int
    left_out: tuple[LeftOut, ...] = ()
    acknowledged: int = 0
    signer: str = ""

    def to_json(self) -> dict[str, Any]:
        """The shape of ``pack --json``."""
        return {
            "package": str(self.package.path),
            "id": self.package.id,
            "records": dict(self.package.counts),
            "bytes": self.package.path.stat().st_size,
            "blocking": self.blocking,
            "signer": self.signer,
            "acknowledged": self.acknowledged,
            "left_out": [
                {"record": item.uuid, "title": item.title, "reason": item.reason}
                for item in self.left_out
            ],
            "uncoded": list(self.package.uncoded),
        }


@dataclass(frozen=True)
class _Choice:
    """Records that go, those that stay and why, and how many the portal has already."""

    records: tuple[Record, ...]
    left_out: tuple[LeftOut, ...] = ()
    acknowledged: int = 0


def pack(
    workspace: Workspace,
    out: Path,
    *,
    draft: bool = False,
    full: bool = False,
    key: SigningKey | None = None,
    documents: Sequence[Path] = (),
    progress: Progress = NO_PROGRESS,
) -> PackOutcome:
    """Write one package of compiled records into a folder, signed with the ``key``.

    Without ``draft`` only final records go that were reviewed for disclosure and have no blocking
    problem, and of these only what the portal has not acknowledged, unless it shall be ``full``;
    what is left out is named. A draft package carries everything and says on its label that it is
    a draft. ``documents`` are files to enclose.

    Raises:
        NotReady: nothing may go.
    """
    check = check_library(workspace, progress=progress)
    chosen = _chosen(workspace, check, draft=draft, full=full)
    if not chosen.records:
        raise NothingToPack(_nothing(chosen, draft=draft))
    versions = workspace.library.versions(chosen.records)
    info = _label(workspace, chosen.records, check, draft=draft, full=full or draft)
    enclosed = Enclosed(versions, _reasons(workspace), documents, _mapped(workspace))
    package = build_package(
        chosen.records, workspace.catalogue, out, info, workspace.library.attachment, key=key,
        enclosed=enclosed, progress=progress,
    )  # fmt: skip
    if not workspace.library.read_only:
        if draft:
            workspace.library.note_seen(chosen.records)
        else:
            workspace.library.note_dispatch(package.id, chosen.records)
    signer = key.public.fingerprint if key else ""
    outbox.remember(workspace, package, draft=draft, signer=signer)
    uuids = {record.uuid for record in chosen.records}
    blocking = sum(problem.blocks and problem.record in uuids for problem in check.problems)
    return PackOutcome(
        package, check, blocking, chosen.left_out, chosen.acknowledged, signer
    )  # fmt: skip


@dataclass(frozen=True)
class Outlook:
    """What a package would carry if it were built now; ``why_not`` says why none can be built.

    ``counts`` are the records that go, by kind.
    """

    counts: Mapping[str, int]
    left_out: tuple[LeftOut, ...] = ()
    acknowledged: int = 0
    blocking: int = 0
    why_not: str = ""

    @property
    def records(self) -> int:
        """How many records go."""
        return sum(self.counts.values())


def outlook(
    workspace: Workspace, *, draft: bool = False, full: bool = False,
    progress: Progress = NO_PROGRESS,
) -> Outlook:  # fmt: skip
    """Say what `pack` would put in and leave out, and why; writes nothing."""
    check = check_library(workspace, progress=progress)
    chosen = _chosen(workspace, check, draft=draft, full=full)
    uuids = {record.uuid for record in chosen.records}
    return Outlook(
        Counter(record.kind for record in chosen.records), chosen.left_out, chosen.acknowledged,
        sum(problem.blocks and problem.record in uuids for problem in check.problems),
        "" if chosen.records else _nothing(chosen, draft=draft),
    )  # fmt: skip


def verify(
    path: Path, progress: Progress = NO_PROGRESS, *, key: PublicKey | None = None
) -> Verification:
    """Check every byte of a package against its manifests, and these against the signatures."""
    return verify_package(path, key, progress=progress)


def public_key(path: Path) -> PublicKey:
    """A public key from its file; `KeyUnreadable` or `OSError`."""
    return read_public(path.read_bytes(), path.name)


def documents_in(folder: Path) -> list[Path]:
    """The documents in a folder that may be enclosed, by name."""
    if not folder.is_dir():
        raise NotReady(f"找不到文件夹“{folder}”。请检查路径。")
    return sorted(
        path for path in folder.iterdir()
        if path.is_file() and path.suffix.lower() in _DOCUMENTS and not path.name.startswith((".", "~"))
    )  # fmt: skip


def _chosen(workspace: Workspace, check: CheckOutcome, *, draft: bool, full: bool) -> _Choice:
    chosen = _Choice(tuple(_compiled(workspace, () if draft else FINAL_STATES)))
    if not draft and not full:
        chosen = _unacknowledged(workspace, chosen)
    return chosen if draft else _ready(workspace, chosen, check)


def _compiled(workspace: Workspace, states: Collection[str] = ()) -> list[Record]:
    return [
        record
        for form in workspace.catalogue.ordered()
        if not form.read_only
        for record in workspace.library.records(form.kind)
        if not states or record.state in states
    ]


def _ready(workspace: Workspace, chosen: _Choice, check: CheckOutcome) -> _Choice:
    """Final records that were reviewed for disclosure and are without blocking problems."""
    blocking: dict[str, int] = {}
    for problem in check.problems:
        if problem.blocks:
            blocking[problem.record] = blocking.get(problem.record, 0) + 1
    going, staying = [], []
    for record in chosen.records:
        words, said = _withheld(workspace, record)
        if not words and record.uuid in blocking:
            words, said = _BLOCKED, {"count": str(blocking[record.uuid])}
        if words:
            staying.append(LeftOut(record.uuid, _title(workspace, record), words, said))
        else:
            going.append(record)
    return replace(chosen, records=tuple(going), left_out=tuple(staying))


def _withheld(workspace: Workspace, record: Record) -> tuple[str, dict[str, str]]:
    """Why the review before disclosure keeps a record in the house; empty when it may go."""
    result = str(record.get("secrecy_result") or "")
    if result in DISCLOSED:
        return "", {}
    if not result:
        return _UNREVIEWED, {}
    return _KEPT, {"word": workspace.catalogue.vocabularies["CL29"].label(result)}


def _unacknowledged(workspace: Workspace, chosen: _Choice) -> _Choice:
    """Without what the portal has as it is."""
    known, versions = workspace.library.acknowledged(), workspace.library.versions(chosen.records)
    going = tuple(r for r in chosen.records if (r.uuid, versions[r.uuid].vid) not in known)
    return replace(chosen, records=going, acknowledged=len(chosen.records) - len(going))


def _nothing(chosen: _Choice, *, draft: bool) -> str:
    if draft:
        return "工作库里还没有记录，无法打包。请先录入或导入。"
    if chosen.acknowledged and not chosen.left_out:
        return (
            f"门户已接收全部 {chosen.acknowledged} 条记录，没有需要报送的变化。"
            "需要完整的包时，请改为生成全量包。"
        )
    if chosen.left_out:
        first = chosen.left_out[0]
        return f"{len(chosen.left_out)} 条已定稿的记录都不能打包，如“{first.title}”：{first.reason}"
    return "没有已审定的记录，无法生成正式同步包。请先完成审定，或改为生成草稿包。"


def _label(
    workspace: Workspace, records: Sequence[Record], check: CheckOutcome, *, draft: bool, full: bool
) -> PackageInfo:
    uuids = {record.uuid for record in records}
    inside = ProblemLog(p for p in check.problems if p.record in uuids)
    return PackageInfo(
        organization=workspace.organization,
        organization_code=_shared_value(records, "org_uscc"),
        region_code=_shared_value(records, "region_code"),
        profile=workspace.profile_id,
        created=max(record.updated_at for record in records),
        draft=draft,
        problems=dict(CheckOutcome(len(records), inside).by_rule),
        previous="" if draft else outbox.last_id(workspace),
        full=full,
    )


def _mapped(workspace: Workspace) -> Any:
    profile = workspace.catalogue.profiles[workspace.profile_id]
    return profile if profile.mapped else None


def _reasons(workspace: Workspace) -> list[Reason]:
    return [
        Reason(item.record, item.rule, item.field, item.reason, item.at)
        for item in workspace.library.all_waivers()
    ]


def _title(workspace: Workspace, record: Record) -> str:
    field = workspace.catalogue.form(record.kind).title_field
    return str(record.get(field) or record.uuid) if field else record.uuid


def _shared_value(records: Sequence[Record], field: str) -> str:
    """The value that all records agree on; empty when they differ (a joint library)."""
    values = {str(record.get(field)) for record in records if record.get(field)}
    return values.pop() if len(values) == 1 else ""
