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
#: Narrowest box of a row of steps, for each point of that type.
_NARROWEST_IN_ROW = 6.0
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


@dataclass(frozen=True, slots=True)
class _Level:
    """Boxes side by side, of one width and height."""

    boxes: tuple[_Box, ...]
    width: float
    height: float

    def lefts(self, middle: float) -> list[float]:
        """Left edges of the boxes around a vertical axis."""
        count, step = len(self.boxes), self.width + _SIDE_GAP
        return [middle + (at - count / 2) * step + _SIDE_GAP / 2 for at in range(count)]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a chart is drawn: in a row, or level by level."""

    levels: Sequence[_Level]
    row: bool

    @property
    def height(self) -> float:
        return sum(level.height for level in self.levels) + _GAP * max(len(self.levels) - 1, 0)


def set_flow_chart(composer: Composer, chart: FlowChart) -> None:
    """Put the chart, whole on a page; one that is higher goes on on the next."""
    plan = _plan(composer, chart)
    composer.prepared.clear()
    figure = composer.begin("Figure", b"/Alt" + text_string(_spoken(chart, _levels(chart.steps))))
    composer.ensure(min(plan.height, composer.styles.page.text_height))
    if plan.row:
        _draw_row(composer, figure, plan.levels[0])
    else:
        _draw_levels(composer, figure, plan.levels)
    composer.skip(10)


def height_of(composer: Composer, chart: FlowChart) -> float:
    """The height of the whole chart, in points."""
    return _plan(composer, chart).height


def _plan(composer: Composer, chart: FlowChart) -> _Plan:
    """A chart with its lines broken: a heading asks for its height before it is put."""
    _, found = composer.prepared.get(id(chart), (None, None))
    if not isinstance(found, _Plan):
        levels = _levels(chart.steps)
        row = _row(composer, levels)
        found = _Plan((row,) if row else _boxed(composer, levels), row is not None)
        composer.prepared[id(chart)] = chart, found
    return found


def _boxed(composer: Composer, levels: Sequence[Sequence[FlowStep]]) -> list[_Level]:
    """The levels from top to bottom, as wide as they may be."""
    last = len(levels) - 1
    found = []
    for place, level in enumerate(levels):
        width = min(_widest(composer), (composer.width - _SIDE_GAP * (len(level) - 1)) / len(level))
        boxes = tuple(_box(composer, step, place in (0, last), width) for step in level)
        found.append(_Level(boxes, width, max(box.height for box in boxes)))
    return found


def _row(composer: Composer, levels: Sequence[Sequence[FlowStep]]) -> _Level | None:
    """All steps in one row from left to right, where a sheet must hold everything and they fit."""
    count = len(levels)
    if not composer.styles.flow_across or count < 2 or any(len(level) > 1 for level in levels):
        return None
    width = min(_widest(composer), (composer.width - _GAP * (count - 1)) / count)
    if width < composer.styles.flow_name.size * _NARROWEST_IN_ROW:
        return None
    boxes = tuple(
        _box(composer, level[0], at in (0, count - 1), width) for at, level in enumerate(levels)
    )
    return _Level(boxes, width, max(box.height for box in boxes))


def _draw_row(composer: Composer, figure: Element, row: _Level) -> None:
    step = row.width + _GAP
    left = composer.left + (composer.width - step * len(row.boxes) + _GAP) / 2
    for at, box in enumerate(row.boxes):
        x = left + at * step
        if at:
            _arrow(composer, figure, x - _GAP, x, composer.y - row.height / 2)
        _draw(composer, figure, box, x, row.width, row.height)
    composer.y -= row.height


def _draw_levels(composer: Composer, figure: Element, levels: Sequence[_Level]) -> None:
    middle = composer.left + composer.width / 2
    for place, level in enumerate(levels):
        above = _GAP if place and not composer.at_top else 0.0
        if composer.room < above + level.height and not composer.at_top:
            composer.new_sheet()
            above = 0.0
        lefts = level.lefts(middle)
        if above:
            over = levels[place - 1]
            sources = [left + over.width / 2 for left in over.lefts(middle)]
            _connect(composer, figure, sources, [left + level.width / 2 for left in lefts])
        composer.y -= above
        for left, box in zip(lefts, level.boxes, strict=True):
            _draw(composer, figure, box, left, level.width, level.height)
        composer.y -= level.height


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
    room, family = width - 3 * _PADDING, composer.family(styles.flow_detail)
    details = [clean(text) for text in (step.office, step.limit) if text]
    joined = "　".join(details)
    if family.width(joined, styles.flow_detail.size) <= room:
        details = [joined]
    texts = [(styles.flow_name, clean(step.name)),
             *((styles.flow_detail, text) for text in (*details, clean(step.note)))]  # fmt: skip
    lines = tuple(
        (style, line)
        for style, text in texts
        if text
        for line in wrap(composer.family(style), text, room, style.size)
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


def _arrow(composer: Composer, figure: Element, start: float, end: float, y: float) -> None:
    """An arrow to the right."""
    line = f"{start:.2f} {y:.2f} m {end - _ARROW:.2f} {y:.2f} l S"
    head = f"{end - 5:.2f} {y + 3:.2f} m {end - 5:.2f} {y - 3:.2f} l {end:.2f} {y:.2f} l h f"
    composer.sheet.figures.append((figure, f"0.8 w 0.15 G 0.15 g {line} {head} 0 G 0 g"))


def _connect(
    composer: Composer, figure: Element, sources: Sequence[float], below: Sequence[float]
) -> None:
    """Arrows from the level above; several boxes meet in a line across."""
    top, bottom = composer.y, composer.y - _GAP
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
