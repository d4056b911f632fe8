"""``import`` of what a colleague handed over: packages and libraries are merged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from desktop.console import Console
    from desktop.usecases.merging import MergeOutcome
    from desktop.usecases.workspace import Workspace
    from exports.progress import Progress

_NAMES = {
    "new": "新增", "forward": "采用同事的修改", "merged": "两边修改合并", "conflict": "冲突已决定",
}  # fmt: skip


def merged_in(
    workspace: Workspace, files: list[Path], dry_run: bool, progress: Progress
) -> list[MergeOutcome]:
    """Merge the files when they are packages or libraries; nothing for any others.

    Raises `typer.BadParameter` when only some of them are.
    """
    from desktop.usecases.merge_sources import kind_of
    from desktop.usecases.merging import merge_files

    kinds = [kind_of(path) for path in files]
    if not any(kinds):
        return []
    if not all(kinds):
        raise typer.BadParameter("同步包、工作库不能和清单文件一起导入，请分开导入。")
    return merge_files(workspace, files, dry_run=dry_run, progress=progress)


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
