"""The definitions (表单定义) as the window needs them: at once.

Reading the definition files takes a hundredth of a second for each of a dozen of them, which is
most of what opening the window may take. So what was read is kept in the user's cache folder, with
every file's name, size and time of change before it, and read back from there as long as these are
the same: in a tenth of the time. The kept file may hold nothing but forms; anything else in it, or any damage,
and the definition files are read as ever.
"""

from __future__ import annotations

import logging
import os
import pickle
import sys
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import forms
from desktop import __version__
from desktop.paths import cache_folder, own_definitions
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
_PLAIN = {("builtins", "frozenset"), ("datetime", "date")}


def catalogue() -> Catalogue:
    """The program's definitions and, above them, the office's own.

    ``DefinitionError`` names file and key of one that cannot be understood.
    """
    own = own_definitions()
    folders = (DATA, own) if own.is_dir() else (DATA,)
    return _catalogue(folders, _stamp(folders))


@cache
def _catalogue(folders: tuple[Path, ...], stamp: bytes) -> Catalogue:
    kept = cache_folder() / _NAME
    found = _read(kept, stamp)
    if found is None:
        # Read late: it knows every type of field.
        from forms.loader import load_catalogue

        found = load_catalogue(*folders[1:])
        _keep(kept, stamp, found)
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


class _OnlyForms(pickle.Unpickler):
    """Makes forms and nothing else: what stands in the file can run no code."""

    def find_class(self, module: str, name: str) -> Any:
        """The classes of forms and their layouts, sets and days."""
        if module in ("forms.model", "forms.sheets") or (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _read(path: Path, stamp: bytes) -> Catalogue | None:
    """What was kept under this stamp; None for another one, or for damage."""
    try:
        content = path.read_bytes()
        if not content.startswith(stamp):
            return None
        found = _OnlyForms(BytesIO(content[len(stamp) :])).load()
    except FileNotFoundError:
        return None
    except Exception:  # a damaged copy may raise anything
        logging.getLogger(__name__).warning("cannot read %s", path, exc_info=True)
        return None
    return found if isinstance(found, Catalogue) else None


def _keep(path: Path, stamp: bytes, found: Catalogue) -> None:
    """Write the copy; a cache that cannot be written only costs time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, half = tempfile.mkstemp(prefix=_NAME, suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(stamp)
            pickle.dump(found, file, pickle.HIGHEST_PROTOCOL)
        Path(half).replace(path)
    except OSError:
        logging.getLogger(__name__).info("cannot write %s", path, exc_info=True)
