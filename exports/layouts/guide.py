"""The service guide in print (办事指南): full edition, one sheet, one-time notice (SPEC §8.2)."""

from __future__ import annotations

from exports.document import Block, Cover, Document, Heading, Page, TableOfContents, paragraph
from exports.layouts.blocks import numbered
from exports.layouts.context import LayoutContext, day_of, mark_of
from exports.layouts.guide_annex import annex_blocks, other_blocks
from exports.layouts.guide_parts import UNFILLED, GuideParts
from exports.layouts.guide_sections import SECTIONS
from exports.layouts.guide_sheets import brief_blocks, notice_blocks
from forms.record import Record

#: Editions of a guide: full, one sheet (简版), one-time notice (一次性告知单).
EDITIONS = ("full", "brief", "notice")


class UnknownEditionError(ValueError):
    """An edition that a guide does not have."""


def guide_document(record: Record, context: LayoutContext, edition: str = "full") -> Document:
    """A guide as document: ``full`` has the 21 sections and the annex, ``brief`` is one sheet
    with QR codes, ``notice`` the one-time notice (一次性告知单).

    Raises:
        UnknownEditionError: there is no such edition.
    """
    if edition not in EDITIONS:
        raise UnknownEditionError(
            f"办事指南没有“{edition}”这种版式，可用的有：{'、'.join(EDITIONS)}。"
        )
    parts = GuideParts(record, context)
    if edition == "full":
        return _document(parts, f"{parts.name}服务指南", _full_blocks(parts), Page())
    if edition == "brief":
        page = Page(fit_pages=1)
        return _document(parts, f"{parts.name}办事指南（简版）", brief_blocks(parts), page)
    return _document(parts, f"{parts.name}一次性告知单", notice_blocks(parts), Page(fit_pages=2))


def _document(parts: GuideParts, title: str, blocks: list[Block], page: Page) -> Document:
    record, context = parts.record, parts.context
    keywords = (parts.name, parts.text("task_type"), parts.text("common_name"))
    return Document(
        title=title,
        blocks=tuple(blocks),
        page=page,
        organization=parts.organization,
        date=context.date or day_of(record),
        mark=mark_of(record),
        subject="办事指南",
        keywords=tuple(word for word in keywords if word),
    )


def _full_blocks(parts: GuideParts) -> list[Block]:
    """Cover, contents, 21 sections whose numbers never move, annex, everything else."""
    blocks: list[Block] = [_cover(parts), TableOfContents()]
    for number, section in enumerate(SECTIONS, 1):
        blocks.append(Heading(1, numbered(1, number, section.title), f"section-{number}"))
        blocks += section.blocks(parts) or [paragraph(UNFILLED)]
    blocks += annex_blocks(parts)
    blocks += other_blocks(parts)
    return blocks


def _cover(parts: GuideParts) -> Cover:
    lines = (
        ("编　　号", parts.code),
        ("发布机关", parts.organization),
        ("发布日期", parts.text("publish_date")),
    )
    return Cover(parts.name, "服务指南", tuple((name, text or UNFILLED) for name, text in lines))
