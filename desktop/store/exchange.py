"""What went out to a portal and what it answered: dispatches, receipts, verdicts.

A verdict is kept for each portal and version of a record: of all that receipts said of it the
latest, by the portal's own order (time, sequence). Taking the greatest of an order is the same
whatever comes first, twice, or late; so receipts may be applied in any order, any number of times.

A record's state is left alone: that a portal has it (acknowledged) is not yet that it is published
there, and a published record owes its date of publication.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, select, tuple_
from sqlalchemy.dialects.sqlite import insert

from desktop.store import lineage, schema
from desktop.store.notes import Notes
from desktop.store.part import chunks, log
from desktop.store.schema import dispatches, receipts, records, revisions, verdicts
from desktop.store.values import FINAL_STATES
from exports.package.enclosed import Version
from exports.package.receipt import ACCEPTED, CONFLICT, REJECTED, Receipt, Result, ResultError
from forms.record import Record, canonical_json

#: What the log calls an answer of the portal: portal:accepted, portal:rejected, portal:conflict.
PORTAL = "portal:"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a portal says of one version of a record."""

    portal: str
    uuid: str
    vid: str
    status: str
    at: str
    package: str
    errors: tuple[ResultError, ...] = ()
    current: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What a receipt did: uuids by what was said of them; ``unknown`` are not in this library.

    ``again``: it had been applied before, and nothing was changed.
    """

    accepted: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    conflict: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptEntry:
    """A receipt as the library remembers it; ``refused``: code and words for the whole package."""

    id: str
    portal: str
    package: str
    at: str
    applied_at: str
    refused: Mapping[str, str]
    counts: Mapping[str, int]


class Exchange(Notes):
    """The memory of the exchange with portals."""

    def versions(self, items: Sequence[Record]) -> dict[str, Version]:
        """uuid → the name of what each record says now, and what it came from.

        A final record bears the name of its revision; one in work a name of its own, which becomes
        that of the revision if nothing is changed any more.
        """
        with self._database.read() as connection:
            return _versions(connection, items)

    def note_dispatch(self, package: str, items: Sequence[Record]) -> None:
        """Remember that these versions went into a package."""
        with self._database.write() as connection:
            versions = _versions(connection, items)
            at = self._now()
            rows = [
                {"package": package, "uuid": r.uuid, "vid": versions[r.uuid].vid, "n": r.version,
                 "at": at}
                for r in items
            ]  # fmt: skip
            for part in chunks(rows):
                connection.execute(insert(dispatches).values(part).on_conflict_do_nothing())
            lineage.note_sent(connection, items, versions, at)

    def note_seen(self, items: Sequence[Record]) -> None:
        """Remember that colleagues may have these versions now, and go on from them."""
        with self._database.write() as connection:
            lineage.note_sent(connection, items, _versions(connection, items), self._now())

    def dispatched(self, package: str) -> dict[str, str]:
        """uuid → vid of what went into a package of ours."""
        query = select(dispatches.c.uuid, dispatches.c.vid).where(dispatches.c.package == package)
        return {str(uuid): str(vid) for uuid, vid in self._database.rows(query)}

    def last_dispatches(self) -> dict[str, tuple[str, str]]:
        """uuid → package and vid of the last time that it went out."""
        query = select(dispatches.c.uuid, dispatches.c.package, dispatches.c.vid).order_by(
            dispatches.c.at, dispatches.c.n
        )
        return {uuid: (package, vid) for uuid, package, vid in self._database.rows(query)}

    def acknowledged(self) -> set[tuple[str, str]]:
        """(uuid, vid) of every version that a portal has accepted and not forgotten since."""
        with self._database.read() as connection:
            epochs = _epochs(connection)
            query = select(
                verdicts.c.uuid, verdicts.c.vid, verdicts.c.portal, verdicts.c.epoch
            ).where(verdicts.c.status == ACCEPTED)
            return {
                (uuid, vid)
                for uuid, vid, portal, epoch in connection.execute(query)
                if epochs.get(portal) == epoch
            }

    def sent(self) -> set[tuple[str, str]]:
        """(uuid, vid) of every version that went into a package."""
        query = select(dispatches.c.uuid, dispatches.c.vid).distinct()
        return {(uuid, vid) for uuid, vid in self._database.rows(query)}

    def last_verdicts(self) -> dict[str, tuple[Verdict, Record]]:
        """uuid → the answer to its latest version that has one, and that version."""
        query = (
            select(verdicts, revisions.c.body)
            .join(
                revisions,
                (revisions.c.uuid == verdicts.c.uuid) & (revisions.c.vid == verdicts.c.vid),
            )
            .order_by(verdicts.c.uuid, revisions.c.n, verdicts.c.at, verdicts.c.seq)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return {row.uuid: (_verdict(row), Record.from_json(json.loads(row.body))) for row in rows}

    def receipts(self) -> list[ReceiptEntry]:
        """The receipts that were applied, the portal's latest first."""
        query = select(receipts).order_by(receipts.c.at.desc(), receipts.c.seq.desc())
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [
            ReceiptEntry(
                row.id, row.portal, row.package, row.at, row.applied_at, json.loads(row.refused),
                json.loads(row.counts),
            )
            for row in rows
        ]  # fmt: skip

    def apply_receipt(self, receipt: Receipt, *, by: str = "") -> Applied:
        """Take in what a portal says, in one transaction; a second time changes nothing."""
        with self._database.write() as connection:
            known = select(receipts.c.id).where(receipts.c.id == receipt.id)
            if connection.execute(known).first() is not None:
                return Applied(again=True)
            at = self._now()
            _remember(connection, receipt, at, by)
            touched = [item for item in receipt.results if _judge(connection, receipt, item)]
            uuids = [item.uuid for item in receipt.results]
            here = _here(connection, uuids)
            _forget_standings(connection, uuids)
            log(connection, [_log_row(receipt, item) for item in touched], at, by)
        said: dict[str, list[str]] = defaultdict(list)
        for item in receipt.results:
            said[item.status if item.uuid in here else "unknown"].append(item.uuid)
        accepted, rejected, conflict, unknown = (
            tuple(said[name]) for name in (ACCEPTED, REJECTED, CONFLICT, "unknown")
        )
        return Applied(accepted, rejected, conflict, unknown)


