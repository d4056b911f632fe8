"""What belongs to an export as a whole: the index of web pages, the manifest of what was printed."""

from __future__ import annotations

from collections.abc import Sequence

from exports.document import (
    Block,
    Cell,
    Document,
    Heading,
    Page,
    Paragraph,
    Run,
    Table,
    TableColumn,
    paragraph,
)
from exports.layouts.context import LayoutContext, newest_day
from forms.record import Record

#: Office, name, code and relative address of a page.
Entry = tuple[str, str, str, str]


def index_document(
    entries: Sequence[Entry], title: str, records: Sequence[Record], context: LayoutContext
) -> Document:
    """The names of all pages with links to them, by office where there are several."""
    date = newest_day(records, context)
    blocks: list[Block] = [
        paragraph(f"共 {len(entries)} 项" + (f"　　数据截至 {date}" if date else ""), "note")
    ]
    offices = dict.fromkeys(entry[0] for entry in entries)
    for office in offices:
        members = [entry for entry in entries if entry[0] == office]
        if len(offices) > 1:
            blocks.append(Heading(1, f"{office or '未填承办机构'}（共 {len(members)} 项）"))
        blocks += [_line(number, entry) for number, entry in enumerate(members, 1)]
    return Document(title, tuple(blocks), organization=context.organization, date=date)


def _line(number: int, entry: Entry) -> Paragraph:
    _, name, code, address = entry
    runs = (Run(f"{number}．"), Run(name, link=address), Run(f"　{code}" if code else ""))
    return Paragraph(runs, "plain")


def manifest_document(printed: Sequence[tuple[str, Document]], organization: str) -> Document:
    """What was printed: file (without its ending), title, revision, date, fingerprint."""
    columns = (TableColumn("序号", 6, align="center"), TableColumn("文件", 40),
               TableColumn("标题", 40), TableColumn("版本", 18, align="center"),
               TableColumn("日期", 12, align="center"),
               TableColumn("校验码", 15, align="center"))  # fmt: skip
    rows = tuple(
        tuple(map(Cell, (str(number), file, document.title, document.mark, document.date,
                         document.fingerprint())))
        for number, (file, document) in enumerate(printed, 1)
    )  # fmt: skip
    date = max((document.date for _, document in printed), default="")
    return Document("打印清单", (Table(columns, rows, "打印清单"),), Page("A4", "landscape"),
                    organization, date)  # fmt: skip
