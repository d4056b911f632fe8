"""Mingce (明册): an offline desktop program for compiling official service lists."""

__version__ = "0.1.0"

APP_NAME = "明册"
"""The name that the user sees in the title bar, the menus and the installer."""

APP_ID = "mingce"
"""The name for folders, files and processes: ASCII, lower case, never translated."""
