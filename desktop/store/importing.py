"""Import batches: what each cell became, and undoing a batch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update

from desktop.store import lineage, reason_notes, schema
from desktop.store.derive import prepare
from desktop.store.errors import LibraryError
from desktop.store.part import log
from desktop.store.schema import imports, records, source_cells, source_sheets
from desktop.store.values import FINAL_STATES, ImportEntry, Kept, SourceCell, UndoReport
from desktop.store.writing import Writing, leave_bin, put_back, to_bin, write
from forms.record import Record

_CELL = (
    source_sheets.c.sheet, source_cells.c.row, source_cells.c.column, source_cells.c.text,
    source_cells.c.header, records.c.uuid, source_cells.c.field, source_sheets.c.file,
    source_sheets.c.sha256,
)  # fmt: skip


class Importing(Writing):
    """Looking into import batches and undoing them."""

    def imports(self) -> list[ImportEntry]:
        """All imports, the latest first."""
        statement = select(
            imports.c.id, imports.c.file, imports.c.sha256, imports.c.at, imports.c.by,
            imports.c.report, imports.c.undone_at,
        ).order_by(imports.c.at.desc())  # fmt: skip
        return [
            ImportEntry(key, file, sha256, at, by, json.loads(report), undone)
            for key, file, sha256, at, by, report, undone in self._database.rows(statement)
        ]

    def imported(self, batch_id: str) -> list[str]:
        """The records that an import made or changed, the bin included, in the order of the source."""
        made = schema.import_records
        query = (
            select(records.c.uuid)
            .join(made, made.c.record_id == records.c.id)
            .where(made.c.import_id == batch_id)
            .order_by(records.c.position)
        )
        return [uuid for (uuid,) in self._database.rows(query)]

    def source_cells(self, uuid: str) -> list[SourceCell]:
        """The cells that a record was made of, in the order of the sheet; latest import last."""
        return self._cells(_cells().where(records.c.uuid == uuid))

    def source_cells_of_batch(self, batch_id: str) -> list[SourceCell]:
        """All cells of an import, those that became nothing included."""
        return self._cells(_cells().where(source_sheets.c.import_id == batch_id))

    def _cells(self, statement: Select[Any]) -> list[SourceCell]:
        ordered = statement.order_by(source_cells.c.id)
        return [SourceCell(*row) for row in self._database.rows(ordered)]

    def undo_import(self, batch_id: str, *, by: str = "") -> UndoReport:
        """Take an import back: new records go to the bin, changed ones become what they were.

        Records that were edited or finalized since stay; the report says which and why.
        """
        with self._database.write() as connection:
            entry = connection.execute(select(imports).where(imports.c.id == batch_id)).first()
            if entry is None or entry.undone_at:
                raise LibraryError("没有这次导入，或者已经撤销过。请刷新导入记录。")
            at = self._now()
            report = self._undo(connection, _made_by(connection, batch_id, entry.at), at, by)
            reason_notes.take_back(connection, json.loads(entry.report), at, by)
            lineage.forget_import(connection, batch_id, [item.uuid for item in report.kept])
            connection.execute(update(imports).where(imports.c.id == batch_id).values(undone_at=at))
            detail = {"import": batch_id, "kept": len(report.kept)}
            log(connection, [{"action": "import_undone", "detail": detail}], at, by)
        return report

    def _undo(
        self, connection: Connection, rows: Sequence[Row[Any]], at: str, by: str
    ) -> UndoReport:
        kept = [Kept(row.uuid, row.title, reason) for row in rows if (reason := _stays(row))]
        free = [row for row in rows if not _stays(row)]
        new = [row for row in free if row.before is None]
        old = [(row, Record.from_json(json.loads(row.before))) for row in free if row.before]
        to_bin(connection, [row.id for row in new], at)
        log(connection, [{"action": "deleted", "uuid": row.uuid} for row in new], at, by)
        leave_bin(connection, [row.uuid for row, _ in old if row.deleted_at], at, by)
        # A final record that a merge opened again: its content first, while it may be written.
        opened = [replace(was, version=row.version, state=row.state) for row, was in old]
        write(connection, [prepare(record, self._catalogue) for record in opened], at, by)
        put_back(connection, [was for _, was in old])
        return UndoReport(
            tuple(row.uuid for row in new), tuple(was.uuid for _, was in old), tuple(kept)
        )


def _cells() -> Select[Any]:
    return (
        select(*_CELL)
        .join(source_sheets, source_sheets.c.id == source_cells.c.sheet_id)
        .outerjoin(records, records.c.id == source_cells.c.record_id)
    )


def _made_by(connection: Connection, batch_id: str, when: str) -> Sequence[Row[Any]]:
    """The records of a batch that still exist, with what the batch made of them; also those that
    it moved to the bin itself, at ``when``.
    """
    made = schema.import_records
    finished = (
        select(func.max(schema.revisions.c.n))
        .where(schema.revisions.c.uuid == records.c.uuid)
        .scalar_subquery()
    )
    query = (
        select(
            records.c.id, records.c.uuid, records.c.title, records.c.state, records.c.version,
            records.c.content_hash, records.c.deleted_at, made.c.content_hash.label("made"),
            made.c.before, finished.label("finished"),
        )
        .join(made, made.c.record_id == records.c.id)
        .where(
            made.c.import_id == batch_id,
            records.c.deleted_at.is_(None) | (records.c.deleted_at == when),
        )
        .order_by(records.c.position)
    )  # fmt: skip
    return list(connection.execute(query))


def _stays(row: Row[Any]) -> str:
    """Why a record is not taken back; empty when it is."""
    if row.state in FINAL_STATES or (row.finished or 0) > _finished_before(row):
        return "已经定稿"
    if row.content_hash != row.made:
        return "导入后又修改过"
    return ""


def _finished_before(row: Row[Any]) -> int:
    """The number of the last finished version before the import; 0 without one."""
    if not row.before:
        return 0
    before = Record.from_json(json.loads(row.before))
    return before.version if before.state in FINAL_STATES else before.version - 1
