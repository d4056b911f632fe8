"""Lets PySide6 read its support for signatures when somebody first asks for one.

PySide6 compiles 4,000 lines of Python out of a packed string at every import (a third of its time,
and argparse, gettext and inspect with them), to word the message of a wrong call and to answer
``help()``. Here those modules are made empty; the first look into one reads it as PySide6 would
have. Only modules that PySide6's own finder would read from that string are put off; where a later
PySide6 brings them in another way, nothing is.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.machinery import ModuleSpec
from threading import RLock
from types import ModuleType
from typing import Any

from desktop.ui import late_enums

_PACKAGE = "shibokensupport"
#: What `shibokensupport.signature.loader` imports only to call it later.
_LATER = {
    f"{_PACKAGE}.signature.{name}"
    for name in (
        "errorhandler", "layout", "lib.enum_sig", "lib.pyi_generator", "lib.tool", "mapping",
        "parser",
    )
}  # fmt: skip
_WANTED = "_to_be_read_"
#: What PySide6 takes out of the dictionary of `mapping` before it words the message of a wrong call.
_BY_C = "update_mapping"
#: What importing and moving a module asks of it.
_OUTSIDE = {"__class__", "__dict__", "__name__", "__spec__"}
_lock = RLock()


class _Late(ModuleType):
    """A module that nobody has looked into."""

    def __getattribute__(self, name: str) -> Any:
        if name not in _OUTSIDE:
            _read(self)
        return ModuleType.__getattribute__(self, name)


class _LateLoader:
    """Makes empty modules, and fills them by the loader that would have read them."""

    def __init__(self, usual: Any) -> None:
        self.usual = usual

    def create_module(self, spec: ModuleSpec) -> None:
        """The usual kind of module."""

    def exec_module(self, module: ModuleType) -> None:
        """Not yet; what to read is remembered, as PySide6 moves its modules to other names."""
        vars(module)[_WANTED] = ModuleSpec(module.__name__, self.usual)
        if module.__name__ == f"{_PACKAGE}.signature.mapping":
            vars(module)[_BY_C] = partial(_call, module, _BY_C)
        module.__class__ = _Late


def _call(late: ModuleType, name: str) -> Any:
    """The look finds the true function."""
    return getattr(late, name)()


def _read(late: ModuleType) -> None:
    """Fill a module; once is enough, and other threads wait until it is full."""
    with _lock:
        wanted = vars(late).pop(_WANTED, None)
        if wanted is None:  # another thread was faster, or its own text looks into it
            return
        late_enums.make_all()  # PySide6 looks for old short names, and ends the program without
        moved, late.__spec__ = late.__spec__, wanted
        wanted.loader.exec_module(late)
        late.__spec__ = moved
        late.__loader__ = wanted.loader
        late.__class__ = ModuleType


def _put_off(finder: Any) -> None:
    """Have PySide6's finder give empty modules."""
    usual = finder.find_spec

    def find_spec(name: str, *where: Any) -> ModuleSpec | None:
        spec: ModuleSpec | None = usual(name, *where)
        if spec is not None and name in _LATER:
            spec.loader = _LateLoader(spec.loader)  # type: ignore[assignment]
        return spec

    finder.find_spec = find_spec


@contextmanager
def put_off() -> Iterator[None]:
    """While PySide6 is first imported; ``import`` is what it was before in the end."""
    plain = builtins.__import__

    def watching(name: str, *how: Any, **more: Any) -> ModuleType:
        # PySide6 asks for its package when its finder has just come to be the first.
        if name == _PACKAGE and type(sys.meta_path[0]).__name__ == "EmbeddableZipImporter":
            _put_off(sys.meta_path[0])
            builtins.__import__ = plain
        return plain(name, *how, **more)

    builtins.__import__ = watching
    try:
        yield
    finally:
        builtins.__import__ = plain
    if not any(type(module) is _Late for module in list(sys.modules.values())):
        late_enums.make_all()  # what asks for them is there already
