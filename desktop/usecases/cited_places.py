"""Where records cite: the rows of basis tables, and what plain text about a basis names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from forms.model import Catalogue, Field, Value
from forms.record import Record, is_blank
from forms.values import Citation, parse_basis_text

#: The columns of a basis table that belong to the law, whoever cites it.
COLUMNS = (
    "title", "level", "document_number", "issuing_body", "promulgated_date", "amended_date",
    "in_force_date", "validity",
)  # fmt: skip
_CITATION_TABLE = "citation"
_BASIS_LABEL = "依据"

#: A law as one row writes it: its `COLUMNS`, as they are kept; empty: not stated.
Writing = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """One citation. ``path`` leads to the row, or to the text; ``label`` says where that is.

    ``row`` is the row of the basis table as it is kept, empty for what stands in plain text.
    """

    path: str
    label: str
    article: str
    writing: Writing
    in_text: bool
    row: Mapping[str, Value] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Stop:
    """A field on the way to citations: a basis, a text about it, or a table that has such."""

    item: Field
    below: tuple[Stop, ...] = ()


#: Kind → its stops. Most fields of a form cite nothing and are never looked at.
Roads = Mapping[str, tuple[Stop, ...]]


def roads(catalogue: Catalogue) -> Roads:
    """Where the records of each kind cite; kinds that nobody can change are left out."""
    return {
        form.kind: tuple(_stops(form.fields.values()))
        for form in catalogue.forms.values()
        if not form.read_only
    }


def places(record: Record, ways: Roads) -> Iterator[CitedPlace]:
    """What a record cites, in the order of its form."""
    yield from _walk(record.values, ways.get(record.kind, ()), "", "")


def is_basis(item: Field) -> bool:
    """Whether a field is a table of legal bases."""
    return item.table is not None and item.table.row_style == _CITATION_TABLE


def kept(value: Value) -> str:
    """A cell as text; what is no text (a typing error of an import) as nothing."""
    return value.strip() if isinstance(value, str) else ""


def _stops(fields: Iterable[Field]) -> Iterator[Stop]:
    for item in fields:
        if is_basis(item) or (item.type in ("text", "longtext") and _BASIS_LABEL in item.label):
            yield Stop(item)
        elif item.table is not None and (below := tuple(_stops(item.columns))):
            yield Stop(item, below)


def _walk(
    values: Mapping[str, Value], stops: Iterable[Stop], path: str, label: str
) -> Iterator[CitedPlace]:
    for stop in stops:
        item = stop.item
        value = values.get(item.id)
        if not value:
            continue
        here, words = f"{path}{item.id}", f"{label} {item.label}".strip()
        if isinstance(value, str) and not stop.below:
            yield from _in_text(value, here, words)
        elif isinstance(value, list) and stop.below:
            yield from _table_rows(value, stop, here, words)
        elif isinstance(value, list) and item.table is not None:
            yield from _basis_rows(value, here, words)


def _table_rows(rows: Sequence[Value], stop: Stop, path: str, label: str) -> Iterator[CitedPlace]:
    title = stop.item.table.row_title if stop.item.table else ""
    for number, row in enumerate(rows):
        if isinstance(row, Mapping):
            name = str(row.get(title) or "").strip()
            words = f"{label} “{name}”" if name else f"{label} 第 {number + 1} 行"
            yield from _walk(row, stop.below, f"{path}[{number}].", words)


def _basis_rows(rows: Sequence[Value], path: str, label: str) -> Iterator[CitedPlace]:
    for number, row in enumerate(rows):
        if isinstance(row, Mapping) and not is_blank(row):
            article = kept(row.get("article_text"))
            writing = tuple(kept(row.get(name)) for name in COLUMNS)
            yield CitedPlace(f"{path}[{number}]", label, article, writing, in_text=False, row=row)


def _in_text(text: str, path: str, label: str) -> Iterator[CitedPlace]:
    for part in _parsed(text):
        cited = part.citation
        if cited.title or cited.document_number:
            yield CitedPlace(path, label, cited.article_text, _writing(cited), in_text=True)


_parsed = lru_cache(maxsize=1024)(parse_basis_text)


def _writing(cited: Citation) -> Writing:
    days = (cited.promulgated, cited.amended, cited.in_force)
    dates = (day.isoformat() if day else "" for day in days)
    level = cited.level or ""
    return (cited.title, level, cited.document_number, cited.issuing_body, *dates, "")
