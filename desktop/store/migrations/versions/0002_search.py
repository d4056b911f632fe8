"""The full-text index over the folded lines of every record.

It is derived: this step builds it from what the records already hold. A later change of
``search_tokens`` needs a step of the same shape.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INSERT = (
    "INSERT INTO search (rowid, names, text) "
    "VALUES (new.id, search_tokens(new.names), search_tokens(new.text));"
)
# SQLite before 3.43 deletes from a contentless index only if it is told the old text.
_DELETE = (
    "INSERT INTO search (search, rowid, names, text) "
    "VALUES ('delete', old.id, search_tokens(old.names), search_tokens(old.text));"
)


def upgrade() -> None:
    """Make the index, the triggers that keep it, and fill it."""
    op.execute(
        "CREATE VIRTUAL TABLE search USING fts5 "
        "(names, text, content='', columnsize=0, tokenize='ascii')"
    )
    op.execute(f"CREATE TRIGGER search_insert AFTER INSERT ON bodies BEGIN {_INSERT} END")
    op.execute(f"CREATE TRIGGER search_delete AFTER DELETE ON bodies BEGIN {_DELETE} END")
    op.execute(
        "CREATE TRIGGER search_update AFTER UPDATE OF names, text ON bodies "
        "WHEN old.names IS NOT new.names OR old.text IS NOT new.text "
        f"BEGIN {_DELETE} {_INSERT} END"
    )
    op.execute(
        "INSERT INTO search (rowid, names, text) "
        "SELECT id, search_tokens(names), search_tokens(text) FROM bodies"
    )
