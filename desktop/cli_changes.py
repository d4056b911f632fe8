"""``changes``: what a portal accepted from others, read and merged without a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli_laws import Json, _state
from desktop.cli_merge import tell_merges
from desktop.cli_upload import (
    Authority,
    Certificate,
    CertificateKey,
    NoProxy,
    PortalAddress,
    PortalKey,
    TokenFile,
    _access,
    _token,
)

if TYPE_CHECKING:
    from desktop.usecases.merging import MergeOutcome
    from desktop.usecases.portal_changes import Fetched
    from desktop.usecases.workspace import Workspace
    from exports.progress import Progress


def changes(
    context: typer.Context,
    portal: PortalAddress = "",
    authority: Authority = None,
    certificate: Certificate = None,
    certificate_key: CertificateKey = None,
    key: PortalKey = None,
    token_file: TokenFile = None,
    no_proxy: NoProxy = False,
    others: Annotated[
        bool, typer.Option("--others", help="别的单位的记录也要（汇总库），作为草稿放进本库。")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只读取，不合并。")] = False,
    json: Json = False,
) -> None:  # fmt: skip
    """读取门户已接收、别人改过的记录，核对门户的签名，与本库合并。

    两边都改过同一处的保留本库内容，下次还会提示；用窗口的合并页逐处决定。
    """
    from desktop.usecases import portal_changes, uploading
    from desktop.usecases.packing import public_key

    state = _state(context)
    known = public_key(key) if key else None
    with state.workspace() as workspace, state.console.progress() as progress:
        access = _access(
            workspace, portal, (authority, certificate, certificate_key), proxy=not no_proxy
        )
        fetched = portal_changes.fetch(
            workspace, access, _token(access, token_file), key=known, others=others,
            progress=progress,
        )  # fmt: skip
        uploading.set_portal_access(workspace, access)
        merged = [] if dry_run else _merged(workspace, progress)
    if json:
        told = {"fetched": fetched.to_json(), "merges": [outcome.to_json() for outcome in merged]}
        state.console.json(told)
        if any(outcome.left for outcome in merged):
            raise typer.Exit(1)
        return
    for line in _lines(fetched):
        state.console.print(line)
    tell_merges(state.console, merged, json=False)


def _merged(workspace: Workspace, progress: Progress) -> list[MergeOutcome]:
    """Merge what waits; nothing where nothing does."""
    from desktop.usecases.merge_sources import NothingToMerge
    from desktop.usecases.merging import commit
    from desktop.usecases.portal_changes import plan_of_changes

    try:
        return [commit(workspace, plan_of_changes(workspace, progress), progress=progress)]
    except NothingToMerge:
        return []


def _lines(found: Fetched) -> list[str]:
    lines = ["门户恢复过备份，已从头重新读取。"] if found.again else []
    lines.append(f"{found.portal}：读取 {found.read} 个已接收的版本，待合并 {found.waiting} 条。")
    if found.others:
        lines.append(f"另有 {found.others} 条是别的单位的记录，没有取；需要时加 --others。")
    return lines
