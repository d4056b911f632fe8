"""Deciding about the records of an import without a window: matches told as data, answers read back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast, get_args

from desktop.usecases.import_decisions import (
    Choice,
    Question,
    Settled,
    Way,
    choose,
    leave_fields,
)
from desktop.usecases.import_memory import keys_in
from desktop.usecases.import_plan import ImportPlan
from desktop.usecases.import_preview import PreviewLine, candidate_lines, fields_of, lines_of
from desktop.usecases.workspace import Workspace

_WAYS: tuple[str, ...] = get_args(Way)
_AGAIN = "请用 import --dry-run --json 重新列出。"


class BadDecision(ValueError):
    """A file of decisions that cannot be followed; the sentence says what in it, and what to do."""


def keys_of_plan(workspace: Workspace, plan: ImportPlan) -> Mapping[str, str]:
    """Planned uuid → identifier that the record has whenever the same content is read."""
    files = [file.result.records for file in plan.taken]
    return keys_in(files, workspace.catalogue, plan.owners)


def matches_told(workspace: Workspace, plan: ImportPlan) -> list[dict[str, Any]]:
    """The records that the library may have: how that was seen, what becomes of them, which ones
    they may be, which fields change.
    """
    lines = [line for line in lines_of(workspace, plan) if line.by]
    keys = keys_of_plan(workspace, plan) if lines else {}
    found = []
    for line in lines:
        without = sorted(line.choice.without)
        candidates = candidate_lines(workspace, plan, line.uuid)
        found.append({
            "id": keys[line.uuid], "file": line.file, "sheet": line.sheet, "row": line.row,
            "kind": line.kind, "title": line.title, "by": line.by, "way": line.verdict,
            "target": plan.settled[line.uuid].target,
            "candidates": [
                {"uuid": c.uuid, "title": c.title, "code": c.code, "organization": c.organization,
                 "changes": c.changes, "locked": c.locked}
                for c in candidates
            ],
            "fields": [
                {"field": f.name, "label": f.label, "before": f.before, "after": f.after}
                for f in fields_of(workspace, plan, line.uuid)
            ] if line.verdict == "update" or without else [],
            "without": without,
        })  # fmt: skip
    return found


def read_decisions(path: Path) -> list[Mapping[str, Any]]:
    """The entries of a file of decisions: a JSON list, or an object with ``matches``.

    `BadDecision` when it is not one. Entries without ``way`` are left out.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadDecision(f"“{path.name}”打不开。请检查路径。") from error
    except ValueError as error:
        raise BadDecision(f"“{path.name}”不是 JSON 文件。{_AGAIN}") from error
    entries = data.get("matches") if isinstance(data, dict) else data
    if not isinstance(entries, list) or not all(isinstance(item, dict) for item in entries):
        raise BadDecision(f"“{path.name}”里没有 matches 列表。{_AGAIN}")
    return entries


def decided_by(
    workspace: Workspace, plan: ImportPlan, entries: Sequence[Mapping[str, Any]]
) -> ImportPlan:
    """The plan with what the entries say of single records: ``id``, ``way`` (update, skip, create),
    ``target`` where it is one of several, ``without`` for fields that stay.

    What stands as it was listed is passed over. Raises `BadDecision`, and nothing is decided then.
    """
    if not entries:
        return plan
    uuids = {key: uuid for uuid, key in keys_of_plan(workspace, plan).items()}
    lines = {line.uuid: line for line in lines_of(workspace, plan)}
    question, settled = plan.question, plan.settled
    for number, entry in enumerate(entries, start=1):
        line = lines.get(uuids.get(str(entry.get("id") or ""), ""))
        what = f"第 {number} 条（{entry.get('title') or entry.get('id') or '没有 id'}）"
        if line is None:
            raise BadDecision(f"{what}不在这次导入的文件里，或者文件已经改过。{_AGAIN}")
        if not _is_as_listed(entry, line, settled[line.uuid]):
            choices = _decided(question, settled, line, entry, what)
            question = replace(question, choices=choices)
    return replace(plan, choices=question.choices)


def _is_as_listed(entry: Mapping[str, Any], line: PreviewLine, settled: Settled) -> bool:
    """Whether nobody has changed an entry since it was listed."""
    target = str(entry.get("target") or "")
    without = set(entry.get("without") or ())
    return (
        entry.get("way") in (None, "", line.verdict) and target in ("", settled.target)
        and without == set(line.choice.without)
    )  # fmt: skip


def _decided(
    question: Question, settled: Mapping[str, Settled], line: PreviewLine,
    entry: Mapping[str, Any], what: str,
) -> Mapping[str, Choice]:  # fmt: skip
    way = str(entry.get("way") or "")
    target, names = str(entry.get("target") or ""), [str(n) for n in entry.get("without") or ()]
    if way not in _WAYS:
        raise BadDecision(f"{what}的 way 只能是 update、skip 或 create，不能是“{way}”。")
    existing = settled[line.uuid].existing
    known = {fit.uuid for fit in existing.candidates} if existing else set()
    if way == "update" and not known:
        raise BadDecision(f"{what}在工作库里没有相同的，不能更新。请改为 create 或 skip。")
    if way == "update" and target and target not in known:
        raise BadDecision(f"{what}的 target 不是列出的 candidates 之一。{_AGAIN}")
    unknown = sorted(set(names) - question.forms[line.kind].fields.keys())
    if unknown:
        raise BadDecision(f"{what}的 without 里有不认识的要素：{'、'.join(unknown)}。")
    picked = target if way == "update" and target != settled[line.uuid].target else ""
    choices = choose(question, settled, [line.uuid], cast("Way", way), picked)
    question = replace(question, choices=choices)
    return leave_fields(question, line.uuid, names) if way == "update" else choices


def without_recalled(plan: ImportPlan) -> ImportPlan:
    """The plan without what was chosen in earlier imports: somebody says what holds for all."""
    own: dict[str, Choice] = {u: c for u, c in plan.choices.items() if not c.before}
    return replace(plan, choices=own)
