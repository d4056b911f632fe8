"""PDF against the fastest typesetter, an office program and the usual Python library."""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A3, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import LongTable
from reportlab.platypus import Paragraph as FlowParagraph
from reportlab.platypus.doctemplate import SimpleDocTemplate

from exports.document import (
    Block,
    Cover,
    Document,
    FlowChart,
    Heading,
    KeyValues,
    Paragraph,
    Table,
    TableOfContents,
)
from exports.layouts import bundle_document, guide_document
from exports.pdf import write_pdf
from exports.word import write_docx
from resources.fonts import FontName, font_path
from tests.bench import CannotRaceError, Measurement, compare, race
from tests.bench.race_documents import a_guide, a_list, sample_context, sample_records

_TEMPLATE = Path(__file__).with_name("guide.typ")
_FAMILIES: tuple[FontName, ...] = ("Song", "Biao", "Hei", "Kai")
#: Guides of a whole county department in one document; the pages that the goal speaks of.
_BUNDLED, _PAGES = 200, 1000
_MEGABYTE = 1024 * 1024


def processor() -> float:
    """Seconds of the processor for this process and for those that it waited for."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(times.ru_utime + times.ru_stime for times in used)


def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="mingce-bench-"))


def _write(document: Document) -> Callable[[], object]:
    target = _folder() / "ours.pdf"
    return lambda: write_pdf(document, target)


@race("pdf.guide_vs_typst", unit="ms", goal=0.4)
def guide_vs_typst() -> Measurement:
    """Full guides, tagged PDF/A-2b on both sides, in a warm process: another one in each run, for
    typst remembers what it has set before.
    """
    try:
        import typst
    except ImportError as error:
        raise CannotRaceError("没有安装 typst（pyproject 的 bench 组）。") from error
    guides, folder = full_guides(), _folder()
    for family in _FAMILIES:
        shutil.copy(font_path(family), folder)
    compiler = typst.Compiler(str(_TEMPLATE), font_paths=[str(folder)], ignore_system_fonts=True)
    inputs = [json.dumps(_for_typst(guide), ensure_ascii=False) for guide in guides]
    mine, theirs = iter(guides), iter(inputs)

    def ours() -> None:
        write_pdf(next(mine), folder / "ours.pdf")

    def peer() -> None:
        compiler.compile(
            output=str(folder / "peer.pdf"),
            sys_inputs={"guide": next(theirs)},
            pdf_standards=["a-2b"],
        )

    return compare(ours, peer, runs=len(guides) - 1, clock=processor)


def full_guides() -> list[Document]:
    """The full guides of the sample agency."""
    records = [record for record in sample_records() if record.kind == "service_guide"]
    return [guide_document(record, sample_context()) for record in records]


def _for_typst(document: Document) -> dict[str, object]:
    parts = [part for block in document.blocks if (part := _part(block))]
    return {"title": document.title, "organization": document.organization, "parts": parts}


def _part(block: Block) -> dict[str, Any]:
    match block:
        case Cover():
            return {"kind": "cover", "title": block.title, "subtitle": block.subtitle,
                    "lines": block.lines}  # fmt: skip
        case TableOfContents():
            return {"kind": "contents", "title": block.title}
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"kind": "paragraph", "text": block.text}
        case KeyValues():
            return {"kind": "pairs", "rows": block.rows}
        case Table():
            return {"kind": "table", "widths": [column.width for column in block.columns],
                    "head": [column.title for column in block.columns],
                    "rows": [[cell.text for cell in row] for row in block.rows]}  # fmt: skip
        case FlowChart():
            return {"kind": "flow", "steps": [(s.name, f"{s.office} {s.limit}")
                                              for s in block.steps]}  # fmt: skip
    return {}


@race("pdf.guide_vs_libreoffice", unit="ms", goal=0.1)
def guide_vs_libreoffice() -> Measurement:
    """The same guide: ours as PDF, and our Word file turned into PDF by LibreOffice.

    LibreOffice turns twenty files in one go, so that its start is shared among them.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        raise CannotRaceError("没有安装 LibreOffice。")
    document, folder, batch = a_guide(), _folder(), 20
    files = [folder / f"{number}.docx" for number in range(batch)]
    for file in files:
        write_docx(document, file)
    profile = f"-env:UserInstallation=file://{folder}/profile"

    def peer() -> None:
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)

    def ours() -> None:
        for _ in range(batch):
            write()

    write = _write(document)
    found = compare(ours, peer, runs=1, clock=processor)
    return Measurement(found.ours / batch, found.peer / batch, batch)


