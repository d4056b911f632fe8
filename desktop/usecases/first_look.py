"""A library as the window first shows it: one list, while the library itself is being opened.

It answers `listing.lines` like a workspace does. What it cannot do it does not pretend: there is
no first look into a library that must be mended, brought up to date or refused.
"""

from __future__ import annotations

from array import array
from dataclasses import asdict
from pathlib import Path

from desktop.store.glance import Glance, Unreadable
from desktop.store.list_values import ListQuery
from desktop.usecases import definitions
from desktop.usecases.listed import Listed
from desktop.usecases.listing import Query
from forms import DEFAULT_PROFILE

#: Rows that are read for the first look: some screens of them.
FIRST = 200


class FirstLook:
    """What lists say of the definitions, and the driver's connection; closed once the library is open."""

    def __init__(self, path: Path, library: Glance, listed: Listed) -> None:
        self.path = path
        self.library = library
        self.listed = listed
        chosen = str(library.setting("profile") or DEFAULT_PROFILE)
        self.profile_id = chosen if chosen in listed.profiles else DEFAULT_PROFILE

    @classmethod
    def at(cls, path: Path) -> FirstLook | None:
        """The first look into a library file; None where it has to be opened in the usual way."""
        try:
            library = Glance.at(path)
            return None if library is None else cls(path, library, definitions.listed())
        except (Unreadable, OSError, ValueError):
            return None  # opening it in the usual way says what is the matter

    def first(self, query: Query) -> array[int]:
        """The first records of a list by number; ``query`` restricts by nothing but kinds."""
        return self.library.numbers(ListQuery(**asdict(query)), FIRST)

    def count(self, query: Query) -> int:
        """How many records that list has in all: takes longer than reading the first of them."""
        return self.library.count(query.kinds)

    def organization(self) -> str:
        """The agency's full name from the settings; empty when it is not set."""
        return str(self.library.setting("organization") or "")

    def close(self) -> None:
        """Give the file back."""
        self.library.close()


def is_plain(query: Query) -> bool:
    """Whether a list restricts by nothing but kinds and is sorted by what its index holds."""
    return not query.narrowed and query.sort not in ("problems", "score")
