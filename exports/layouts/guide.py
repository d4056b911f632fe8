"""The service guide in print (办事指南), in the editions of `forms/layouts` (SPEC §8.2)."""

from __future__ import annotations

from exports.document import Document
from exports.layouts.context import LayoutContext
from exports.layouts.sheet import UnknownSheetError, sheet_document
from forms.record import Record

#: Editions of a guide: full, one sheet (简版), one-time notice (一次性告知单), wall poster (上墙图).
EDITIONS = ("full", "brief", "notice", "poster")


class UnknownEditionError(UnknownSheetError):
    """An edition that a guide does not have."""


def guide_document(record: Record, context: LayoutContext, edition: str = "full") -> Document:
    """A guide as document: ``full`` has the 21 sections and the annex, ``brief`` is one sheet
    with QR codes, ``notice`` the one-time notice (一次性告知单), ``poster`` one sheet of A3.

    Raises:
        UnknownEditionError: there is no such edition.
    """
    if (record.kind, edition) not in context.catalogue.sheets:
        known = "、".join(name for kind, name in context.catalogue.sheets if kind == record.kind)
        raise UnknownEditionError(f"办事指南没有“{edition}”这种版式，可用的有：{known}。")
    return sheet_document(record, context, edition)
