"""Programming errors go, with traceback, to a rotating file that the user can send in."""

from __future__ import annotations

import logging
from pathlib import Path

from desktop.paths import log_file

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def start_log(path: Path | None = None) -> Path:
    """Begin logging to the file (1 MB, three older ones kept); returns where."""
    # Read late: it brings the network, and the window opens without.
    from logging.handlers import RotatingFileHandler

    target = path or log_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    root = logging.getLogger()
    if not any(getattr(handler, "baseFilename", "") == str(target) for handler in root.handlers):
        handler = RotatingFileHandler(
            target, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
        )
        handler.setFormatter(logging.Formatter(_FORMAT))
        root.addHandler(handler)
        root.setLevel(logging.INFO)
    return target
