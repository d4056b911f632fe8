"""The definitions (表单定义) as the window needs them: at once.

Reading the definition files takes a hundredth of a second for each of a dozen of them, which is
most of what opening the window may take. So what was read is kept in the user's cache folder, with
every file's name, size and time of change before it, and read back from there as long as these are
the same: in a tenth of the time. The kept file may hold nothing but forms; anything else in it, or any damage,
and the definition files are read as ever.

What lists say of them (`listed`) is kept beside it, in a file of its own: the window shows its first
rows with no more than that.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import forms
from desktop import __version__
from desktop.paths import cache_folder, own_definitions
from desktop.usecases.in_force import in_force
from desktop.usecases.listed import Listed

if TYPE_CHECKING:
    from forms.model import Catalogue

DATA = Path(forms.__file__).resolve().parent
_SUBFOLDERS = (
    "definitions",
    "definitions/tables",
    "vocabularies",
    "profiles",
    "wordlists",
    "layouts",
)
_NAME = "definitions"
_T = TypeVar("_T")
_LISTED = "lists"


def catalogue() -> Catalogue:
    """The program's definitions; above them those that a portal issued, then the office's own.

    ``DefinitionError`` names file and key of one that cannot be understood.
    """
    return _tried(lambda folders: _catalogue(folders, _stamp(folders)))


def _tried(read: Callable[[tuple[Path, ...]], _T]) -> _T:
    """What is read of the folders in force. Issued definitions that an older program left and this
    one cannot read are not in force: nobody could open a library to put it right.
    """
    own, issued = own_definitions(), in_force()
    ours = (own,) if own.is_dir() else ()
    if issued is not None:
        try:
            return read((DATA, issued.path, *ours))
        except ValueError:
            logging.getLogger(__name__).warning("cannot use what was issued", exc_info=True)
    return read((DATA, *ours))


def listed() -> Listed:
    """What lists say of the same definitions, without reading the whole."""
    return _tried(_listed)


def _listed(folders: tuple[Path, ...]) -> Listed:
    stamp = _stamp(folders)
    kept = cache_folder() / _LISTED
    content = _content(kept, stamp)
    if content is not None:
        try:
            return Listed.from_json(json.loads(content))
        except (ValueError, TypeError):
            logging.getLogger(__name__).warning("cannot read %s", kept, exc_info=True)
    found = Listed.of(_catalogue(folders, stamp))
    _keep(kept, stamp, json.dumps(found.to_json(), ensure_ascii=False).encode())
    return found


@cache
def _catalogue(folders: tuple[Path, ...], stamp: bytes) -> Catalogue:
    # Read late: lists need none of it.
    from desktop.usecases import definitions_pickle

    kept = cache_folder() / _NAME
    content = _content(kept, stamp)
    found = None if content is None else definitions_pickle.unpacked(content, kept)
    if found is None:
        # Read late: it knows every type of field.
        from forms.loader import load_catalogue

        found = load_catalogue(*folders[1:])
        _keep(kept, stamp, definitions_pickle.packed(found))
    return found


def _stamp(folders: Iterable[Path]) -> bytes:
    """Stands for the files as they are, the program and the Python that read them."""
    files = "\n".join(map(str, _files(folders)))
    return f"{__version__} {sys.version_info[:2]}\n{files}\n\n".encode()


def _files(folders: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    """(path, size, time of change) of every definition file, and of the code that reads them."""
    for folder in folders:
        for sub in (*_SUBFOLDERS, ""):
            try:
                entries = sorted(os.scandir(folder / sub), key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in entries:
                if entry.name.endswith((".toml", ".py")):
                    found = entry.stat()
                    yield entry.path, found.st_size, found.st_mtime_ns


def _content(path: Path, stamp: bytes) -> bytes | None:
    """What was kept under this stamp; None for another one."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        logging.getLogger(__name__).warning("cannot read %s", path, exc_info=True)
        return None
    return content[len(stamp) :] if content.startswith(stamp) else None


def _keep(path: Path, stamp: bytes, content: bytes) -> None:
    """Write the copy; a cache that cannot be written only costs time."""
    import tempfile

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, half = tempfile.mkstemp(prefix=path.name, suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(stamp)
            file.write(content)
        Path(half).replace(path)
    except OSError:
        logging.getLogger(__name__).info("cannot write %s", path, exc_info=True)
