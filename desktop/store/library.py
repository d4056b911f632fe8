"""The library (工作库): one file, one owner.

Any thread may call any method; each call takes its own connection and gives it back before it
returns. Values in and out are frozen, so they may cross threads, too.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.store import opening
from desktop.store.acts import Acts
from desktop.store.care import Care
from desktop.store.engine import Database
from desktop.store.exchange import Exchange
from desktop.store.files import Files
from desktop.store.listing import Listing
from desktop.store.lock import FileLock
from desktop.store.looking import Looking
from desktop.store.merging import Merging
from desktop.store.part import Clock, now
from desktop.store.uploads import Uploads
from desktop.store.upper import Upper
from forms.model import Catalogue


class Library(Acts, Merging, Files, Exchange, Uploads, Upper, Listing, Looking, Care):
    """An open library. Close it, or use it in a ``with`` statement."""

    def __init__(
        self, database: Database, lock: FileLock | None, catalogue: Catalogue, clock: Clock = now
    ) -> None:
        super().__init__(database, catalogue, clock)
        self._lock = lock

    @classmethod
    def open(
        cls, path: Path | str, *, read_only: bool = False, catalogue: Catalogue, clock: Clock = now
    ) -> Self:
        """Open the library at ``path``; without one there, make it (not when ``read_only``).

        When another instance edits it, or the medium is write-protected, it opens read-only and
        `read_only_reason` says why. `LibraryError` when it is no library, or of a newer version;
        `EnvironmentFailure` when disk or permissions fail; `LibraryDamaged` when it is torn.
        """
        path = Path(path).absolute()
        database, lock = opening.open_database(path, read_only=read_only, clock=clock)
        return cls(database, lock, catalogue, clock)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written."""
        return self._database.read_only

    @property
    def read_only_reason(self) -> str:
        """Why nothing can be written, as a sentence; empty when everything can."""
        return self._database.read_only_reason

    def close(self) -> None:
        """Give the file back. Closing twice does nothing."""
        self._database.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()
