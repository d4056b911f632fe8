"""Where this computer keeps the program's files."""

from __future__ import annotations

from pathlib import Path

import platformdirs

_NAME = "mingce"


def default_library() -> Path:
    """The library (工作库) that opens when none is named."""
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False)) / "工作库.mingce"


def law_library() -> Path:
    """The law texts (依据库) of this computer, shared by all libraries."""
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False)) / "依据库.sqlite"


def log_file() -> Path:
    """The rotating log of programming errors."""
    return Path(platformdirs.user_log_dir(_NAME, appauthor=False)) / "mingce.log"


def own_definitions() -> Path:
    """Where an office puts definition files of its own, laid out like ``forms/``.

    A kind dropped into ``definitions/`` there is a new list; a file of the same name as one of
    ours replaces it.
    """
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False)) / "forms"


def issued_definitions() -> Path:
    """Where code tables and profiles lie that a portal issued, a folder for each version."""
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False)) / "issued"


def cache_folder() -> Path:
    """Where copies lie that can be made again at any time."""
    return Path(platformdirs.user_cache_dir(_NAME, appauthor=False))
