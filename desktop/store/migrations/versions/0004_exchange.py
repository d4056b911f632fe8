"""What was sent to a portal, and what it answered.

An old file begins with nothing sent: its first package is a full one.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; no foreign keys to records, which may go while what was sent stays said."""
    op.execute(
        """
        CREATE TABLE dispatches (
            package TEXT NOT NULL,
            uuid TEXT NOT NULL,
            vid TEXT NOT NULL,
            n INTEGER NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (package, uuid)
        )
        """
    )
    op.execute("CREATE INDEX dispatches_by_record ON dispatches (uuid, vid)")
    op.execute(
        """
        CREATE TABLE receipts (
            id TEXT NOT NULL PRIMARY KEY,
            portal TEXT NOT NULL,
            epoch TEXT NOT NULL,
            seq INTEGER NOT NULL,
            package TEXT NOT NULL,
            at TEXT NOT NULL,
            applied_at TEXT NOT NULL,
            "by" TEXT DEFAULT '' NOT NULL,
            refused TEXT NOT NULL,
            counts TEXT NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX receipts_by_package ON receipts (package)")
    op.execute(
        """
        CREATE TABLE verdicts (
            portal TEXT NOT NULL,
            uuid TEXT NOT NULL,
            vid TEXT NOT NULL,
            status TEXT NOT NULL,
            at TEXT NOT NULL,
            seq INTEGER NOT NULL,
            receipt TEXT NOT NULL,
            epoch TEXT NOT NULL,
            package TEXT NOT NULL,
            errors TEXT NOT NULL,
            current TEXT NOT NULL,
            PRIMARY KEY (portal, uuid, vid)
        )
        """
    )
    op.execute("CREATE INDEX verdicts_by_record ON verdicts (uuid)")
