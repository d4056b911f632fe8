"""What is written in an attached file. By its bytes, whatever its name says."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from desktop.attached import people, word
from desktop.attached.bounds import (
    MOST_PAGES,
    Budget,
    Locked,
    Parts,
    TooLong,
    Unreadable,
)
from desktop.attached.plain import read_plain
from desktop.attached.sheets import LONG_NUMBER, Book
from desktop.attached.xml_text import Walk
from forms.attachments import Contents, Obstacle, Passage

#: Grows when files are read otherwise than before: what was kept of them is then read anew.
READER = 2

_ZIP, _PDF, _OLE = b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_PLAIN = ("txt", "csv", "md", "tsv", "json", "htm", "html", "xml")


class _Gathered:
    """Passages as they come, so that a bound keeps what was read before it."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.people: list[tuple[str, str]] = []
        self.obstacle: Obstacle | None = None
        self.note = ""

    def add(self, passage: Passage, budget: Budget) -> None:
        if passage.text.strip():
            budget.take(passage.text)
            self.passages.append(passage)


_Reader = Callable[[bytes, _Gathered, Budget], None]


def read(data: bytes, name: str) -> Contents:
    """The text of a file with the place of each passage, within bounds. Never raises for what the
    file holds: an obstacle tells what was not read.
    """
    found, budget = _Gathered(), Budget()
    try:
        _reader(data, name)(data, found, budget)
    except TooLong:
        found.obstacle = Obstacle.TOO_LONG
    except Locked:
        found.obstacle = Obstacle.LOCKED
    except (Unreadable, RecursionError, MemoryError):
        found.obstacle = Obstacle.BROKEN
    return Contents(tuple(found.passages), tuple(found.people), found.obstacle, found.note)


def _reader(data: bytes, name: str) -> _Reader:
    extension = PurePosixPath(name).suffix.lower().lstrip(".")
    if data.startswith(_ZIP):
        return _zipped
    if _PDF in data[:1024]:
        return _pdf
    if data.startswith(_OLE):
        return _old
    if data.startswith(_PICTURES):
        return _picture
    if extension == "svg":
        return _drawing
    return _text if extension in _PLAIN else _unknown


def _unknown(_: bytes, found: _Gathered, __: Budget) -> None:
    found.obstacle = Obstacle.UNKNOWN


def _picture(_: bytes, found: _Gathered, __: Budget) -> None:
    found.obstacle = Obstacle.PICTURE


def _text(data: bytes, found: _Gathered, budget: Budget) -> None:
    before = ""
    for number, line in enumerate(read_plain(data).text.splitlines(), 1):
        found.add(Passage(f"第{number}行", line, before[-30:]), budget)
        before = line or before


def _zipped(data: bytes, found: _Gathered, budget: Budget) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise Unreadable("zip") from error
    with archive:
        parts = Parts(archive, budget)
        names = set(parts.names)
        if "xl/workbook.xml" in names:
            _workbook(parts, found, budget)
        elif names & {"word/document.xml", "ppt/presentation.xml"}:
            for story in word.stories(parts, budget):
                for block, passage in word.passages(story):
                    if not block.copy:
                        found.add(passage, budget)
        elif "OFD.xml" in names:
            _ofd(parts, found, budget)
        else:
            found.obstacle = Obstacle.UNKNOWN
            return
        found.people.extend(people.people(parts, budget))


def _workbook(parts: Parts, found: _Gathered, budget: Budget) -> None:
    book = Book(parts, budget)
    for sheet in book.sheets():
        for cell in sheet.cells:
            found.add(cell.passage, budget)
    for _, _, block, place in book.others():
        found.add(Passage(place, block.text), budget)
    for value in book.kept():
        found.add(Passage("数据透视表的缓存", value), budget)


class _OfdTexts(Walk):
    BLOCKS = TEXTS = frozenset(("TextCode",))


class _OfdPeople(Walk):
    BLOCKS = TEXTS = frozenset(("Author", "Creator"))


class _DrawingTexts(Walk):
    BLOCKS = TEXTS = frozenset(("text", "tspan", "title", "desc", "foreignObject", "p", "div"))


class _Images(Walk):
    BLOCKS = frozenset(("image",))


def _drawing(data: bytes, found: _Gathered, budget: Budget) -> None:
    """An SVG drawing (流程图): its words; a picture inside it cannot be read."""
    for number, block in enumerate(_DrawingTexts(data, budget).blocks, 1):
        found.add(Passage(f"第{number}处文字", block.text), budget)
    if _Images(data, budget).blocks:
        found.obstacle = Obstacle.PICTURE


