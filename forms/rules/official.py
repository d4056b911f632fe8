"""What the law library says of the basis rows of a record, and the mends that it offers.

Without a library, and for laws that it has not got, there is nothing: not checked is no error.
"""

from __future__ import annotations

from collections.abc import Mapping

from forms.laws import TextState, Verdict
from forms.model import Value
from forms.problem import Fix
from forms.rules.registry import Context

Looked = tuple[str, Mapping[str, Value], Verdict]


def verdicts(context: Context) -> list[Looked]:
    """The basis rows whose law is in the library, with what it says of them."""
    if context.laws is None:
        return []
    found: list[Looked] | None = context.memo.get("verdicts")
    if found is None:
        # Who asks about one field is typing, and waits for no library.
        ask = context.laws.remembered if context.focus else context.laws.verdict
        looked = ((path, row, ask(row)) for path, row in context.basis_rows)
        found = [(path, row, said) for path, row, said in looked if said and said.checked]
        context.memo["verdicts"] = found
    return found


def verdict_of(context: Context, path: str) -> Verdict | None:
    """What the library says of the basis row at a path; None when it has not got the law."""
    by_place: dict[str, Verdict] | None = context.memo.get("verdict_at")
    if by_place is None:
        by_place = {place: verdict for place, _, verdict in verdicts(context)}
        context.memo["verdict_at"] = by_place
    return by_place.get(path)


def official(verdict: Verdict, column: str) -> str:
    """What a column should say by the library; "" where it does not tell."""
    if verdict.law is None:
        return ""
    if column == "quoted_text":
        return "" if verdict.missing else verdict.official
    return verdict.law.columns().get(column, "")


def from_library(context: Context, path: str, column: str, label: str = "") -> Fix | None:
    """A mend that takes a column of the basis row at a path over from the library."""
    verdict = verdict_of(context, path)
    value = official(verdict, column) if verdict is not None else ""
    if not value:
        return None
    if column == "quoted_text":
        return Fix("带入条文", f"{path}.{column}", value)
    shown = context.catalogue.vocabularies["CL18"].label(value) if column == "level" else value
    where = f"{path}.{column}"
    if label:
        return Fix(label, where, value)
    return Fix.worded("填“{shown}”", where, value, shown=shown)


def holds(verdict: Verdict) -> bool:
    """Whether the law is in force and nothing that is cited contradicts it."""
    agrees = verdict.text in (TextState.EQUAL, TextState.PART, TextState.NOT_COMPARED)
    return agrees and not (verdict.repealed_by or verdict.outdated or verdict.missing)
