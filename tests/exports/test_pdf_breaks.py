"""Where pages end: no heading stands alone, charts stay whole, the index names the true pages."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest

from exports.document import (
    Block,
    Cell,
    Cover,
    Document,
    FlowChart,
    FlowStep,
    Heading,
    Page,
    Table,
    TableColumn,
    paragraph,
)
from exports.layouts import bundle_document
from exports.pdf import pdf_bytes

TITLE = "某某事项服务指南"
ROWS = 8


def pages(*blocks: Block, page: Page | None = None) -> list[str]:
    """The words of each page, without white space."""
    made = pdf_bytes(Document(TITLE, blocks, page or Page()))
    with pypdfium2.PdfDocument(made) as pdf:
        return ["".join(p.get_textpage().get_text_range().split()) for p in pdf]


def materials() -> Table:
    """A table whose first row belongs to the high one below it."""
    columns = (TableColumn("序号", 5), TableColumn("材料名称", 30), TableColumn("份数", 10))
    below = Cell("\n".join(f"要求{number}" for number in range(ROWS)), columns=2)
    return Table(columns, ((Cell("1", rows=2), Cell("申请书"), Cell("2份")), (below,)))


@pytest.mark.parametrize("lines", range(12, 20))
def test_no_heading_ends_a_page_before_what_belongs_to_it(lines: int) -> None:
    texts = [paragraph(f"第{number}行。") for number in range(lines)]
    table = pages(*texts, Heading(1, "九、申请材料目录"), Heading(2, "（一）申请材料"), materials())
    (found,) = [text for text in table if "九、申请材料目录" in text]
    assert "材料名称" in found
    assert f"要求{ROWS - 1}" in found
    steps = tuple(FlowStep(f"环节{number}", "某科", "1个工作日") for number in range(5))
    chart = pages(*texts, Heading(1, "十一、办理流程"), FlowChart(steps))
    (found,) = [text for text in chart if "十一、办理流程" in text]
    assert all(step.name in found for step in steps)


def test_a_group_row_stays_with_a_high_row_that_is_not_broken() -> None:
    columns = tuple(TableColumn(name) for name in ("事项", "载体", "层级"))
    boxes = "\n".join(f"□渠道{number}" for number in range(11))
    rows: list[tuple[Cell, ...]] = []
    for number in range(12):
        rows.append((Cell(f"第{number}类（共1项）", columns=3, header=True),))
        rows.append((Cell(f"事项{number}号"), Cell(boxes), Cell("县级")))
    found = pages(Table(columns, tuple(rows)), page=Page("A3", "landscape"))
    assert len(found) > 2
    for text in found:
        for number in range(12):
            assert (f"第{number}类" in text) == (f"事项{number}号" in text)


def test_steps_stand_in_a_row_on_a_sheet_and_below_each_other_in_a_guide() -> None:
    steps = tuple(
        FlowStep(f"环节{number}", "政务服务中心某某窗口", "1个工作日") for number in range(4)
    )
    for page, levels in ((Page(fit_pages=1), 1), (Page(), 4)):
        with pypdfium2.PdfDocument(pdf_bytes(Document(TITLE, (FlowChart(steps),), page))) as pdf:
            text = pdf[0].get_textpage()
            heights = set()
            for step in steps:
                at, _ = text.search(step.name).get_next()
                heights.add(round(text.get_charbox(at)[1]))
        assert len(heights) == levels


@pytest.mark.parametrize("covered", [True, False])
def test_the_index_of_a_bundle_names_the_pages_where_items_begin(covered: bool) -> None:
    documents = [
        Document(
            f"甲{number}事项指南",
            (
                *((Cover(f"甲{number}事项"),) if covered else ()),
                *(paragraph(f"正文{line}。") for line in range(30 * (number + 1))),
            ),
        )
        for number in range(3)
    ]
    made = pdf_bytes(bundle_document(documents, "汇编"))
    with pypdfium2.PdfDocument(made) as pdf:
        texts = ["".join(page.get_textpage().get_text_range().split()) for page in pdf]
    index = next(text for text in texts if "事项索引" in text)
    for number in range(3):
        first = next(at for at, text in enumerate(texts)
                     if at > 2 and (f"甲{number}事项" in text))  # fmt: skip
        shown = first + 1 if covered else first  # a cover bears no number: the page behind it does
        printed = texts[shown].split("—")[1]
        fingerprint = documents[number].fingerprint()
        assert index.partition(fingerprint)[2].startswith(printed)
    with pikepdf.open(io.BytesIO(made)) as file:
        links = [note for page in file.pages for note in page.get("/Annots", [])]
    assert len(links) == 2 * 3  # contents and index