def _ofd(parts: Parts, found: _Gathered, budget: Budget) -> None:
    """The layout files of Chinese offices: each page's pieces of text in their order."""
    pages = [name for name in parts.names if re.search(r"/Pages/Page_\d+/Content\.xml$", name)]
    bare = []
    for name in sorted(pages, key=lambda part: int(re.findall(r"\d+", part)[-1])):
        number = int(re.findall(r"\d+", name)[-1]) + 1
        texts = [block.text for block in _OfdTexts(parts.read(name), budget).blocks]
        found.add(Passage(f"第{number}页", "\n".join(texts)), budget)
        if not texts:
            bare.append(number)
    _tell_bare(bare, len(pages), found)
    for block in _OfdPeople(parts.read("OFD.xml"), budget).blocks:
        if people.is_person(block.text):
            found.people.append(("作者", block.text.strip()))


def _tell_bare(bare: list[int], pages: int, found: _Gathered) -> None:
    """Pages that show something and say nothing are pictures of paper."""
    if bare and len(bare) == pages:
        found.obstacle = Obstacle.SCAN
    elif bare:
        found.obstacle = Obstacle.SCANNED_PAGES
        found.note = "、".join(map(str, bare[:10])) + ("等" if len(bare) > 10 else "")


def _pdf(data: bytes, found: _Gathered, budget: Budget) -> None:
    from exports.pdf.raster import CannotDraw
    from exports.pdf.reading import PdfRefused, page_texts, pdf_properties

    bare, pages = [], 0
    try:
        for page in page_texts(data, MOST_PAGES + 1):
            budget.tick()
            pages += 1
            if pages > MOST_PAGES:
                raise TooLong
            found.add(Passage(f"第{page.number}页", page.text), budget)
            for note in page.notes:
                found.add(Passage(f"第{page.number}页的批注", note), budget)
            if not page.empty and not page.text.strip():
                bare.append(page.number)
        author = pdf_properties(data).get("Author", "")
    except PdfRefused as error:
        raise (Locked if error.locked else Unreadable) from error
    except CannotDraw:
        found.obstacle = Obstacle.UNKNOWN
        return
    _tell_bare(bare, pages, found)
    if people.is_person(author):
        found.people.append(("作者", author.strip()))


def _old(data: bytes, found: _Gathered, budget: Budget) -> None:
    """An old workbook (.xls). Word's old files and others in this container are not read."""
    import xlrd
    from xlrd.biffh import XLRDError
    from xlrd.compdoc import CompDocError

    if "Workbook".encode("utf-16-le") not in data and "Book".encode("utf-16-le") not in data:
        found.obstacle = Obstacle.UNKNOWN
        return
    try:
        book = xlrd.open_workbook(file_contents=data, on_demand=True, logfile=io.StringIO())
    except XLRDError as error:
        raise (Locked if "encrypted" in str(error).lower() else Unreadable) from error
    except (*_XLRD_TRIPS, CompDocError) as error:
        raise Unreadable("xls") from error
    for passage in _old_cells(book):
        found.add(passage, budget)
    if people.is_person(book.user_name or ""):
        found.people.append(("最后修改人", book.user_name.strip()))


#: xlrd trips over torn and forged files in these ways.
_XLRD_TRIPS = (
    AssertionError, AttributeError, IndexError, KeyError, TypeError, UnicodeError, ValueError,
    OverflowError, NotImplementedError,
)  # fmt: skip


def _old_cells(book: object) -> Iterator[Passage]:
    from openpyxl.utils import get_column_letter

    for number in range(book.nsheets):  # type: ignore[attr-defined]
        try:
            sheet = book.sheet_by_index(number)  # type: ignore[attr-defined]
        except _XLRD_TRIPS as error:
            raise Unreadable("xls") from error
        hidden = "隐藏的" if sheet.visibility else ""
        heads: dict[int, str] = {}
        for row in range(sheet.nrows):
            left = ""
            for column, value in enumerate(sheet.row_values(row)):
                whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e18
                text = str(int(value)) if whole else str(value)
                if not text.strip():
                    continue
                place = f"{hidden}工作表“{sheet.name}”{get_column_letter(column + 1)}{row + 1}"
                lead = ""
                if LONG_NUMBER.search(text):
                    lead = f"{heads.get(column, '')} {left}"[-30:]
                else:
                    heads[column] = text
                yield Passage(place, text, lead)
                left = text
