"""The printed page of a record while it is being written: PDF in memory, pages as pictures.

Everything here may run in the background: it takes frozen values and is stopped through the
progress handle. Whoever starts a newer generation cancels the older one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from exports.progress import NO_PROGRESS, Progress
from forms import field_types
from forms.model import Form
from forms.record import Record, is_blank

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace
    from exports.pdf.raster import Picture

#: Page (from 0) → what it looks like.
PagePictures: TypeAlias = "Mapping[int, Picture]"

#: Editions of a guide and what they are called; other kinds have one sheet only.
GUIDE_EDITIONS: Mapping[str, str] = {
    "full": "完整版", "brief": "简版", "notice": "一次性告知单", "poster": "上墙图",
}  # fmt: skip
ONLY_EDITION = "full"
STEPS = "process_steps"
_GUIDE = "service_guide"


@dataclass(frozen=True, slots=True, eq=False)
class Pages:
    """A laid out record: the PDF, and width and height of each page in points (1/72 inch)."""

    data: bytes
    sizes: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """Pages, and pictures of those of them that somebody is looking at."""

    pages: Pages
    pictures: PagePictures


@dataclass(frozen=True, slots=True)
class ChartStep:
    """A step of the flow chart (办理流程图) in words; ``row`` is its place in 办理流程环节."""

    row: int
    name: str
    office: str = ""
    post: str = ""
    limit: str = ""
    result: str = ""
    special: str = ""
    parallel: bool = False


def editions(kind: str) -> Mapping[str, str]:
    """The editions that a kind of record is printed in, with their names; empty: one sheet."""
    return GUIDE_EDITIONS if kind == _GUIDE else {}


def compose(
    workspace: Workspace, record: Record, edition: str, progress: Progress = NO_PROGRESS
) -> Pages:
    """Lay out the record as it is typed, exactly as it would be exported.

    Raises:
        Cancelled: nobody waits for it any more.
        CannotDraw: pages cannot be shown on this computer.
    """
    from desktop.usecases.document_fonts import font_set
    from desktop.usecases.exporting import preview
    from exports.pdf import pdf_bytes
    from exports.pdf.raster import page_sizes

    document = preview(workspace, record, edition)
    data = pdf_bytes(document, progress=progress, fonts=font_set(workspace))
    return Pages(data, page_sizes(data))


def draw(
    pages: Pages, numbers: Sequence[int], scale: float, progress: Progress = NO_PROGRESS
) -> PagePictures:
    """Pictures of some pages (from 0) with ``scale`` pixels to a point; errors as :func:`compose`.

    Numbers of pages that there are not are passed over: the text may have become shorter.
    """
    from exports.pdf.raster import page_picture

    pictures: dict[int, Picture] = {}
    for number in numbers:
        progress.step(len(pictures), len(numbers), "正在画页面")
        if 0 <= number < len(pages.sizes):
            pictures[number] = page_picture(pages.data, number, scale)
    return pictures


def look(
    workspace: Workspace, record: Record, edition: str, numbers: Sequence[int], scale: float,
    progress: Progress = NO_PROGRESS,
) -> Preview:  # fmt: skip
    """Lay the record out and draw the pages that are in view, in one go.

    So the old pages can stay on the screen until the new ones can take their place.
    """
    pages = compose(workspace, record, edition, progress)
    last = len(pages.sizes) - 1
    wanted = sorted({min(number, last) for number in numbers})
    return Preview(pages, draw(pages, wanted, scale, progress))


def save_pdf(
    workspace: Workspace, record: Record, edition: str, target: Path,
    progress: Progress = NO_PROGRESS,
) -> Path:  # fmt: skip
    """Write what the preview shows into a file; ``CannotWrite`` when that is not possible."""
    from desktop.usecases.document_fonts import font_set
    from desktop.usecases.exporting import preview
    from exports.pdf import write_pdf

    document = preview(workspace, record, edition)
    write_pdf(document, target, progress=progress, fonts=font_set(workspace))
    return target


def file_name(workspace: Workspace, record: Record, edition: str) -> str:
    """A file name for the PDF: what people call the record, and the edition."""
    from desktop.usecases.exporting import safe_name
    from exports.layouts import LayoutContext

    context = LayoutContext(workspace.catalogue, workspace.library.find)
    title = safe_name(context.title(record))
    name = editions(record.kind).get(edition) or context.form(record).title
    return f"{title}_{name}.pdf"


def has_chart(form: Form) -> bool:
    """Whether records of a form have steps that a flow chart is drawn from."""
    return STEPS in form.fields


def chart_steps(form: Form, record: Record) -> tuple[ChartStep, ...]:
    """The steps as typed, in order; rows in which nothing stands yet are left out."""
    field = form.fields.get(STEPS)
    if field is None or field.table is None:
        return ()
    columns = field.table.by_id
    found: list[ChartStep] = []
    for number, row in enumerate(record.rows(STEPS)):
        words = {
            name: field_types.show(row.get(name), columns[name]).strip()
            for name in ("name", "office", "post", "limit", "result", "special_note")
            if name in columns
        }
        if not any(words.values()) and is_blank(row.get("parallel")):
            continue
        special = words.pop("special_note", "")
        if row.get("has_special") is True:
            special = special or "有特别程序"
        elif row.get("has_special") is False:
            special = ""
        parallel = row.get("parallel") is True
        found.append(ChartStep(number, **words, special=special, parallel=parallel))
    return tuple(found)
