"""Reading published lists and platform data into records. Pure: nothing is saved here."""

from desktop.imports.reader import read_file
from desktop.imports.result import (
    Attachment,
    CellCount,
    ImportResult,
    SheetReport,
    SourceCell,
    StructureCell,
    UnreadableFile,
)

__all__ = [
    "Attachment",
    "CellCount",
    "ImportResult",
    "SheetReport",
    "SourceCell",
    "StructureCell",
    "UnreadableFile",
    "read_file",
]
