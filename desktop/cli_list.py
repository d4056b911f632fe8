"""``list`` and ``show``: what is in the library (DESIGN §8)."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from desktop.cli_export import Kind
from desktop.cli_laws import Json, _state


def list_(
    context: typer.Context,
    kind: Kind = "",
    text: Annotated[str, typer.Option("--text", metavar="词", help="只列含有这些字的。")] = "",
    score: Annotated[
        str, typer.Option("--score", metavar="低-高", help="只列质量分在其中的。")
    ] = "",
    json: Json = False,
) -> None:
    """列出工作库里的记录。"""
    from desktop.usecases import listing

    state = _state(context)
    with state.workspace() as workspace:
        workspace.forms(kind)
        found = workspace.library.summaries(kind or None, text=text)
        if score:
            scored = listing.with_score(workspace, score)
            found = [item for item in found if item.uuid in scored]
    if json:
        state.console.json({"records": [_summary(item) for item in found]})
        return
    state.console.summaries(found, workspace.catalogue)


def _summary(item: Any) -> dict[str, Any]:
    return {
        "uuid": item.uuid,
        "kind": item.kind,
        "title": item.title,
        "code": item.code,
        "state": item.state,
        "updated_at": item.updated_at,
    }


def show(
    context: typer.Context,
    uuid: Annotated[str, typer.Argument(metavar="记录标识")],
    json: Json = False,
) -> None:
    """显示一条记录的全部内容。"""
    state = _state(context)
    with state.workspace() as workspace:
        record = workspace.library.get(uuid)
        if json:
            state.console.json(record.to_json())
            return
        state.console.record(record, workspace.catalogue)
