"""What the stand-in portal knows: packages, versions, receipts, and what it issues.

Its rule is the one of every such portal: a version is accepted when it goes on from the one that
is current; nobody's work is overwritten by somebody who has not seen it.
"""

from __future__ import annotations

import json
import re
import uuid
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from exports.package.issued import (
    CATALOGUE,
    CATALOGUE_PAGE,
    DEFINITIONS,
    ITEMS,
    catalogue_lines,
    read_issue,
    write_issue,
)
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
from exports.package.signed_page import Page, sign_issued
from exports.package.spelling import spelled
from exports.package.upper_item import UpperItem
from tests.portal.database import Connection, open_database
from tests.portal.judge import Fault, PackageRefused, Submitted, examine

_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS packages (
    package TEXT PRIMARY KEY, state TEXT NOT NULL, received_at TEXT NOT NULL,
    receipt {bytes} NOT NULL, signature {bytes} NOT NULL
);
CREATE TABLE IF NOT EXISTS versions (
    seq {serial}, vid TEXT NOT NULL, uuid TEXT NOT NULL,
    kind TEXT NOT NULL, rev INTEGER NOT NULL, parents TEXT NOT NULL, ancestors TEXT NOT NULL,
    deleted INTEGER NOT NULL, content TEXT NOT NULL, item_code TEXT NOT NULL,
    UNIQUE (uuid, vid), UNIQUE (uuid, rev)
);
CREATE TABLE IF NOT EXISTS items (
    id TEXT PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, kind TEXT NOT NULL,
    withdrawn INTEGER NOT NULL, content TEXT NOT NULL
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
        signers: Sequence[Path] = (), database: str = "",
    ) -> None:  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.name, self.demands, self.signers = folder, name, demands, signers
        self._database = open_database(database or folder / "portal.sqlite", _TABLES)
        with self._database.writing() as connection:
            for word, value in (("key", SigningKey.new().secret()), ("epoch", _new())):
                connection.execute(
                    "INSERT INTO about VALUES (?, ?) ON CONFLICT DO NOTHING", (word, value)
                )
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
        with self._database.writing() as connection:
            connection.execute("UPDATE about SET value = ? WHERE name = 'epoch'", (_new(),))
            connection.execute("DELETE FROM packages")
            connection.execute("DELETE FROM versions")

    def catalogue(self, most_bytes: int) -> Mapping[str, Any]:
        """Who it is and what it takes."""
        public = b64encode(self.key.public.ed25519).decode()
        with self._database.reading() as connection:
            seq, items = (
                connection.execute(f"SELECT coalesce(max(seq), 0) FROM {table}")[0][0]
                for table in ("versions", "items")
            )
        return {
            "portal": self.name, "epoch": self.epoch, "seq": seq, "items": items,
            "definitions": self.definitions_version,
            "limits": {"package_bytes": most_bytes},
            "keys": [
                {"id": self.key.public.fingerprint, "alg": "ed25519", "public": public}
            ],
        }  # fmt: skip

    def package(self, package: str) -> Mapping[str, Any] | None:
        """State of a package; None when it never came."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT state, received_at FROM packages WHERE package = ?", (package,)
            )
        return (
            {"package": package, "state": rows[0][0], "received_at": rows[0][1]} if rows else None
        )

    def receipt(self, package: str) -> tuple[bytes, bytes] | None:
        """Receipt and signature of a package."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT receipt, signature FROM packages WHERE package = ?", (package,)
            )
        return (bytes(rows[0][0]), bytes(rows[0][1])) if rows else None

    def changes(self, since: int, limit: int) -> Mapping[str, Any]:
        """Accepted versions after a cursor, in the order of acceptance."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM versions WHERE seq > ? ORDER BY seq LIMIT ?",
                (since, limit + 1),
            )
        items = [_version(row) for row in rows[:limit]]
        reached = items[-1]["seq"] if items else since
        return {
            "format": "sync-changes/1", "portal": self.name, "epoch": self.epoch, "since": since,
            "next": reached, "more": len(rows) > limit, "at": _now(), "items": items,
        }  # fmt: skip

    def changes_page(self, since: int, limit: int) -> tuple[bytes, bytes]:
        """A page of accepted versions and its signature."""
        data = spelled(dict(self.changes(since, limit)))
        return data, sign_issued(self.key, data)

    # what it issues

    def publish(self, *items: UpperItem) -> None:
        """Put items into the catalogue, or change them; each gets the next number."""
        with self._database.writing() as connection:
            seq = connection.execute("SELECT coalesce(max(seq), 0) FROM items")[0][0]
            for number, item in enumerate(items, seq + 1):
                said = (number, item.kind, int(item.withdrawn), spelled(dict(item.values)).decode())
                connection.execute("DELETE FROM items WHERE id = ?", (item.id,))
                connection.execute(
                    "INSERT INTO items (seq, kind, withdrawn, content, id) VALUES (?, ?, ?, ?, ?)",
                    (*said, item.id),
                )

    def items(self, since: int = 0, limit: int = 1 << 31) -> list[UpperItem]:
        """The items of the catalogue that changed after a cursor."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, kind, seq, content, withdrawn FROM items WHERE seq > ?"
                " ORDER BY seq LIMIT ?", (since, limit),
            )  # fmt: skip
        return [
            UpperItem(name, kind, seq, json.loads(content), bool(withdrawn))
            for name, kind, seq, content, withdrawn in rows
        ]

    def page(self, since: int, limit: int) -> tuple[bytes, bytes]:
        """A page of the catalogue and its signature."""
        items = self.items(since, limit + 1)
        shown = tuple(items[:limit])
        reached = shown[-1].seq if shown else since
        page = Page(self.name, self.epoch, since, reached, len(items) > limit, _now(), shown)
        data = CATALOGUE_PAGE.spell(page)
        return data, sign_issued(self.key, data)

    def catalogue_bundle(self, path: Path) -> Path:
        """The whole catalogue for a stick."""
        items = self.items()
        write_issue(
            path, self.key, {ITEMS: catalogue_lines(items)}, portal=self.name, content=CATALOGUE,
            epoch=self.epoch, number=items[-1].seq if items else 0, at=_now(),
        )  # fmt: skip
        return path

    @property
    def definitions(self) -> Path:
        """The bundle of definitions, if there is one."""
        return self.folder / "definitions.zip"

    @property
    def definitions_version(self) -> int:
        """The version of the definitions; 0 when there are none."""
        return read_issue(self.definitions).number if self.definitions.is_file() else 0

    def issue_definitions(self, version: int, files: Mapping[str, bytes], note: str = "") -> Path:
        """Issue code tables and profiles."""
        write_issue(
            self.definitions, self.key, files, portal=self.name, content=DEFINITIONS,
            epoch=self.epoch, number=version, at=_now(), note=note,
        )  # fmt: skip
        return self.definitions

    # what it is sent

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
        at = _now()
        with self._database.writing() as connection:
            results = tuple(self._judge(connection, item) for item in items)
            seq = connection.execute("SELECT count(*) + 1 FROM packages")[0][0]
            receipt = Receipt(
                "", self.name, self.epoch, package, seq, at, results, refused
            )  # fmt: skip
            data = receipt_bytes(receipt)
            connection.execute(
                "INSERT INTO packages VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (package, "refused" if refused else "done", at, data, sign_receipt(self.key, data)),
            )

    def _judge(self, connection: Connection, item: Submitted) -> Result:
        history = connection.execute(
            f"SELECT {_COLUMNS} FROM versions WHERE uuid = ? ORDER BY rev",
            (item.uuid,),
        )
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
            "INSERT INTO versions"
            " (vid, uuid, kind, rev, parents, ancestors, deleted, content, item_code)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (item.vid, item.uuid, item.kind, len(known) + 1, json.dumps(list(item.parents)),
             json.dumps(list(item.ancestors)), int(item.deleted),
             json.dumps(item.content, ensure_ascii=False), str(item.content.get("item_code") or "")),
        )  # fmt: skip
        return Result(item.uuid, item.vid, ACCEPTED)

    def _faults(self, connection: Connection, item: Submitted) -> list[Fault]:
        faults = [*item.faults, *filter(None, (demand.fault(item) for demand in self.demands))]
        code = str(item.content.get("item_code") or "")
        same = code and connection.execute(
            "SELECT uuid FROM versions WHERE uuid != ? AND kind = ?"
            " AND item_code = ? AND deleted = 0 LIMIT 1",
            (item.uuid, item.kind, code),
        )
        if same:
            faults.append(
                Fault("item_code", "duplicate_code", f"编码已被另一条记录使用：{same[0][0]}")
            )
        return faults

    def _about(self, name: str) -> str:
        with self._database.reading() as connection:
            query = "SELECT value FROM about WHERE name = ?"
            return str(connection.execute(query, (name,))[0][0])


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


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
