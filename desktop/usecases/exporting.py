"""Print records as Word, PDF, Excel and web pages: single documents, bundles and lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.usecases import letterheads
from desktop.usecases.document_fonts import font_set
from desktop.usecases.export_jobs import (
    LAYOUTS,
    ExportJob,
    ExportOrder,
    export_jobs,
    layout_context,
    safe_name,
)
from desktop.usecases.workspace import Workspace
from exports.document import Document
from exports.layouts import guide_document, manifest_document, record_document
from exports.progress import NO_PROGRESS, Progress
from forms.record import Record

if TYPE_CHECKING:
    from exports.pdf.fonts import FontSet
    from exports.word.letterhead import Letterhead

__all__ = [
    "FORMATS", "GUIDE", "LAYOUTS", "ExportOutcome", "ExportStopped", "UnknownChoice", "export",
    "layout_context", "preview", "safe_name", "targets",
]  # fmt: skip

FORMATS = ("docx", "pdf", "xlsx", "html")
#: What is written when nobody says which formats.
USUAL_FORMATS = FORMATS[:3]
#: The one kind that is printed as single documents, not only as lists.
GUIDE = "service_guide"
#: The workbook that says what was printed.
MANIFEST = "打印清单"


class UnknownChoice(ValueError):
    """A format or layout that does not exist."""


@dataclass(frozen=True)
class ExportOutcome:
    """The files written, in order, characters for which no font has a glyph, and sentences about
    what a format could not hold.
    """

    files: tuple[Path, ...]
    missing_glyphs: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The shape of ``export --json``."""
        return {
            "files": [str(path) for path in self.files],
            "missing_glyphs": list(self.missing_glyphs),
            "remarks": list(self.remarks),
        }


class ExportStopped(OSError):
    """The system refused to write a file; ``files`` are those written before it."""

    def __init__(self, error: OSError, target: Path, files: Sequence[Path]) -> None:
        super().__init__(error.errno, error.strerror or str(error), str(target))
        self.files = tuple(files)


def targets(
    workspace: Workspace,
    out: Path,
    *,
    kind: str = "",
    uuids: Sequence[str] = (),
    formats: Sequence[str] = USUAL_FORMATS,
    layouts: Sequence[str] = ("full", "list"),
    bundle: bool = False,
    by_office: bool = False,
) -> Iterator[Path]:
    """The files that `export` would write, in order."""
    order = ExportOrder(
        kind, frozenset(uuids), tuple(formats), tuple(layouts), bundle, by_office
    )  # fmt: skip
    for job in export_jobs(workspace, out, order):
        yield from job.targets


def export(
    workspace: Workspace,
    out: Path,
    *,
    kind: str = "",
    uuids: Sequence[str] = (),
    formats: Sequence[str] = USUAL_FORMATS,
    layouts: Sequence[str] = ("full", "list"),
    bundle: bool = False,
    by_office: bool = False,
    manifest: bool = False,
    letterhead: Path | None = None,
    progress: Progress = NO_PROGRESS,
) -> ExportOutcome:
    """Write the documents of a kind (or of all kinds, or of chosen records) below ``out``.

    Single documents go to one file each, named by code and name (``by_office``: in a folder for
    each office), or to one bundle with contents and an index of its items; every kind that has
    records gets its published lists, as tables in Word and PDF and as a workbook. ``manifest``
    adds a workbook that names every document with its revision and fingerprint. Official pages in
    Word are set on a ``letterhead``, or the one chosen for the library; ``BadLetterhead`` when it
    cannot be used. Cancelling leaves the finished files and no half-written one. ``ExportStopped``
    when the system refuses.
    """
    _known(formats, FORMATS, "格式")
    _known(layouts, LAYOUTS, "版式")
    order = ExportOrder(
        kind, frozenset(uuids), tuple(formats), tuple(layouts), bundle, by_office
    )  # fmt: skip
    jobs = list(export_jobs(workspace, out, order))
    pen = _Pen(
        progress,
        font_set(workspace) if "pdf" in formats else None,
        letterheads.opened(workspace, letterhead) if "docx" in formats else None,
    )
    printed: list[tuple[str, Document]] = []
    for number, job in enumerate(jobs):
        progress.step(number, len(jobs), f"导出 {job.stem.name}")
        document = job.document()
        printed.append((job.stem.relative_to(out).as_posix(), document))
        pen.write(job, document)
    if manifest and printed:
        made = manifest_document(printed, workspace.organization)
        last = ExportJob(out / MANIFEST, lambda: made, ("xlsx",))
        pen.write(last, made)
    progress.step(len(jobs), len(jobs), "完成")
    return ExportOutcome(tuple(pen.files), tuple(sorted(pen.missing)), tuple(pen.remarks))


@dataclass
class _Pen:
    """Writes documents, and remembers which files it wrote and what is to be said of them."""

    progress: Progress
    fonts: FontSet | None = None
    letterhead: Letterhead | None = None
    files: list[Path] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)

    def write(self, job: ExportJob, document: Document) -> None:
        """Write a document in each of its formats."""
        for target in job.targets:
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                self._file(document, target, target.suffix[1:])
            except OSError as error:
                raise ExportStopped(error, target, self.files) from error
            self.files.append(target)
        if "pdf" not in job.formats:  # its writer finds them by itself
            from exports.glyphs import missing_glyphs

            self.missing.update(missing_glyphs(document))

    def _file(self, document: Document, target: Path, name: str) -> None:
        """Write one file; the writers are loaded when first needed, they cost start-up time."""
        if name == "pdf":
            from exports.pdf import write_pdf

            report = write_pdf(document, target, progress=self.progress, fonts=self.fonts)
            self.missing.update(report.missing_glyphs)
        elif name == "docx":
            from exports.word import write_docx

            write_docx(document, target, self.progress, self.letterhead)
        elif name == "html":
            from exports.html import write_html

            write_html(document, target, progress=self.progress)
        else:
            from exports.excel import write_xlsx

            self.remarks += write_xlsx((document,), target, self.progress).remarks


def preview(workspace: Workspace, record: Record, edition: str = "full") -> Document:
    """The printed page of a record as it is typed."""
    context = layout_context(workspace)
    if record.kind == GUIDE:
        return guide_document(record, context, edition)
    return record_document(record, context)


def _known(chosen: Sequence[str], allowed: Sequence[str] | dict[str, str], what: str) -> None:
    for name in chosen:
        if name not in allowed:
            raise UnknownChoice(f"没有“{name}”这种{what}；可用：{'、'.join(allowed)}。")
