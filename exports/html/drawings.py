"""Flow charts and QR codes as drawings inside the page (SVG)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby

from exports.document import FlowChart, FlowStep, QrCode

_WIDTH, _BOX, _GAP, _SIDE, _LINE, _PADDING = 720, 300, 34, 16, 20, 10
#: Characters of 13 pixels that fit across a box of one pixel width.
_CHARACTER = 13.5
_QUIET_ZONE = 4
Words = Callable[[str], str]


def flow_chart(chart: FlowChart, words: Words) -> str:
    """The steps from top to bottom, parallel ones side by side."""
    levels = [list(group) for group in _levels(chart)]
    y, parts = 4, []
    for number, level in enumerate(levels):
        width = min(_BOX, (_WIDTH - _SIDE * (len(level) - 1)) // len(level))
        texts = [_texts(step, width) for step in level]
        height = max(len(lines) for lines in texts) * _LINE + 2 * _PADDING
        left = (_WIDTH - len(level) * width - _SIDE * (len(level) - 1)) // 2
        if number:
            parts.append(_arrow(y))
            y += _GAP
        for at, lines in enumerate(texts):
            parts.append(_box(left + at * (width + _SIDE), y, width, height, lines, words))
        y += height
    spoken = "，然后".join("、".join(step.name for step in level) for level in levels)
    return (
        f'<figure class="flow"><svg viewBox="0 0 {_WIDTH} {y + 4}" width="{_WIDTH}" role="img"'
        f' aria-label="{words(f"{chart.caption}：{spoken}")}">{"".join(parts)}</svg></figure>\n'
    )


def _levels(chart: FlowChart) -> Iterator[list[FlowStep]]:
    for parallel, group in groupby(chart.steps, key=lambda step: step.parallel):
        members = list(group)
        size = 4 if parallel else 1
        yield from (members[at : at + size] for at in range(0, len(members), size))


def _texts(step: FlowStep, width: int) -> list[tuple[str, bool]]:
    """Lines with whether they are the name."""
    most = max(int((width - 2 * _PADDING) / _CHARACTER), 1)
    details = [text for text in (step.office, step.limit) if text]
    if len("　".join(details)) <= most:
        details = ["　".join(details)]
    shown = ((step.name, True), *((text, False) for text in (*details, step.note)))
    return [
        (text[at : at + most], name)
        for text, name in shown
        for at in range(0, len(text), most)
    ] or [("", True)]  # fmt: skip


def _box(
    x: int, y: int, width: int, height: int, lines: list[tuple[str, bool]], words: Words
) -> str:
    top = y + (height - len(lines) * _LINE) // 2
    shown = "".join(
        f'<text x="{x + width // 2}" y="{top + number * _LINE + 15}" text-anchor="middle"'
        f' font-size="13" font-weight="{600 if name else 400}">{words(text)}</text>'
        for number, (text, name) in enumerate(lines)
    )
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" fill="#f6f7f8"'
        f' stroke="#444"/>{shown}'
    )


def _arrow(y: int) -> str:
    x, end = _WIDTH // 2, y + _GAP - 2
    return (
        f'<path d="M{x} {y + 2}V{end - 7}" stroke="#444" fill="none"/>'
        f'<path d="M{x - 5} {end - 8}h10l-5 8z" fill="#444"/>'
    )


def qr_code(code: QrCode, words: Words) -> str:
    """The code with its words."""
    path, side = _modules(code.content)
    caption = f"<figcaption>{words(code.caption)}</figcaption>" if code.caption else ""
    label = words(f"二维码：{code.caption} {code.content}")
    return (
        f'<figure class="code"><svg viewBox="0 0 {side} {side}" role="img" aria-label="{label}"'
        f' shape-rendering="crispEdges"><path d="{path}"/></svg>{caption}</figure>\n'
    )


@lru_cache(maxsize=512)
def _modules(content: str) -> tuple[str, int]:
    """Dark modules as one path, neighbours in a row as one; and the side in modules."""
    import segno

    rows = [bytes(row) for row in segno.make(content, error="m", micro=False).matrix]
    parts = []
    for y, row in enumerate(rows, _QUIET_ZONE):
        x = _QUIET_ZONE
        for dark, same in groupby(row):
            count = len(list(same))
            if dark:
                parts.append(f"M{x} {y}h{count}v1h-{count}z")
            x += count
    return "".join(parts), len(rows) + 2 * _QUIET_ZONE
