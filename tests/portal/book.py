"""What the stand-in portal knows: packages, versions, receipts; one SQLite file.

Its rule is the one of every such portal: a version is accepted when it goes on from the one that
is current; nobody's work is overwritten by somebody who has not seen it.
"""

from __future__ import annotations

import json
import re
import sqlite3
import uuid
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from exports.package.keys import SigningKey
from exports.package.receipt import (
    ACCEPTED,
    CONFLICT,
    REJECTED,
    Receipt,
    Refusal,
    Result,
    ResultError,
    receipt_bytes,
    sign_receipt,
)
from tests.portal.judge import Fault, PackageRefused, Submitted, examine

_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS packages (
    package TEXT PRIMARY KEY, state TEXT NOT NULL, received_at TEXT NOT NULL,
    receipt BLOB NOT NULL, signature BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS versions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, vid TEXT NOT NULL, uuid TEXT NOT NULL,
    kind TEXT NOT NULL, rev INTEGER NOT NULL, parents TEXT NOT NULL, ancestors TEXT NOT NULL,
    deleted INTEGER NOT NULL, content TEXT NOT NULL, UNIQUE (uuid, vid), UNIQUE (uuid, rev)
);
"""


@dataclass(frozen=True)
class Demand:
    """What the portal wants of a field beyond the schema: the whole value matches ``pattern``."""

    kind: str
    field: str
    pattern: str
    code: str
    message: str

    def fault(self, item: Submitted) -> Fault | None:
        """What is wrong with a record, if anything."""
        value = str(item.content.get(self.field) or "")
        if item.kind != self.kind or re.fullmatch(self.pattern, value):
            return None
        return Fault(self.field, self.code, self.message)


class Book:
    """The portal's memory. Each call takes a connection of its own."""

    def __init__(
        self, folder: Path, name: str = "样例门户", demands: Sequence[Demand] = (),
        signers: Sequence[Path] = (),
    ) -> None:  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.name, self.demands, self.signers = folder, name, demands, signers
        with self._open() as connection:
            connection.executescript(_TABLES)
            connection.execute(
                "INSERT OR IGNORE INTO about VALUES ('key', ?)", (SigningKey.new().secret(),)
            )
            connection.execute("INSERT OR IGNORE INTO about VALUES ('epoch', ?)", (_new(),))
        self.key = SigningKey.from_secret(self._about("key"))
        (folder / "portal.pub").write_text(self.key.public.minisign(), encoding="ascii")

    @property
    def public(self) -> Path:
        """The key that its receipts are checked with."""
        return self.folder / "portal.pub"

    @property
    def epoch(self) -> str:
        """Changes when the portal was restored from a backup."""
        return self._about("epoch")

    def restored(self) -> None:
        """As after a backup was put back: a new epoch, and what came since is forgotten."""
        with self._open() as connection:
            connection.execute("UPDATE about SET value = ? WHERE name = 'epoch'", (_new(),))
            connection.execute("DELETE FROM packages")
            connection.execute("DELETE FROM versions")

    def catalogue(self, most_bytes: int) -> Mapping[str, Any]:
        """Who it is and what it takes."""
        public = b64encode(self.key.public.ed25519).decode()
        with self._open() as connection:
            seq = connection.execute("SELECT coalesce(max(seq), 0) FROM versions").fetchone()[0]
        return {
            "portal": self.name, "epoch": self.epoch, "seq": seq,
            "limits": {"package_bytes": most_bytes},
            "keys": [
                {"id": self.key.public.fingerprint, "alg": "ed25519", "public": public}
            ],
        }  # fmt: skip

    def package(self, package: str) -> Mapping[str, Any] | None:
        """State of a package; None when it never came."""
        with self._open() as connection:
            row = connection.execute(
                "SELECT state, received_at FROM packages WHERE package = ?", (package,)
            ).fetchone()
        return {"package": package, "state": row[0], "received_at": row[1]} if row else None

    def receipt(self, package: str) -> tuple[bytes, bytes] | None:
        """Receipt and signature of a package."""
        with self._open() as connection:
            row = connection.execute(
                "SELECT receipt, signature FROM packages WHERE package = ?", (package,)
            ).fetchone()
        return (row[0], row[1]) if row else None

    def changes(self, since: int, limit: int) -> Mapping[str, Any]:
        """Accepted versions after a cursor, in the order of acceptance."""
        with self._open() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM versions WHERE seq > ? ORDER BY seq LIMIT ?",
                (since, limit + 1),
            ).fetchall()
        items = [_version(row) for row in rows[:limit]]
        reached = items[-1]["seq"] if items else since
        return {
            "epoch": self.epoch, "next": reached, "more": len(rows) > limit, "items": items,
        }  # fmt: skip

    def take(self, path: Path, package: str) -> None:
        """Judge a package that arrived whole; a second time changes nothing."""
        if self.package(package) is not None:
            return
        try:
            found, items = examine(path, self.signers)
            if found != package:
                raise PackageRefused("id", "包号与所报的不同。")
        except PackageRefused as error:
            self._answer(package, (), Refusal(error.code, str(error)))
            return
        self._answer(package, items, None)

    def _answer(self, package: str, items: Sequence[Submitted], refused: Refusal | None) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            results = tuple(self._judge(connection, item) for item in items)
            seq = connection.execute("SELECT count(*) + 1 FROM packages").fetchone()[0]
            receipt = Receipt(
                "", self.name, self.epoch, package, seq, at, results, refused
            )  # fmt: skip
            data = receipt_bytes(receipt)
            connection.execute(
                "INSERT OR IGNORE INTO packages VALUES (?, ?, ?, ?, ?)",
                (package, "refused" if refused else "done", at, data, sign_receipt(self.key, data)),
            )

    def _judge(self, connection: sqlite3.Connection, item: Submitted) -> Result:
        history = connection.execute(
            f"SELECT {_COLUMNS} FROM versions WHERE uuid = ? ORDER BY rev",
            (item.uuid,),
        ).fetchall()
        known = [_version(row) for row in history]
        if item.vid in {version["vid"] for version in known}:
            return Result(item.uuid, item.vid, ACCEPTED)
        faults = [] if item.deleted else self._faults(connection, item)
        if faults:
            errors = tuple(ResultError(fault.path, fault.code, fault.message) for fault in faults)
            return Result(item.uuid, item.vid, REJECTED, errors)
        if known and known[-1]["vid"] not in item.ancestors:
            return Result(item.uuid, item.vid, CONFLICT, current=known[-1])
        connection.execute(
            "INSERT INTO versions (vid, uuid, kind, rev, parents, ancestors, deleted, content)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (item.vid, item.uuid, item.kind, len(known) + 1, json.dumps(list(item.parents)),
             json.dumps(list(item.ancestors)), item.deleted,
             json.dumps(item.content, ensure_ascii=False)),
        )  # fmt: skip
        return Result(item.uuid, item.vid, ACCEPTED)

    def _faults(self, connection: sqlite3.Connection, item: Submitted) -> list[Fault]:
        faults = [*item.faults, *filter(None, (demand.fault(item) for demand in self.demands))]
        code = item.content.get("item_code")
        same = (
            code
            and connection.execute(
                "SELECT uuid FROM versions WHERE uuid != ? AND kind = ?"
                " AND json_extract(content, '$.item_code') = ? AND NOT deleted LIMIT 1",
                (item.uuid, item.kind, code),
            ).fetchone()
        )
        if same:
            faults.append(
                Fault("item_code", "duplicate_code", f"编码已被另一条记录使用：{same[0]}")
            )
        return faults

    def _about(self, name: str) -> str:
        with self._open() as connection:
            query = "SELECT value FROM about WHERE name = ?"
            return str(connection.execute(query, (name,)).fetchone()[0])

    def _open(self) -> _Connection:
        return _Connection(self.folder / "portal.sqlite")


class _Connection:
    """A connection for one ``with``: committed and closed at its end."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> sqlite3.Connection:
        self._connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK" if kind else "COMMIT")
        self._connection.close()


_COLUMNS = "seq, vid, uuid, kind, rev, parents, ancestors, deleted, content"


def _version(row: Sequence[Any]) -> dict[str, Any]:
    seq, vid, about, kind, rev, parents, ancestors, deleted, content = row
    return {
        "seq": seq, "vid": vid, "uuid": about, "kind": kind, "rev": rev,
        "parents": json.loads(parents), "ancestors": json.loads(ancestors),
        "deleted": bool(deleted), "content": json.loads(content),
    }  # fmt: skip


def _new() -> str:
    return str(uuid.uuid4())
