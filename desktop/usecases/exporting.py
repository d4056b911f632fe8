"""Print records as Word, PDF and Excel: single guides, bundles and lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.usecases.document_fonts import font_set
from desktop.usecases.workspace import Workspace
from exports.document import Document
from exports.layouts import (
    LayoutContext,
    bundle_document,
    guide_document,
    list_document,
    record_document,
)
from exports.progress import NO_PROGRESS, Progress
from forms.model import Form
from forms.record import Record

if TYPE_CHECKING:
    from exports.pdf.fonts import FontSet

FORMATS = ("docx", "pdf", "xlsx")
LAYOUTS = {"full": "办事指南", "brief": "简版指南", "notice": "一次性告知单", "list": "清单"}
#: The one kind that is printed as single documents, not only as lists.
GUIDE = "service_guide"
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


class UnknownChoice(ValueError):
    """A format or layout that does not exist."""


@dataclass(frozen=True)
class ExportOutcome:
    """The files written, in order, and characters for which no font has a glyph."""

    files: tuple[Path, ...]
    missing_glyphs: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The shape of ``export --json``."""
        return {
            "files": [str(path) for path in self.files],
            "missing_glyphs": list(self.missing_glyphs),
        }


class ExportStopped(OSError):
    """The system refused to write a file; ``files`` are those written before it."""

    def __init__(self, error: OSError, target: Path, files: Sequence[Path]) -> None:
        super().__init__(error.errno, error.strerror, str(target))
        self.files = tuple(files)


@dataclass(frozen=True)
class _Job:
    """One document and the file, without extension, that it goes to."""

    stem: Path
    document: Callable[[], Document]
    formats: tuple[str, ...]

    @property
    def targets(self) -> tuple[Path, ...]:
        """The files that it makes."""
        return tuple(self.stem.with_name(f"{self.stem.name}.{name}") for name in self.formats)


def targets(
    workspace: Workspace,
    out: Path,
    *,
    kind: str = "",
    uuids: Sequence[str] = (),
    formats: Sequence[str] = FORMATS,
    layouts: Sequence[str] = ("full", "list"),
    bundle: bool = False,
) -> Iterator[Path]:
    """The files that `export` would write, in order."""
    jobs = _jobs(workspace, out, kind, set(uuids), tuple(formats), tuple(layouts), bundle)
    for job in jobs:
        yield from job.targets


def export(
    workspace: Workspace,
    out: Path,
    *,
    kind: str = "",
    uuids: Sequence[str] = (),
    formats: Sequence[str] = FORMATS,
    layouts: Sequence[str] = ("full", "list"),
    bundle: bool = False,
    progress: Progress = NO_PROGRESS,
) -> ExportOutcome:
    """Write the documents of a kind (or of all kinds, or of chosen records) below ``out``.

    Guides go to one file each, or to one bundle with a table of contents; every kind that has
    records gets its published lists, as tables in Word and PDF and as a workbook. Cancelling
    leaves the finished files and no half-written one. ``ExportStopped`` when the system refuses.
    """
    _known(formats, FORMATS, "格式")
    _known(layouts, LAYOUTS, "版式")
    jobs = list(_jobs(workspace, out, kind, set(uuids), tuple(formats), tuple(layouts), bundle))
    fonts = font_set(workspace) if "pdf" in formats else None
    files: list[Path] = []
    missing: set[str] = set()
    for number, job in enumerate(jobs):
        progress.step(number, len(jobs), f"导出 {job.stem.name}")
        document = job.document()
        for target in job.targets:
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                missing.update(_write(document, target, target.suffix[1:], progress, fonts))
            except OSError as error:
                raise ExportStopped(error, target, files) from error
            files.append(target)
    progress.step(len(jobs), len(jobs), "完成")
    return ExportOutcome(tuple(files), tuple(sorted(missing)))


def preview(workspace: Workspace, record: Record, edition: str = "full") -> Document:
    """The printed page of a record as it is typed."""
    context = layout_context(workspace)
    if record.kind == GUIDE:
        return guide_document(record, context, edition)
    return record_document(record, context)