def _versions(connection: Connection, items: Sequence[Record]) -> dict[str, Version]:
    """uuid → what each record says now; a final one bears the name of its revision."""
    found: dict[str, Version] = {}
    for part in chunks(items):
        uuids = [record.uuid for record in part]
        heads, finished = lineage.heads_of(connection, uuids), _finished(connection, uuids)
        for record in part:
            revision = finished.get((record.uuid, record.version))
            if record.state in FINAL_STATES and revision is not None:
                found[record.uuid] = revision
            else:
                found[record.uuid] = lineage.version_now(
                    record.uuid, record.content_hash(), record.version, heads.get(record.uuid)
                )
    return found


def _finished(connection: Connection, uuids: Sequence[str]) -> dict[tuple[str, int], Version]:
    """(uuid, number) → version of each revision."""
    known = schema.versions
    query = (
        select(revisions.c.uuid, revisions.c.n, known.c.vid, known.c.parents, known.c.ancestors)
        .join(known, known.c.vid == revisions.c.vid)
        .where(revisions.c.uuid.in_(uuids))
    )
    return {
        (uuid, n): Version(name, tuple(json.loads(parents)), tuple(json.loads(ancestors)))
        for uuid, n, name, parents, ancestors in connection.execute(query)
    }


def _epochs(connection: Connection) -> dict[str, str]:
    """Portal → the epoch of its latest receipt."""
    query = select(receipts.c.portal, receipts.c.epoch).order_by(
        receipts.c.at, receipts.c.seq, receipts.c.id
    )
    return {str(portal): str(epoch) for portal, epoch in connection.execute(query)}


def _verdict(row: Any) -> Verdict:
    errors = tuple(ResultError(**error) for error in json.loads(row.errors))
    current = json.loads(row.current) if row.current else None
    return Verdict(
        row.portal, row.uuid, row.vid, row.status, row.at, row.package, errors, current
    )  # fmt: skip


def _remember(connection: Connection, receipt: Receipt, at: str, by: str) -> None:
    refused = asdict(receipt.refused) if receipt.refused else {}
    connection.execute(
        insert(receipts).values(
            id=receipt.id, portal=receipt.portal, epoch=receipt.epoch, seq=receipt.seq,
            package=receipt.package, at=receipt.at, applied_at=at, by=by,
            refused=canonical_json(refused), counts=canonical_json(dict(receipt.counts)),
        )
    )  # fmt: skip


def _judge(connection: Connection, receipt: Receipt, item: Result) -> bool:
    """Keep a result unless something later was said of that version; whether it was kept."""
    row = {
        "portal": receipt.portal, "uuid": item.uuid, "vid": item.vid, "status": item.status,
        "at": receipt.at, "seq": receipt.seq, "receipt": receipt.id, "epoch": receipt.epoch,
        "package": receipt.package,
        "errors": canonical_json([asdict(error) for error in item.errors]),
        "current": canonical_json(dict(item.current)) if item.current else "",
    }  # fmt: skip
    statement = insert(verdicts).values(**row)
    said = {name: value for name, value in row.items() if name not in ("portal", "uuid", "vid")}
    order = (verdicts.c.at, verdicts.c.seq, verdicts.c.receipt)
    done = connection.execute(
        statement.on_conflict_do_update(
            index_elements=["portal", "uuid", "vid"],
            set_=said,
            where=tuple_(*order) < tuple_(receipt.at, receipt.seq, receipt.id),
        )
    )
    return bool(done.rowcount)


def _here(connection: Connection, uuids: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for part in chunks(uuids):
        query = select(records.c.uuid).where(records.c.uuid.in_(part))
        found.update(connection.execute(query).scalars())
    return found


def _forget_standings(connection: Connection, uuids: Iterable[str]) -> None:
    """The check must look again at what was answered."""
    table = schema.standings
    for part in chunks(uuids):
        these = select(records.c.id).where(records.c.uuid.in_(part))
        connection.execute(delete(table).where(table.c.record_id.in_(these)))


def _log_row(receipt: Receipt, item: Result) -> dict[str, Any]:
    words = "；".join(error.message for error in item.errors if error.message)
    detail = {"portal": receipt.portal, "package": receipt.package, "vid": item.vid}
    return {
        "action": f"{PORTAL}{item.status}", "uuid": item.uuid, "note": words, "detail": detail,
    }  # fmt: skip
