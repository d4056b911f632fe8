"""Imports PySide6 and takes back what it does to ``import``: this module is the first of the window.

PySide6 replaces the built-in ``__import__``, to find out by reading its source whether a module asks
for ``from __feature__ import …``. Nothing here does, and reading the source of every module that
is imported later takes a third of the time in which the window may open. Its enumerations are made
later, too (`late_enums`).
"""

import builtins

from desktop.ui import late_enums

late_enums.put_off()
_plain = builtins.__import__

import PySide6.QtCore  # noqa: E402, F401 - what is taken back must have happened first

builtins.__import__ = _plain
