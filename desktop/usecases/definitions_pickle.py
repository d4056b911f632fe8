"""The definitions in the copy that `definitions` keeps: a pickle that can make nothing but forms."""

from __future__ import annotations

import logging
import pickle
from io import BytesIO
from pathlib import Path
from typing import Any

from forms.model import Catalogue

_PLAIN = {("builtins", "frozenset"), ("datetime", "date")}


class _OnlyForms(pickle.Unpickler):
    """Makes forms and nothing else: what stands in the file can run no code."""

    def find_class(self, module: str, name: str) -> Any:
        """The classes of forms and their layouts, sets and days."""
        if module in ("forms.model", "forms.sheets") or (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def packed(catalogue: Catalogue) -> bytes:
    """For `unpacked`."""
    return pickle.dumps(catalogue, pickle.HIGHEST_PROTOCOL)


def unpacked(content: bytes, path: Path) -> Catalogue | None:
    """What was packed; None, and a word in the log about the file, where it is damaged."""
    try:
        found = _OnlyForms(BytesIO(content)).load()
    except Exception:  # a damaged copy may raise anything
        logging.getLogger(__name__).warning("cannot read %s", path, exc_info=True)
        return None
    return found if isinstance(found, Catalogue) else None
