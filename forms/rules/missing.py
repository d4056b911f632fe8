"""Which fields and columns are needed and empty, and under which rule that is reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from forms.conditions import Condition, Lookup, compiled, decided_need, task_type_of
from forms.model import Field, Form, Need, Value
from forms.problem import Finding, Fix
from forms.record import is_blank
from forms.rules.context import Row, holds_something, is_basis, row_name, rows_of
from forms.rules.official import from_library
from forms.rules.registry import Context, functions, texts

FALLBACK = "G01"
_MAY_BE_NEEDED = (Need.REQUIRED, Need.CONDITIONAL)


@dataclass(frozen=True, slots=True)
class Missing:
    """A needed field or column that is empty; ``row`` is the row the column stands in."""

    path: str
    item: Field
    rule: str
    row: Row | None = None
    fix: Fix | None = None

    def finding(self, variant: str = "", **params: object) -> Finding:
        """The finding of the rule that reports it; params always name label and row."""
        name = row_name(self.row) if self.row else ""
        return Finding(
            self.path, {"label": self.item.label, "name": name, **params},
            variant=variant, fix=self.fix,
        )  # fmt: skip


def missing(context: Context, rule: str) -> Iterator[Missing]:
    """What is needed, empty and to be reported under this rule, of the fields asked about."""
    # Some forty rules ask.
    if "missing" not in context.memo:
        by_rule: dict[str, list[Missing]] = {}
        plan = _plan(context)
        if context.focus:
            plan = tuple(wanted for wanted in plan if wanted.item.id == context.focus)
        for item in _walk(context, plan):
            by_rule.setdefault(item.rule, []).append(item)
        context.memo["missing"] = by_rule
    found: Mapping[str, list[Missing]] = context.memo["missing"]
    return iter(found.get(rule, ()))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A field or column that may be needed or whose columns may be, worked out for all records of
    a type. ``need`` is conditional where ``when`` decides for each.
    """

    item: Field
    rule: str
    need: Need
    when: Condition
    columns: tuple[_Wanted, ...]

    def is_needed(self, lookup: Lookup) -> bool:
        """Whether it must be filled, by the values around it."""
        if self.need is Need.CONDITIONAL:
            return self.when(lookup)
        return self.need is Need.REQUIRED


def first_missing(context: Context, rule: str) -> Missing | None:
    """The first of all fields that is to be reported under a rule that says so once."""
    mine = (wanted for wanted in _plan(context) if wanted.item.missing_rule == rule)
    return next((found for found in _walk(context, mine) if found.rule == rule), None)


def _walk(context: Context, plan: Iterable[_Wanted]) -> Iterator[Missing]:
    values, lookup = context.record.values, context.record.get
    for wanted in plan:
        item = wanted.item
        value = values.get(item.id)
        if not _is_empty(value, item):
            if wanted.columns:
                yield from _columns(context, wanted, value, item.id)
        elif wanted.is_needed(lookup):
            yield Missing(item.id, item, wanted.rule)


def _plan(context: Context) -> tuple[_Wanted, ...]:
    """What to look at in records of this form and type under this profile."""
    form = context.form
    key = (form.kind, task_type_of(form, context.record))
    plan: tuple[_Wanted, ...] | None = context.plans.get(key)
    if plan is None:
        plan = context.plans[key] = tuple(_wanted_of(context, key[1]))
    return plan


def _wanted_of(context: Context, task_type: str) -> Iterator[_Wanted]:
    form = context.form
    for item in form.fields.values():
        if item.need is not Need.AUTOMATIC:
            need = decided_need(form, item, task_type, context.profile) or item.need
            columns = _wanted_columns(item, form) if need is not Need.NOT_APPLICABLE else ()
            if need in _MAY_BE_NEEDED or columns:
                yield _Wanted(item, _rule_of(item, form), need, compiled(item.when), columns)


def _wanted_columns(table: Field, form: Form) -> tuple[_Wanted, ...]:
    found = []
    for column in table.columns:
        columns = _wanted_columns(column, form)
        if column.need in _MAY_BE_NEEDED or columns:
            rule = _rule_of(column, form)
            found.append(_Wanted(column, rule, column.need, compiled(column.when), columns))
    return tuple(found)


def _columns(context: Context, table: _Wanted, value: Value, path: str) -> Iterator[Missing]:
    for row in rows_of(value, path):
        place, values = row

        def lookup(name: str, values: Mapping[str, Value] = values) -> Value:
            return values[name] if name in values else context.record.get(name)

        for wanted in table.columns:
            column = wanted.item
            cell = values.get(column.id)
            if not _is_empty(cell, column):
                if wanted.columns:
                    yield from _columns(context, wanted, cell, f"{place}.{column.id}")
            elif wanted.is_needed(lookup):
                fix = from_library(context, place, column.id) if is_basis(table.item) else None
                yield Missing(f"{place}.{column.id}", column, wanted.rule, row, fix)


def _is_empty(value: Value, item: Field) -> bool:
    """Blank, or a table whose rows are all blank; text where a table belongs is not empty."""
    if value is None:
        return True
    if item.table is not None and isinstance(value, list):
        return not any(_holds_something(row) for row in value)
    return is_blank(value)


def _holds_something(row: Value) -> bool:
    if isinstance(row, Mapping):
        return holds_something(row)
    return not is_blank(row)


def _rule_of(item: Field, form: Form) -> str:
    """The field's own rule; G01 when that one is not built or not for this form.

    Otherwise a definition file could silence the check by naming a rule that never runs.
    """
    rule = item.missing_rule
    text = texts().get(rule)
    return rule if text and rule in functions() and text.applies_to(form) else FALLBACK
