"""The parts of a workbook beside its sheets, and the zip around them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Self

from exports.excel.looks import Looks
from exports.excel.text import attribute
from exports.office_parts import core_xml
from exports.zips import TextPart, part

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HIDDEN = ' state="hidden"'
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file says of itself; ``day`` is YYYY-MM-DD or empty."""

    title: str = ""
    author: str = ""
    subject: str = ""
    keywords: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet in the list of sheets; ``print_titles`` are its first and last row."""

    name: str
    print_titles: tuple[int, int] | None = None
    filter: str = ""
    hidden: bool = False

    @property
    def quoted(self) -> str:
        """The name as formulas and links write it."""
        return "'{}'".format(self.name.replace("'", "''"))


class Book:
    """A workbook being written into a file: sheets first, then what lists them.

    Nothing of a sheet is kept, so that memory does not grow with it.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._archive = zipfile.ZipFile(file, "w")
        self._sheets: list[SheetEntry] = []
        self._commented: set[int] = set()
        self.looks = Looks()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        # A zip that is left open would write into the closed file when it is collected.
        with suppress(OSError, ValueError):
            self._archive.close()

    @contextmanager
    def open_sheet(self) -> Iterator[TextPart]:
        """The part of the next sheet, to be written before any other."""
        with part(self._archive, f"xl/worksheets/sheet{len(self._sheets) + 1}.xml") as file:
            out = TextPart(file)
            out.write(_DECLARATION)
            yield out
            out.flush()

    def add(self, sheet: SheetEntry, comments: Mapping[str, str] | None = None) -> None:
        """List a sheet whose part is written; ``comments`` are texts by cell."""
        self._sheets.append(sheet)
        if not comments:
            return
        from exports.excel.comments import comments_xml, drawing_xml

        number = len(self._sheets)
        self._commented.add(number)
        self._put(f"xl/comments{number}.xml", comments_xml(comments))
        self._put(f"xl/drawings/vmlDrawing{number}.vml", drawing_xml(comments), declared=False)
        self._put(
            f"xl/worksheets/_rels/sheet{number}.xml.rels",
            _relations(
                ("rId1", f"{_RELATION}/vmlDrawing", f"../drawings/vmlDrawing{number}.vml"),
                ("rId2", f"{_RELATION}/comments", f"../comments{number}.xml"),
            ),
        )

    def finish(self, properties: Properties, names: Sequence[tuple[str, str]] = ()) -> None:
        """Write the remaining parts; ``names`` are defined names with what they stand for."""
        self._put("xl/styles.xml", self.looks.xml())
        self._put("xl/workbook.xml", self._workbook(names))
        sheets = [
            (f"rId{number}", f"{_RELATION}/worksheet", f"worksheets/sheet{number}.xml")
            for number in range(1, len(self._sheets) + 1)
        ]
        styles = (f"rId{len(sheets) + 1}", f"{_RELATION}/styles", "styles.xml")
        self._put("xl/_rels/workbook.xml.rels", _relations(*sheets, styles))
        self._put("docProps/core.xml", _core(properties))
        core = f"{_PACKAGE}/relationships/metadata/core-properties"
        self._put(
            "_rels/.rels",
            _relations(
                ("rId1", f"{_RELATION}/officeDocument", "xl/workbook.xml"),
                ("rId2", core, "docProps/core.xml"),
            ),
        )
        self._put("[Content_Types].xml", self._content_types())
        self._archive.close()

    def _put(self, name: str, text: str, *, declared: bool = True) -> None:
        with part(self._archive, name) as file:
            file.write(((_DECLARATION if declared else "") + text).encode())

    def _workbook(self, names: Sequence[tuple[str, str]]) -> str:
        sheets = "".join(
            f'<sheet name="{attribute(sheet.name)}" sheetId="{number}"'
            f'{_HIDDEN if sheet.hidden else ""} r:id="rId{number}"/>'
            for number, sheet in enumerate(self._sheets, 1)
        )
        defined = [
            f'<definedName name="{attribute(name)}">{attribute(meaning)}</definedName>'
            for name, meaning in names
        ]
        for at, sheet in enumerate(self._sheets):
            if sheet.filter:
                defined.append(
                    f'<definedName name="_xlnm._FilterDatabase" localSheetId="{at}" hidden="1">'
                    f"{attribute(f'{sheet.quoted}!{absolute(sheet.filter)}')}</definedName>"
                )
            if sheet.print_titles:
                first, last = sheet.print_titles
                defined.append(
                    f'<definedName name="_xlnm.Print_Titles" localSheetId="{at}">'
                    f"{attribute(f'{sheet.quoted}!${first}:${last}')}</definedName>"
                )
        listed = f"<definedNames>{''.join(defined)}</definedNames>" if defined else ""
        return (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><workbookPr/>'
            f"<bookViews><workbookView/></bookViews><sheets>{sheets}</sheets>{listed}</workbook>"
        )

    def _content_types(self) -> str:
        parts = [
            (f"/xl/worksheets/sheet{number}.xml", f"{_SHEET}.worksheet+xml")
            for number in range(1, len(self._sheets) + 1)
        ]
        parts += [
            (f"/xl/comments{number}.xml", f"{_SHEET}.comments+xml")
            for number in sorted(self._commented)
        ]
        parts += [
            ("/xl/workbook.xml", f"{_SHEET}.sheet.main+xml"),
            ("/xl/styles.xml", f"{_SHEET}.styles+xml"),
            ("/docProps/core.xml", _CORE_TYPE),
        ]
        overrides = "".join(
            f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts
        )
        drawing = (
            '<Default Extension="vml" ContentType='
            '"application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
            if self._commented
            else ""
        )
        return (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{drawing}{overrides}</Types>'
        )


def absolute(ref: str) -> str:
    """A1:C9 as $A$1:$C$9."""
    return ":".join(
        f"${corner.rstrip('0123456789')}${corner.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"
        for corner in ref.split(":")
    )


def _core(properties: Properties) -> str:
    texts = (("dc:title", properties.title), ("dc:subject", properties.subject),
             ("dc:creator", properties.author), ("cp:keywords", properties.keywords),
             ("dc:language", "zh-CN"), ("cp:lastModifiedBy", properties.author))  # fmt: skip
    filled = "".join(f"<{name}>{attribute(text[:255])}</{name}>" for name, text in texts if text)
    return core_xml(filled, properties.day)


def _relations(*targets: tuple[str, str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="{identifier}" Type="{kind}" Target="{target}"/>'
        for identifier, kind, target in targets
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'
