"""What the last check found in each record: for lists that show, filter and count by it.

It is derived: an old file begins with nothing checked.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.execute(
        """
        CREATE TABLE standings (
            record_id INTEGER NOT NULL PRIMARY KEY REFERENCES records (id) ON DELETE CASCADE,
            content_hash TEXT NOT NULL,
            judged_by TEXT NOT NULL,
            checked_at TEXT NOT NULL,
            blocking INTEGER NOT NULL,
            unexplained INTEGER NOT NULL,
            warnings INTEGER NOT NULL,
            hints INTEGER NOT NULL
        )
        """
    )
