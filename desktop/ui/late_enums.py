"""Lets PySide6's enumerations get their members when somebody first looks at one.

PySide6 makes all enumerations of a class as soon as anything of that class is touched: 200 of them
with 3,300 members until the window is painted, of which it looks at some thirty. Making members is
what takes long (Python does it, a hundredth of a millisecond each). Here an enumeration is made
without them; the first look at it has Python make it after all, in the usual way, and takes over
what was made. From then on it is what it always was, down to its metaclass.

Only enumerations that are made as PySide6 makes them (in one call, from a list, any bits allowed,
no module told) are put off. PySide6's old short names (``Qt.AlignLeft``) do not find what nobody
has looked at; nothing here uses them, and its own type stubs do not have them. What words the
message of a wrong call does: `late_support` has all of them made before.
"""

from __future__ import annotations

import enum
from threading import RLock
from typing import Any

_create = vars(enum.EnumType).get("_create_")
_HOW = "_to_be_made_"
#: What PySide6 itself asks and sets when it makes an enumeration: no look at its members.
_OUTSIDE = {"__name__", "__qualname__", "__module__", "_missing_"}
_lock = RLock()
_waiting: list[type] = []


class _Late(enum.EnumType):
    """The metaclass of an enumeration that nobody has looked at."""

    def __getattribute__(cls, name: str) -> Any:
        if name not in _OUTSIDE:
            _make(cls)
        return type.__getattribute__(cls, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        if name not in _OUTSIDE:
            _make(cls)
        type.__setattr__(cls, name, value)

    def __delattr__(cls, name: str) -> None:
        _make(cls)
        type.__delattr__(cls, name)


def _make(late: type) -> None:
    """Give an enumeration its members; once is enough."""
    with _lock:
        if type(late) is not _Late:  # another thread was faster
            return
        own = type.__getattribute__(late, "__dict__")
        base, name, names, how = own[_HOW]
        assert _create is not None
        made = _create(base, name, names, **how)
        for member in made._value2member_map_.values():
            member.__class__ = late
            member.__objclass__ = late
        for key, value in vars(made).items():
            if key not in own or key == "__doc__":
                type.__setattr__(late, key, value)
        type.__delattr__(late, _HOW)
        type.__setattr__(late, "__class__", enum.EnumType)


def _create_late(cls: enum.EnumType, class_name: str, names: Any, **how: Any) -> Any:
    """What Python calls for ``Flag("Name", [("A", 1), …])``."""
    usual = how.get("module") or how.get("type") or how.get("boundary") is not enum.KEEP
    if usual or type(names) is not list:
        assert _create is not None
        return _create(cls, class_name, names, **how)
    late = type.__new__(_Late, class_name, (cls,), {_HOW: (cls, class_name, names, how)})
    _waiting.append(late)
    return late


def put_off() -> None:
    """From now on; what has been made stays as it is."""
    if _create is not None:
        enum.EnumType._create_ = _create_late  # type: ignore[attr-defined]


def make_all() -> None:
    """Make those that nobody has looked at, and put off no more."""
    if _create is not None:
        enum.EnumType._create_ = _create  # type: ignore[attr-defined]
    while _waiting:
        _make(_waiting.pop())
