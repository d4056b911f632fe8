"""The quality score (质量分) of a record beside how it stands.

What was checked before has none until it is checked again; reference lists and what is cancelled
never have one.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; standings stay as they are."""
    op.execute("ALTER TABLE standings ADD COLUMN score REAL")
