"""Files that offices fill in or set their pages on."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent

#: 内置信头: a plain red head (GB/T 9704-2012) without seal or emblem; `build.py` makes it.
LETTERHEAD = FOLDER / "letterhead.docx"
