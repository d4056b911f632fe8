"""What a person decides about a file before it is taken in: sheets, kinds, columns.

A column is known by its *key*: its letter and heading (``H 承办机构``) on a sheet, its heading alone
where headings stand upright, its path in the JSON of a platform.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from desktop.imports.columns import Column, TableHead
from desktop.imports.grid import Area, column_number, letters
from desktop.imports.synonyms import SEQUENCE, SKIP, Target, companions
from forms.model import Catalogue


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """Where the cells of a column go: a field of a kind, or a column of its table (``fees.standard``).

    ``REMARK_CHOICE``: into the remark under their heading; ``SKIP_CHOICE``: nowhere.
    """

    kind: str
    path: str


REMARK_CHOICE = FieldChoice("", "")
SKIP_CHOICE = FieldChoice("", SKIP)


@dataclass(frozen=True)
class BlockChoice:
    """A table as a person delimited it: its rectangle, its header rows, its list, its columns.

    ``header`` are the first and last header row, (0, 0) where the headings stand upright.
    """

    area: Area
    header: tuple[int, int] = (0, 0)
    kind: str = ""
    columns: Mapping[str, FieldChoice] = field(default_factory=dict)
    left_out: bool = False


@dataclass(frozen=True)
class SheetChoice:
    """Decisions about one sheet; what is empty is left to the program.

    ``columns`` goes by column key; ``header_row`` counts from 1. With ``blocks`` the sheet has these
    tables and no others, and columns and kinds are theirs; what stands in the first ``title_rows``
    rows outside of them are titles.
    """

    columns: Mapping[str, FieldChoice] = field(default_factory=dict)
    kind: str = ""
    header_row: int = 0
    left_out: bool = False
    blocks: tuple[BlockChoice, ...] = ()
    title_rows: int = 0


NO_CHOICE = SheetChoice()
_PASSAGE = re.compile(r"第(\d{1,6})段([A-Z]{0,3})")


def key_of(column: Column, *, by_header: bool) -> str:
    """The key of a column."""
    return column.label if by_header else f"{letters(column.index)} {column.label}"


def passage_key(row: int, letter: str) -> str:
    """The key of a passage of a document that stands under no heading: its line, counted from 1."""
    return f"第{row}段" + ("" if letter == "A" else letter)


def passages(choice: SheetChoice) -> dict[str, tuple[int, int]]:
    """The passages about which something was decided: key → row and column."""
    found = ((key, _PASSAGE.fullmatch(key)) for key in choice.columns)
    return {key: (int(m[1]), column_number(m[2] or "A")) for key, m in found if m}


def kinds_of(catalogue: Catalogue, kind: str) -> tuple[str, ...]:
    """The kinds to whose fields the columns of a list of this kind may go: its own and its companions'."""
    form = catalogue.form(kind)
    return (kind, *(other.kind for _, other, _ in companions(catalogue, form)))


def is_possible(catalogue: Catalogue, kind: str, chosen: FieldChoice) -> bool:
    """Whether a list of ``kind`` can put a column there."""
    if chosen in (REMARK_CHOICE, SKIP_CHOICE) or chosen.path == SEQUENCE:
        return True
    if chosen.kind not in kinds_of(catalogue, kind):
        return False
    name, _, column_id = chosen.path.partition(".")
    found = catalogue.form(chosen.kind).fields.get(name)
    if found is None:
        return False
    return not column_id or (found.table is not None and column_id in found.table.by_id)


def with_choices(head: TableHead, choice: SheetChoice, catalogue: Catalogue) -> TableHead:
    """The header as chosen; another column may now name the items."""
    if not choice.columns:
        return head
    columns = dict(head.columns)
    if not head.upright:
        for index in _bare(choice):
            columns.setdefault(index, Column(index, ""))
    columns = {
        index: chosen_column(column, head.kind, choice, catalogue, by_header=head.upright)
        for index, column in sorted(columns.items())
    }
    title_field = catalogue.form(head.kind).title_field
    titles = [
        index for index, column in columns.items()
        if column.chosen and column.kind == head.kind
        and column.target is not None and column.target.path == title_field
    ]  # fmt: skip
    return replace(head, columns=columns, title=titles[0] if titles else head.title)


def chosen_column(
    column: Column, kind: str, choice: SheetChoice, catalogue: Catalogue, *, by_header: bool
) -> Column:
    """The column with the decision about it, if there is a possible one."""
    chosen = choice.columns.get(key_of(column, by_header=by_header))
    if chosen is None or not is_possible(catalogue, kind, chosen):
        return column
    if chosen == REMARK_CHOICE:
        return replace(column, target=None, repeats=0, chosen=True, unsure=())
    if chosen.kind == column.kind and column.target and column.target.path == chosen.path:
        return replace(
            column, chosen=True, unsure=()
        )  # with its ticks and the text field beside it
    target = Target(chosen.path)
    return replace(column, kind=chosen.kind or kind, target=target, repeats=0, chosen=True,
                   unsure=())  # fmt: skip


def _bare(choice: SheetChoice) -> list[int]:
    """Columns without heading about which something was decided (``K K列``)."""
    found = (key.partition(" ") for key in choice.columns)
    return [column_number(letter) for letter, _, label in found if label == f"{letter}列"]
