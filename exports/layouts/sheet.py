"""One record as its layout (版式) wants it: the layout is data, see `forms.sheets`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from exports.document import (
    Align,
    Block,
    Cell,
    Cover,
    Document,
    Heading,
    KeyValues,
    Page,
    Paragraph,
    ParagraphStyle,
    Run,
    Table,
    TableColumn,
    TableOfContents,
    paragraph,
)
from exports.layouts.blocks import numbered
from exports.layouts.context import LayoutContext, day_of, mark_of, unique
from exports.layouts.guide_annex import annex_blocks, other_blocks
from exports.layouts.guide_parts import UNFILLED, GuideParts, join
from exports.layouts.list_cells import cell_text
from exports.layouts.sheet_blocks import BLOCKS
from exports.layouts.sheet_words import CELLS, WORDS
from forms.model import ListColumn, Value
from forms.record import Record
from forms.sheets import SheetColumn, SheetLayout, SheetPart, SheetRow, SheetSection

_LABEL = "label:"
#: What says nothing in a table.
_NOTHING = ("", "无")


class UnknownSheetError(ValueError):
    """A layout that a kind does not have."""


def sheet_document(record: Record, context: LayoutContext, sheet_id: str) -> Document:
    """A record in one of the layouts of its kind.

    Raises:
        UnknownSheetError: the kind has no layout of that name.
    """
    sheet = context.catalogue.sheets.get((record.kind, sheet_id))
    if sheet is None:
        known = "、".join(name for kind, name in context.catalogue.sheets if kind == record.kind)
        title = context.form(record).title
        raise UnknownSheetError(f"{title}没有“{sheet_id}”这种版式，可用的有：{known or '（无）'}。")
    parts = GuideParts(record, context)
    keywords = (parts.name, parts.text("task_type"), parts.text("common_name"))
    return Document(
        title=_worded(sheet.title, parts),
        blocks=tuple(_blocks(sheet, parts)),
        page=Page(
            "A3" if sheet.paper == "A3" else "A4",
            "landscape" if sheet.orientation == "landscape" else "portrait",
            sheet.fit_pages,
        ),
        organization=parts.organization,
        date=context.date or day_of(record),
        mark=mark_of(record),
        subject=context.form(record).list_title,
        keywords=tuple(word for word in keywords if word),
    )


def _blocks(sheet: SheetLayout, parts: GuideParts) -> list[Block]:
    blocks: list[Block] = [_cover(sheet, parts)] if sheet.cover else []
    blocks += [TableOfContents()] if sheet.contents else []
    number = 0
    for section in sheet.sections:
        found = _section_blocks(section, parts)
        if not found and not (section.title and sheet.empty):
            continue
        if section.title:
            number += 1
            title = numbered(1, number, section.title) if sheet.numbered else section.title
            blocks.append(Heading(1, title, f"section-{number}"))
        blocks += found or [paragraph(sheet.empty)]
    blocks += annex_blocks(parts) if sheet.annex else []
    return blocks + (other_blocks(parts) if sheet.rest else [])


def _cover(sheet: SheetLayout, parts: GuideParts) -> Cover:
    lines = (
        ("编　　号", parts.code),
        ("发布机关", parts.organization),
        ("发布日期", parts.text("publish_date")),
    )
    return Cover(parts.name, sheet.cover, tuple((name, text or UNFILLED) for name, text in lines))


def _section_blocks(section: SheetSection, parts: GuideParts) -> list[Block]:
    """The parts under their titles; parts of one title that follow each other share it."""
    groups: list[tuple[str, list[Block]]] = []
    for part in section.parts:
        found = _part_blocks(part, parts)
        if not found:
            continue
        if groups and part.title and groups[-1][0] == part.title:
            groups[-1][1].extend(found)
        else:
            groups.append((part.title, found))
    if section.headings == "words":
        return [block for title, blocks in groups for block in (
            *([paragraph(title, "label")] if title else []), *blocks)]  # fmt: skip
    if section.headings == "none" or len(groups) < 2:
        return [block for _, blocks in groups for block in blocks]
    return [
        block
        for number, (title, blocks) in enumerate(groups, 1)
        for block in (Heading(2, numbered(2, number, title)), *blocks)
    ]


def _part_blocks(part: SheetPart, parts: GuideParts) -> list[Block]:
    match part.kind:
        case "text":
            return [block for name in part.names for block in parts.paragraphs(name)]
        case "pairs":
            return parts.pairs(*part.names)
        case "table":
            return parts.table(part.names[0])
        case "rows":
            return _rows(part, parts)
        case "columns":
            return _columns(part, parts)
        case "block":
            return BLOCKS[part.names[0]](parts)
    style = cast(ParagraphStyle, part.style)
    text = _worded(part.words, parts)
    return [Paragraph((Run(text),), style)] if text else []


def _worded(words: str, parts: GuideParts) -> str:
    """Words with ``{name}``, ``{organization}`` and fields in them."""
    found = words.replace("{name}", parts.name).replace("{organization}", parts.organization)
    while "{" in found and "}" in found.partition("{")[2]:
        before, _, rest = found.partition("{")
        name, _, after = rest.partition("}")
        found = before + parts.text(name) + after
    return found


def _rows(part: SheetPart, parts: GuideParts) -> list[Block]:
    rows = ((row.label, _row_text(row, parts) or part.blank) for row in part.rows)
    filled = tuple((label, text) for label, text in rows if text)
    return [KeyValues(filled, part.caption or part.title)] if filled else []


def _row_text(row: SheetRow, parts: GuideParts) -> str:
    texts = (
        WORDS[value](parts) if value.startswith("@") else _path_text(value, row.joined, parts)
        for value in row.values
    )
    return row.joined.join(text for text in texts if text)


def _path_text(path: str, joined: str, parts: GuideParts) -> str:
    """A field, a column of a sub-table, or something in a linked record."""
    head = path.partition(">")[0].partition(".")[0]
    if head == path:
        return parts.text(path)
    parts.text(head)  # it has got its place
    form = parts.context.form(parts.record)
    text = cell_text(parts.record, 1, ListColumn("", (path,)), form, parts.context)
    return text.replace("\n", joined)


def _columns(part: SheetPart, parts: GuideParts) -> list[Block]:
    """A sub-table with the columns of the layout; what was typed as plain text stays so."""
    name = part.names[0]
    rows = parts.rows(name)
    if not rows:
        return parts.table(name)
    cells = [
        [_cell(column, name, row, number, parts) for column in part.columns]
        for number, row in enumerate(rows, 1)
    ]
    # A column that nobody filled takes room from the others.
    filled = [
        at for at in range(len(part.columns)) if any(line[at] not in _NOTHING for line in cells)
    ]
    shown = filled if len(filled) > 1 else range(len(part.columns))
    heads = tuple(
        TableColumn(column.title, column.width, align=cast(Align, column.align))
        for column in (part.columns[at] for at in shown)
    )
    body: list[tuple[Cell, ...]] = []
    for number, (row, line) in enumerate(zip(rows, cells, strict=True), 1):
        below = _below(part, row, number, parts, line)
        first, *others = (line[at] for at in shown)
        body.append((Cell(first, rows=1 + bool(below)), *map(Cell, others)))
        body += [(Cell(below, columns=len(others)),)] if below else []
    item = parts.field(name)
    caption = part.caption or part.title or (item.label if item else "")
    return [Table(heads, tuple(body), caption)]


def _below(
    part: SheetPart, row: Mapping[str, Value], number: int, parts: GuideParts, line: Sequence[str]
) -> str:
    """What stands below a row, a line for each that is filled and not in its ``line`` already; 无
    says no more than nothing.
    """
    shown = (
        (column.title, [text for text in _values(column.values, part.names[0], row, number, parts)
                        if text not in (*_NOTHING, *line)])
        for column in part.below
    )  # fmt: skip
    return "\n".join(f"{title}：{join(texts)}" for title, texts in shown if texts)


def _cell(
    column: SheetColumn, table: str, row: Mapping[str, Value], number: int, parts: GuideParts
) -> str:
    return join(unique(_values(column.values, table, row, number, parts)))


def _values(
    values: Iterable[str], table: str, row: Mapping[str, Value], number: int, parts: GuideParts
) -> Iterable[str]:
    for value in values:
        if value in CELLS:
            yield CELLS[value](parts, table, row, number)
        elif value.startswith(_LABEL):
            yield from parts.cells(table, row, value.removeprefix(_LABEL))
        else:
            yield parts.cell(table, row, value)
