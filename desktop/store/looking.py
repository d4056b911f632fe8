"""Records by what is in them: few of many, without reading the others."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from desktop.store.part import Part
from desktop.store.reading import record_query, text_match, to_record
from desktop.store.schema import bodies, records
from forms.record import Record
from forms.values import bigrams, fold

#: How much of a text is looked up; the caller compares the whole anyway.
_WORDS, _LENGTH = 6, 40


class Looking(Part):
    """Looking records up by their values. The bin is left out."""

    def holding(self, kind: str, texts: Sequence[str], title: str = "") -> list[Record]:
        """The records of a kind in which each of these texts occurs, and whose title begins with
        ``title``, in the order of the source.

        A first sieve: some of them may hold a text in another field, or only its beginning. No
        texts, no records.
        """
        words = [word[:_LENGTH] for text in texts for word in text.split()[:_WORDS]]
        expression = bigrams.query(" ".join(words))
        if not expression:
            return []
        statement = record_query().where(
            records.c.kind.concat("") == kind,  # its index would lead through the whole kind
            records.c.deleted_at.is_(None),
            text_match(expression),
        )
        begin = fold(title)[:_LENGTH]
        if begin:  # the first line of the names is the title
            statement = statement.where(func.substr(bodies.c.names, 1, len(begin)) == begin)
        rows = self._database.rows(statement.order_by(records.c.position))
        return [to_record(row) for row in rows]

    def naming(self, kind: str, uuid: str) -> list[Record]:
        """The records of a kind that name an identifier anywhere, in the order of the source."""
        statement = record_query().where(
            records.c.kind == kind,
            records.c.deleted_at.is_(None),
            func.instr(bodies.c.body, uuid) > 0,
        )
        rows = self._database.rows(statement.order_by(records.c.position))
        return [to_record(row) for row in rows]

    def agencies(self) -> dict[str, int]:
        """Agency (实施主体) → records that name it; those that name none are left out."""
        statement = (
            select(records.c.organization, func.count())
            .where(records.c.deleted_at.is_(None), records.c.organization != "")
            .group_by(records.c.organization)
        )
        return {name: int(number) for name, number in self._database.rows(statement)}
