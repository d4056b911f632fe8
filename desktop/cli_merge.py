"""``import`` of what a colleague handed over: packages and libraries are merged; ``key colleagues``
and its like tell whose packages are known.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli_exchange import keys
from desktop.cli_laws import Json, _state

if TYPE_CHECKING:
    from desktop.console import Console
    from desktop.usecases.merging import MergeOutcome
    from desktop.usecases.workspace import Workspace
    from exports.progress import Progress

_NAMES = {
    "new": "新增", "forward": "采用对方的修改", "merged": "两边修改合并", "conflict": "冲突已决定",
}  # fmt: skip


SenderKey = Annotated[
    Path | None,
    typer.Option(
        "--key", metavar="公钥", readable=False, help="同步包交来人的公钥，用来核对签名。"
    ),
]
Unsigned = Annotated[
    bool,
    typer.Option("--unsigned", help="没有签名、或签名的密钥本库不认识的同步包，仍然合并。"),
]
_ADVICE = (
    "请与交来的人核对指纹，用 key trust 记住他的公钥，或者用 --key 给出公钥。"
    "确认来源无误的，可以加 --unsigned 仍然合并。"
)


def merged_in(
    workspace: Workspace, files: list[Path], dry_run: bool, progress: Progress, *,
    key: Path | None = None, unsigned: bool = False,
) -> list[MergeOutcome]:  # fmt: skip
    """Merge the files when they are packages or libraries; nothing for any others.

    Raises `typer.BadParameter` when only some of them are, or nobody vouches for a package.
    """
    from desktop.usecases.merge_sources import kind_of
    from desktop.usecases.merging import NotVouched, merge_files
    from desktop.usecases.packing import public_key

    kinds = [kind_of(path) for path in files]
    if not any(kinds):
        return []
    if not all(kinds):
        raise typer.BadParameter("同步包、工作库不能和清单文件一起导入，请分开导入。")
    known = public_key(key) if key else None
    try:
        return merge_files(
            workspace, files, key=known, unsigned=unsigned, dry_run=dry_run, progress=progress
        )
    except NotVouched as error:
        raise typer.BadParameter(f"{error.source.trust}{_ADVICE}") from None


def tell_merges(console: Console, outcomes: list[MergeOutcome], *, json: bool) -> None:
    """Tell what was merged; exit code 1 when conflicts were left as they are here."""
    if json:
        console.json({"merges": [outcome.to_json() for outcome in outcomes]})
    else:
        for outcome in outcomes:
            _tell(console, outcome)
    if any(outcome.left for outcome in outcomes):
        raise typer.Exit(1)


def _tell(console: Console, outcome: MergeOutcome) -> None:
    console.print(outcome.trust)
    counts = "，".join(f"{_NAMES[name]} {n} 条" for name, n in sorted(outcome.counts.items()))
    console.print(f"{counts}。" if counts else "没有需要合并的内容。")
    for title in outcome.left:
        console.print(f"“{title}”两边都改过同一处，保留本库内容。请在窗口的合并页中逐处决定。")
    for title in outcome.changed:
        console.print(f"“{title}”刚刚又有改动，没有合并。")
    for title, reason in outcome.locked:
        console.print(f"“{title}”没有合并：{reason}。")


@keys.command("colleagues")
def colleagues_(context: typer.Context, json: Json = False) -> None:
    """列出本库记住的同事公钥。"""
    from desktop.usecases.colleague_keys import colleagues

    state = _state(context)
    with state.workspace() as workspace:
        found = colleagues(workspace)
    if json:
        told = [{"name": c.name, "fingerprint": c.key.fingerprint} for c in found]
        state.console.json({"colleagues": told})
        return
    for item in found:
        state.console.print(f"{item.name}　{item.key.fingerprint}")
    if not found:
        state.console.print("还没有记住任何同事的公钥。")


@keys.command("trust")
def trust_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(readable=False, metavar="公钥")],
    name: Annotated[str, typer.Option("--name", metavar="姓名", help="这是谁的公钥。")],
) -> None:
    """记住同事的公钥；请先与本人逐组核对口述数字。"""
    from desktop.usecases.colleague_keys import trust
    from desktop.usecases.packing import public_key

    state = _state(context)
    with state.workspace() as workspace:
        kept = trust(workspace, name, public_key(file))
    state.console.print(f"已记住“{kept.name}”的公钥，指纹 {kept.key.fingerprint}。")
    state.console.print(f"口述核对：{' '.join(kept.key.spoken)}")


@keys.command("forget")
def forget_(
    context: typer.Context,
    fingerprint: Annotated[str, typer.Argument(metavar="指纹")],
) -> None:
    """不再信任一把同事的公钥。"""
    from desktop.usecases.colleague_keys import colleagues, forget

    state = _state(context)
    with state.workspace() as workspace:
        for item in colleagues(workspace):
            if item.key.fingerprint == fingerprint:
                forget(workspace, item.key)
                state.console.print(f"不再信任“{item.name}”的这把公钥。")
                return
    raise typer.BadParameter("本库没有记住这个指纹的公钥，可用 key colleagues 查看。")
