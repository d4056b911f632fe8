"""Paragraphs, headings and the title page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from exports.document import Align, Cover, Heading, Paragraph, Run
from exports.pdf.composer import COVER_LEVEL, Composer, LinkItem, TextItem, baseline
from exports.pdf.fonts import BIAO, HEI, SONG, Family, FontSet, clean
from exports.pdf.linebreak import break_lines, stretch_points
from exports.pdf.structure import Element
from exports.pdf.styles import Stylesheet, TextStyle

#: Lines are spaced out by at most so much of the type size a gap; beyond, they stay ragged.
_MOST_STRETCH = 0.35


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring characters of one family and one link."""

    family: Family
    text: str
    link: str = ""


def wrap(family: Family, text: str, width: float, size: float) -> list[str]:
    """The lines of a text in one family, at its line ends and where ``width`` points are full."""
    lines = []
    unit = width * 1000 / size
    for part in text.split("\n"):
        if family.units(part) <= unit:
            lines.append(part)
        else:
            edges = family.edges(part)
            lines += [part[start:end] for start, end in break_lines(part, edges, unit)]
    return lines


def even_lines(family: Family, text: str, width: float, size: float) -> list[str]:
    """The lines of a text, of about one length where it needs several."""
    lines = wrap(family, text, width, size)
    least = width / 2
    while len(lines) > 1 and width > least:
        width -= size / 2
        narrower = wrap(family, text, width, size)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def paragraph_style(styles: Stylesheet, paragraph: Paragraph) -> TextStyle:
    """The look of a paragraph."""
    named = {"body": styles.body, "note": styles.note, "label": styles.label}
    if found := named.get(paragraph.style):
        return found
    align: Align = "left" if paragraph.style == "plain" else cast(Align, paragraph.style)
    return replace(styles.body, indent=0, align=align, justify=paragraph.style == "plain")


def set_paragraph(composer: Composer, paragraph: Paragraph) -> None:
    """Put a paragraph, over as many pages as it needs."""
    style = paragraph_style(composer.styles, paragraph)
    composer.begin("P")
    for stretches in _split_lines(paragraph.runs, style, composer.fonts):
        set_stretches(composer, stretches, style)


def set_heading(composer: Composer, heading: Heading, keep: float) -> None:
    """Put a heading; ``keep`` points of what follows must stand on the same page."""
    style = heading_style(composer.styles, heading)
    text = clean(heading.text)
    lines = wrap(composer.family(style), text, composer.width, style.size)
    composer.skip(style.before)
    composer.ensure(style.leading * len(lines) + style.after + keep)
    composer.note_heading(heading.level, text, heading.anchor)
    composer.begin(f"H{min(max(heading.level, 1), 5) + 1}")  # H1 is the title
    set_stretches(composer, [Stretch(composer.family(style), text)], style)
    composer.skip(style.after)


def heading_style(styles: Stylesheet, heading: Heading) -> TextStyle:
    """The look of a heading."""
    return styles.headings[min(max(heading.level, 1), 3) - 1]


def set_title(
    composer: Composer, title: str, style: TextStyle | None = None, kind: str = "H1"
) -> None:
    """Put a title, in lines of about one length where it needs several (GB/T 9704 §7.3.1)."""
    composer.begin(kind)
    style = style or composer.styles.title
    family = composer.family(style)
    text = clean(title)
    for line in even_lines(family, text, composer.width, style.size):
        composer.ensure(style.leading)
        composer.centred(style, composer.left + composer.width / 2, composer.y, line)
        composer.y -= style.leading
    composer.skip(style.after)


def set_cover(composer: Composer, cover: Cover) -> None:
    """Put a title page: title at a third of the height, lines at the foot."""
    if not composer.at_top:
        composer.new_sheet()
    composer.sheet.numbered = False
    composer.begin_part()
    composer.note_heading(COVER_LEVEL, clean(cover.title), cover.anchor)
    page = composer.styles.page
    title = TextStyle(BIAO, 28, 44, align="center")
    composer.y -= page.text_height * 0.2
    set_title(composer, cover.title, title)
    set_title(composer, cover.subtitle, replace(title, size=24, leading=56), "P")
    _set_cover_lines(composer, cover)
    composer.y = page.bottom


