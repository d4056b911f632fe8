"""What the last check found in each record, and indexes for lists of 100,000.

What was found is derived: an old file begins with nothing checked.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


_INDEXES = (
    "records_in_order ON records (kind, position, state, type_key, office)",
    "records_by_title ON records (kind, title_key, title, position)",
    "records_by_code ON records (kind, code, position)",
    "records_by_time ON records (kind, updated_at, position)",
)


def upgrade() -> None:
    """Make the table, and indexes that hold all that a list filters, counts and sorts by."""
    op.execute(
        """
        CREATE TABLE standings (
            record_id INTEGER NOT NULL PRIMARY KEY REFERENCES records (id) ON DELETE CASCADE,
            judged_by TEXT NOT NULL,
            checked_at TEXT NOT NULL,
            blocking INTEGER NOT NULL,
            unexplained INTEGER NOT NULL,
            warnings INTEGER NOT NULL,
            hints INTEGER NOT NULL
        )
        """
    )
    op.execute(
        "CREATE TRIGGER standing_outdated AFTER UPDATE OF content_hash ON records "
        "WHEN old.content_hash IS NOT new.content_hash "
        "BEGIN DELETE FROM standings WHERE record_id = new.id; END"
    )
    for name in ("records_in_order", "records_by_kind", "records_by_code"):
        op.execute(f"DROP INDEX {name}")
    for index in _INDEXES:
        op.execute(f"CREATE INDEX {index} WHERE deleted_at IS NULL")
