"""What stands around the rows of a sheet (ECMA-376 part 1, §18.3.1.99: the order of its parts)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from exports.excel.text import attribute, letters

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HIDDEN = ' hidden="1"'
_PAPER_CODES = {"A3": 8, "A4": 9}


@dataclass(slots=True)
class Frame:
    """Columns, what stays in sight, filter, merges, links, lists to choose from, paper.

    ``frozen`` rows and ``frozen_columns`` stay in sight; ``hidden`` columns count from 1;
    ``links`` are pairs of cell and place; ``lists`` are finished ``dataValidation`` elements. What is not made to fit in width goes over several
    sheets of paper.
    """

    widths: Sequence[float]
    frozen: int = 0
    frozen_columns: int = 0
    hidden: frozenset[int] = frozenset()
    filter: str = ""
    merged: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    paper: str = "A4"
    orientation: str = "portrait"
    footer_right: str = ""
    has_comments: bool = False
    fits_width: bool = True

    def head(self) -> str:
        """Everything before the first row."""
        columns = "".join(
            f'<col min="{at}" max="{at}" width="{width:g}" customWidth="1"'
            f"{_HIDDEN if at in self.hidden else ''}/>"
            for at, width in enumerate(self.widths, 1)
        )
        return (
            f'<worksheet xmlns="{_MAIN}" xmlns:r="{_RELATION}">'
            f'<sheetPr><pageSetUpPr fitToPage="{int(self.fits_width)}"/></sheetPr>'
            f'<sheetViews><sheetView workbookViewId="0">{self._pane()}</sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
        )

    def _pane(self) -> str:
        if not self.frozen and not self.frozen_columns:
            return ""
        across = f' xSplit="{self.frozen_columns}"' if self.frozen_columns else ""
        down = f' ySplit="{self.frozen}"' if self.frozen else ""
        pane = {(False, True): "bottomLeft", (True, False): "topRight"}.get(
            (bool(across), bool(down)), "bottomRight"
        )
        place = f"{letters(self.frozen_columns + 1)}{self.frozen + 1}"
        return (
            f'<pane{across}{down} topLeftCell="{place}" activePane="{pane}" state="frozen"/>'
            f'<selection pane="{pane}" activeCell="{place}" sqref="{place}"/>'
        )

    def tail(self) -> str:
        """Everything behind the last row."""
        code = _PAPER_CODES[self.paper]
        footer = attribute(self.footer_right.replace("&", "&&"))
        return (
            "</sheetData>"
            + (f'<autoFilter ref="{self.filter}"/>' if self.filter else "")
            + _counted("mergeCells", [f'<mergeCell ref="{ref}"/>' for ref in self.merged])
            + _counted("dataValidations", self.lists)
            + self._links()
            + '<printOptions horizontalCentered="1"/>'
            '<pageMargins left="0.55" right="0.55" top="0.55" bottom="0.7" header="0.3"'
            f' footer="0.35"/><pageSetup paperSize="{code}" orientation="{self.orientation}"'
            ' fitToWidth="1" fitToHeight="0"/>'
            f"<headerFooter><oddFooter>&amp;C第 &amp;P 页　共 &amp;N 页&amp;R{footer}</oddFooter>"
            "</headerFooter>"
            + ('<legacyDrawing r:id="rId1"/>' if self.has_comments else "")
            + "</worksheet>"
        )

    def _links(self) -> str:
        links = "".join(
            f'<hyperlink ref="{ref}" location="{attribute(place)}"/>' for ref, place in self.links
        )
        return f"<hyperlinks>{links}</hyperlinks>" if links else ""


def _counted(name: str, parts: Sequence[str]) -> str:
    return f'<{name} count="{len(parts)}">{"".join(parts)}</{name}>' if parts else ""
