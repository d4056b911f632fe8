"""What is on its way to a portal: a row for each file and portal, written before the first try.

The row is what an upload goes on from after the line, the portal or this program went down.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from desktop.store import schema
from desktop.store.notes import Notes


@dataclass(frozen=True, slots=True)
class UploadEntry:
    """One upload. ``portal`` is an address, ``sha256`` that of the whole file, ``location`` where
    the portal takes its bytes ("" until it said), ``done`` the bytes it acknowledged; times are ISO
    in UTC.
    """

    portal: str
    sha256: str
    package: str
    path: str
    size: int
    state: str
    location: str = ""
    done: int = 0
    tries: int = 0
    message: str = ""
    by: str = ""
    created_at: str = ""
    updated_at: str = ""


class Uploads(Notes):
    """The memory of the outbox."""

    def uploads(self) -> list[UploadEntry]:
        """Every upload, the one that changed last first."""
        query = select(schema.uploads).order_by(
            schema.uploads.c.updated_at.desc(), schema.uploads.c.sha256
        )
        with self._database.read() as connection:
            return [UploadEntry(**row) for row in connection.execute(query).mappings()]

    def upload(self, portal: str, sha256: str) -> UploadEntry | None:
        """The upload of a file to a portal; None when there was none."""
        query = select(schema.uploads).filter_by(portal=portal, sha256=sha256)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        return UploadEntry(**row) if row is not None else None

    def keep_upload(self, entry: UploadEntry) -> UploadEntry:
        """Write an upload as it stands now; the entry with its times."""
        at = self._now()
        entry = replace(entry, created_at=entry.created_at or at, updated_at=at)
        row = asdict(entry)
        said = {name: value for name, value in row.items() if name not in ("portal", "sha256")}
        statement = (
            insert(schema.uploads)
            .values(**row)
            .on_conflict_do_update(index_elements=["portal", "sha256"], set_=said)
        )
        with self._database.write() as connection:
            connection.execute(statement)
        return entry

    def forget_upload(self, portal: str, sha256: str) -> None:
        """Drop the row of an upload; nothing happens when there is none."""
        with self._database.write() as connection:
            connection.execute(delete(schema.uploads).filter_by(portal=portal, sha256=sha256))
