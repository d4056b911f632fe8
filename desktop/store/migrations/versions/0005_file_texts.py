"""What is written in attached files, kept beside them: they never change, and reading is slow.

What was read is derived: an old file begins with nothing read.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; what was read goes with the file that it was read from."""
    op.execute(
        """
        CREATE TABLE file_texts (
            sha256 TEXT NOT NULL PRIMARY KEY REFERENCES attachments (sha256) ON DELETE CASCADE,
            reader INTEGER NOT NULL,
            text BLOB NOT NULL
        )
        """
    )
