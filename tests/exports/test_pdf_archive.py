"""PDF for the archive: validators pass it, screen readers find its structure, phones its codes."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf.pdfa import validate_written

from exports.document import Cell, Document, Page, Table, TableColumn, paragraph
from exports.layouts import bundle_document
from exports.pdf import pdf_bytes, write_pdf
from exports.pdf.colour import srgb_profile
from tests.exports.test_pdf import document, long_table

_JARS = Path("/usr/share/java")
#: What the checker of PDF/A-1b needs, as Debian names it.
_PREFLIGHT = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io",
              "javax.activation", "jaxb-api")  # fmt: skip


@cache
def samples() -> dict[str, Document]:
    """A guide, a list over several pages with merged cells, a bundle, rare and missing glyphs."""
    merged = Table(
        (TableColumn("部门", 8), TableColumn("全社会", 5, "对象"), TableColumn("群体", 5, "对象")),
        tuple(
            (*((Cell("民政局", rows=30),) if at % 30 == 0 else ()), Cell(f"甲{at}"), Cell("√"))
            for at in range(90)
        ),
        "公开目录",
    )
    return {
        "guide": document(),
        "list": document(long_table(40), page=Page("A3", "landscape")),
        "merged": document(merged),
        "bundle": bundle_document([document(), document()], "汇编"),
        "rare": document(paragraph("𠮷㐂𬭎镕\U0001f600ABC——……《甲》（乙）")),
    }


@cache
def written(name: str, part: int = 2) -> bytes:
    return pdf_bytes(samples()[name], part=2 if part == 2 else 1)


@pytest.mark.parametrize("name", ["guide", "list", "merged", "bundle", "rare"])
@pytest.mark.parametrize("part", [2, 1])
def test_the_validator_of_pikepdf_accepts_every_page(name: str, part: int, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(written(name, part))
    findings = validate_written(path, f"{part}b").findings
    assert [f"{finding.where}: {finding.message}" for finding in findings] == []


def test_the_validator_notices_what_is_missing(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(written("guide"))) as pdf:
        del pdf.Root.OutputIntents
        pdf.save(tmp_path / "a.pdf")
    assert validate_written(tmp_path / "a.pdf", "2b").findings


def test_preflight_of_pdfbox_accepts_the_twins(tmp_path: Path) -> None:
    jars = [_JARS / f"{name}.jar" for name in _PREFLIGHT]
    if not shutil.which("java") or not all(jar.exists() for jar in jars):
        pytest.skip("PDFBox preflight (libpdfbox2-java) is not installed")
    for name in samples():
        (tmp_path / f"{name}.pdf").write_bytes(written(name, 1))
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", ":".join(map(str, jars)),
               "org.apache.pdfbox.preflight.Validator_A1b", "batch", str(tmp_path)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    said = set(filter(None, done.stdout.splitlines()))
    assert said == {f"The file {name}.pdf is a valid PDF/A-1b file" for name in samples()}


def test_every_number_that_is_taken_is_an_object() -> None:
    """Even where nothing comes of an outline, as in a list."""
    for name in samples():
        data = written(name, 1)
        start = int(data.rpartition(b"startxref\n")[2].partition(b"\n")[0])
        assert b"0000000000 00000 n" not in data[start:], name


def nodes(element: Any) -> Iterator[Any]:
    """All elements of a structure tree, in the order in which they are read."""
    yield element
    for kid in kids(element):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from nodes(kid)


def kids(element: Any) -> list[Any]:
    found = element.get("/K", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def kinds(pdf: pikepdf.Pdf) -> list[str]:
    return [str(node.S)[1:] for node in nodes(pdf.Root.StructTreeRoot.K)]


def test_the_structure_names_titles_paragraphs_tables_figures_and_links() -> None:
    with pikepdf.open(io.BytesIO(written("guide"))) as pdf:
        found = kinds(pdf)
        figures = [node for node in nodes(pdf.Root.StructTreeRoot.K) if node.S == "/Figure"]
        alternatives = [str(figure.Alt) for figure in figures]
    assert found[:3] == ["Document", "Sect", "H1"]
    assert found.count("H2") == 2
    assert found.count("H3") == 1
    assert {"P", "TOC", "TOCI", "Link", "Table", "TR", "TH", "TD", "Figure"} <= set(found)
    assert alternatives == [
        "办理流程图：申请，然后审查、勘验，然后送达",
        "二维码：扫码办理 https://example.gov.cn/guide",
    ]


def test_every_row_of_a_table_is_as_wide_as_the_table() -> None:
    with pikepdf.open(io.BytesIO(written("merged"))) as pdf:
        (table,) = [node for node in nodes(pdf.Root.StructTreeRoot.K) if node.S == "/Table"]
        covered = [0, 0, 0]
        rows = kids(table)
        assert len(rows) == 2 + 90  # the repeated heading is read once
        for row in rows:
            free = [at for at, left in enumerate(covered) if left == 0]
            width = 0
            for cell in kids(row):
                entries = cell.get("/A", {})
                high, wide = int(entries.get("/RowSpan", 1)), int(entries.get("/ColSpan", 1))
                for at in free[width : width + wide]:
                    covered[at] = high
                width += wide
            assert width == len(free)
            covered = [left - 1 for left in covered]


def test_the_parent_tree_leads_from_every_stretch_to_the_element_that_holds_it() -> None:
    with pikepdf.open(io.BytesIO(written("bundle"))) as pdf:
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        tree = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
        links = 0
        for page in pdf.pages:
            content = page.Contents.read_bytes()
            parents = tree[int(page.StructParents)]
            assert len(parents) == content.count(b"/MCID ")
            for number, parent in enumerate(parents):
                assert f"/{str(parent.S)[1:]}<</MCID {number}>>BDC".encode() in content
            for note in page.get("/Annots", []):
                assert tree[int(note.StructParent)].S == "/Link"
                links += 1
    # Two covers, named in contents and index; two headings in each guide, one address in each.
    assert links == 2 + 2 + 2 * 2 + 2


def test_contents_lead_to_the_page_that_they_name() -> None:
    with pikepdf.open(io.BytesIO(written("guide"))) as pdf:
        pages = [page.objgen for page in pdf.pages]
        goals = [note.Dest[0].objgen for note in pdf.pages[1].Annots]
    assert goals == [pages[2], pages[3]]


def test_repeated_headings_and_feet_are_not_read_aloud() -> None:
    with pikepdf.open(io.BytesIO(written("list"))) as pdf:
        assert len(pdf.pages) > 1
        assert kinds(pdf).count("TH") == 3
        for page in pdf.pages:
            assert b"/Artifact<</Type/Pagination>>BDC" in page.Contents.read_bytes()


def test_a_code_on_the_page_is_read_by_a_phone() -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    with pypdfium2.PdfDocument(written("guide")) as pdf:
        picture = pdf[3].render(scale=200 / 72).to_pil()
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [
        "https://example.gov.cn/guide"
    ]


def test_the_plain_twin_shows_the_same_words() -> None:
    def words(data: bytes) -> list[str]:
        with pypdfium2.PdfDocument(data) as pdf:
            return [page.get_textpage().get_text_range() for page in pdf]

    assert words(written("rare", 1)) == words(written("rare", 2))
    assert "𠮷㐂𬭎镕" in words(written("rare"))[0]


def test_justified_lines_end_at_the_right_edge() -> None:
    text = "依照《中华人民共和国行政许可法》（2019年修正）第12条的规定，向ABC机关提出申请；" * 12
    with pypdfium2.PdfDocument(pdf_bytes(document(paragraph(text)))) as pdf:
        page = pdf[0].get_textpage()
        edges: dict[int, float] = {}
        for at in range(page.count_chars()):
            box = page.get_charbox(at, loose=True)
            line = round(box[1])
            edges[line] = max(edges.get(line, 0), box[2])
    body = [edge for line, edge in sorted(edges.items(), reverse=True) if 150 < line < 680]
    assert len(body) > 8
    assert max(body) - min(body) < 1


def test_the_colour_profile_is_that_of_the_standard() -> None:
    from PIL import Image, ImageCms

    profile = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    usual = ImageCms.createProfile("sRGB")
    shades = Image.new("RGB", (4, 1))
    colours = [(0, 0, 0), (255, 255, 255), (10, 120, 250), (200, 3, 77)]
    for at, colour in enumerate(colours):
        shades.putpixel((at, 0), colour)
    same = ImageCms.applyTransform(shades, ImageCms.buildTransform(profile, usual, "RGB", "RGB"))
    assert same is not None
    for at, colour in enumerate(colours):
        shown = same.getpixel((at, 0))
        assert isinstance(shown, tuple)
        assert max(abs(a - b) for a, b in zip(shown, colour, strict=True)) <= 1


def test_a_damaged_folder_gets_no_half_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="无法在文件夹"):
        write_pdf(document(), tmp_path / "missing" / "a.pdf")
