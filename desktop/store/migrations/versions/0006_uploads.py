"""The outbox's memory of what is on its way to a portal.

An old file begins with nothing on its way.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table: one row for each file and portal, so that a file goes there once."""
    op.execute(
        """
        CREATE TABLE uploads (
            portal TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            package TEXT NOT NULL,
            path TEXT NOT NULL,
            size INTEGER NOT NULL,
            state TEXT NOT NULL,
            location TEXT DEFAULT '' NOT NULL,
            done INTEGER NOT NULL,
            tries INTEGER NOT NULL,
            message TEXT DEFAULT '' NOT NULL,
            "by" TEXT DEFAULT '' NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            PRIMARY KEY (portal, sha256)
        )
        """
    )
