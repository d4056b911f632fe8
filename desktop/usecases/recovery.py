"""Where the work stood: the record and the field that were open when the program ended."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.usecases import compiling
from forms.record import steps

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Place:
    """The record under the pen, the path of the field that had the focus, the cursor in it.

    ``at`` is when that record was last on disk (ISO, UTC; empty: nothing was typed since it was
    opened); ``unsaved`` says that something had been typed which was not on disk yet.
    """

    record: str
    path: str = ""
    cursor: int = 0
    at: str = ""
    unsaved: bool = False

    def to_text(self) -> str:
        """For the settings of the user."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Place | None:
        """The inverse of `to_text`; None for anything else."""
        try:
            data: Any = json.loads(text)
        except ValueError:
            return None
        if not isinstance(data, Mapping) or not isinstance(data.get("record"), str):
            return None
        cursor = data.get("cursor")
        return cls(
            data["record"],
            str(data.get("path") or ""),
            cursor if isinstance(cursor, int) and cursor >= 0 else 0,
            str(data.get("at") or ""),
            data.get("unsaved") is True,
        )


class PlaceFile:
    """Keeps the place of one library in a small file of the user's own.

    Each write replaces the file as a whole and waits for no disk: it survives the program, which is
    what it is for, and is cheap enough to be written between two keystrokes.
    """

    def __init__(self, folder: Path, library: Path) -> None:
        name = sha256(str(library).encode()).hexdigest()[:16]
        self._path = folder / f"place-{name}.json"

    def read(self) -> tuple[Place | None, bool]:
        """The place, and whether the program that wrote it is (or was, when it ended) open."""
        try:
            data: Any = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None, False
        if not isinstance(data, Mapping):
            return None, False
        return Place.from_text(str(data.get("place") or "")), data.get("open") is True

    def write(self, place: Place | None, *, is_open: bool) -> None:
        """Keep a place. That it could not be kept is for the log: nobody's work hangs on it."""
        text = json.dumps({"open": is_open, "place": place.to_text() if place else ""})
        fresh = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(self._path)
        except OSError as error:
            logging.getLogger(__name__).info("place not kept: %s", error)


@dataclass(frozen=True, slots=True)
class Return:
    """A place that still exists: ``title`` of the record, ``label`` of section and field (empty
    when the field was not one of the form), ``at`` when the record was written last.
    """

    place: Place
    title: str
    section: str
    label: str
    at: str


def way_back(workspace: Workspace, place: Place) -> Return | None:
    """What can be opened again; None when the record has been deleted since."""
    found = compiling.rows(workspace, [place.record])
    record = workspace.library.find(place.record)
    if record is None or not found:
        return None
    form = workspace.catalogue.form(record.kind)
    try:
        name = next(steps(place.path))[0] if place.path else ""
    except (ValueError, StopIteration):
        name = ""
    field, section = form.fields.get(name), form.section_of.get(name)
    if field is None or section is None:
        bare = Place(place.record, "", 0, place.at, place.unsaved)
        return Return(bare, found[0].title, "", "", record.updated_at)
    return Return(place, found[0].title, section.title, field.label, record.updated_at)
