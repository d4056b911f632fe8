"""The office's own Word file (版头、封面) that official pages are set on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace
    from exports.word.letterhead import Letterhead

_SETTING = "letterhead"


def chosen(workspace: Workspace) -> Path | None:
    """The file that was chosen for this library; None when pages are plain."""
    kept = workspace.library.setting(_SETTING)
    return Path(kept) if isinstance(kept, str) and kept else None


def choose(workspace: Workspace, path: Path | None) -> None:
    """Set pages on a file from now on; None: plain again.

    ``BadLetterhead`` says in a sentence why a file cannot be one; nothing changes then.
    """
    if path is not None:
        from exports.word.letterhead import open_letterhead

        open_letterhead(path)
    workspace.library.set_setting(_SETTING, str(path.absolute()) if path else None)


def opened(workspace: Workspace, path: Path | None = None) -> Letterhead | None:
    """The letterhead to write with: of a file, or the chosen one. ``BadLetterhead`` as above."""
    file = path or chosen(workspace)
    if file is None:
        return None
    from exports.word.letterhead import open_letterhead

    return open_letterhead(file)