def _set_cover_lines(composer: Composer, cover: Cover) -> None:
    label, value = TextStyle(HEI, 15.75, 32), TextStyle(SONG, 15.75, 32)
    labels = max((composer.family(label).width(clean(a), label.size) for a, _ in cover.lines),
                 default=0)  # fmt: skip
    left = composer.left + composer.width * 0.08
    start = left + labels + label.size
    width = composer.left + composer.width - start
    wrapped = [(clean(a), wrap(composer.family(value), clean(b), width, value.size))
               for a, b in cover.lines]  # fmt: skip
    height = sum(len(lines) for _, lines in wrapped) * value.leading
    foot = composer.styles.page.bottom + composer.styles.page.text_height * 0.06
    composer.y = min(composer.y - 40, foot + height)
    for name, lines in wrapped:
        composer.begin("P")
        composer.text(label, left, composer.y, name)
        for line in lines:
            composer.text(value, start, composer.y, line)
            composer.y -= value.leading


def _split_lines(runs: Iterable[Run], style: TextStyle, fonts: FontSet) -> Iterator[list[Stretch]]:
    """Runs → stretches of each line that a line end inside the runs makes."""
    current: list[Stretch] = []
    for run in runs:
        family = fonts[HEI if run.bold else style.family]
        first, *others = clean(run.text).split("\n")
        current.append(Stretch(family, first, run.link))
        for text in others:
            yield current
            current = [Stretch(family, text, run.link)]
    yield current


def set_stretches(composer: Composer, stretches: Sequence[Stretch], style: TextStyle) -> None:
    """Break, align and put one line-end-free paragraph."""
    text = "".join(part.text for part in stretches)
    edges = _edges(stretches)
    unit = 1000 / style.size
    indent = style.indent * style.size
    spans = break_lines(text, edges, composer.width * unit, (composer.width - indent) * unit)
    owners = [part for part in stretches for _ in part.text] if len(stretches) > 1 else []
    for number, (start, end) in enumerate(spans):
        composer.ensure(style.leading)
        shift = indent if number == 0 else 0.0
        used = (_edge(edges, text, start, end) - (edges[start - 1] if start else 0)) / unit
        free = composer.width - shift - used
        gap = 0.0
        if style.justify and number < len(spans) - 1:
            gap = _gap(text[start:end].rstrip(" "), free, style.size)
        x = composer.left + shift + {"left": 0, "center": free / 2, "right": free}[style.align]
        if owners or stretches[0].link:
            _put_line(composer, style, x, owners[start:end] or [stretches[0]] * (end - start),
                      text[start:end], gap)  # fmt: skip
        else:
            y = baseline(style, composer.y)
            name = stretches[0].family.name
            composer.sheet.texts.append(
                TextItem(name, style.size, x, y, text[start:end], gap, composer.tag)
            )
        composer.y -= style.leading


def _edges(stretches: Sequence[Stretch]) -> list[float]:
    edges: list[float] = []
    for part in stretches:
        base = edges[-1] if edges else 0.0
        edges += [base + edge for edge in part.family.edges(part.text)]
    return edges


def _edge(edges: Sequence[float], text: str, start: int, end: int) -> float:
    """Right edge of a line without the blanks at its end."""
    while end > start and text[end - 1] == " ":
        end -= 1
    return edges[end - 1] if end else 0.0


def _gap(line: str, free: float, size: float) -> float:
    points = len(stretch_points(line))
    if not points or free <= 0:
        return 0.0
    gap = free / points
    return gap if gap <= size * _MOST_STRETCH else 0.0


def _put_line(
    composer: Composer, style: TextStyle, x: float, owners: Sequence[Stretch], line: str,
    gap: float,
) -> None:  # fmt: skip
    y = baseline(style, composer.y)
    position = 0
    while position < len(line):
        owner, start = owners[position], position
        while position < len(line) and owners[position] is owner:
            position += 1
        part = line[start:position]
        width = owner.family.width(part, style.size)
        if gap:
            width += gap * len(stretch_points(part))
            following = line[position : position + 1]
            width += gap if following and stretch_points(part[-1] + following) else 0.0
        tag = composer.tag
        if owner.link:
            tag = Element("Link", composer.tag)
            box = (x, y - style.size * 0.2, x + width, y + style.size * 0.9)
            composer.sheet.links.append(LinkItem(box, tag, owner.link, owner.link))
        composer.sheet.texts.append(
            TextItem(owner.family.name, style.size, x, y, part, gap, tag)
        )  # fmt: skip
        x += width
