"""The tables as the newest migration leaves them; a test compares the two.

Times are ISO 8601 in UTC, bodies canonical JSON (forms.record.canonical_json), hashes lower-case
hexadecimal sha256. What belongs together and why is told in docs/decisions/0003-store.md.
"""

from __future__ import annotations

from sqlalchemy import (
    REAL,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    column,
    table,
)

metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _record_id() -> Column[int]:
    return Column(
        "record_id", Integer, ForeignKey("records.id", ondelete="CASCADE"), nullable=False
    )


#: One narrow row per record: what lists show, sort and filter by.
records = Table(
    "records", metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    _text("title"), _text("title_key"), _text("initials"),
    Column("title_ref", Text),  # uuid of the record that lends its title
    _text("code"), _text("type_key"), _text("organization"), _text("office"),
    Column("data_source", Text, nullable=False),
    Column("position", Integer, nullable=False),  # order of the source
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    _text("updated_by"),
    Column("content_hash", Text, nullable=False),
    Column("deleted_at", Text),  # in the bin (回收站) since
    # What a list filters, counts and sorts by, without touching the wide rows.
    Index("records_in_order", "kind", "position", "state", "type_key", "office"),
    Index("records_by_title", "kind", "title_key", "title", "position"),
    Index("records_by_code", "kind", "code", "position"),
    Index("records_by_time", "kind", "updated_at", "position"),
    Index("records_by_title_ref", "title_ref"),
)  # fmt: skip

