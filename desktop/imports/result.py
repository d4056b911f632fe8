"""What an import hands back: records, and a report that accounts for every cell."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from desktop.imports.grid import Area, column_number, letters
from desktop.imports.synonyms import SKIP
from forms.problem import Problem
from forms.record import Record

#: Rules of the import itself (they are findings about a file, not about a record's content).
NOT_UNDERSTOOD = "R01"
HIDDEN = "R02"
NO_VALUE = "R03"
NO_HEADER = "R04"
FILLED_DOWN = "X07"

#: Why a column that somebody left out is in no record.
LEFT_OUT = "按选择不导入"
#: What Python, lxml and openpyxl raise over torn archives and torn XML.
TORN = (
    zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, TypeError, AttributeError,
    EOFError, OSError, OverflowError, RuntimeError,
)  # fmt: skip


class UnreadableFile(ValueError):
    """A file that cannot be imported; the message names file and place in one sentence."""

    def __init__(self, file: str, what: str) -> None:
        super().__init__(f"“{file}”{what}")
        self.file = file
        self.what = what

    def called(self, file: str) -> UnreadableFile:
        """The same about the file's name as the user knows it."""
        return UnreadableFile(file, self.what)


@dataclass(frozen=True, slots=True)
class CellCount:
    """Where the non-empty cells (or leaves of a JSON) went.

    ``taken`` stand in fields, ``remarks`` only in the remark, ``dropped`` in no record although
    they may be data. Titles and headers are not counted; sheets list them as ``structure``.
    """

    taken: int = 0
    remarks: int = 0
    dropped: int = 0

    def to_json(self) -> dict[str, int]:
        """DESIGN §8: ``cells``."""
        return {"taken": self.taken, "remarks": self.remarks, "dropped": self.dropped}


class SourceCell(NamedTuple):
    """One non-empty source cell and the place in a record where it stands now.

    ``row`` counts from 1; ``column`` is the letter of a sheet's column or the key of a JSON leaf.
    """

    sheet: str
    row: int
    column: str
    header: str
    text: str
    record: str
    field: str


@dataclass(frozen=True, slots=True)
class StructureCell:
    """A cell outside all records.

    ``role`` is title, header, repeated_header, note, unread, or left_out when somebody chose so.
    """

    row: int
    column: str
    text: str
    role: str

    def to_json(self) -> dict[str, Any]:
        """As the report lists it."""
        return {"row": self.row, "column": self.column, "role": self.role, "text": self.text}


