"""Reading a guide record for print: values in words, and which fields have got a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exports.document import Block, KeyValues, paragraphs
from exports.layouts.blocks import rows_of, sub_table
from exports.layouts.context import LayoutContext
from forms.model import Field, Value
from forms.record import Record

#: What stands where something is to be filled in.
UNFILLED = "（未填写）"


class GuideParts:
    """A guide with its words; remembers the fields that were placed, so that nothing is lost.

    Asking for a field's words places it.
    """

    def __init__(self, record: Record, context: LayoutContext) -> None:
        self.record, self.context = record, context
        self._fields = context.form(record).fields
        self._placed: set[str] = set()

    @property
    def name(self) -> str:
        """The most exact name of the item: 业务办理项, 子项 or 主项."""
        names = (self.text(key) for key in ("biz_item_name", "sub_item_name", "item_name"))
        return next(filter(None, names), self.context.title(self.record))

    @property
    def code(self) -> str:
        """The most exact code of the item."""
        codes = (self.text(key) for key in ("biz_item_code", "impl_code", "catalog_code"))
        return next(filter(None, codes), "")

    @property
    def organization(self) -> str:
        """The agency that publishes the guide."""
        return self.text("org_name") or self.context.organization

    def field(self, name: str) -> Field | None:
        """A field, when the form has it and it may be printed."""
        item = self._fields.get(name)
        return item if item and self.context.visible(item) else None

    def text(self, name: str) -> str:
        """A field in words; empty when it is not filled or not for this edition."""
        item = self.field(name)
        if item is None:
            return ""
        self._placed.add(name)
        return self.context.text(self.record.get(name), item)

    def value(self, name: str) -> Value:
        """A field's raw value, for decisions (it places nothing)."""
        return self.record.get(name) if self.field(name) else None

    def paragraphs(self, name: str) -> list[Block]:
        """A field as paragraphs, one a line."""
        return list(paragraphs(self.text(name)))

    def pairs(self, *names: str) -> list[Block]:
        """The filled ones of these fields as labels and values."""
        rows = [(item.label, self.text(name)) for name in names if (item := self.field(name))]
        filled = tuple((label, text) for label, text in rows if text)
        return [KeyValues(filled)] if filled else []

    def table(self, name: str) -> list[Block]:
        """A sub-table in its usual look."""
        item = self.field(name)
        if item is None:
            return []
        self._placed.add(name)
        return sub_table(self.record, item, self.context)

    def rows(self, name: str) -> list[Mapping[str, Value]]:
        """Filled rows of a sub-table, for a layout of its own."""
        item = self.field(name)
        if item is None:
            return []
        rows = rows_of(self.record, item)
        if rows:
            self._placed.add(name)
        return rows

    def cell(self, table: str, row: Mapping[str, Value], column: str) -> str:
        """A column of a row in words."""
        item = self.field(table)
        if item is None or item.table is None or column not in item.table.by_id:
            return ""
        found = item.table.by_id[column]
        return self.context.text(row.get(column), found) if self.context.visible(found) else ""

    def cells(self, table: str, row: Mapping[str, Value], *columns: str) -> list[str]:
        """The filled ones of these columns, with their labels."""
        item = self.field(table)
        if item is None or item.table is None:
            return []
        shown = [(item.table.by_id[c].label, self.cell(table, row, c))
                 for c in columns if c in item.table.by_id]  # fmt: skip
        return [f"{label}：{text}" for label, text in shown if text]

    def unplaced(self) -> list[Field]:
        """Filled public fields that no part asked for, in the order of the form."""
        return [
            item
            for name, item in self._fields.items()
            if name not in self._placed and self.context.filled(self.record, item)
        ]


def join(texts: Sequence[str], separator: str = "\n") -> str:
    """The texts that are not empty."""
    return separator.join(text for text in texts if text)
