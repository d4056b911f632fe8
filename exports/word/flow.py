"""The flow chart: where its boxes and arrows stand, and how it goes into the text.

It is a drawing that can be edited, with a picture for readers that know no drawings. A step that
would not fit on a page makes it a table of boxes and arrows, which may break across pages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from exports.document import FlowChart, FlowStep
from exports.word.flow_drawing import drawing_xml
from exports.word.flow_figure import Box, Figure, Stroke, TextLine
from exports.word.flow_picture import figure_png
from exports.word.flow_table import flow_table_xml, levels_of
from exports.word.styles import Look
from exports.word.tables import lines_in
from exports.word.xml import paragraph

_BESIDE, _BETWEEN = 14.0, 24.0
#: Widest box, and the narrowest of a row of steps, for each point of the type of its name.
_WIDEST, _NARROWEST = 19.2, 6.0
_PADDING_X, _PADDING_Y = 6.0, 5.0
_APART = '<w:spacing w:before="120" w:after="60" w:line="240" w:lineRule="auto"/>'
#: Of a page, the most that one drawing takes; longer charts go on in another one.
_MOST_OF_PAGE = 0.9


@dataclass(frozen=True, slots=True)
class _Level:
    """Boxes side by side: their texts, width and height (points)."""

    boxes: tuple[tuple[TextLine, ...], ...]
    width: float
    height: float


def flow_chart_xml(
    chart: FlowChart, look: Look, add: Callable[[bytes], tuple[str, int]], number: Callable[[], int]
) -> str:
    """The paragraphs of a chart; ``add`` keeps a picture, ``number`` gives each shape its own."""
    figures = figures_of(chart, look)
    if figures is None:
        return flow_table_xml(chart, look)
    drawn = []
    for figure in figures:
        relation, identifier = add(figure_png(figure))
        drawn.append(
            paragraph("Picture", drawing_xml(figure, relation, identifier, number), _APART)
        )
    return "".join(drawn)


def height_of(chart: FlowChart, look: Look) -> float:
    """The height of a chart in points."""
    if row := _row(chart, look):
        return row.height
    levels = [_level(level, look, rounded) for level, rounded in _ends(chart)]
    return sum(level.height for level in levels) + _BETWEEN * max(len(levels) - 1, 0)


def figures_of(chart: FlowChart, look: Look) -> list[Figure] | None:
    """The drawings of a chart, each on one page; None when a step is higher than a page."""
    if row := _row(chart, look):
        return [_row_figure(row, _said(chart, 0, 1))]
    room = look.text_height / 20 * _MOST_OF_PAGE
    groups: list[list[_Level]] = [[]]
    used = 0.0
    for steps, rounded in _ends(chart):
        level = _level(steps, look, rounded)
        if level.height > room:
            return None
        if groups[-1] and used + _BETWEEN + level.height > room:
            groups.append([])
        used = level.height + (used + _BETWEEN if groups[-1] else 0)
        groups[-1].append(level)
    return [
        _figure(group, _said(chart, number, len(groups))) for number, group in enumerate(groups)
    ]


def _ends(chart: FlowChart) -> list[tuple[list[FlowStep], bool]]:
    """The levels of a chart, and whether each is its beginning or end."""
    levels = levels_of(chart.steps)
    return [(level, at in (0, len(levels) - 1)) for at, level in enumerate(levels)]


def _said(chart: FlowChart, number: int, count: int) -> str:
    """What screen readers say of a drawing: all steps, told with the first."""
    if number:
        return f"{chart.caption}（续，第 {number + 1} 部分，共 {count} 部分）"
    steps = "；".join(
        "，".join(filter(None, (step.name, step.office, step.limit))) for step in chart.steps
    )
    return f"{chart.caption}：{steps}"


def _widest(look: Look) -> float:
    return look.styles["FlowName"].size * _WIDEST


def _row(chart: FlowChart, look: Look) -> _Level | None:
    """All steps in one row, where a sheet must hold everything and they fit."""
    levels = levels_of(chart.steps)
    if not look.flow_across or len(levels) < 2 or any(len(level) > 1 for level in levels):
        return None
    room = look.text_width / 20 - _BETWEEN * (len(levels) - 1)
    width = min(_widest(look), room / len(levels))
    if width < look.styles["FlowName"].size * _NARROWEST:
        return None
    boxes = tuple(_lines(level[0], look, width) for level in levels)
    height = max(sum(line.height * line.count for line in box) for box in boxes)
    return _Level(boxes, width, height + 2 * _PADDING_Y + 4)


def _row_figure(row: _Level, said: str) -> Figure:
    step, middle = row.width + _BETWEEN, row.height / 2
    boxes = tuple(
        Box(at * step, 0, row.width, row.height, lines) for at, lines in enumerate(row.boxes)
    )
    strokes = tuple(
        Stroke(box.left - _BETWEEN, middle, box.left, middle, arrow=True) for box in boxes[1:]
    )
    return Figure(step * len(boxes) - _BETWEEN, row.height, boxes, strokes, said)


def _level(steps: Sequence[FlowStep], look: Look, rounded: bool) -> _Level:
    room = look.text_width / 20
    width = min(_widest(look), (room - _BESIDE * (len(steps) - 1)) / len(steps))
    boxes = tuple(_lines(step, look, width) for step in steps)
    height = max(sum(line.height * line.count for line in box) for box in boxes)
    return _Level(boxes, width, height + 2 * _PADDING_Y + (4 if rounded else 0))


def _lines(step: FlowStep, look: Look, width: float) -> tuple[TextLine, ...]:
    inner = round((width - 2 * _PADDING_X - 4) * 20)
    details = [text for text in (step.office, step.limit) if text]
    joined = "　".join(details)
    if lines_in(joined, inner, look.styles["FlowDetail"].size) == 1:
        details = [joined]
    texts = (("FlowName", step.name), *(("FlowDetail", text) for text in (*details, step.note)))
    return tuple(
        TextLine(style, text, look.styles[style].size, look.styles[style].line,
                 lines_in(text, inner, look.styles[style].size))
        for style, text in texts
        if text
    )  # fmt: skip


def _figure(levels: Sequence[_Level], said: str) -> Figure:
    width = max(_span(level) for level in levels)
    boxes: list[Box] = []
    strokes: list[Stroke] = []
    top = 0.0
    above: list[float] = []
    for at, level in enumerate(levels):
        left = (width - _span(level)) / 2
        lefts = [left + n * (level.width + _BESIDE) for n in range(len(level.boxes))]
        middles = [x + level.width / 2 for x in lefts]
        if at:
            strokes += _arrows(above, middles, top)
            top += _BETWEEN
        boxes += [
            Box(x, top, level.width, level.height, lines)
            for x, lines in zip(lefts, level.boxes, strict=True)
        ]
        top += level.height
        above = middles
    return Figure(width, top, tuple(boxes), tuple(strokes), said)


def _span(level: _Level) -> float:
    return level.width * len(level.boxes) + _BESIDE * (len(level.boxes) - 1)


def _arrows(above: Sequence[float], below: Sequence[float], top: float) -> list[Stroke]:
    """From the boxes above to those below; where there are several they meet in a line across."""
    ends = sorted((*above, *below))
    if ends[-1] - ends[0] < 0.1:
        return [Stroke(above[0], top, below[0], top + _BETWEEN, arrow=True)]
    bar = top + _BETWEEN * 0.4
    return [
        *(Stroke(x, top, x, bar) for x in above),
        Stroke(ends[0], bar, ends[-1], bar),
        *(Stroke(x, bar, x, top + _BETWEEN, arrow=True) for x in below),
    ]
