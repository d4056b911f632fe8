"""Prints a library file of an older version as SQL: the frozen file of each migration's test.

Run once, before the next step is written: ``python -m tests.store.make_old_file 0001 > 0001.sql``.
A file made so never changes again; it stands for the libraries that offices have by then.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from desktop.store.engine import Access, Database
from desktop.store.migrate import bring_up_to_date
from desktop.store.versions import vid
from forms.record import Record, canonical_json

_UUID = "11111111-1111-4111-8111-111111111111"
_TIME = "2026-11-23T08:00:00.000Z"
_CONTENT = """
INSERT INTO records (
    id, uuid, kind, version, state, title, title_key, initials, code, data_source, position,
    created_at, updated_at, content_hash
) VALUES (
    1, '{uuid}', 'alpha', 1, 'draft', '银行许可', 'yin hang xu ke', 'yhxk', 'A1', 'own', 1,
    '{time}', '{time}', '{hash}'
);
INSERT INTO bodies VALUES (
    1, '{{"code":"A1","name":"银行许可"}}', '银行许可' || char(10) || 'a1' || char(10) || 'yhxk',
    'a1' || char(10) || '银行许可'
);
INSERT INTO settings VALUES ('profile', '"c0109"');
"""
#: A finished record: from the version on whose step reads the chain of finished versions.
_FINISHED = """
INSERT INTO records (
    id, uuid, kind, version, state, title, title_key, initials, code, data_source, position,
    created_at, updated_at, content_hash
) VALUES (
    2, '{uuid}', 'alpha', 2, 'approved', '渡口许可', 'du kou xu ke', 'dkxk', 'A2', 'own', 2,
    '{time}', '{time}', '{second}'
);
INSERT INTO bodies VALUES (2, '{{"code":"A2","name":"渡口许可"}}', '渡口许可', 'a2');
INSERT INTO revisions VALUES
    ('{uuid}', 1, '{first_body}', '{first}', '{first_vid}', '[]', '{time}', '', '', '[]'),
    ('{uuid}', 2, '{second_body}', '{second}', '{second_vid}', '["{first_vid}"]', '{time}', '', '',
     '[]');
"""
_HASH = "b1b7491d3d61208d8df50f0ea12cc0a93f5b360cb8400fc0306aa6e14cff152d"


def main(version: str) -> None:
    """Print the file of ``version``."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "old.mingce", Access.WRITE)
        bring_up_to_date(database, head=version)
        with closing(database.connect()) as connection:
            connection.executescript(_CONTENT.format(uuid=_UUID, time=_TIME, hash=_HASH))
            if version >= "0006":
                connection.executescript(finished())
            print("\n".join(dump(connection)))
        database.close()


def finished() -> str:
    """A record with two finished versions."""
    uuid = _UUID.replace("1", "2")
    one = Record("alpha", {"name": "渡口", "code": "A2"}, uuid, 1, "approved", updated_at=_TIME)
    two = replace(one, values={**one.values, "name": "渡口许可"}, version=2)
    hashes = one.content_hash(), two.content_hash()
    first = vid(uuid, hashes[0], [])
    return _FINISHED.format(
        uuid=uuid, time=_TIME, first=hashes[0], second=hashes[1], first_vid=first,
        second_vid=vid(uuid, hashes[1], [first]), first_body=canonical_json(one.to_json()),
        second_body=canonical_json(two.to_json()),
    )  # fmt: skip


def dump(connection: sqlite3.Connection) -> Iterator[str]:
    """The file as SQL. The driver's own dump cannot read an index that keeps no text.

    What the index is made of lies in tables of its own, which its CREATE statement makes.
    """
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    yield f"PRAGMA application_id = {mark};\nBEGIN TRANSACTION;"
    query = "SELECT type, name, sql FROM sqlite_master WHERE sql NOT NULL"
    entries = connection.execute(query).fetchall()
    tables = [(name, sql) for kind, name, sql in entries if kind == "table"]
    indexes = [name for name, sql in tables if sql.startswith("CREATE VIRTUAL")]
    for name, sql in sorted(tables, key=lambda entry: entry[0] not in indexes):
        made_by_index = any(name.startswith(f"{index}_") for index in indexes)
        yield f"DELETE FROM {name};" if made_by_index else f"{sql};"
        if name not in indexes:
            yield from _rows(connection, name)
    yield from (f"{sql};" for kind, _, sql in entries if kind != "table")
    yield "COMMIT;"


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    values = " || ', ' || ".join(f'quote("{column}")' for column in columns)
    for (row,) in connection.execute(f"SELECT {values} FROM {table}"):
        yield f"INSERT INTO {table} VALUES ({row});"


if __name__ == "__main__":
    main(sys.argv[1])
