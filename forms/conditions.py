"""Conditions of need (``when`` of docs/forms.md) and the need that holds for a record."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from forms.model import Clause, Field, Form, Need, Profile, Value
from forms.record import Record, is_blank

_COMPARE = re.compile(r"(>=|<=|>|<|==|!=)\s*(-?\d+)")
_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}

#: Looks a field up: the record's own value, or a row's before the record's.
Lookup = Callable[[str], Value]


def matches(value: Value, wanted: Any) -> bool:
    """Whether a value meets one entry of a condition."""
    if isinstance(wanted, Mapping):
        return not matches(value, wanted["not"])
    if isinstance(wanted, (list, tuple)):
        return any(matches(value, item) for item in wanted)
    if wanted in ("filled", "empty"):
        return bool(is_blank(value) == (wanted == "empty"))
    if isinstance(wanted, str) and (compared := _COMPARE.fullmatch(wanted)):
        number = value.get("amount") if isinstance(value, Mapping) else value
        usable = bool(isinstance(number, int) and not isinstance(number, bool))
        return usable and bool(_OPERATORS[compared[1]](number, int(compared[2])))
    if isinstance(value, (list, tuple)):
        return wanted in value
    if isinstance(wanted, bool) or isinstance(value, bool):
        return bool(value is wanted)
    return bool(value == wanted)


#: A condition made ready to be asked of thousands of records.
Condition = Callable[[Lookup], bool]


def compiled(clauses: tuple[Clause, ...]) -> Condition:
    """`holds` with its clauses taken apart beforehand."""
    ready = [[(name, _test(wanted)) for name, wanted in clause.items()] for clause in clauses]

    def condition(lookup: Lookup) -> bool:
        for tests in ready:
            for name, test in tests:
                if not test(lookup(name)):
                    break
            else:
                return True
        return False

    return condition


def _test(wanted: Any) -> Callable[[Value], bool]:
    """`matches` for one entry: keys of code lists, which nearly all conditions ask for, by hash."""
    keys = (wanted,) if isinstance(wanted, str) else wanted
    plain = isinstance(keys, (list, tuple)) and all(_is_key(key) for key in keys)
    if not plain:
        return lambda value: matches(value, wanted)
    known = frozenset(keys)

    def test(value: Value) -> bool:
        if value is None or isinstance(value, str):
            return value in known
        return matches(value, wanted)

    return test


def _is_key(wanted: Any) -> bool:
    """Whether it can only mean a value that is equal to it."""
    return (
        isinstance(wanted, str)
        and wanted not in ("filled", "empty")
        and _COMPARE.fullmatch(wanted) is None
    )


def holds(clauses: tuple[Clause, ...], lookup: Lookup) -> bool:
    """Whether any alternative holds; no alternatives never hold."""
    return any(all(matches(lookup(k), v) for k, v in clause.items()) for clause in clauses)


def need_of(
    form: Form,
    field: Field,
    record: Record,
    profile: Profile | None = None,
    row: Mapping[str, Value] | None = None,
) -> Need:
    """The need that holds for this record: profile beats matrix beats the field's own need.

    For a column give its ``row``: names are looked up there first. A conditional field whose
    condition does not hold, or cannot be told by machine, is optional.
    """
    if row is None:
        decided = decided_need(form, field, task_type_of(form, record), profile)
        if decided:
            return decided
    if field.need is not Need.CONDITIONAL:
        return field.need
    return Need.REQUIRED if holds(field.when, _lookup(record, row)) else Need.OPTIONAL


def task_type_of(form: Form, record: Record) -> str:
    """What the need matrix of a form goes by; "" where the form has no types."""
    return str(record.get(form.type_field)) if form.type_field else ""


def decided_need(
    form: Form, field: Field, task_type: str, profile: Profile | None = None
) -> Need | None:
    """The need that profile or matrix settle for all records of a type; None: the field's own."""
    return _by_profile(form, field, profile) or _by_matrix(form, field, task_type)


class Needs:
    """Which fields the records of a form must have filled under a profile: what matrix and profile
    settle for a type is worked out once.
    """

    def __init__(self, profile: Profile | None = None) -> None:
        self._profile = profile
        self._plans: dict[tuple[int, str], tuple[Form, list[tuple[Field, Condition | None]]]] = {}

    def required(self, form: Form, record: Record) -> Iterator[Field]:
        """The fields whose `need_of` is "required", in the order of the form."""
        for field, condition in self._plan(form, task_type_of(form, record)):
            if condition is None or condition(record.get):
                yield field

    def _plan(self, form: Form, task_type: str) -> list[tuple[Field, Condition | None]]:
        known = self._plans.get((id(form), task_type))
        if known is None:
            found: list[tuple[Field, Condition | None]] = []
            for field in form.fields.values():
                need = decided_need(form, field, task_type, self._profile) or field.need
                if need is Need.REQUIRED:
                    found.append((field, None))
                elif need is Need.CONDITIONAL:
                    found.append((field, compiled(field.when)))
            known = self._plans[id(form), task_type] = (form, found)
        return known[1]


def _lookup(record: Record, row: Mapping[str, Value] | None) -> Lookup:
    if row is None:
        return record.get
    return lambda name: row[name] if name in row else record.get(name)


def _by_profile(form: Form, field: Field, profile: Profile | None) -> Need | None:
    if profile is None:
        return None
    if field.id in profile.added.get(form.kind, ()):
        return Need.REQUIRED
    if field.id in profile.dropped.get(form.kind, ()):
        return Need.OPTIONAL
    return None


def _by_matrix(form: Form, field: Field, task_type: str) -> Need | None:
    """SPEC §4; "conditional" in the matrix leaves the field's own condition in force."""
    rows = form.matrix_of.get(field.id)
    if not rows or not form.type_field:
        return None
    for row in rows:
        need = row.needs.get(task_type)
        # The matrix speaks of groups; a condition of the field itself ("where there is a
        # fee") still decides inside a group that the type needs.
        if need is Need.NOT_APPLICABLE or (need is Need.REQUIRED and not field.when):
            return need
    return None
