"""``conflicts``: what a portal did not take because somebody else had changed it, without a window."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli_laws import Json, _state
from desktop.cli_merge import tell_merges

if TYPE_CHECKING:
    from desktop.usecases.merge_plan import Item, MergePlan
    from desktop.usecases.workspace import Workspace
    from forms.merging import Conflict

_PICKS = {"ours": "mine", "portal": "theirs"}


class NotInConflict(LookupError):
    """A record of which no portal said that it is in conflict."""


def conflicts(
    context: typer.Context,
    uuids: Annotated[
        list[str] | None, typer.Argument(metavar="记录标识…", help="不写则处理全部。")
    ] = None,
    take: Annotated[
        str, typer.Option("--take", metavar="ours|portal", help="两边都改过的地方用谁的，并合并。")
    ] = "",
    json: Json = False,
) -> None:
    """列出门户判为冲突的记录，逐处对照；加 --take 合并。

    只有一边改过的地方自动合并。合并以后请重新审定、报送。
    """
    from desktop.usecases import merging
    from desktop.usecases.merge_sources import NothingToMerge
    from forms.merging import Pick

    if take and take not in _PICKS:
        raise typer.BadParameter("--take 只能是 ours（用本库的）或 portal（用门户的）。")
    state = _state(context)
    with state.workspace() as workspace, state.console.progress() as progress:
        try:
            plan = _only(merging.plan_of_conflicts(workspace, progress), uuids or ())
        except NothingToMerge:
            plan = None
        if plan is not None and take:
            decided = merging.decide_all(plan, Pick(_PICKS[take]))
            done = [merging.commit(workspace, decided, progress=progress)]
            told = []
        else:
            done = []
            told = _listed(workspace, plan) if plan is not None else []
    if done:
        tell_merges(state.console, done, json=json)
        return
    if json:
        state.console.json({"conflicts": told})
    for line in () if json else _lines(told):
        state.console.print(line)
    if told:
        raise typer.Exit(1)


def _listed(workspace: Workspace, plan: MergePlan) -> list[dict[str, Any]]:
    """Every record that is still in conflict, under the name that it has here."""
    listed = [item for item in plan.items if item.standing != "same"]
    lists = {form.kind: form.title for form in workspace.catalogue.ordered()}
    lines = workspace.library.summaries_of([item.uuid for item in listed])
    titles = {line.uuid: line.title for line in lines}
    return [_told(item, lists, titles.get(item.uuid, item.title)) for item in listed]


def _only(plan: MergePlan, uuids: Collection[str]) -> MergePlan:
    """The plan for these records; for all where none is named."""
    known = {item.uuid for item in plan.items}
    for uuid in uuids:
        if uuid not in known:
            raise NotInConflict(f"记录 {uuid} 没有被门户判为冲突。用 conflicts 命令查看有哪些。")
    return replace(plan, items=tuple(i for i in plan.items if not uuids or i.uuid in uuids))


def _told(item: Item, lists: dict[str, str], title: str) -> dict[str, Any]:
    kind = item.incoming.record.kind
    return {
        "record": item.uuid, "kind": kind, "list": lists.get(kind, kind), "title": title,
        "standing": item.standing.value, "reason": item.reason,
        "places": [_place(conflict) for conflict in item.conflicts],
    }  # fmt: skip


def _place(conflict: Conflict) -> dict[str, str]:
    words = [conflict.field.label if conflict.field else "", conflict.row]
    words.append(conflict.column.label if conflict.column else "")
    sides = {"base": conflict.base, "ours": conflict.mine, "portal": conflict.theirs}
    return {
        "key": conflict.key, "about": conflict.about, "label": " ".join(filter(None, words)),
        **{side: _shown(conflict, value) for side, value in sides.items()},
    }  # fmt: skip


def _shown(conflict: Conflict, value: Any) -> str:
    """A value as people write it; nothing where there is none, or nobody knows what was before."""
    from forms import field_types
    from forms.merging import UNKNOWN

    if value is None or value is UNKNOWN:
        return ""
    if conflict.part is None or conflict.about != "value":
        return str(value)
    return field_types.show(value, conflict.part)


def _lines(told: list[dict[str, Any]]) -> list[str]:
    lines = []
    for item in told:
        said = f"：{item['reason']}" if item["reason"] else ""
        lines.append(f"{item['list']}“{item['title']}”{said}　{item['record']}")
        for place in item["places"]:
            name = place["label"] or ("是否取消" if place["about"] == "gone" else place["key"])
            lines.append(f"  {name}：本库“{place['ours']}”，门户“{place['portal']}”。")
        if not item["places"] and not item["reason"]:
            lines.append("  两边改的不是同一处，可以直接合并。")
    lines.append(f"共 {len(told)} 条。加 --take ours 或 --take portal 合并，或在窗口里逐处决定。")
    return lines if told else ["没有门户判为冲突的记录。"]
