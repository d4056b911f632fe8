"""PDF streams that are written as the standard wants them.

reportlab writes no line end before ``endstream`` and an empty filter list, which validators
refuse (ISO 32000-1 §7.3.8.1); these do not.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping

from reportlab.pdfbase import pdfdoc


def _compressor() -> Callable[[bytes], bytes]:
    """isal where its wheel exists: a third of the writer's time would go into zlib."""
    try:
        from isal import isal_zlib
    except ImportError:
        return lambda data: zlib.compress(data, 6)
    return lambda data: isal_zlib.compress(data, 2)


deflate = _compressor()


class Stream(pdfdoc.PDFStream):
    """A stream, deflated unless ``plain``."""

    def __init__(
        self, data: bytes, entries: Mapping[str, object] | None = None, *, plain: bool = False
    ) -> None:
        super().__init__()
        self._data = data if plain else deflate(data)
        self._entries = {**(entries or {}), "Length": len(self._data)}
        if not plain:
            self._entries["Filter"] = pdfdoc.PDFName("FlateDecode")

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """The bytes of the object."""
        entries = pdfdoc.format(pdfdoc.PDFDictionary(self._entries), document)
        return b"%b\nstream\n%b\nendstream\n" % (entries, self._data)
