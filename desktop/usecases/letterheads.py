"""The Word file (信头：版头、封面) that official pages are set on: the office's own, or ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from resources.templates import LETTERHEAD as BUILT_IN

if TYPE_CHECKING:
    from desktop.usecases.export_plan import ExportChoice
    from desktop.usecases.exporting import ExportOutcome
    from desktop.usecases.workspace import Workspace
    from exports.progress import Progress
    from exports.word.letterhead import Letterhead

__all__ = ["BUILT_IN", "BUILT_IN_NAME", "choose", "chosen", "copy_built_in", "opened", "try_page"]

_SETTING = "letterhead"
#: What stands for the file that the program brings, in the library and on the command line: its
#: place is another one on another computer.
BUILT_IN_NAME = "内置"


def chosen(workspace: Workspace) -> Path | None:
    """The file that was chosen for this library; None when pages are plain."""
    kept = workspace.library.setting(_SETTING)
    return _file(kept) if isinstance(kept, str) and kept else None


def choose(workspace: Workspace, path: Path | None) -> None:
    """Set pages on a file from now on; None: plain again.

    ``BadLetterhead`` says in a sentence why a file cannot be one; nothing changes then.
    """
    kept = None
    if path is not None:
        from exports.word.letterhead import open_letterhead

        file = _file(str(path))
        open_letterhead(file)
        kept = BUILT_IN_NAME if file == BUILT_IN else str(file.absolute())
    workspace.library.set_setting(_SETTING, kept)


def opened(workspace: Workspace, path: Path | None = None) -> Letterhead | None:
    """The letterhead to write with: of a file, or the chosen one. ``BadLetterhead`` as above."""
    file = _file(str(path)) if path else chosen(workspace)
    if file is None:
        return None
    from exports.word.letterhead import open_letterhead

    return open_letterhead(file)


def copy_built_in(target: Path) -> None:
    """Write our file where somebody wants to make an own one from it. ``CannotWrite`` if refused."""
    from exports.atomic import staged, told_of

    with staged(target) as stage, told_of(target):
        stage.file.write(BUILT_IN.read_bytes())


def try_page(
    workspace: Workspace, choice: ExportChoice, folder: Path, progress: Progress
) -> ExportOutcome:
    """Set the first record of a choice on the letterhead, in one of its layouts that bear one.

    ``ValueError`` says in a sentence why there is nothing to look at.
    """
    from desktop.usecases.export_plan import export_chosen, first_of

    first = first_of(workspace, choice)
    sheets = workspace.catalogue.sheets
    fitting = [
        name for name in (*choice.layouts, *(layout for _, layout in sheets))
        if first and (sheet := sheets.get((first.kind, name)))
        and (sheet.paper, sheet.orientation, sheet.fit_pages) == ("A4", "portrait", 0)
    ]  # fmt: skip
    if not first or not fitting:
        raise ValueError("没有可以套信头的记录：清单、简版和上墙图不套信头。请换一种范围。")
    one = replace(
        choice, kind=first.kind, uuids=(first.uuid,), office=None, final_only=False,
        formats=("docx",), layouts=(fitting[0],), bundle=False, by_office=False, manifest=False,
    )  # fmt: skip
    return export_chosen(workspace, one, folder, progress)


def _file(kept: str) -> Path:
    return BUILT_IN if kept == BUILT_IN_NAME else Path(kept)
