"""Which versions of a record are known here, and which one its work goes on from.

Finished versions of an old file are known from the start; of drafts that went out only names were
kept, so that a first merge with a colleague may ask more than the next ones.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and tell the chain of finished versions; their bodies stay where they are."""
    op.execute(
        """
        CREATE TABLE versions (
            vid TEXT NOT NULL PRIMARY KEY,
            uuid TEXT NOT NULL,
            parents TEXT NOT NULL,
            ancestors TEXT NOT NULL,
            body TEXT,
            gone INTEGER DEFAULT '0' NOT NULL,
            at TEXT NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX versions_by_record ON versions (uuid)")
    op.execute("CREATE INDEX revisions_by_vid ON revisions (vid)")
    op.execute(
        """
        CREATE TABLE heads (
            id INTEGER NOT NULL PRIMARY KEY,
            uuid TEXT NOT NULL,
            vid TEXT NOT NULL,
            content_hash TEXT NOT NULL,
            n INTEGER NOT NULL,
            import_id TEXT
        )
        """
    )
    op.execute("CREATE INDEX heads_by_record ON heads (uuid)")
    op.execute("CREATE INDEX heads_by_import ON heads (import_id)")
    _tell_chains(op.get_bind())


def _tell_chains(connection: sa.Connection) -> None:
    rows = connection.exec_driver_sql(
        "SELECT uuid, vid, parents, content_hash, n, finalized_at FROM revisions ORDER BY uuid, n"
    ).all()
    seen: dict[str, list[str]] = {}
    for uuid, vid, parents, content_hash, n, at in rows:
        named = json.loads(parents)
        ancestors = sorted({*named, *(old for name in named for old in seen.get(name, ()))})
        seen[vid] = ancestors
        connection.exec_driver_sql(
            "INSERT OR IGNORE INTO versions (vid, uuid, parents, ancestors, at)"
            " VALUES (?, ?, ?, ?, ?)",
            (vid, uuid, parents, json.dumps(ancestors, separators=(",", ":")), at),
        )
        connection.exec_driver_sql(
            "INSERT INTO heads (uuid, vid, content_hash, n) VALUES (?, ?, ?, ?)",
            (uuid, vid, content_hash, n),
        )
