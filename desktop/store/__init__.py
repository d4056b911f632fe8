"""The one owner of the library file. Everything outside uses these names only.

They are looked up when first used: SQLAlchemy takes longer to import than the window to open, and
the first look into a library (`glance`) does without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.store.errors import (
        EnvironmentFailure,
        FieldsLocked,
        FinalizedError,
        LibraryDamaged,
        LibraryError,
        RecordNotFound,
    )
    from desktop.store.exchange import Applied, ReceiptEntry, Verdict
    from desktop.store.library import Library
    from desktop.store.list_values import (
        ListLine,
        ListQuery,
        ListSort,
        Standing,
        StandingGroup,
        Summary,
    )
    from desktop.store.merging import Held, Taken
    from desktop.store.reason_notes import Given, ReasonTaken
    from desktop.store.restoring import restore_library
    from desktop.store.uploads import UploadEntry
    from desktop.store.upper import (
        Adoption,
        TakeOver,
        UpperEntry,
        UpperLine,
        UpperQuery,
        UpperSource,
        UpperStatus,
        values_hash,
    )
    from desktop.store.values import (
        FINAL_STATES,
        Act,
        AuditEntry,
        ImportBatch,
        ImportEntry,
        Kept,
        Revision,
        SourceCell,
        StoredAttachment,
        UndoReport,
        Waiver,
    )
    from desktop.store.versions import vid
    from desktop.store.writing import BIN_TIME

_HOMES = {
    "errors": (
        "EnvironmentFailure",
        "FieldsLocked",
        "FinalizedError",
        "LibraryDamaged",
        "LibraryError",
        "RecordNotFound",
    ),
    "exchange": ("Applied", "ReceiptEntry", "Verdict"),
    "library": ("Library",),
    "reason_notes": ("Given", "ReasonTaken"),
    "restoring": ("restore_library",),
    "uploads": ("UploadEntry",),
    "upper": (
        "Adoption",
        "TakeOver",
        "UpperEntry",
        "UpperLine",
        "UpperQuery",
        "UpperSource",
        "UpperStatus",
        "values_hash",
    ),
    "list_values": (
        "ListLine",
        "ListQuery",
        "ListSort",
        "Standing",
        "StandingGroup",
        "Summary",
    ),
    "values": (
        "FINAL_STATES",
        "Act",
        "AuditEntry",
        "ImportBatch",
        "ImportEntry",
        "Kept",
        "Revision",
        "SourceCell",
        "StoredAttachment",
        "UndoReport",
        "Waiver",
    ),
    "merging": ("Held", "Taken"),
    "versions": ("vid",),
    "writing": ("BIN_TIME",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "BIN_TIME",
    "FINAL_STATES",
    "Act",
    "Adoption",
    "Applied",
    "AuditEntry",
    "EnvironmentFailure",
    "FieldsLocked",
    "FinalizedError",
    "Given",
    "Held",
    "ImportBatch",
    "ImportEntry",
    "Kept",
    "Library",
    "LibraryDamaged",
    "LibraryError",
    "ListLine",
    "ListQuery",
    "ListSort",
    "ReasonTaken",
    "ReceiptEntry",
    "RecordNotFound",
    "Revision",
    "SourceCell",
    "Standing",
    "StandingGroup",
    "StoredAttachment",
    "Summary",
    "TakeOver",
    "Taken",
    "UndoReport",
    "UploadEntry",
    "UpperEntry",
    "UpperLine",
    "UpperQuery",
    "UpperSource",
    "UpperStatus",
    "Verdict",
    "Waiver",
    "restore_library",
    "values_hash",
    "vid",
]


def __getattr__(name: str) -> Any:
    """The value of that name, from the module that has it."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    return value
