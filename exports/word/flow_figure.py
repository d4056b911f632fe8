"""A drawing of boxes and arrows; all lengths in points from its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph in a box: its style, words, type size and line height, estimated lines."""

    style: str
    text: str
    size: float
    height: float
    count: int


@dataclass(frozen=True, slots=True)
class Box:
    """A step."""

    left: float
    top: float
    width: float
    height: float
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line, down or across, maybe with an arrow at its end."""

    x1: float
    y1: float
    x2: float
    y2: float
    arrow: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A whole drawing; ``said`` is its alternative text."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    strokes: tuple[Stroke, ...]
    said: str
