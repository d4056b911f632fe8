"""Characters for which there is hardly a font anywhere: an export says so before a reader asks."""

from __future__ import annotations

from collections.abc import Iterator

from exports.document import (
    Cover,
    Document,
    FlowChart,
    Heading,
    KeyValues,
    Paragraph,
    QrCode,
    Table,
)


def missing_glyphs(document: Document) -> tuple[str, ...]:
    """Characters of a document that none of the bundled fonts has, in their order.

    For Word and Excel, which name fonts and embed none: what GBK has is in every Chinese font, and
    what the bundled fonts (extensions A to F) lack will be a box on most machines.
    """
    characters: set[str] = set()
    for text in _texts(document):
        characters.update(text)
    rare = sorted(character for character in characters if not _is_usual(character))
    if not rare:
        return ()
    from exports.pdf.fonts import SONG, bundled_fonts, clean

    family = bundled_fonts()[SONG]
    family.width(clean("".join(rare)), 1)
    return tuple(char for char in rare if clean(char) and family.foreign.get(char) == "")


def _is_usual(character: str) -> bool:
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _texts(document: Document) -> Iterator[str]:
    yield document.title
    for block in document.blocks:
        match block:
            case Table():
                yield from (column.title + column.group for column in block.columns)
                yield from (cell.text for row in block.rows for cell in row)
            case KeyValues():
                yield from (text for row in block.rows for text in row)
            case FlowChart():
                for step in block.steps:
                    yield from (step.name, step.office, step.limit, step.note)
            case Cover():
                yield from (block.title, block.subtitle)
                yield from (text for line in block.lines for text in line)
            case Paragraph() | Heading():
                yield block.text
            case QrCode():
                yield block.caption
            case _:
                pass
