"""Layouts: records → neutral documents (SPEC §8)."""

from exports.layouts.bundle import bundle_document
from exports.layouts.context import LayoutContext
from exports.layouts.generic import record_document
from exports.layouts.guide import EDITIONS, UnknownEditionError, guide_document
from exports.layouts.listing import list_document
from exports.layouts.overview import index_document, manifest_document
from exports.layouts.sheet import UnknownSheetError, sheet_document

__all__ = [
    "EDITIONS",
    "LayoutContext",
    "UnknownEditionError",
    "UnknownSheetError",
    "bundle_document",
    "guide_document",
    "index_document",
    "list_document",
    "manifest_document",
    "record_document",
    "sheet_document",
]
