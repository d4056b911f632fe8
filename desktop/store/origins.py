"""Where records came from: import batches, their cells, and the way back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, func, insert, select

from desktop.store import schema
from desktop.store.part import chunks, insert_rows, log
from desktop.store.reading import record_query, to_record
from desktop.store.schema import records
from desktop.store.values import ImportBatch
from forms.record import canonical_json


def states_of(connection: Connection, uuids: Sequence[str]) -> dict[str, str]:
    """uuid → the stored record as JSON, for those that exist."""
    found = {}
    for part in chunks(uuids):
        for row in connection.execute(record_query().where(records.c.uuid.in_(part))):
            found[row.uuid] = canonical_json(to_record(row).to_json())
    return found


def remember(
    connection: Connection, batch: ImportBatch, written: Collection[str],
    before: Mapping[str, str], at: str, by: str,
) -> None:  # fmt: skip
    """Write the batch, what it made of each record, and its cells."""
    connection.execute(
        insert(schema.imports).values(
            id=batch.id, file=batch.file, sha256=batch.sha256, at=at, by=by,
            report=canonical_json(dict(batch.report)),
        )
    )  # fmt: skip
    wanted = set(written) | {cell.record for cell in batch.cells if cell.record}
    identifiers: dict[str, int] = {}
    hashes: dict[str, str] = {}
    query = select(records.c.uuid, records.c.id, records.c.content_hash)
    for part in chunks(wanted):
        for row in connection.execute(query.where(records.c.uuid.in_(part))):
            identifiers[row.uuid], hashes[row.uuid] = row.id, row.content_hash
    insert_rows(
        connection, schema.import_records, ("import_id", "record_id", "content_hash", "before"),
        [(batch.id, identifiers[uuid], hashes[uuid], before.get(uuid)) for uuid in written],
    )  # fmt: skip
    _write_cells(connection, batch, identifiers)
    detail = {"import": batch.id, "records": len(written), "file": batch.file}
    log(connection, [{"action": "imported", "detail": detail}], at, by)


def _write_cells(
    connection: Connection, batch: ImportBatch, identifiers: Mapping[str, int]
) -> None:
    sheets: dict[tuple[str, str, str], int] = {}
    last = connection.execute(
        select(func.coalesce(func.max(schema.source_sheets.c.id), 0))
    ).scalar_one()
    rows = []
    for cell in batch.cells:
        key = (cell.file or batch.file, cell.sha256 or batch.sha256, cell.sheet)
        sheet = sheets.setdefault(key, last + 1 + len(sheets))
        record = identifiers.get(cell.record) if cell.record else None
        rows.append(
            (sheet, record, cell.row, cell.column, cell.header, cell.text, cell.field)
        )  # fmt: skip
    insert_rows(
        connection, schema.source_sheets, ("id", "import_id", "file", "sha256", "sheet"),
        [(number, batch.id, *key) for key, number in sheets.items()],
    )  # fmt: skip
    insert_rows(
        connection, schema.source_cells,
        ("sheet_id", "record_id", "row", "column", "header", "text", "field"), rows,
    )  # fmt: skip