@race("pdf.list_vs_longtable", unit="s", goal=0.25)
def list_vs_longtable() -> Measurement:
    """3,000 rows × 11 columns on A3: our page builder against platypus' LongTable."""
    document = a_list(3000, 11)
    pdfmetrics.registerFont(TTFont("BenchSong", str(font_path("Song"))))
    style = ParagraphStyle("cell", fontName="BenchSong", fontSize=9, leading=12, wordWrap="CJK")
    target = _folder() / "peer.pdf"

    def platypus() -> None:
        table = next(document.tables())
        rows = [[c.title for c in table.columns], *([c.text for c in row] for row in table.rows)]
        cells = [[FlowParagraph(escape(text), style) for text in row] for row in rows]
        flow = LongTable(cells, repeatRows=1, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")])
        SimpleDocTemplate(str(target), pagesize=landscape(A3)).build([flow])

    return compare(_write(document), platypus, runs=1, unit="s", clock=processor)


def a_bundle(guides: int) -> Document:
    """So many guides of the sample agency as one document."""
    made = full_guides()
    return bundle_document([made[at % len(made)] for at in range(guides)], "办事指南汇编")


@race("pdf.bundle", unit="s", goal=1.0)
def bundle() -> Measurement:
    """200 guides in one document, reckoned for 1,000 pages, against 3 seconds of the processor."""
    document, target = a_bundle(_BUNDLED), _folder() / "ours.pdf"
    pages = write_pdf(document, target).pages
    times = []
    for _ in range(3):
        start = time.process_time()
        write_pdf(document, target)
        times.append(time.process_time() - start)
    return Measurement(statistics.median(times) * _PAGES / pages, 3.0, len(times))


@race("pdf.bundle_memory", unit="MB", goal=1.0)
def bundle_memory() -> Measurement:
    """The most memory that a fresh process needs for the same bundle, against 300 MB."""
    code = (
        "from tests.bench.race_pdf import a_bundle, peak; from exports.pdf import write_pdf;"
        f"from pathlib import Path; import sys; write_pdf(a_bundle({_BUNDLED}), Path(sys.argv[1]));"
        "print(peak())"
    )
    command = [sys.executable, "-c", code, str(_folder() / "ours.pdf")]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    return Measurement(float(done.stdout), 300.0, 1)


def peak() -> float:
    """The most memory that this process ever had, in MB."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status = Path("/proc/self/status")
    if status.exists():  # Linux counts for ru_maxrss what the parent had before the exec
        kilobytes = int(status.read_text(encoding="ascii").partition("VmHWM:")[2].split()[0])
    return kilobytes * 1024 / _MEGABYTE


@race("pdf.page_of_5000_vs_of_10", unit="ms", goal=1.25)
def page_of_5000_vs_of_10() -> Measurement:
    """What a page costs in a document of 5,000 pages, against one in a document of 10."""
    small = _per_page(a_list(110, 11), 9)
    return Measurement(_per_page(a_list(56_000, 11), 1), small, 1)


def _per_page(document: Document, runs: int) -> float:
    target, times, pages = _folder() / "ours.pdf", [], 1
    for _ in range(runs):
        start = time.process_time()
        pages = write_pdf(document, target).pages
        times.append(time.process_time() - start)
    return statistics.median(times) / pages * 1000
