"""The bundled fonts: where they lie, and what they are called.

Pure Python, no Qt. Two of them, for rare characters, are shipped compressed and unpacked into the
user's cache folder when first asked for; what that takes is imported then.

A renderer that must show everything falls back in this order: the wanted family, `Song` (GBK, the
general standard list and all signs), `Rare` (extensions B to F), `RareA` (extension A and the rest
of the basic block). What none of them has is to be reported, never printed as a box.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal

FontName = Literal["Song", "Biao", "Hei", "Kai", "UI", "UI Bold"]
RareFontName = Literal["Rare", "RareA"]

FOLDER = Path(__file__).resolve().parent

FONT_FILES: dict[FontName, Path] = {
    "Song": FOLDER / "Song.ttf",
    "Biao": FOLDER / "Biao.ttf",
    "Hei": FOLDER / "Hei.ttf",
    "Kai": FOLDER / "Kai.ttf",
    "UI": FOLDER / "UI.ttf",
    "UI Bold": FOLDER / "UI-Bold.ttf",
}

FAMILIES: dict[FontName | RareFontName, str] = {
    "Song": "Mingce Song",
    "Biao": "Mingce Biao",
    "Hei": "Mingce Hei",
    "Kai": "Mingce Kai",
    "UI": "Mingce UI",
    "UI Bold": "Mingce UI",
    "Rare": "Mingce Rare",
    "RareA": "Mingce Rare A",
}

RARE_FONTS: tuple[RareFontName, ...] = ("Rare", "RareA")


class DamagedFontError(OSError):
    """A shipped font file is not what it was when the program was built."""


def font_path(family: FontName) -> Path:
    return FONT_FILES[family]


@cache
def rare_font_path(name: RareFontName = "Rare") -> Path:
    """The unpacked font; the first call on a machine takes about a second."""
    import hashlib
    import lzma

    wanted = checksums()[f"{name}.ttf"]
    target = _cache_folder() / f"{name}-{wanted[:12]}.ttf"
    if _sha256(target) == wanted:
        return target
    raw = lzma.decompress((FOLDER / f"{name}.ttf.xz").read_bytes())
    if hashlib.sha256(raw).hexdigest() != wanted:
        raise DamagedFontError(f"字体文件已损坏：{FOLDER / name}.ttf.xz")
    _write_at_once(target, raw)
    return target


def checksums() -> dict[str, str]:
    """File name → sha256, of the shipped files and of what the compressed ones unpack to."""
    lines = (FOLDER / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def _cache_folder() -> Path:
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("mingce", appauthor=False)) / "fonts"


def _sha256(path: Path) -> str:
    import hashlib

    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def _write_at_once(target: Path, content: bytes) -> None:
    """Another instance may read or write the same file: it sees all of it or nothing."""
    import tempfile

    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=target.stem, suffix=".tmp", dir=target.parent)
    half = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
