"""Many documents in one (汇编): contents in front, each document from a new page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from exports.document import Block, Cover, Document, Heading, PageBreak, TableOfContents

#: Lines of a contents page.
_CONTENTS_LINES = 22


def bundle_document(documents: Sequence[Document], title: str, organization: str = "") -> Document:
    """One document out of several of one layout, dated by the newest.

    Documents that begin with a cover keep it, others get their title as a heading; the contents
    in front name the covers or these headings.

    Raises:
        ValueError: there are no documents.
    """
    if not documents:
        raise ValueError("没有可汇编的文件，请先选择事项。")
    blocks: list[Block] = [TableOfContents()]
    for document in documents:
        covered = bool(document.blocks) and isinstance(document.blocks[0], Cover)
        blocks += [PageBreak()] if covered else [PageBreak(), Heading(1, document.title)]
        blocks += document.blocks if covered else map(_lowered, document.blocks)
    fit = sum(document.page.fit_pages for document in documents)
    contents = -(-len(documents) // _CONTENTS_LINES)
    return Document(
        title=title,
        blocks=tuple(blocks),
        page=replace(documents[0].page, fit_pages=fit + contents if fit else 0),
        organization=organization or documents[0].organization,
        date=max(document.date for document in documents),
        subject=documents[0].subject,
        keywords=documents[0].keywords[1:2],
    )


def _lowered(block: Block) -> Block:
    """A heading one step lower, under the heading that carries its document's title."""
    return replace(block, level=block.level + 1) if isinstance(block, Heading) else block
