"""Web pages: whole by themselves, well formed, harmless, the same each time."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from exports.document import (
    Cell,
    Cover,
    Document,
    FlowChart,
    FlowStep,
    Heading,
    KeyValues,
    Page,
    Paragraph,
    QrCode,
    Run,
    Table,
    TableColumn,
    TableOfContents,
    paragraph,
)
from exports.html import html_text, write_html
from exports.progress import Cancelled
from tests.exports.test_pdf import BLOCKS, document, long_table, squeezed, words

EVIL = "<script>alert('x')</script> & \"引号\" \x07\ud800"
_VOID = {"meta", "br", "col", "link", "img", "hr", "rect", "path"}


class Reader(HTMLParser):
    """Collects tags, attributes and words; fails on tags that are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_every_word_stands_on_the_page_and_nothing_is_loaded_from_elsewhere() -> None:
    text = html_text(document())
    page = Reader(text)
    shown = squeezed("".join(page.words))
    for block in BLOCKS:
        for word in words(block):
            assert squeezed(word) in shown
    assert document().fingerprint() in shown
    assert "第3版2026-11-23" in shown
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.tags}
    assert "url(" not in text
    assert "@import" not in text


def test_text_cannot_become_markup() -> None:
    blocks = (
        Cover(EVIL, EVIL, ((EVIL, EVIL),)), TableOfContents(EVIL), Heading(1, EVIL),
        Paragraph((Run(EVIL, bold=True, link=f"https://x.example/?{EVIL}"),)),
        KeyValues(((EVIL, EVIL),), EVIL), Table((TableColumn(EVIL),), ((Cell(EVIL),),), EVIL),
        FlowChart((FlowStep(EVIL, EVIL, EVIL, EVIL),), EVIL), QrCode("甲", EVIL),
    )  # fmt: skip
    made = Document(EVIL, blocks, organization=EVIL, subject=EVIL, keywords=(EVIL,), mark=EVIL)
    text = html_text(made)
    assert not Reader(text).all("script")
    assert "<script>" not in text
    assert "\x07" not in text
    assert text.encode("utf-8")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "JaVaScript:1"])
def test_an_address_that_runs_something_is_no_link(address: str) -> None:
    page = Reader(html_text(document(Paragraph((Run("点此", link=address),)))))
    assert page.all("a") == []
    assert "点此" in "".join(page.words)


def test_contents_lead_to_headings_that_are_there() -> None:
    page = Reader(html_text(document()))
    targets = {attributes.get("id") for _, attributes in page.tags}
    links = [str(link["href"]) for link in page.all("a") if str(link["href"]).startswith("#")]
    assert len(links) == 2
    assert {link[1:] for link in links} <= targets


def test_tables_keep_their_spans_headings_and_alignment() -> None:
    table = Table(
        (TableColumn("序号", 5, align="center"), TableColumn("甲", 8, "组"),
         TableColumn("乙", 8, "组")),
        ((Cell("许可", columns=3, header=True),), (Cell("1", rows=2), Cell("a"), Cell("b")),
         (Cell("c"), Cell("d"))),
        "名称",
    )  # fmt: skip
    page = Reader(html_text(document(table)))
    heads = [(th.get("rowspan"), th.get("colspan"), th.get("scope")) for th in page.all("th")]
    assert heads == [("2", None, "col"), (None, "2", "col"), (None, None, "col"),
                     (None, None, "col"), (None, "3", "row")]  # fmt: skip
    cells = [(td.get("rowspan"), td.get("class")) for td in page.all("td")]
    assert cells == [("2", "center"), (None, None), (None, None), (None, None), (None, None)]


def test_a_list_prints_on_the_paper_of_the_list() -> None:
    text = html_text(document(long_table(3), page=Page("A3", "landscape")))
    assert "@page { size: A3 landscape;" in text


def test_the_same_document_gives_the_same_page(tmp_path: Path) -> None:
    write_html(document(), tmp_path / "a.html")
    write_html(document(), tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_cancelled_page_leaves_the_old_file(tmp_path: Path) -> None:
    class Stop:
        def step(self, done: int, total: int, text: str) -> None:
            raise Cancelled

    (tmp_path / "a.html").write_text("旧", encoding="utf-8")
    with pytest.raises(Cancelled):
        write_html(document(paragraph("甲")), tmp_path / "a.html", progress=Stop())
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == "旧"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_broad_table_is_moved_sideways_by_keys_and_a_page_is_a_link() -> None:
    columns = tuple(TableColumn(f"第{number}列") for number in range(6))
    row = (*(Cell("甲") for _ in range(5)), Cell("", page_of="item_1"))
    made = Document("汇编", (Table(columns, (row,), "索引"), Heading(1, "甲", "item_1")))
    page = Reader(html_text(made))
    (region,) = [facts for tag, facts in page.tags if facts.get("class") == "scroll"]
    assert (region["tabindex"], region["role"], region["aria-label"]) == ("0", "region", "索引")
    assert [facts["href"] for tag, facts in page.tags if tag == "a"] == ["#part-1"]
    assert "查看" in "".join(page.words)
