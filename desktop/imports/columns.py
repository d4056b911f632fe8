"""The parts of a header: headings as printed, columns with their meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from desktop.imports.grid import letters
from desktop.imports.synonyms import Target


@dataclass(frozen=True, slots=True)
class Label:
    """A heading as printed, in one row or two, and how many columns it spans."""

    group: str
    leaf: str
    width: int = 1

    @property
    def text(self) -> str:
        """Both rows together."""
        return self.group + self.leaf


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: where its cells go. ``target`` None: to the remark under its header.

    ``kind`` is that of the form that owns the field; ``repeats`` the column whose heading this
    one repeats; ``chosen``: a person said so, it was not found by the heading. ``unsure`` are other
    fields that the heading may mean just as well.
    """

    index: int
    header: str
    kind: str = ""
    target: Target | None = None
    repeats: int = 0
    chosen: bool = False
    unsure: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The heading, or the column's letter when it has none."""
        return self.header or f"{letters(self.index)}列"


@dataclass(frozen=True)
class TableHead:
    """The header of one table: rows first to last, its form, its columns by index.

    ``title`` is the column that names the items. ``upright``: the headings stand in a column, their
    texts beside them, and ``columns`` are numbered in the order in which they are met. ``rivals`` are
    kinds of lists for which the headings speak just as much.
    """

    first_row: int
    last_row: int
    kind: str
    columns: Mapping[int, Column]
    title: int = 0
    upright: bool = False
    rivals: tuple[str, ...] = ()

    @cached_property
    def by_path(self) -> Mapping[tuple[str, str], int]:
        """(kind, path) → column index."""
        return {(c.kind, c.target.path): i for i, c in self.columns.items() if c.target}

    def column_of(self, path: str) -> int:
        """The column of a field of the table's own kind; 0 when there is none."""
        return self.by_path.get((self.kind, path), 0)

    def at(self, index: int) -> Column:
        """The column at an index; one without heading when the header does not reach it."""
        return self.columns.get(index) or Column(index, "")
