"""Which fields and columns are needed and empty, and under which rule that is reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from forms.model import Field, Form, Need, Value
from forms.problem import Finding, Fix
from forms.record import is_blank
from forms.rules.context import Row, is_basis, row_name, rows_of
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
        for item in _walk(context, context.asked):
            by_rule.setdefault(item.rule, []).append(item)
        context.memo["missing"] = by_rule
    found: Mapping[str, list[Missing]] = context.memo["missing"]
    return iter(found.get(rule, ()))


def first_missing(context: Context, rule: str) -> Missing | None:
    """The first of all fields that is to be reported under a rule that says so once."""
    mine = (item for item in context.form.fields.values() if item.missing_rule == rule)
    return next((found for found in _walk(context, mine) if found.rule == rule), None)


def _walk(context: Context, fields: Iterable[Field]) -> Iterator[Missing]:
    values = context.record.values
    for item in fields:
        if item.need is Need.AUTOMATIC:
            continue
        value = values.get(item.id)
        empty = _is_empty(value, item)
        if (not empty and item.table is None) or (empty and _is_never_needed(item, context)):
            continue
        need = context.need(item)
        if empty and need is Need.REQUIRED:
            yield Missing(item.id, item, _rule_of(item, context.form))
        elif not empty and need is not Need.NOT_APPLICABLE:
            yield from _columns(context, item, value, item.id)


def _is_never_needed(item: Field, context: Context) -> bool:
    """Whether nothing could make the field needed; this is cheaper than to ask for its need."""
    kind = context.form.kind
    return (
        item.need not in _MAY_BE_NEEDED
        and item.id not in context.form.matrix_of
        and item.id not in context.profile.added.get(kind, ())
    )


def _columns(context: Context, table: Field, value: Value, path: str) -> Iterator[Missing]:
    for row in rows_of(value, path):
        for column in table.columns:
            if column.table is None and column.need not in _MAY_BE_NEEDED:
                continue
            cell = row[1].get(column.id)
            where = f"{row[0]}.{column.id}"
            if not _is_empty(cell, column):
                if column.table is not None:
                    yield from _columns(context, column, cell, where)
            elif context.need(column, row[1]) is Need.REQUIRED:
                fix = from_library(context, row[0], column.id) if is_basis(table) else None
                yield Missing(where, column, _rule_of(column, context.form), row, fix)


def _is_empty(value: Value, item: Field) -> bool:
    """Blank, or a table whose rows are all blank; text where a table belongs is not empty."""
    if item.table is not None and isinstance(value, list):
        return not any(_holds_something(row) for row in value)
    return is_blank(value)


def _holds_something(row: Value) -> bool:
    if isinstance(row, Mapping):
        return not all(is_blank(item) for item in row.values())
    return not is_blank(row)


def _rule_of(item: Field, form: Form) -> str:
    """The field's own rule; G01 when that one is not built or not for this form.

    Otherwise a definition file could silence the check by naming a rule that never runs.
    """
    rule = item.missing_rule
    text = texts().get(rule)
    return rule if text and rule in functions() and text.applies_to(form) else FALLBACK
