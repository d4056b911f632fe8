"""Reading published lists and platform data into records. Pure: nothing is saved here."""

from desktop.imports.blocks import header_in
from desktop.imports.choices import (
    NO_CHOICE,
    REMARK_CHOICE,
    SKIP_CHOICE,
    BlockChoice,
    FieldChoice,
    SheetChoice,
    is_possible,
    kinds_of,
    passage_key,
    passages,
)
from desktop.imports.glimpse import names_words
from desktop.imports.grid import Area, Grid
from desktop.imports.reader import (
    OpenedFile,
    gather,
    nothing_found,
    open_file,
    read_file,
    read_opened,
    read_sheet,
)
from desktop.imports.result import (
    NOT_UNDERSTOOD,
    Attachment,
    BlockReport,
    CellCount,
    ColumnReport,
    ImportResult,
    Located,
    SheetReport,
    SourceCell,
    StructureCell,
    UnreadableFile,
)
from desktop.imports.rows import SheetResult

__all__ = [
    "NOT_UNDERSTOOD",
    "NO_CHOICE",
    "REMARK_CHOICE",
    "SKIP_CHOICE",
    "Area",
    "Attachment",
    "BlockChoice",
    "BlockReport",
    "CellCount",
    "ColumnReport",
    "FieldChoice",
    "Grid",
    "ImportResult",
    "Located",
    "OpenedFile",
    "SheetChoice",
    "SheetReport",
    "SheetResult",
    "SourceCell",
    "StructureCell",
    "UnreadableFile",
    "gather",
    "header_in",
    "is_possible",
    "kinds_of",
    "names_words",
    "nothing_found",
    "open_file",
    "passage_key",
    "passages",
    "read_file",
    "read_opened",
    "read_sheet",
]
