"""One rule, one thing spoiled, and beside it the same thing done right."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from forms.check import Checker, Snapshot
from forms.loader import load_catalogue
from forms.problem import Problem
from forms.record import Record
from tests.forms.rules.samples import VALUES, record

TODAY = date(2025, 6, 1)


@dataclass(frozen=True)
class Case:
    """``wrong`` and ``right`` change the right record of the kind; ``others`` are the library."""

    rule: str
    kind: str
    wrong: dict[str, Any]
    field: str
    right: dict[str, Any] = dataclasses.field(default_factory=dict)
    severity: str = ""
    others: tuple[Record, ...] = ()
    profile: str = "gbt39554"
    envelope: dict[str, Any] = dataclasses.field(default_factory=dict)
    right_others: tuple[Record, ...] | None = None


@cache
def checker(profile: str = "gbt39554") -> Checker:
    """The checker on an invented day."""
    from tests.forms.rules.cases_exchange import InventedReturns
    from tests.forms.rules.cases_files import InventedFiles
    from tests.forms.rules.cases_laws import InventedLaws

    return Checker(
        load_catalogue(), profile, TODAY, InventedLaws(), InventedReturns(), InventedFiles()
    )


def problems(case: Case, values: dict[str, Any], right: bool = False) -> list[Problem]:
    """What the rule of a case says of the right record with these values changed."""
    changed = record(case.kind, values, **({} if right else case.envelope))
    others = case.right_others if right and case.right_others is not None else case.others
    library = Snapshot([changed, *others])
    return checker(case.profile).check(changed, library, only=case.rule)


def row(kind: str, table: str, **changes: Any) -> dict[str, Any]:
    """The first row of a table of the right record with some columns changed; None drops one."""
    first = {**VALUES[kind][table][0], **changes}
    return {table: [{key: value for key, value in first.items() if value is not None}]}


def guide_row(table: str, **changes: Any) -> dict[str, Any]:
    """The first row of a guide's table, changed."""
    return row("service_guide", table, **changes)
