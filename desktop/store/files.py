"""Attachments (附件): kept once however often they are named."""

from __future__ import annotations

import hashlib
import mimetypes
from typing import TypedDict

from sqlalchemy import literal, select
from sqlalchemy.dialects.sqlite import insert

from desktop.store.errors import LibraryDamaged, RecordNotFound
from desktop.store.part import Part, uuid_of
from desktop.store.schema import attachments, file_texts, record_attachments, records
from desktop.store.values import StoredAttachment
from forms.record import Record
from forms.values.file_types import contradicts, type_by_content


class AttachmentValue(TypedDict):
    """One attachment as a record's value carries it (docs/forms.md)."""

    name: str
    sha256: str
    size: int
    media_type: str


class Files(Part):
    """Attachments, in and out."""

    def attach(self, data: bytes, name: str, media_type: str = "") -> AttachmentValue:
        """Keep the data of a file; what to put into the record's attachment field.

        The media type is guessed from the name when it is not given; where the data show another,
        that one is kept (rule M12 tells it).
        """
        sha256 = hashlib.sha256(data).hexdigest()
        media_type = media_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        shown = type_by_content(data)
        if contradicts(name, shown):
            media_type = shown
        with self._database.write() as connection:
            # Naming it again makes it young again: it is about to be used.
            added = {"added_at": self._now()}
            connection.execute(
                insert(attachments)
                .values(sha256=sha256, size=len(data), media_type=media_type, data=data, **added)
                .on_conflict_do_update(index_elements=["sha256"], set_=added)
            )
        return {"name": name, "sha256": sha256, "size": len(data), "media_type": media_type}

    def attachment(self, sha256: str) -> bytes:
        """The data of an attachment; `RecordNotFound` when the library does not have them,
        `LibraryDamaged` when they are not what was put in.
        """
        rows = self._database.rows(select(attachments.c.data).where(attachments.c.sha256 == sha256))
        if not rows:
            raise RecordNotFound(f"工作库中没有附件{sha256[:12]}…的内容。请重新添加这个文件。")
        data = bytes(rows[0][0])
        if hashlib.sha256(data).hexdigest() != sha256:
            raise LibraryDamaged(
                f"附件{sha256[:12]}…的内容已损坏。请重新添加，或者打开最近的备份。"
            )
        return data

    def has_attachment(self, sha256: str) -> bool:
        """Whether the data are in the library."""
        statement = select(attachments.c.id).where(attachments.c.sha256 == sha256)
        return bool(self._database.rows(statement))

    def file_text(self, sha256: str, reader: int) -> bytes | None:
        """What a version of the reader found in an attachment; None when it never looked."""
        kept = file_texts.c
        where = (kept.sha256 == sha256, kept.reader == reader)
        rows = self._database.rows(select(kept.text).where(*where))
        return bytes(rows[0][0]) if rows else None

    def keep_file_text(self, sha256: str, reader: int, text: bytes) -> None:
        """Keep what was read in an attachment; nothing happens when the attachment is gone."""
        new = {"reader": reader, "text": text}
        source = select(attachments.c.sha256, literal(reader), literal(text)).where(
            attachments.c.sha256 == sha256
        )
        with self._database.write() as connection:
            connection.execute(
                insert(file_texts)
                .from_select(["sha256", "reader", "text"], source)
                .on_conflict_do_update(index_elements=["sha256"], set_=new)
            )

    def attachments_of(self, record: Record | str) -> list[StoredAttachment]:
        """What the saved record names, field by field; ``missing`` where the data are not here."""
        named = record_attachments
        statement = (
            select(
                named.c.name, named.c.sha256, attachments.c.size, attachments.c.media_type,
                named.c.field,
            )
            .join(records, records.c.id == named.c.record_id)
            .outerjoin(attachments, attachments.c.sha256 == named.c.sha256)
            .where(records.c.uuid == uuid_of(record))
            .order_by(named.c.field, named.c.name)
        )  # fmt: skip
        return [
            StoredAttachment(name, sha256, -1 if size is None else size, media_type or "", field)
            for name, sha256, size, media_type, field in self._database.rows(statement)
        ]
