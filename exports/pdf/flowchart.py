"""Draws the flow chart (办理流程图): steps from top to bottom, parallel ones side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from exports.document import FlowChart, FlowStep
from exports.pdf.composer import Composer
from exports.pdf.file import text_string
from exports.pdf.fonts import clean
from exports.pdf.structure import Element
from exports.pdf.styles import TextStyle
from exports.pdf.text import wrap

#: Widest box, for each point of the type of its name.
_WIDEST_PER_POINT = 19.2
_GAP, _SIDE_GAP, _PADDING, _ARROW = 22.0, 14.0, 6.0, 4.0
_PEN = "0.8 w 0.15 G 0.97 g"
#: Share of a radius at which Bézier handles make a quarter circle.
_ROUND = 0.5523


@dataclass(frozen=True, slots=True)
class _Box:
    """The text of a step, broken for a width."""

    lines: tuple[tuple[TextStyle, str], ...]
    height: float
    rounded: bool


def set_flow_chart(composer: Composer, chart: FlowChart) -> None:
    """Put the chart; it goes on on the next page where it must."""
    levels = _levels(chart.steps)
    figure = composer.begin("Figure", b"/Alt" + text_string(_spoken(chart, levels)))
    count = sum(len(level) for level in levels)
    number = 0
    middle = composer.left + composer.width / 2
    for place, level in enumerate(levels):
        width = min(_widest(composer), (composer.width - _SIDE_GAP * (len(level) - 1)) / len(level))
        ends = [number + index in (0, count - 1) for index in range(len(level))]
        boxes = [_box(composer, *item, width) for item in zip(level, ends, strict=True)]
        height = max(box.height for box in boxes)
        above = _GAP if place and not composer.at_top else 0.0
        if composer.room < above + height and not composer.at_top:
            composer.new_sheet()
            above = 0.0
        lefts = [
            middle + (index - len(level) / 2) * (width + _SIDE_GAP) + _SIDE_GAP / 2
            for index in range(len(level))
        ]
        if above:
            previous = len(levels[place - 1])
            _connect(composer, figure, previous, [left + width / 2 for left in lefts], middle)
        composer.y -= above
        for left, box in zip(lefts, boxes, strict=True):
            _draw(composer, figure, box, left, width, height)
        composer.y -= height
        number += len(level)
    composer.skip(10)


def _widest(composer: Composer) -> float:
    return composer.styles.flow_name.size * _WIDEST_PER_POINT


def _levels(steps: Sequence[FlowStep]) -> list[list[FlowStep]]:
    """Parallel neighbours in one level, at most four; every other step alone."""
    levels: list[list[FlowStep]] = []
    for parallel, group in groupby(steps, key=lambda step: step.parallel):
        members = list(group)
        size = 4 if parallel else 1
        levels += [members[at : at + size] for at in range(0, len(members), size)]
    return levels


def _spoken(chart: FlowChart, levels: Sequence[Sequence[FlowStep]]) -> str:
    """The chart in words: steps in order, those side by side joined."""
    steps = "，然后".join("、".join(step.name for step in level) for level in levels)
    return clean(f"{chart.caption}：{steps}")


def _box(composer: Composer, step: FlowStep, rounded: bool, width: float) -> _Box:
    styles = composer.styles
    details = "　".join(filter(None, (step.office, step.limit)))
    texts = [(styles.flow_name, step.name), (styles.flow_detail, details),
             (styles.flow_detail, step.note)]  # fmt: skip
    lines = tuple(
        (style, line)
        for style, text in texts
        if text
        for line in wrap(composer.family(style), clean(text), width - 3 * _PADDING, style.size)
    )
    return _Box(lines, sum(style.leading for style, _ in lines) + 2 * _PADDING, rounded)


def _draw(
    composer: Composer, figure: Element, box: _Box, left: float, width: float, height: float
) -> None:
    bottom = composer.y - height
    shape = (
        _rounded(left, bottom, width, height)
        if box.rounded
        else f"{left:.2f} {bottom:.2f} {width:.2f} {height:.2f} re"
    )
    composer.sheet.figures.append((figure, f"{_PEN} {shape} B 0 G 0 g"))
    top = composer.y - (height - box.height) / 2 - _PADDING
    for style, line in box.lines:
        composer.centred(style, left + width / 2, top, line)
        top -= style.leading


def _rounded(x: float, y: float, width: float, height: float) -> str:
    r = min(height / 2, 12.0)
    k = r * (1 - _ROUND)
    x1, y1 = x + width, y + height
    return (
        f"{x + r:.2f} {y:.2f} m {x1 - r:.2f} {y:.2f} l "
        f"{x1 - k:.2f} {y:.2f} {x1:.2f} {y + k:.2f} {x1:.2f} {y + r:.2f} c "
        f"{x1:.2f} {y1 - r:.2f} l "
        f"{x1:.2f} {y1 - k:.2f} {x1 - k:.2f} {y1:.2f} {x1 - r:.2f} {y1:.2f} c "
        f"{x + r:.2f} {y1:.2f} l "
        f"{x + k:.2f} {y1:.2f} {x:.2f} {y1 - k:.2f} {x:.2f} {y1 - r:.2f} c "
        f"{x:.2f} {y + r:.2f} l "
        f"{x:.2f} {y + k:.2f} {x + k:.2f} {y:.2f} {x + r:.2f} {y:.2f} c h"
    )


def _connect(
    composer: Composer, figure: Element, above: int, below: Sequence[float], middle: float
) -> None:
    """Arrows from the level above; several boxes meet in a line across."""
    top, bottom = composer.y, composer.y - _GAP
    width = min(_widest(composer), (composer.width - _SIDE_GAP * (above - 1)) / above)
    sources = [middle + (i - (above - 1) / 2) * (width + _SIDE_GAP) for i in range(above)]
    bar = top - _GAP * 0.4
    strokes = [f"{x:.2f} {top:.2f} m {x:.2f} {bar:.2f} l" for x in sources]
    strokes += [f"{x:.2f} {bar:.2f} m {x:.2f} {bottom + _ARROW:.2f} l" for x in below]
    ends = sorted((*sources, *below))
    if ends[-1] - ends[0] > 0.01:
        strokes.append(f"{ends[0]:.2f} {bar:.2f} m {ends[-1]:.2f} {bar:.2f} l")
    heads = [
        f"{x - 3:.2f} {bottom + 5:.2f} m {x + 3:.2f} {bottom + 5:.2f} l {x:.2f} {bottom:.2f} l h"
        for x in below
    ]
    composer.sheet.figures.append(
        (figure, f"0.8 w 0.15 G 0.15 g {' '.join(strokes)} S {' '.join(heads)} f 0 G 0 g")
    )
