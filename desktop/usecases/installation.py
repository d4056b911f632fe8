"""Whether the program's own files are all there (程序文件): what `selftest` looks at beside the library.

A folder build can lose any file that is found by name at run time, and a virus scanner may take one
away later. Each look is a use of the real thing, not a list of names.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from desktop.store import Library
from forms.loader import load_catalogue
from resources import SAMPLE_FILES, TRANSLATIONS
from resources.fonts import FOLDER, FONT_FILES, RARE_FONTS, checksums

_AGAIN = "请重新安装明册。"
#: Where each operating system keeps secrets: keyring's entry points, found by name at run time.
_KEYRINGS = {"SecretService", "Windows", "macOS"}


def looks() -> Mapping[str, Callable[[], list[str]]]:
    """Title → look; a look returns what is wrong, in sentences."""
    return {
        "字体": font_problems,
        "表单和规则": definition_problems,
        "升级步骤": migration_problems,
        "示例": sample_problems,
        "译文": translation_problems,
        "密钥库": keyring_problems,
    }


def font_problems() -> list[str]:
    """Fonts that are missing or not byte by byte as they were built."""
    wanted = checksums()
    found = [
        f"字体文件“{path.name}”缺失或者已损坏。{_AGAIN}"
        for path in FONT_FILES.values()
        if _sha256(path) != wanted[path.name]
    ]
    for name in RARE_FONTS:
        packed = FOLDER / f"{name}.ttf.xz"
        if _unpacked_sha256(packed) != wanted[f"{name}.ttf"]:
            found.append(f"字体文件“{packed.name}”缺失或者已损坏。{_AGAIN}")
    return found


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _unpacked_sha256(path: Path) -> str:
    try:
        return hashlib.sha256(lzma.decompress(path.read_bytes())).hexdigest()
    except (OSError, lzma.LZMAError):
        return ""


def definition_problems() -> list[str]:
    """Forms that cannot be read or are missing; rules whose text or function is missing."""
    import forms.check  # noqa: F401 - imports every rule module, which binds its functions
    from forms.rules import registry

    try:
        catalogue = load_catalogue()
    except (OSError, ValueError) as error:
        return [f"表单定义读不出来：{error}{_AGAIN}"]
    # The sample has a file for each kind that cannot be missing.
    missing = sorted({path.stem for path in SAMPLE_FILES} - set(catalogue.forms))
    found = [f"表单定义“{kind}”缺失。{_AGAIN}" for kind in missing]
    if not catalogue.profiles:
        found.append(f"门户规范缺失。{_AGAIN}")
    if not registry.functions() or not registry.texts():
        found.append(f"检查规则缺失。{_AGAIN}")
    return found


def migration_problems() -> list[str]:
    """A new library takes every step that an old one would."""
    with tempfile.TemporaryDirectory(prefix="mingce-") as folder:
        try:
            with Library.open(Path(folder) / "新.mingce", catalogue=load_catalogue()) as library:
                return library.verify()
        except Exception as error:  # noqa: BLE001 - whatever a missing step raises is the finding
            return [f"不能建立或者升级工作库：{error}　{_AGAIN}"]


def sample_problems() -> list[str]:
    """The sample agency can be read."""
    from desktop.imports import read_file

    if not SAMPLE_FILES:
        return [f"示例单位缺失。{_AGAIN}"]
    found = []
    for path in SAMPLE_FILES:
        try:
            read = read_file(path, load_catalogue()).records
        except (OSError, ValueError) as error:
            found.append(f"示例“{path.name}”读不出来：{error}　{_AGAIN}")
            continue
        if not read:
            found.append(f"示例“{path.name}”是空的。{_AGAIN}")
    return found


def translation_problems() -> list[str]:
    """Words of the window in its other languages that cannot be read."""
    found = []
    files = sorted(TRANSLATIONS.rglob("*.json"))
    for path in files:
        try:
            json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found.append(f"译文“{path.parent.name}/{path.name}”已损坏。{_AGAIN}")
    return found if files else [f"译文缺失。{_AGAIN}"]


def keyring_problems() -> list[str]:
    """The interfaces to the systems' keyrings are there; whether this system has one is its affair."""
    from importlib.metadata import entry_points

    found = {entry.name for entry in entry_points(group="keyring.backends")}
    broken = [name for name in sorted(_KEYRINGS) if name not in found or not _loads(name)]
    return [f"密钥库接口“{name}”缺失。{_AGAIN}" for name in broken]


def _loads(name: str) -> bool:
    from importlib import import_module

    try:
        import_module(f"keyring.backends.{name}")
    except ImportError:
        return False
    return True
