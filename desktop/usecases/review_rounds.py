"""Where a record stands in its review (审核), read from the log; and the remarks on it (批注).

The log is the authority: who submitted, who approved, what was said. The record itself carries
the names and dates that documents and rules need (审核人, 公开审查人 …).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from desktop.store import FINAL_STATES, AuditEntry

#: What the log calls the acts of a review.
SUBMITTED, RETURNED = "state:submitted", "state:returned"
WITHDRAWN, RETURN_WITHDRAWN = "withdrawn", "return_withdrawn"
REVIEWED, REVIEW_WITHDRAWN = "reviewed", "review_withdrawn"
DISCLOSED, DISCLOSURE_WITHDRAWN = "disclosed", "disclosure_withdrawn"
FINALIZED, NEW_VERSION = "finalized", "new_version"
REMARK, REMARK_SETTLED, REMARK_REOPENED = "remark", "remark_settled", "remark_reopened"
ACTIONS = (
    SUBMITTED, RETURNED, WITHDRAWN, RETURN_WITHDRAWN, REVIEWED, REVIEW_WITHDRAWN, DISCLOSED,
    DISCLOSURE_WITHDRAWN, FINALIZED, NEW_VERSION, REMARK, REMARK_SETTLED, REMARK_REOPENED,
    "state:draft", "state:amending",
)  # fmt: skip
#: The conclusion (CL29) that decides nothing yet: 待报主管或保密部门确定.
UNDECIDED = "pending"


class Stage(StrEnum):
    """How far a record is on its way to a final revision."""

    EDITING = "editing"
    RETURNED = "returned"
    REVIEW = "review"
    DISCLOSURE = "disclosure"
    FINAL = "final"
    DONE = "done"

    @property
    def word(self) -> str:
        """The word shown to people."""
        return {
            "editing": "编制中",
            "returned": "退回修改",
            "review": "待审核",
            "disclosure": "待公开审查",
            "final": "待定稿",
            "done": "已定稿",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Deed:
    """An act of the review: who, when (ISO, UTC), what was said."""

    by: str
    at: str
    note: str = ""
    detail: Mapping[str, Any] | None = None

    def about(self, name: str) -> str:
        """A detail as text; empty when it was not written down."""
        return str((self.detail or {}).get(name) or "")


@dataclass(frozen=True, slots=True)
class Round:
    """One round of review. What has not happened (or was taken back) is None.

    ``returned`` is the last time this version was sent back, also when it was submitted again.
    """

    stage: Stage = Stage.EDITING
    submitted: Deed | None = None
    reviewed: Deed | None = None
    disclosed: Deed | None = None
    returned: Deed | None = None

    @property
    def undecided(self) -> bool:
        """Whether the review before disclosure has put the question to a higher office."""
        return self.disclosed is not None and self.disclosed.about("result") == UNDECIDED


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark (批注) on a record, or on the field at ``field`` whose name was ``label`` then.

    ``returned``: the record was sent back with it. ``settled_by`` is empty while it is open.
    """

    id: str
    record: str
    text: str
    by: str
    at: str
    field: str = ""
    label: str = ""
    returned: bool = False
    settled_by: str = ""
    settled_at: str = ""

    @property
    def open(self) -> bool:
        """Whether nobody has settled it."""
        return not self.settled_at


def round_of(state: str, entries: Iterable[AuditEntry]) -> Round:
    """The round that a record in this state (CL30) is in; its log, the earliest entry first."""
    found, unreturned, unsubmitted = Round(), Round(), Round()
    for entry in entries:
        if entry.action == RETURNED:
            unreturned = found
        elif entry.action == SUBMITTED:
            unsubmitted = found
        elif entry.action == RETURN_WITHDRAWN:
            found = unreturned
        elif entry.action == WITHDRAWN:
            # A returned record still waits for whoever submitted it before.
            found = unsubmitted
        found = _after(found, entry)
    return replace(found, stage=_stage(state, found))


def _after(found: Round, entry: AuditEntry) -> Round:
    deed = Deed(entry.by, entry.at, entry.note, entry.detail)
    match entry.action:
        case "state:submitted":
            return Round(submitted=deed, returned=found.returned)
        case "state:returned":
            return Round(submitted=found.submitted, returned=deed)
        case "reviewed":
            return replace(found, reviewed=deed)
        case "review_withdrawn":
            return replace(found, reviewed=None, disclosed=None)
        case "disclosed":
            return replace(found, disclosed=deed)
        case "disclosure_withdrawn":
            return replace(found, disclosed=None)
        case "new_version" | "state:draft" | "state:amending":
            return Round()
    return found


def _stage(state: str, found: Round) -> Stage:
    if state in FINAL_STATES:
        return Stage.DONE
    if state == "returned":
        return Stage.RETURNED
    if state != "submitted":
        return Stage.EDITING
    if found.reviewed is None:
        return Stage.REVIEW
    if found.disclosed is None or found.undecided:
        return Stage.DISCLOSURE
    return Stage.FINAL


def remarks_of(entries: Sequence[AuditEntry]) -> list[Remark]:
    """The remarks that a log tells of (its earliest entry first), in the order they were made."""
    found: dict[str, Remark] = {}
    returns: dict[str, str] = {}
    for entry in entries:
        name = str(entry.detail.get("id") or "")
        if entry.action == REMARK:
            found[name] = Remark(
                name, str(entry.uuid), entry.note, entry.by, entry.at,
                str(entry.detail.get("field") or ""), str(entry.detail.get("label") or ""),
                bool(entry.detail.get("return")),
            )  # fmt: skip
            returns[name] = str(entry.detail.get("return") or "")
        elif entry.action == REMARK_SETTLED and name in found:
            found[name] = replace(found[name], settled_by=entry.by, settled_at=entry.at)
        elif entry.action == REMARK_REOPENED and name in found:
            found[name] = replace(found[name], settled_by="", settled_at="")
        elif entry.action == RETURN_WITHDRAWN:
            taken = str(entry.detail.get("return") or "")
            found = {key: item for key, item in found.items() if returns.get(key) != taken}
    return list(found.values())
