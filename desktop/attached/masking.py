"""Masked copies of attached files: personal data starred out, everything else as it was."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import PurePosixPath
from xml.sax.saxutils import escape, quoteattr

from desktop.attached import people, word
from desktop.attached.bounds import Budget, Locked, Parts, TooLong, Unreadable
from desktop.attached.plain import read_plain
from desktop.attached.read import read
from desktop.attached.sheets import SHARED, Book, Sheet
from desktop.attached.xml_text import Block, patched
from forms.attachments import Passage
from forms.rules.attached import in_passage, spots
from forms.values import Finding, halfwidth

#: Start, end and new bytes of a stretch of a part.
_Edit = tuple[int, int, bytes]
_Edits = defaultdict[str, list[_Edit]]


class CannotMask(ValueError):
    """No masked copy can be made; the sentence says why and what to do."""


def masked_copy(data: bytes, name: str, today: date) -> bytes:
    """The file with every personal datum starred out and the persons in its properties removed.

    The copy is read again: where anything is left of what was found, there is no copy.

    Raises:
        CannotMask: the file is of another kind, or something in it could not be reached.
    """
    kind = PurePosixPath(name).suffix.lower()
    try:
        if kind in (".txt", ".csv", ".tsv"):
            made, gone = _plain(data, today)
        elif kind in (".docx", ".xlsx") and data.startswith(b"PK\x03\x04"):
            made, gone = _office(data, today)
        else:
            raise CannotMask(f"“{name}”不能自动脱敏。请在原来的软件里改好以后重新添加。")
    except (Unreadable, Locked) as error:
        raise CannotMask(f"“{name}”打不开，没有脱敏。请检查文件能否正常打开。") from error
    except TooLong as error:
        raise CannotMask(f"“{name}”太大，没有脱敏。请在原来的软件里改好以后重新添加。") from error
    _verify(made, name, gone, today)
    return made


def _verify(made: bytes, name: str, gone: frozenset[str], today: date) -> None:
    contents = read(made, name)
    left = [contents.passages[spot.passage].place for spot in spots(contents, today)]
    left += [role for role, _ in contents.people]
    if made.startswith(b"PK"):
        left += _hidden(made, gone)
    if left:
        raise CannotMask(
            f"“{name}”的{'、'.join(dict.fromkeys(left))}没能脱敏，没有制作副本。"
            "请在原来的软件里改好以后重新添加。"
        )


def _hidden(made: bytes, gone: frozenset[str]) -> list[str]:
    """Parts that still hold what was starred out, in places that no passage tells."""
    found = []
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        for part in archive.namelist():
            text = archive.read(part).decode("utf-8", errors="ignore")
            if any(value in text for value in gone):
                found.append(f"内部数据（{part}）")
    return found


def _starred(text: str, found: Iterable[Finding]) -> str:
    """The text with what was found masked; every sign keeps its place."""
    signs = list(text)
    for item in found:
        signs[item.start : item.end] = item.masked
    return "".join(signs)


def _values(text: str, found: Iterable[Finding]) -> Iterator[str]:
    """What was starred out, as far as it is sure to be nothing else elsewhere in the file."""
    for item in found:
        value = halfwidth(text[item.start : item.end]).strip()
        if sum(sign.isdigit() for sign in value) >= 8:
            yield value


def _plain(data: bytes, today: date) -> tuple[bytes, frozenset[str]]:
    file = read_plain(data)
    lines, before = [], ""
    gone: set[str] = set()
    for line in file.text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        found = list(in_passage(Passage("", bare, before[-30:]), today))
        gone.update(_values(bare, found))
        lines.append(_starred(bare, found) + line[len(bare) :])
        before = bare or before
    return file.encoded("".join(lines)), frozenset(gone)


def _office(data: bytes, today: date) -> tuple[bytes, frozenset[str]]:
    budget = Budget()
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable("zip") from error
    with archive:
        parts = Parts(archive, budget)
        edits: _Edits = defaultdict(list)
        gone: set[str] = set()
        book = "xl/workbook.xml" in parts.names
        (_workbook if book else _document)(parts, budget, today, edits, gone)
        _unname(parts, budget, edits)
        return _rewritten(archive, edits), frozenset(gone)


def _document(parts: Parts, budget: Budget, today: date, edits: _Edits, gone: set[str]) -> None:
    for story in word.stories(parts, budget):
        for block, passage in word.passages(story):
            _star(story.part, block, passage, today, edits, gone)


def _star(
    part: str, block: Block, passage: Passage, today: date, edits: _Edits, gone: set[str]
) -> None:
    found = list(in_passage(passage, today))
    if found:
        gone.update(_values(passage.text, found))
        edits[part] += block.edits(_starred(passage.text, found))


def _workbook(parts: Parts, budget: Budget, today: date, edits: _Edits, gone: set[str]) -> None:
    book = Book(parts, budget)
    shared: defaultdict[int, list[Finding]] = defaultdict(list)
    for sheet in book.sheets():
        _star_cells(sheet, today, shared, edits, gone)
    for number, found in shared.items():
        block = book.shared[number]
        edits[SHARED] += block.edits(_starred(block.text, found))
    for part, _, block, place in book.others():
        _star(part, block, Passage(place, block.text), today, edits, gone)


def _star_cells(
    sheet: Sheet, today: date, shared: defaultdict[int, list[Finding]], edits: _Edits,
    gone: set[str],
) -> None:  # fmt: skip
    for cell in sheet.cells:
        found = list(in_passage(cell.passage, today))
        if not found:
            continue
        gone.update(_values(cell.passage.text, found))
        text = _starred(cell.passage.text, found)
        if cell.shared is not None:
            shared[cell.shared] += found
        elif cell.block.name == "c":
            edits[sheet.part].append((cell.block.start, cell.block.end, _inline(cell.block, text)))
        else:
            edits[sheet.part] += cell.block.edits(text)


def _inline(block: Block, text: str) -> bytes:
    """A cell that held a number or a formula, holding the starred text in the same style."""
    kept = "".join(
        f" {key}={quoteattr(block.attributes[key])}"
        for key in ("r", "s")
        if key in block.attributes
    )
    prefix = block.prefix
    return (
        f'<{prefix}c{kept} t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">{escape(text)}'
        f"</{prefix}t></{prefix}is></{prefix}c>"
    ).encode()


def _unname(parts: Parts, budget: Budget, edits: _Edits) -> None:
    """Properties that name persons are emptied; who remarked and changed becomes nobody."""
    for part in people.property_parts(parts):
        for block in people.Properties(parts.read(part), budget).blocks:
            if people.is_person(block.text):
                edits[part] += block.edits("*" * len(block.text))
    for part in people.marked_parts(parts):
        data = parts.read(part)
        for match in _AUTHOR.finditer(data):
            if people.is_person(match[2].decode("utf-8", errors="ignore")):
                edits[part].append((*match.span(2), b"*"))


_AUTHOR = re.compile(rb"""\s(?:\w+:)?author=(["'])([^"'<>]*)\1""")


def _rewritten(archive: zipfile.ZipFile, edits: _Edits) -> bytes:
    """The archive with some parts patched; every part keeps its place, day and packing."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for info in archive.infolist():
            data = archive.read(info)
            if info.filename in edits:
                _must_be_utf8(data)
                data = patched(data, edits[info.filename])
            made.writestr(info, data)
    return stream.getvalue()


def _must_be_utf8(data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("not UTF-8") from error