def layout_context(workspace: Workspace) -> LayoutContext:
    """What layouts need beside the record."""
    return LayoutContext(
        catalogue=workspace.catalogue,
        linked=workspace.library.find,
        organization=workspace.organization,
    )


def safe_name(text: str, limit: int = 60) -> str:
    """A file name from a record's title: no separators, no blanks, not too long."""
    return _UNSAFE.sub("_", text).strip("._")[:limit] or "未命名"


def _known(chosen: Sequence[str], allowed: Sequence[str] | dict[str, str], what: str) -> None:
    for name in chosen:
        if name not in allowed:
            raise UnknownChoice(f"没有“{name}”这种{what}；可用：{'、'.join(allowed)}。")


def _jobs(
    workspace: Workspace,
    out: Path,
    kind: str,
    uuids: set[str],
    formats: tuple[str, ...],
    layouts: tuple[str, ...],
    bundle: bool,
) -> Iterator[_Job]:
    context = layout_context(workspace)
    for form in workspace.forms(kind):
        records = [r for r in workspace.records_of(form.kind) if not uuids or r.uuid in uuids]
        if not records:
            continue
        if form.kind == GUIDE:
            yield from _guide_jobs(records, context, out, formats, layouts, bundle)
        if "list" in layouts:
            yield from _list_jobs(records, form, context, out, formats)


def _guide_jobs(
    records: list[Record],
    context: LayoutContext,
    out: Path,
    formats: tuple[str, ...],
    layouts: tuple[str, ...],
    bundle: bool,
) -> Iterator[_Job]:
    pages = tuple(name for name in formats if name != "xlsx")
    for layout in (name for name in layouts if name != "list"):
        if not pages:
            return
        folder = out / LAYOUTS[layout]
        if bundle:
            yield _Job(folder.with_name(f"{LAYOUTS[layout]}汇编"),
                       _bundle(records, context, layout), pages)  # fmt: skip
            continue
        taken: set[str] = set()
        for record in records:
            stem = folder / _unique(_stem(record), taken)
            yield _Job(stem, _guide(record, context, layout), pages)


def _guide(record: Record, context: LayoutContext, layout: str) -> Callable[[], Document]:
    return lambda: guide_document(record, context, layout)


def _bundle(records: list[Record], context: LayoutContext, layout: str) -> Callable[[], Document]:
    def build() -> Document:
        guides = [guide_document(record, context, layout) for record in records]
        title = f"{context.organization}{LAYOUTS[layout]}汇编"
        return bundle_document(guides, title, context.organization)

    return build


def _list_jobs(
    records: list[Record],
    form: Form,
    context: LayoutContext,
    out: Path,
    formats: tuple[str, ...],
) -> Iterator[_Job]:
    taken: set[str] = set()
    for layout in form.lists or (None,):
        name = safe_name(layout.name if layout else form.list_title)
        document = _list(records, form, layout.id if layout else "", context)
        yield _Job(out / "清单" / _unique(name, taken), document, formats)


def _list(
    records: list[Record], form: Form, layout_id: str, context: LayoutContext
) -> Callable[[], Document]:
    return lambda: list_document(records, form, layout_id, context)


def _stem(record: Record) -> str:
    name = str(record.get("item_name") or record.uuid)
    sub = str(record.get("sub_item_name") or "")
    code = str(record.get("impl_code") or record.get("catalog_code") or "")
    parts = [code, name] if sub in ("", name) else [code, name, sub]
    return safe_name("_".join(part for part in parts if part), 80)


def _unique(stem: str, taken: set[str]) -> str:
    """The stem, with a number where an earlier record has the same."""
    name, number = stem, 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}_{number}"
    taken.add(name.lower())
    return name


def _write(
    document: Document, target: Path, name: str, progress: Progress, fonts: FontSet | None = None
) -> Sequence[str]:
    """Write one file; the writers are loaded when first needed, they cost start-up time."""
    if name == "pdf":
        from exports.pdf import write_pdf

        return write_pdf(document, target, progress=progress, fonts=fonts).missing_glyphs
    if name == "docx":
        from exports.word import write_docx

        write_docx(document, target)
        return ()
    from exports.excel import write_xlsx

    write_xlsx((document,), target)
    return ()
