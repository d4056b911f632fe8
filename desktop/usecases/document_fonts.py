"""Fonts of documents (文档字体): the bundled ones, or files of the office in their place.

They hold for PDF, which embeds them. Word documents name the fonts of GB/T 9704 (方正小标宋简体,
仿宋_GB2312 …), and whoever opens them sees what is installed there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.usecases.workspace import Workspace
    from exports.pdf.fonts import FontSet

_SETTING = "document_fonts"
#: Family of the PDF writer → what it is for.
ROLES: Mapping[str, str] = {
    "Song": "正文和表格（宋体、仿宋）",
    "Biao": "标题（小标宋）",
    "Hei": "小标题（黑体）",
    "Kai": "说明（楷体）",
}


class FontRefused(ValueError):
    """A font file that cannot stand in documents; the sentence says why."""


@dataclass(frozen=True, slots=True)
class OwnFont:
    """A font file that was chosen; ``problem`` says why the bundled one stands in for it."""

    path: Path
    problem: str = ""


def chosen(workspace: Workspace) -> dict[str, OwnFont]:
    """The own fonts by family, those that cannot be used now included; mostly none."""
    kept = workspace.library.setting(_SETTING) or {}
    paths = {name: Path(text) for name, text in kept.items() if name in ROLES}
    return {name: OwnFont(path, _problem(path)) for name, path in paths.items()}


def choose(workspace: Workspace, family: str, path: Path | None) -> None:
    """Take a file for a family from now on; None: the bundled font again.

    ``FontRefused`` when documents cannot be set in it; nothing changes then.
    """
    from exports.pdf.fonts import own_font_problem

    if family not in ROLES:
        raise FontRefused(f"没有“{family}”这种文档字体。")
    kept = dict(workspace.library.setting(_SETTING) or {})
    kept.pop(family, None)
    if path is not None:
        words = own_font_problem(path)
        if words:
            raise FontRefused(words)
        kept[family] = str(path.absolute())
    workspace.library.set_setting(_SETTING, kept or None)


def font_set(workspace: Workspace) -> FontSet | None:
    """The fonts to write with; None: the bundled ones. What cannot be used now is left out."""
    if not workspace.library.setting(_SETTING):
        return None
    from exports.pdf.fonts import with_own

    return with_own(
        {name: font.path for name, font in chosen(workspace).items() if not font.problem}
    )


def _problem(path: Path) -> str:
    """What is wrong with a file; looked into once, and again when the file is another."""
    try:
        about = path.stat()
    except OSError:
        return _look_into(path, 0, 0)
    return _look_into(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=16)
def _look_into(path: Path, changed: int, size: int) -> str:  # noqa: ARG001 - they tell files apart
    from exports.pdf.fonts import own_font_problem

    return own_font_problem(path)
