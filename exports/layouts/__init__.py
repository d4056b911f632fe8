"""Layouts: records → neutral documents (SPEC §8)."""

from exports.layouts.bundle import bundle_document
from exports.layouts.context import LayoutContext
from exports.layouts.generic import record_document
from exports.layouts.guide import EDITIONS, UnknownEditionError, guide_document
from exports.layouts.listing import list_document

__all__ = [
    "EDITIONS",
    "LayoutContext",
    "UnknownEditionError",
    "bundle_document",
    "guide_document",
    "list_document",
    "record_document",
]
