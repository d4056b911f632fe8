"""The flow chart as a table of boxes and arrows, for steps that go over pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from exports.document import FlowChart, FlowStep
from exports.word.styles import Look
from exports.word.tables import frame
from exports.word.xml import paragraph, run

_WIDEST, _GAP = 4400, 280
_MOST_ABREAST = 4
_EDGE = 'w:val="single" w:sz="8" w:space="0" w:color="262626"'
_BORDERS = "<w:tcBorders>{}</w:tcBorders>".format(
    "".join(f"<w:{side} {_EDGE}/>" for side in ("top", "left", "bottom", "right"))
)
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="F7F7F7"/>'


@dataclass(frozen=True, slots=True)
class _Box:
    """Something between two edges (twips from the left): a step, or arrows without border."""

    left: int
    right: int
    content: str
    border: bool


def flow_table_xml(chart: FlowChart, look: Look) -> str:
    """Steps from top to bottom, parallel neighbours side by side."""
    levels = levels_of(chart.steps)
    rows: list[list[_Box]] = []
    for number, level in enumerate(levels):
        if number:
            rows.append(_arrows(max(levels[number - 1], level, key=len), look))
        texts = [_step(step) for step in level]
        rows.append(
            [_Box(left, right, text, border=True)
             for (left, right), text in zip(_places(len(level), look), texts, strict=True)]
        )  # fmt: skip
    edges = sorted(
        {0, look.text_width} | {e for row in rows for b in row for e in (b.left, b.right)}
    )
    widths = [right - left for left, right in pairwise(edges)]
    return frame(widths, "".join(_row(row, edges) for row in rows), chart.caption, "TableNormal")


def levels_of(steps: Sequence[FlowStep]) -> list[list[FlowStep]]:
    """Parallel neighbours in one level, at most four; every other step alone."""
    levels: list[list[FlowStep]] = []
    for parallel, group in groupby(steps, key=lambda step: step.parallel):
        members = list(group)
        size = _MOST_ABREAST if parallel else 1
        levels += [members[at : at + size] for at in range(0, len(members), size)]
    return levels


def _places(count: int, look: Look) -> list[tuple[int, int]]:
    """Left and right edges of so many boxes, centred on the page."""
    width = min(_WIDEST, (look.text_width - _GAP * (count - 1)) // count)
    start = (look.text_width - width * count - _GAP * (count - 1)) // 2
    return [
        (start + number * (width + _GAP), start + number * (width + _GAP) + width)
        for number in range(count)
    ]


def _arrows(level: Sequence[FlowStep], look: Look) -> list[_Box]:
    arrow = paragraph("FlowName", run("↓"))
    return [_Box(left, right, arrow, border=False) for left, right in _places(len(level), look)]


def _step(step: FlowStep) -> str:
    details = "　".join(filter(None, (step.office, step.limit)))
    lines = [paragraph("FlowDetail", run(text)) for text in (details, step.note) if text]
    return paragraph("FlowName", run(step.name)) + "".join(lines)


def _row(boxes: Sequence[_Box], edges: Sequence[int]) -> str:
    """A table row; what is not covered by a box becomes empty cells."""
    cells, at = [], 0
    for box in boxes:
        if box.left > at:
            cells.append(_cell(at, box.left, edges, "", paragraph("FlowDetail")))
        look = _BORDERS + _SHADE if box.border else ""
        cells.append(_cell(box.left, box.right, edges, look, box.content))
        at = box.right
    if at < edges[-1]:
        cells.append(_cell(at, edges[-1], edges, "", paragraph("FlowDetail")))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell(left: int, right: int, edges: Sequence[int], look: str, content: str) -> str:
    span = edges.index(right) - edges.index(left)
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{right - left}" w:type="dxa"/>{across}{look}'
        f'<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
    )
