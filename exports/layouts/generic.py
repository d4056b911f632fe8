"""Any record as a vertical document: its sections, labels and values."""

from __future__ import annotations

from exports.document import Block, Document, Heading, Page, paragraph
from exports.layouts.blocks import key_values, numbered, sub_table
from exports.layouts.context import LayoutContext, day_of, mark_of
from forms.model import Section
from forms.record import Record


def record_document(record: Record, context: LayoutContext) -> Document:
    """One record of any kind, every filled field that may be printed, in the order of the form."""
    form = context.form(record)
    blocks: list[Block] = []
    number = 0
    for section in form.sections:
        content = section_blocks(record, section, context)
        if content:
            number += 1
            blocks.append(Heading(1, numbered(1, number, section.title), section.id))
            blocks += content
    if not blocks:
        blocks.append(paragraph("（未填写）"))
    organization = str(record.get("org_name") or context.organization)
    return Document(
        title=f"{form.title}：{context.title(record)}",
        blocks=tuple(blocks),
        page=Page(),
        organization=organization,
        date=context.date or day_of(record),
        mark=mark_of(record),
        subject=form.list_title,
        keywords=(form.title,),
    )


def section_blocks(record: Record, section: Section, context: LayoutContext) -> list[Block]:
    """Values of a section in one block, each filled sub-table under its own heading."""
    fields = [item for item in section.fields if context.filled(record, item)]
    blocks = key_values(record, (item for item in fields if item.table is None), context,
                        section.title)  # fmt: skip
    for number, item in enumerate((item for item in fields if item.table is not None), 1):
        blocks.append(Heading(2, numbered(2, number, item.label), item.id))
        blocks += sub_table(record, item, context)
    return blocks
