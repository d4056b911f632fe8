"""An opened library with the definitions and the portal profile that go with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

from desktop.laws.verify import LawBook
from desktop.paths import law_library
from desktop.store import Library
from desktop.usecases import definitions
from desktop.usecases.attached_files import FileReader
from desktop.usecases.listed import Listed
from desktop.usecases.returns import ReturnBook
from desktop.usecases.view import LiveView
from forms import DEFAULT_PROFILE
from forms.check import Checker
from forms.model import Catalogue, Form
from forms.record import Record


@dataclass(frozen=True, eq=False)
class Workspace:
    """What a use case works on."""

    library: Library
    catalogue: Catalogue
    view: LiveView
    laws: LawBook = field(default_factory=lambda: LawBook(law_library()))
    _checkers: dict[str, Checker] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Workspace:
        """Open the library file, or make it when there is none.

        The definitions are the program's and, above them, the office's own.
        """
        catalogue = definitions.catalogue()
        path.parent.mkdir(parents=True, exist_ok=True)
        library = Library.open(path, read_only=read_only, catalogue=catalogue)
        return cls(library, catalogue, LiveView(library, catalogue))

    def close(self) -> None:
        """Give the files back."""
        self.library.close()
        self.laws.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @cached_property
    def listed(self) -> Listed:
        """What lists say of the definitions."""
        return Listed.of(self.catalogue)

    @cached_property
    def returns(self) -> ReturnBook:
        """What portals said of the records."""
        return ReturnBook(self.library)

    @property
    def profile_id(self) -> str:
        """The portal profile chosen in the settings; the new code generation by default."""
        chosen = str(self.library.setting("profile") or DEFAULT_PROFILE)
        return chosen if chosen in self.catalogue.profiles else DEFAULT_PROFILE

    @property
    def organization(self) -> str:
        """The agency's full name: from the settings, else the one that most records name.

        Empty when no agency has the clear majority: a list of several must not bear one's name.
        """
        named = str(self.library.setting("organization") or "")
        if named:
            return named
        counts = self.library.agencies()
        first = max(counts, key=lambda name: counts[name], default="")
        return first if 2 * counts.get(first, 0) > sum(counts.values()) else ""

    @cached_property
    def files(self) -> FileReader:
        """What is written in the files that records name."""
        return FileReader(self.library)

    def checker(self) -> Checker:
        """The checks with the profile in force."""
        profile = self.profile_id
        if profile not in self._checkers:
            self._checkers[profile] = Checker(
                self.catalogue,
                profile,
                laws=self.laws,
                returns=self.returns,
                files=self.files,
            )
        return self._checkers[profile]

    def forms(self, kind: str = "") -> list[Form]:
        """The forms a command works on: one kind, or all; ``UnknownKind`` says which exist."""
        if not kind:
            return list(self.catalogue.ordered())
        if kind not in self.catalogue.forms:
            raise UnknownKind(kind, self.catalogue.forms)
        return [self.catalogue.form(kind)]

    def records_of(self, kind: str) -> list[Record]:
        """The records of a kind in list order."""
        return list(self.library.records(kind))


class UnknownKind(ValueError):
    """A record kind that no definition file describes."""

    def __init__(self, kind: str, known: Iterable[str]) -> None:
        super().__init__(f"没有“{kind}”这种记录；可用的种类：{'、'.join(sorted(known))}。")
