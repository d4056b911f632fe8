"""Writes a neutral document as .docx."""

from __future__ import annotations

from pathlib import Path

from exports.atomic import staged, told_of
from exports.document import Document
from exports.progress import NO_PROGRESS, Progress
from exports.word.body import Body
from exports.word.fitting import fitting_look
from exports.word.package import Relations, write_package
from exports.word.template import constant_parts, footers_of


def write_docx(document: Document, target: Path, progress: Progress = NO_PROGRESS) -> None:
    """Write a document for Word, WPS and LibreOffice; ``target`` is replaced at once or not at all.

    The same document gives the same bytes. Dates in the file are the document's, never the clock's.

    Raises:
        BadTable: a table row has more cells than columns.
        CannotWrite: the file cannot be written.
        Cancelled: the user stopped it; nothing was written.
    """
    look = fitting_look(document)
    relations = Relations()
    parts = constant_parts(look)
    references = ""
    for number, (kind, text) in enumerate(footers_of(document, look).items(), 1):
        parts[f"footer{number}"] = text
        identifier = relations.to("footer", f"footer{number}.xml")
        references += f'<w:footerReference w:type="{kind}" r:id="{identifier}"/>'
    with staged(target) as stage, told_of(target):
        body = Body(relations, look, references, document).pieces(progress)
        write_package(stage.file, document, relations, body, parts)
