"""Parts that Word and Excel packages have alike (ECMA-376 part 2)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"


def core_xml(filled: str, day: str) -> str:
    """Core properties: ``filled`` are their elements.

    Dates are the document's (``day``, ISO), never the clock's; without a day there are none.
    """
    dates = ""
    with suppress(ValueError):
        at = date.fromisoformat(day[:10]).isoformat()
        dates = "".join(
            f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{at}T00:00:00Z</dcterms:{name}>'
            for name in ("created", "modified")
        )
    return (
        f'<cp:coreProperties xmlns:cp="{_CORE}"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{filled}{dates}'
        "</cp:coreProperties>"
    )
