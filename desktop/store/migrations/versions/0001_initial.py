"""Records, bodies, revisions, audit, attachments, waivers, imports and settings."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    """
    CREATE TABLE records (
        id INTEGER NOT NULL PRIMARY KEY,
        uuid TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        version INTEGER NOT NULL,
        state TEXT NOT NULL,
        title TEXT NOT NULL DEFAULT '',
        title_key TEXT NOT NULL DEFAULT '',
        initials TEXT NOT NULL DEFAULT '',
        title_ref TEXT,
        code TEXT NOT NULL DEFAULT '',
        type_key TEXT NOT NULL DEFAULT '',
        organization TEXT NOT NULL DEFAULT '',
        office TEXT NOT NULL DEFAULT '',
        data_source TEXT NOT NULL,
        position INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        updated_by TEXT NOT NULL DEFAULT '',
        content_hash TEXT NOT NULL,
        deleted_at TEXT
    )
    """,
    """
    CREATE TABLE bodies (
        id INTEGER NOT NULL PRIMARY KEY REFERENCES records (id) ON DELETE CASCADE,
        body TEXT NOT NULL,
        names TEXT NOT NULL DEFAULT '',
        text TEXT NOT NULL DEFAULT ''
    )
    """,
    """
    CREATE TABLE revisions (
        uuid TEXT NOT NULL REFERENCES records (uuid),
        n INTEGER NOT NULL,
        body TEXT NOT NULL,
        content_hash TEXT NOT NULL,
        vid TEXT NOT NULL,
        parents TEXT NOT NULL,
        finalized_at TEXT NOT NULL,
        "by" TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT '',
        waivers TEXT NOT NULL,
        PRIMARY KEY (uuid, n)
    )
    """,
    """
    CREATE TABLE audit (
        id INTEGER NOT NULL PRIMARY KEY,
        at TEXT NOT NULL,
        "by" TEXT NOT NULL DEFAULT '',
        action TEXT NOT NULL,
        uuid TEXT,
        note TEXT NOT NULL DEFAULT '',
        detail TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE attachments (
        id INTEGER NOT NULL PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        media_type TEXT NOT NULL DEFAULT '',
        added_at TEXT NOT NULL,
        data BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE record_attachments (
        record_id INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,
        sha256 TEXT NOT NULL,
        name TEXT NOT NULL DEFAULT '',
        field TEXT NOT NULL DEFAULT ''
    )
    """,
    """
    CREATE TABLE waivers (
        record_id INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,
        rule TEXT NOT NULL,
        field TEXT NOT NULL,
        reason TEXT NOT NULL,
        "by" TEXT NOT NULL DEFAULT '',
        at TEXT NOT NULL,
        PRIMARY KEY (record_id, rule, field)
    )
    """,
    """
    CREATE TABLE imports (
        id TEXT NOT NULL PRIMARY KEY,
        file TEXT NOT NULL DEFAULT '',
        sha256 TEXT NOT NULL DEFAULT '',
        at TEXT NOT NULL,
        "by" TEXT NOT NULL DEFAULT '',
        report TEXT NOT NULL,
        undone_at TEXT
    )
    """,
    """
    CREATE TABLE import_records (
        import_id TEXT NOT NULL REFERENCES imports (id),
        record_id INTEGER NOT NULL REFERENCES records (id) ON DELETE CASCADE,
        content_hash TEXT NOT NULL,
        before TEXT,
        PRIMARY KEY (import_id, record_id)
    )
    """,
    """
    CREATE TABLE source_sheets (
        id INTEGER NOT NULL PRIMARY KEY,
        import_id TEXT NOT NULL REFERENCES imports (id),
        file TEXT NOT NULL DEFAULT '',
        sha256 TEXT NOT NULL DEFAULT '',
        sheet TEXT NOT NULL DEFAULT ''
    )
    """,
    """
    CREATE TABLE source_cells (
        id INTEGER NOT NULL PRIMARY KEY,
        sheet_id INTEGER NOT NULL REFERENCES source_sheets (id),
        record_id INTEGER REFERENCES records (id) ON DELETE CASCADE,
        row INTEGER NOT NULL,
        "column" TEXT NOT NULL,
        header TEXT NOT NULL DEFAULT '',
        text TEXT NOT NULL DEFAULT '',
        field TEXT NOT NULL DEFAULT ''
    )
    """,
    "CREATE TABLE settings (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
)

_INDEXES = (
    "CREATE INDEX records_in_order ON records (position)",
    "CREATE INDEX records_by_kind ON records (kind, deleted_at, state, position)",
    "CREATE INDEX records_by_title_ref ON records (title_ref)",
    "CREATE INDEX records_by_code ON records (code)",
    "CREATE INDEX audit_by_record ON audit (uuid)",
    "CREATE INDEX record_attachments_by_record ON record_attachments (record_id)",
    "CREATE INDEX record_attachments_by_hash ON record_attachments (sha256)",
    "CREATE INDEX import_records_by_record ON import_records (record_id)",
    "CREATE INDEX source_sheets_by_import ON source_sheets (import_id)",
    "CREATE INDEX source_cells_by_sheet ON source_cells (sheet_id)",
    "CREATE INDEX source_cells_by_record ON source_cells (record_id)",
)


def upgrade() -> None:
    """Make the tables; revisions and audit are append-only from the first day."""
    op.execute("PRAGMA application_id = 1298755175")
    for statement in _TABLES + _INDEXES:
        op.execute(statement)
    for table in ("revisions", "audit"):
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
