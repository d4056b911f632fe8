"""Writes a neutral document as .docx."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from exports.atomic import write_atomically
from exports.document import Document
from exports.word.body import Body
from exports.word.fitting import fitting_look
from exports.word.template import add_footers, open_template
from exports.word.xml import DECLARATION, NAMESPACES, clean
from exports.zips import rezipped

if TYPE_CHECKING:
    from docx.document import Document as WordDocument


def write_docx(document: Document, target: Path) -> None:
    """Write a document for Word, WPS and LibreOffice; ``target`` is replaced at once or not at all.

    The same document gives the same bytes. Dates in the file are the document's, never the clock's.

    Raises:
        BadTable: a table row has more cells than columns.
        CannotWrite: the file cannot be written.
    """
    look = fitting_look(document)
    word = open_template(look)
    footers = add_footers(word, document, look)
    text = Body(word.part, look, footers, document).xml()
    _set_properties(word, document)
    buffer = io.BytesIO()
    word.save(buffer)
    # The text goes in as it is: python-docx and lxml take quadratic time to move a long table.
    whole = f"{DECLARATION}<w:document {NAMESPACES}><w:body>{text}</w:body></w:document>".encode()
    write_atomically(target, rezipped(buffer.getvalue(), {"word/document.xml": lambda _old: whole}))


def _set_properties(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    properties.title = clean(document.title)[:255]
    properties.author = clean(document.organization)[:255]
    properties.last_modified_by = clean(document.organization)[:255]
    properties.subject = clean(document.subject)[:255]
    properties.keywords = clean("，".join(document.keywords))[:255]
    properties.language = "zh-CN"
    properties.revision = 1
    with suppress(ValueError):  # a document without date has none in its properties either
        day = datetime.fromisoformat(document.date)
        properties.created = properties.modified = day.replace(tzinfo=None)
