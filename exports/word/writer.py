"""Writes a neutral document as .docx."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

from exports.atomic import staged, told_of
from exports.document import Cover, Document
from exports.progress import NO_PROGRESS, Progress
from exports.word.body import Body
from exports.word.fitting import fitting_look
from exports.word.package import Relations, write_onto, write_package
from exports.word.styles import Look
from exports.word.template import constant_parts, footers_of

if TYPE_CHECKING:
    from exports.word.letterhead import Letterhead


def write_docx(
    document: Document,
    target: Path,
    progress: Progress = NO_PROGRESS,
    letterhead: Letterhead | None = None,
) -> None:
    """Write a document for Word, WPS and LibreOffice; ``target`` is replaced at once or not at all.

    The same document gives the same bytes. Dates in the file are the document's, never the clock's.
    A ``letterhead`` (the office's own file) carries official pages; lists and one-sheet editions
    have paper of their own.

    Raises:
        BadTable: a table row has more cells than columns.
        CannotWrite: the file cannot be written.
        Cancelled: the user stopped it; nothing was written.
    """
    look = fitting_look(document)
    with staged(target) as stage, told_of(target):
        if letterhead is not None and letterhead.fits(document):
            _write_onto(letterhead, document, look, stage.file, progress)
        else:
            _write_plain(document, look, stage.file, progress)


def _write_plain(document: Document, look: Look, file: IO[bytes], progress: Progress) -> None:
    relations = Relations()
    parts = constant_parts(look)
    references = ""
    for number, (kind, text) in enumerate(
        footers_of(document, look, covered=_covered(document)).items(), 1
    ):
        parts[f"footer{number}"] = text
        identifier = relations.to("footer", f"footer{number}.xml")
        references += f'<w:footerReference w:type="{kind}" r:id="{identifier}"/>'
    body = Body(relations, look, references, document).pieces(progress)
    write_package(file, document, relations, body, parts)


def _covered(document: Document) -> bool:
    """Whether there are title pages."""
    return any(isinstance(block, Cover) for block in document.blocks)


def _write_onto(
    letterhead: Letterhead, document: Document, look: Look, file: IO[bytes], progress: Progress
) -> None:
    from exports.word.letterhead import FOOTER_PART, HEADING_STYLE, with_our_styles

    look = letterhead.look(look)
    relations = Relations("rIdMc")
    footer, references = "", letterhead.references()
    if not letterhead.has_footer:
        footer = relations.to("footer", FOOTER_PART)
        references += f'<w:footerReference w:type="default" r:id="{footer}"/>'
    shown = letterhead.document(document)
    text = Body(relations, look, references, shown, HEADING_STYLE, titled=letterhead.has_cover)
    body = text.pieces(progress)
    numbered = bool(shown.blocks) and isinstance(shown.blocks[0], Cover)
    around = letterhead.around(document, numbered, footer)
    ours = footers_of(document, look, covered=_covered(shown))["default"] if footer else ""
    parts = letterhead.finished_parts(document, relations.elements(), look, ours)
    # The last section is the office's.
    write_onto(file, around, [with_our_styles(text) for text in body[:-1]], parts,
               relations.pictures)  # fmt: skip
