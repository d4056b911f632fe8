"""The one owner of the library file. Everything outside uses these names only."""

from desktop.store.errors import (
    EnvironmentFailure,
    FinalizedError,
    LibraryDamaged,
    LibraryError,
    RecordNotFound,
)
from desktop.store.library import Library
from desktop.store.restoring import restore_library
from desktop.store.values import (
    FINAL_STATES,
    Act,
    AuditEntry,
    ImportBatch,
    ImportEntry,
    Kept,
    ListLine,
    ListQuery,
    ListSort,
    Revision,
    SourceCell,
    Standing,
    StandingGroup,
    StoredAttachment,
    Summary,
    UndoReport,
    Waiver,
)
from desktop.store.writing import BIN_TIME

__all__ = [
    "BIN_TIME",
    "FINAL_STATES",
    "Act",
    "AuditEntry",
    "EnvironmentFailure",
    "FinalizedError",
    "ImportBatch",
    "ImportEntry",
    "Kept",
    "Library",
    "LibraryDamaged",
    "LibraryError",
    "ListLine",
    "ListQuery",
    "ListSort",
    "RecordNotFound",
    "Revision",
    "SourceCell",
    "Standing",
    "StandingGroup",
    "StoredAttachment",
    "Summary",
    "UndoReport",
    "Waiver",
    "restore_library",
]
