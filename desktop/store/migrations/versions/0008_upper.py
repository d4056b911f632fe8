"""The catalogue of the level above: what a portal issued, and which records were adopted from it."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; no record of an old file was adopted."""
    op.execute(
        """
        CREATE TABLE upper_sources (
            portal TEXT NOT NULL PRIMARY KEY,
            epoch TEXT NOT NULL,
            reached INTEGER NOT NULL,
            complete INTEGER NOT NULL,
            issued_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TABLE upper_items (
            number INTEGER NOT NULL PRIMARY KEY,
            portal TEXT NOT NULL,
            id TEXT NOT NULL,
            kind TEXT NOT NULL,
            code TEXT DEFAULT '' NOT NULL,
            title TEXT DEFAULT '' NOT NULL,
            initials TEXT DEFAULT '' NOT NULL,
            type_key TEXT DEFAULT '' NOT NULL,
            level TEXT DEFAULT '' NOT NULL,
            seq INTEGER NOT NULL,
            epoch TEXT NOT NULL,
            withdrawn INTEGER NOT NULL,
            hash TEXT NOT NULL,
            body TEXT NOT NULL,
            updated_at TEXT NOT NULL
        )
        """
    )
    op.execute("CREATE UNIQUE INDEX upper_items_by_id ON upper_items (portal, id)")
    op.execute("CREATE INDEX upper_items_by_code ON upper_items (kind, code)")
    op.execute(
        """
        CREATE TABLE adoptions (
            uuid TEXT NOT NULL PRIMARY KEY REFERENCES records (uuid) ON DELETE CASCADE,
            portal TEXT NOT NULL,
            item TEXT NOT NULL,
            hash TEXT NOT NULL,
            base TEXT NOT NULL,
            locked TEXT NOT NULL,
            at TEXT NOT NULL,
            "by" TEXT DEFAULT '' NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX adoptions_by_item ON adoptions (portal, item)")
