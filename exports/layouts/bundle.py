"""Many documents in one (汇编): cover, contents and index in front, each from a new page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from exports.document import (
    Block,
    Cell,
    Cover,
    Document,
    Heading,
    PageBreak,
    Table,
    TableColumn,
    TableOfContents,
    paragraph,
)

#: Lines of a contents page; rows of an index page, of two lines each.
_CONTENTS_LINES, _INDEX_ROWS = 22, 18
INDEX_TITLE = "事项索引"


def bundle_document(
    documents: Sequence[Document], title: str, organization: str = "", *,
    offices: Sequence[str] = (), codes: Sequence[str] = (),
) -> Document:  # fmt: skip
    """One document out of several of one layout, dated by the newest.

    Documents that begin with a cover keep it, others get their title as a heading; the contents
    in front name the covers or these headings. The index says by office which revision of each
    item was printed, so that the volume can be compared with the records later.

    Raises:
        ValueError: there are no documents.
    """
    if not documents:
        raise ValueError("没有可汇编的文件，请先选择事项。")
    organization = organization or documents[0].organization
    date = max(document.date for document in documents)
    facts = (("编制单位", organization), ("数据截至", date), ("事项数量", f"{len(documents)} 项"))
    blocks: list[Block] = [
        Cover(title, "", tuple((name, text) for name, text in facts if text)),
        TableOfContents(),
        paragraph(INDEX_TITLE, "center"),
        _index(documents, offices, codes),
    ]
    for number, document in enumerate(documents):
        blocks.append(PageBreak())
        first = document.blocks[0] if document.blocks else None
        if isinstance(first, Cover):
            blocks += [replace(first, anchor=_anchor(number)), *document.blocks[1:]]
        else:
            blocks.append(Heading(1, document.title, _anchor(number)))
            blocks += map(_lowered, document.blocks)
    fit = sum(document.page.fit_pages for document in documents)
    index = len(documents) + len(set(offices))
    front = 1 + ceil(len(documents) / _CONTENTS_LINES) + ceil(index / _INDEX_ROWS)
    return Document(
        title=title,
        blocks=tuple(blocks),
        page=replace(documents[0].page, fit_pages=fit + front if fit else 0),
        organization=organization,
        date=date,
        mark=f"共 {len(documents)} 项　数据截至 {date}" if date else "",
        subject=documents[0].subject,
        keywords=documents[0].keywords[1:2],
    )


def _anchor(number: int) -> str:
    """The name of the place where a document of the volume begins."""
    return f"item_{number + 1}"


def _index(documents: Sequence[Document], offices: Sequence[str], codes: Sequence[str]) -> Table:
    """Items by office, in the order of the volume within each; offices as they come."""
    named = list(offices) or [""] * len(documents)
    numbers = list(codes) or [""] * len(documents)
    columns = [TableColumn("序号", 6, align="center"), TableColumn("事项", 24),
               TableColumn("编码", 17), TableColumn("版本", 20, align="center"),
               TableColumn("校验码", 15, align="center"),
               TableColumn("页码", 6, align="center")]  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    order = dict.fromkeys(named)
    for office in order:
        members = [at for at, name in enumerate(named) if name == office]
        if len(order) > 1:
            heading = f"{office or '未填承办机构'}（共 {len(members)} 项）"
            rows.append((Cell(heading, columns=len(columns), align="center", header=True),))
        for at in members:
            document = documents[at]
            texts = (str(at + 1), document.title, numbers[at], document.mark,
                     document.fingerprint())  # fmt: skip
            rows.append((*map(Cell, texts), Cell("", page_of=_anchor(at))))
    return Table(tuple(columns), tuple(rows), INDEX_TITLE)


def _lowered(block: Block) -> Block:
    """A heading one step lower, under the heading that carries its document's title."""
    return replace(block, level=block.level + 1) if isinstance(block, Heading) else block
