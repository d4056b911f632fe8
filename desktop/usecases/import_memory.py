"""What was said of single records in earlier imports: the same content is not asked about again.

A record that was left out stays out when the file comes again; one that was made although the
library had its like is that one afterwards, and is not made a second time.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.imports import SheetResult
from desktop.usecases.import_decisions import Choice
from desktop.usecases.import_existing import Candidate, title_of
from desktop.usecases.import_plan import ImportPlan
from desktop.usecases.import_preview import PreviewLine, lines_of
from desktop.usecases.workspace import Workspace
from forms.model import Catalogue
from forms.record import Record, canonical_json, prune

#: The words of the report.
_KNOWN = {
    "code": "编码相同", "name": "名称、类型和单位相同", "unsure": "同名，有一方没有写单位",
    "with": "属于同一事项", "before": "以前导入时就是这一条", "uuid": "同一条记录",
}  # fmt: skip
_WAYS = {"update": "更新", "skip": "跳过", "create": "仍然新建", "ask": "没有选，没有写入"}
_SAID = {"one": "逐条选的", "all": "一律这样", "before": "按以前导入时的选择"}
_LENGTH = 20  # characters of an identifier: 80 bits


def keys_of(
    records: Sequence[Record], catalogue: Catalogue, owners: Mapping[str, str]
) -> Mapping[str, str]:
    """Uuid → an identifier that a record has whenever the same content is read.

    The second of the same content ends in ``-2``.
    """
    by_uuid = {record.uuid: record for record in records}
    count: Counter[str] = Counter()
    found = {}
    for record in records:
        owner = by_uuid.get(owners.get(record.uuid, ""))
        parts = [_content(item, catalogue) for item in (record, owner) if item is not None]
        key = hashlib.sha256(canonical_json(parts).encode()).hexdigest()[:_LENGTH]
        count[key] += 1
        found[record.uuid] = key if count[key] == 1 else f"{key}-{count[key]}"
    return found


def keys_in(
    files: Iterable[Sequence[Record]], catalogue: Catalogue, owners: Mapping[str, str]
) -> Mapping[str, str]:
    """The identifiers of the records of several files, each file for itself."""
    found: dict[str, str] = {}
    for records in files:
        found.update(keys_of(records, catalogue, owners))
    return found


def _content(record: Record, catalogue: Catalogue) -> Any:
    """What a file says in a record; what it points to has other identities each time."""
    fields = catalogue.form(record.kind).fields
    values = {
        name: value for name, value in record.values.items()
        if name not in fields or fields[name].type != "ref"
    }  # fmt: skip
    return [record.kind, title_of(record, catalogue.form(record.kind)), prune(values)]


# what an import keeps


def choices_told(workspace: Workspace, plan: ImportPlan) -> list[Mapping[str, Any]]:
    """What was chosen for records that the library has, and not what happens by itself.

    A record that is changed in all that the file says is told only when somebody picked it.
    """
    lines = [line for line in lines_of(workspace, plan) if _is_told(plan, line)]
    if not lines:
        return []
    keys = keys_in([f.result.records for f in plan.taken], workspace.catalogue, plan.owners)
    return [_told(plan, line, keys[line.uuid]) for line in lines]


def _is_told(plan: ImportPlan, line: PreviewLine) -> bool:
    choice = line.choice
    if line.verdict in ("skip", "double", "ask"):
        return True
    picked = choice.target or (choice.way == "update" and plan.handling != "update")
    return bool(line.existing and (picked or choice.without))


def _told(plan: ImportPlan, line: PreviewLine, key: str) -> Mapping[str, Any]:
    settled, choice = plan.settled[line.uuid], line.choice
    merge = settled.merge
    names = merge.before.values.keys() | merge.full.values.keys() if merge else ()
    kept = [n for n in sorted(choice.without & set(names))
            if merge and merge.before.values.get(n) != merge.full.values.get(n)]  # fmt: skip
    return {
        "key": key, "kind": line.kind, "title": line.title, "file": line.file,
        "sheet": line.sheet, "row": line.row, "by": line.by, "existing": line.existing,
        "target": line.uuid if line.verdict == "double" else settled.target,
        "way": {"double": "create", "ask": "ask", "skip": "skip"}.get(line.verdict, "update"),
        "without": kept,
        "said": "before" if choice.before else "one" if choice.way or choice.without else "all",
    }  # fmt: skip


def carried(
    choices: Mapping[str, Choice], before: SheetResult, after: SheetResult
) -> dict[str, Choice]:  # fmt: skip
    """The choices when a sheet is read in another way: its rows are the same, its records others."""
    held = {place: uuid for uuid, place in _places(before).items()}
    found = dict(choices)
    for uuid, place in _places(after).items():
        if (choice := choices.get(held.get(place, ""))) is not None:
            found[uuid] = choice
    return found


def _places(part: SheetResult) -> dict[str, tuple[str, int, int]]:
    """Uuid → kind, first row, and the how many-eth of that row a record is."""
    rows: dict[str, int] = {}
    for cell in part.sources:
        rows[cell.record] = min(cell.row, rows.get(cell.record, cell.row))
    count: Counter[tuple[str, int]] = Counter()
    found = {}
    for record in part.records:
        place = (record.kind, rows.get(record.uuid, 0))
        count[place] += 1
        found[record.uuid] = (*place, count[place])
    return found


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """What was chosen for a record, in words for the report."""

    file: str
    sheet: str
    row: int
    kind: str
    title: str
    known: str
    existing: str
    way: str
    kept: str
    said: str


def choice_lines(
    told: Iterable[Mapping[str, Any]], catalogue: Catalogue
) -> tuple[ChoiceLine, ...]:  # fmt: skip
    """The choices of an import as `choices_told` keeps them."""
    return tuple(_choice_line(item, catalogue) for item in told)


def _choice_line(item: Mapping[str, Any], catalogue: Catalogue) -> ChoiceLine:
    fields = catalogue.form(str(item["kind"])).fields
    kept = "、".join(fields[name].label for name in item["without"] if name in fields)
    return ChoiceLine(
        str(item["file"]), str(item["sheet"]), int(item["row"]), str(item["kind"]),
        str(item["title"]), _KNOWN.get(str(item["by"]), "工作库里没有"), str(item["existing"]),
        _WAYS[str(item["way"])], kept, _SAID[str(item["said"])] if item["way"] != "ask" else "",
    )  # fmt: skip


# what later imports make of it


def recalled_choices(
    workspace: Workspace, files: Iterable[Sequence[Record]], owners: Mapping[str, str],
    candidates: Mapping[str, Sequence[Candidate]],
) -> tuple[dict[str, tuple[Candidate, ...]], dict[str, Choice]]:  # fmt: skip
    """Candidates known from earlier imports, and the choices that still hold, by planned uuid."""
    past = _past(workspace)
    if not past:
        return {}, {}
    keys = keys_in(files, workspace.catalogue, owners)
    known = {uuid: past[key] for uuid, key in keys.items() if key in past}
    targets = list(dict.fromkeys(str(told["target"]) for told in known.values() if told["target"]))
    there = {
        line.uuid: line for line in workspace.library.summaries_of(targets) if not line.deleted_at
    }  # fmt: skip
    fits: dict[str, tuple[Candidate, ...]] = {}
    choices: dict[str, Choice] = {}
    for uuid, told in known.items():
        line = there.get(str(told["target"]))
        if told["way"] == "skip" and (line is not None or not told["existing"]):
            choices[uuid] = Choice("skip", before=True)
        elif told["way"] == "create" and line is None and uuid in candidates:
            choices[uuid] = Choice("ask", before=True)
        elif told["way"] in ("create", "update") and line is not None:
            fits[uuid] = (Candidate(line.uuid, line.title, "before"),)
            if told["without"]:
                choices[uuid] = Choice(without=frozenset(told["without"]), before=True)
    return fits, choices


def _past(workspace: Workspace) -> Mapping[str, Mapping[str, Any]]:
    """Identifier of a content → what was chosen for it last, in imports that were not taken back."""
    found: dict[str, Mapping[str, Any]] = {}
    for entry in workspace.library.imports():
        if not entry.undone_at:
            for told in entry.report.get("choices") or ():
                if told["way"] != "ask":
                    found.setdefault(str(told["key"]), told)
    return found
