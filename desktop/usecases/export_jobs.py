"""Which documents an export makes, and the files that they go to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from desktop.usecases.workspace import Workspace
from exports.document import Document
from exports.layouts import (
    LayoutContext,
    bundle_document,
    index_document,
    list_document,
    sheet_document,
)
from forms.model import Form
from forms.record import Record

#: Names of layouts, and what they and their folders are called. ``list`` is every published list of
#: a kind; of the others a kind has those that stand in `forms/layouts` for it.
LAYOUTS = {
    "full": "办事指南", "brief": "简版指南", "notice": "一次性告知单", "poster": "上墙图",
    "single": "单项责任表", "announcement": "调整公告", "list": "清单",
}  # fmt: skip
LIST = "list"
#: Formats of single documents; a workbook holds lists only.
WEB, WORKBOOK = "html", "xlsx"
_INDEX = "index"
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True)
class ExportOrder:
    """What is wanted. ``by_office``: single documents lie in a folder for each office."""

    kind: str = ""
    uuids: frozenset[str] = frozenset()
    formats: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    bundle: bool = False
    by_office: bool = False


@dataclass(frozen=True)
class ExportJob:
    """One document and the file, without extension, that it goes to. ``record``: whose it is."""

    stem: Path
    document: Callable[[], Document]
    formats: tuple[str, ...]
    record: Record | None = None

    @property
    def targets(self) -> tuple[Path, ...]:
        """The files that it makes."""
        return tuple(self.stem.with_name(f"{self.stem.name}.{name}") for name in self.formats)


@dataclass
class _Folder:
    """Names taken in the folder of a layout, and what its index lists: title, file."""

    taken: dict[Path, set[str]] = field(default_factory=lambda: defaultdict(set))
    entries: list[tuple[Record, Path]] = field(default_factory=list)


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


def export_jobs(workspace: Workspace, out: Path, order: ExportOrder) -> Iterator[ExportJob]:
    """The documents in the order in which they are written."""
    context = layout_context(workspace)
    for form in workspace.forms(order.kind):
        records = [r for r in workspace.records_of(form.kind)
                   if not order.uuids or r.uuid in order.uuids]  # fmt: skip
        if not records:
            continue
        for layout in sheets_of(workspace, form.kind, order.layouts):
            yield from _sheet_jobs(records, context, out, layout, order)
        if LIST in order.layouts:
            yield from _list_jobs(records, form, context, out, order.formats)


def sheets_of(workspace: Workspace, kind: str, layouts: Sequence[str]) -> list[str]:
    """Those of the layouts that records of a kind have."""
    return [name for name in layouts if (kind, name) in workspace.catalogue.sheets]


def sheet_files(order: ExportOrder, records: int) -> dict[str, int]:
    """How many files of each format one layout of a kind makes of so many records."""
    pages = [name for name in order.formats if name != WORKBOOK]
    if order.bundle:
        return dict.fromkeys(pages, 1)
    return {name: records + (name == WEB) for name in pages}


def _sheet_jobs(
    records: Sequence[Record], context: LayoutContext, out: Path, layout: str, order: ExportOrder
) -> Iterator[ExportJob]:
    pages = tuple(name for name in order.formats if name != WORKBOOK)
    title = LAYOUTS[layout]
    if not pages:
        return
    if order.bundle:
        stem = out / f"{title}汇编"
        yield ExportJob(stem, lambda: _bundle(records, context, layout), pages)
        return
    folder, state = out / title, _Folder()
    for record in records:
        place = folder / safe_name(_office(record) or "未填处室") if order.by_office else folder
        stem = place / unique_name(_stem(record, context), state.taken[place])
        state.entries.append((record, stem))
        yield ExportJob(stem, _single(record, context, layout), pages, record)
    if WEB in pages:
        yield ExportJob(folder / _INDEX, lambda: _index(state, folder, title, context), (WEB,))


def _single(record: Record, context: LayoutContext, layout: str) -> Callable[[], Document]:
    return lambda: sheet_document(record, context, layout)


def _bundle(records: Sequence[Record], context: LayoutContext, layout: str) -> Document:
    documents = [sheet_document(record, context, layout) for record in records]
    title = f"{context.organization}{LAYOUTS[layout]}汇编"
    offices = [_office(record) for record in records]
    codes = [_code(record) for record in records]
    return bundle_document(documents, title, context.organization, offices=offices, codes=codes)


def _index(state: _Folder, folder: Path, title: str, context: LayoutContext) -> Document:
    """Names with links relative to the index, by office."""
    entries = [
        (_office(record), context.title(record), _code(record),
         quote(f"{stem.relative_to(folder).as_posix()}.{WEB}"))
        for record, stem in state.entries
    ]  # fmt: skip
    records = [record for record, _ in state.entries]
    return index_document(entries, f"{context.organization}{title}", records, context)


def _list_jobs(
    records: Sequence[Record], form: Form, context: LayoutContext, out: Path,
    formats: tuple[str, ...],
) -> Iterator[ExportJob]:  # fmt: skip
    taken: set[str] = set()
    for layout in form.lists or (None,):
        name = safe_name(layout.name if layout else form.list_title)
        document = _list(records, form, layout.id if layout else "", context)
        yield ExportJob(out / LAYOUTS[LIST] / unique_name(name, taken), document, formats)


def _list(
    records: Sequence[Record], form: Form, layout_id: str, context: LayoutContext
) -> Callable[[], Document]:
    return lambda: list_document(records, form, layout_id, context)


def _office(record: Record) -> str:
    names = ("undertaking_office", "office", "responsible_office")
    return next((str(record.get(name)) for name in names if record.get(name)), "")


def _code(record: Record) -> str:
    names = ("impl_code", "catalog_code", "code", "number")
    return next((str(record.get(name)) for name in names if record.get(name)), "")


def _stem(record: Record, context: LayoutContext) -> str:
    """Code and name; the sub-item where it says more."""
    name = str(record.get("item_name") or "") or context.title(record)
    sub = str(record.get("sub_item_name") or "")
    parts = [_code(record), name] if sub in ("", name) else [_code(record), name, sub]
    return safe_name("_".join(dict.fromkeys(part for part in parts if part)), 80)


def unique_name(stem: str, taken: set[str]) -> str:
    """The stem, with a number where an earlier record has the same."""
    name, number = stem, 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}_{number}"
    taken.add(name.lower())
    return name