#: The values, and the folded lines that the search index is made of.
bodies = Table(
    "bodies", metadata,
    Column("id", Integer, ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("body", Text, nullable=False),
    _text("names"), _text("text"),
)  # fmt: skip

#: Finished versions; triggers refuse every change.
revisions = Table(
    "revisions", metadata,
    Column("uuid", Text, ForeignKey("records.uuid"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("body", Text, nullable=False),  # Record.to_json
    Column("content_hash", Text, nullable=False),
    Column("vid", Text, nullable=False),  # hash over content and parents: the chain
    Column("parents", Text, nullable=False),  # vids, JSON
    Column("finalized_at", Text, nullable=False),
    _text("by"), _text("note"),
    Column("waivers", Text, nullable=False),  # reasons given by then, JSON
    PrimaryKeyConstraint("uuid", "n"),
    Index("revisions_by_vid", "vid"),
)  # fmt: skip

#: Who did what when; triggers refuse every change.
audit = Table(
    "audit", metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    _text("by"),
    Column("action", Text, nullable=False),
    Column("uuid", Text),
    _text("note"),
    Column("detail", Text, nullable=False),  # JSON
    Index("audit_by_record", "uuid"),
)  # fmt: skip

attachments = Table(
    "attachments", metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", Text, nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    _text("media_type"),
    Column("added_at", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)  # fmt: skip

#: Which record names which attachment. No foreign key to the data: a package may bring it later.
record_attachments = Table(
    "record_attachments", metadata,
    _record_id(),
    Column("sha256", Text, nullable=False),
    _text("name"), _text("field"),
    Index("record_attachments_by_record", "record_id"),
    Index("record_attachments_by_hash", "sha256"),
)  # fmt: skip

#: What was read in an attachment, by which version of the reader; derived, packed JSON.
file_texts = Table(
    "file_texts", metadata,
    Column("sha256", Text, ForeignKey("attachments.sha256", ondelete="CASCADE"), primary_key=True),
    Column("reader", Integer, nullable=False),
    Column("text", LargeBinary, nullable=False),
)  # fmt: skip

#: The written reasons that let a J problem pass.
waivers = Table(
    "waivers", metadata,
    _record_id(),
    Column("rule", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("reason", Text, nullable=False),
    _text("by"),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("record_id", "rule", "field"),
)  # fmt: skip

imports = Table(
    "imports", metadata,
    Column("id", Text, primary_key=True),
    _text("file"), _text("sha256"),
    Column("at", Text, nullable=False),
    _text("by"),
    Column("report", Text, nullable=False),  # JSON
    Column("undone_at", Text),
)  # fmt: skip

#: What an import made of a record, and what the record was before; so that it can be undone.
import_records = Table(
    "import_records", metadata,
    Column("import_id", Text, ForeignKey("imports.id"), nullable=False),
    _record_id(),
    Column("content_hash", Text, nullable=False),
    Column("before", Text),  # Record.to_json; NULL: the import made the record
    PrimaryKeyConstraint("import_id", "record_id"),
    Index("import_records_by_record", "record_id"),
)  # fmt: skip

source_sheets = Table(
    "source_sheets", metadata,
    Column("id", Integer, primary_key=True),
    Column("import_id", Text, ForeignKey("imports.id"), nullable=False),
    _text("file"), _text("sha256"), _text("sheet"),
    Index("source_sheets_by_import", "import_id"),
)  # fmt: skip

#: One cell of an imported file, and the field that it became.
source_cells = Table(
    "source_cells", metadata,
    Column("id", Integer, primary_key=True),
    Column("sheet_id", Integer, ForeignKey("source_sheets.id"), nullable=False),
    Column("record_id", Integer, ForeignKey("records.id", ondelete="CASCADE")),
    Column("row", Integer, nullable=False),
    Column("column", Text, nullable=False),
    _text("header"), _text("text"), _text("field"),
    Index("source_cells_by_sheet", "sheet_id"),
    Index("source_cells_by_record", "record_id"),
)  # fmt: skip

#: How many problems of each weight the last check found. A trigger drops the row when the content
#: changes; it only holds for the judge (profile and program) that it names.
standings = Table(
    "standings", metadata,
    Column("record_id", Integer, ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("judged_by", Text, nullable=False),
    Column("checked_at", Text, nullable=False),
    Column("blocking", Integer, nullable=False),
    Column("unexplained", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("hints", Integer, nullable=False),
    Column("score", REAL),
)  # fmt: skip

#: Which version of which record went out in which package.
dispatches = Table(
    "dispatches", metadata,
    Column("package", Text, nullable=False),
    Column("uuid", Text, nullable=False),
    Column("vid", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("package", "uuid"),
    Index("dispatches_by_record", "uuid", "vid"),
)  # fmt: skip

#: Receipts that were applied; the id is the sha256 of the file.
receipts = Table(
    "receipts", metadata,
    Column("id", Text, primary_key=True),
    Column("portal", Text, nullable=False),
    Column("epoch", Text, nullable=False),  # a portal restored from a backup begins a new one
    Column("seq", Integer, nullable=False),
    Column("package", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("applied_at", Text, nullable=False),
    _text("by"),
    Column("refused", Text, nullable=False),  # code and words for the whole package, JSON
    Column("counts", Text, nullable=False),  # results by status, JSON
    Index("receipts_by_package", "package"),
)  # fmt: skip

#: What a portal says of a version: of all that receipts said, the latest.
verdicts = Table(
    "verdicts", metadata,
    Column("portal", Text, nullable=False),
    Column("uuid", Text, nullable=False),
    Column("vid", Text, nullable=False),
    Column("status", Text, nullable=False),  # accepted, rejected, conflict
    Column("at", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("package", Text, nullable=False),
    Column("errors", Text, nullable=False),  # JSON
    Column("current", Text, nullable=False),  # the portal's version, JSON; "" without a conflict
    PrimaryKeyConstraint("portal", "uuid", "vid"),
    Index("verdicts_by_record", "uuid"),
)  # fmt: skip

#: What is on its way to a portal, or was: one row for each file and portal.
uploads = Table(
    "uploads", metadata,
    Column("portal", Text, nullable=False),  # its address
    Column("sha256", Text, nullable=False),  # of the whole file
    Column("package", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("state", Text, nullable=False),
    _text("location"),  # where the portal takes the bytes; "" until it said
    Column("done", Integer, nullable=False),  # bytes that the portal acknowledged
    Column("tries", Integer, nullable=False),
    _text("message"), _text("by"),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    PrimaryKeyConstraint("portal", "sha256"),
)  # fmt: skip

#: Every version of a record that left, came in or was finished, with all that it came from.
versions = Table(
    "versions", metadata,
    Column("vid", Text, primary_key=True),
    Column("uuid", Text, nullable=False),
    Column("parents", Text, nullable=False),  # vids, JSON
    Column("ancestors", Text, nullable=False),  # vids, JSON
    Column("body", Text),  # values as far as they are known here; NULL: a revision has them
    Column("gone", Integer, nullable=False, server_default="0"),  # deleted or cancelled
    Column("at", Text, nullable=False),
    Index("versions_by_record", "uuid"),
)  # fmt: skip

#: The version that the work on a record goes on from: of each uuid the last row.
heads = Table(
    "heads", metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", Text, nullable=False),
    Column("vid", Text, nullable=False),
    Column("content_hash", Text, nullable=False),  # of the record as it was here then
    Column("n", Integer, nullable=False),  # its version number then
    Column("import_id", Text),  # the merge that brought it; undone with it
    Index("heads_by_record", "uuid"),
    Index("heads_by_import", "import_id"),
)  # fmt: skip

#: How far the catalogue of the level above was read: up to the change ``reached`` of an epoch.
upper_sources = Table(
    "upper_sources", metadata,
    Column("portal", Text, primary_key=True),
    Column("epoch", Text, nullable=False),
    Column("reached", Integer, nullable=False),
    Column("complete", Integer, nullable=False),  # 0: the first reading of the epoch goes on
    Column("issued_at", Text, nullable=False),  # by the portal's clock
    Column("updated_at", Text, nullable=False),
)  # fmt: skip

#: The items of that catalogue, as the portal said them last; withdrawn ones stay.
upper_items = Table(
    "upper_items", metadata,
    Column("number", Integer, primary_key=True),
    Column("portal", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    _text("code"), _text("title"), _text("initials"), _text("type_key"), _text("level"),
    Column("seq", Integer, nullable=False),
    Column("epoch", Text, nullable=False),  # of the reading that saw it last
    Column("withdrawn", Integer, nullable=False),
    Column("hash", Text, nullable=False),  # of the values
    Column("body", Text, nullable=False),  # values, JSON
    Column("updated_at", Text, nullable=False),
    Index("upper_items_by_id", "portal", "id", unique=True),
    Index("upper_items_by_code", "kind", "code"),
)  # fmt: skip

#: Which record was adopted from which item: what it took over, which fields that fixes.
adoptions = Table(
    "adoptions", metadata,
    Column("uuid", Text, ForeignKey("records.uuid", ondelete="CASCADE"), primary_key=True),
    Column("portal", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("hash", Text, nullable=False),  # of the item as it was taken over
    Column("base", Text, nullable=False),  # its values then, JSON
    Column("locked", Text, nullable=False),  # field ids, JSON
    Column("at", Text, nullable=False),
    _text("by"),
    Index("adoptions_by_item", "portal", "item"),
)  # fmt: skip

settings = Table(
    "settings", metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),  # JSON
)  # fmt: skip

#: The contentless FTS5 index; its column of the same name takes the MATCH expression.
search = table("search", column("rowid"), column("search"))