@dataclass(frozen=True)
class BlockReport:
    """A table of a sheet: where it stands, where its header does, what it gave.

    ``header`` are the first and last row of its first header, (0, 0) where headings stand upright. ``rivals``
    are kinds that it may be just as well, as long as nobody said which.
    """

    area: Area
    header: tuple[int, int] = (0, 0)
    kind: str = ""
    records: Mapping[str, int] = field(default_factory=dict)
    left_out: bool = False
    rivals: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As ``sheets[].blocks[]`` tells it; its columns are told beside it."""
        return {
            "rows": [self.area.top, self.area.bottom],
            "columns": [letters(self.area.left), letters(self.area.right)],
            "header_rows": list(self.header) if self.header[0] else [],
            "kind": self.kind,
            "perhaps": list(self.rivals),
            "records": dict(self.records),
            "left_out": self.left_out,
        }


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """What one column of a sheet (or one key of a JSON) means.

    ``kind`` and ``path`` name its field; the path is empty when its texts go to the remark, ``@seq``
    for a mere number, ``@skip`` when somebody left it out. ``repeats`` is the letter of the column
    that says the same; ``chosen``: a person decided, not the program. ``block`` is the number of its
    table on the sheet: two tables may have the same key. ``unsure`` are paths of other fields that the
    heading may mean.
    """

    key: str
    letter: str
    header: str
    kind: str = ""
    path: str = ""
    overflow: str = ""
    repeats: str = ""
    hidden: bool = False
    chosen: bool = False
    block: int = 0
    unsure: tuple[str, ...] = ()


class Located(NamedTuple):
    """A problem and the cell it was found in; ``row`` 0 when it concerns the whole sheet."""

    problem: Problem
    sheet: str
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class SheetReport:
    """How one sheet (or one group of a platform's JSON) was understood.

    ``header_row`` is the first header row of the first table, 0 when there is none. ``ignored``
    names keys of a platform that carry no content, with the reason. ``columns`` can be decided
    about; ``by_header``: their keys are headings, not letters with headings. ``kind`` is that of
    the first table of ``blocks``; a JSON has none.
    """

    name: str
    header_row: int = 0
    mapping: Mapping[str, str] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    records: Mapping[str, int] = field(default_factory=dict)
    note: str = ""
    structure: tuple[StructureCell, ...] = ()
    ignored: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[ColumnReport, ...] = ()
    by_header: bool = False
    kind: str = ""
    blocks: tuple[BlockReport, ...] = ()

    def block_of(self, row: int, letter: str) -> int:
        """The number of the table in which a cell stands; 0 in none."""
        if len(self.blocks) < 2:
            return 0
        place = (row, column_number(letter))
        return next((n for n, block in enumerate(self.blocks) if place in block.area), 0)

    def kind_of(self, block: int) -> str:
        """What list a table was read as."""
        return self.blocks[block].kind if block < len(self.blocks) else self.kind

    def key_of(self, source: SourceCell) -> str:
        """The key of the column in which a cell stands."""
        return source.header if self.by_header else f"{source.column} {source.header}"

    def columns_json(self) -> dict[str, Any]:
        """The columns, as the library keeps them with an import."""
        names = ("key", "letter", "header", "kind", "path", "repeats", "chosen", "block")
        return {
            "by_header": self.by_header,
            "columns": [{name: getattr(c, name) for name in names} for c in self.columns],
        }

    def to_json(self) -> dict[str, Any]:
        """DESIGN §8: an entry of ``sheets``."""
        return {
            "name": self.name,
            "header_row": self.header_row,
            "mapping": dict(self.mapping),
            "unmapped": list(self.unmapped),
            "records": dict(self.records),
            "note": self.note,
            "structure": [cell.to_json() for cell in self.structure],
            "ignored": dict(self.ignored),
            "blocks": [self._block_json(number) for number in range(len(self.blocks))],
        }

    def _block_json(self, number: int) -> dict[str, Any]:
        """A table with its mapping: heading → field, told apart by the letter where it comes twice."""
        mine = [column for column in self.columns if column.block == number]
        mapped: dict[str, str] = {}
        for column in mine:
            path = column.path.removeprefix("@") if column.path != SKIP else ""
            if path and mapped.setdefault(column.header, path) != path:
                mapped[f"{column.header}（{column.letter}列）"] = path
        unmapped = [c.header or f"{c.letter}列" for c in mine if not c.path and not c.repeats]
        return {**self.blocks[number].to_json(), "mapping": mapped, "unmapped": unmapped}


class Attachment(NamedTuple):
    """A file that came along: its bytes, its name, its media type."""

    data: bytes
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Everything that one file holds. Nothing is saved yet; sha256 tells a re-import.

    ``attachments`` come along once, however often records name them; ``located`` says where each
    of the problems was found.
    """

    file: str
    sha256: str
    records: tuple[Record, ...]
    sheets: tuple[SheetReport, ...]
    cells: CellCount
    problems: tuple[Problem, ...]
    sources: tuple[SourceCell, ...]
    attachments: tuple[Attachment, ...] = ()
    located: tuple[Located, ...] = ()

    def by_kind(self) -> dict[str, int]:
        """Number of records of each kind."""
        return dict(Counter(record.kind for record in self.records))

    def to_json(self) -> dict[str, Any]:
        """DESIGN §8: an entry of ``files``."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "sheets": [sheet.to_json() for sheet in self.sheets],
            "records": self.by_kind(),
            "cells": self.cells.to_json(),
            "problems": [problem.to_json() for problem in self.problems],
        }


def file_sha256(path: Path) -> str:
    """The sha256 of a file's bytes in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
