"""Imports PySide6 and takes back what it does to ``import``: this module is the first of the window.

PySide6 replaces the built-in ``__import__``, to find out by reading its source whether a module asks
for ``from __feature__ import …``. Nothing here does, and reading the source of every module that
is imported later takes a third of the time in which the window may open. Its enumerations are made
later, too (`late_enums`), and what words the message of a wrong call (`late_support`).
"""

from desktop.ui import late_enums, late_support

late_enums.put_off()
with late_support.put_off():
    import PySide6.QtCore  # noqa: F401 - what is taken back must have happened first
