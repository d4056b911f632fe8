"""What the program is made of: versions and licences, without a window."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from desktop import APP_NAME, __version__
from desktop.store.sqlite import sqlite_version
from resources.fonts import FOLDER

#: What pyproject.toml names; what these need in turn is found by itself.
_DIRECT = (
    "pyside6-essentials", "sqlalchemy", "alembic", "python-docx", "openpyxl", "xlrd",
    "isal", "orjson", "keyring", "cryptography", "typer", "rich", "python-stdnum", "pypinyin",
    "platformdirs", "segno", "pypdfium2", "chinesecalendar",
)  # fmt: skip
#: Bundled font → file of its licence, name of the font that it was cut from.
_FONTS = (
    ("界面、黑体", "NotoSansSC", "Noto Sans SC"),
    ("宋体、标题", "NotoSerifSC", "Noto Serif SC"),
    ("楷体", "LXGWWenKai", "LXGW WenKai"),
    ("生僻字", "Hanazono", "Hanazono Mincho"),
)
#: What the log may be narrowed to, and its word.
LEVELS = {"": "全部", "WARNING": "警告和错误", "ERROR": "只看错误"}
_ORDER = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
#: As desktop.log writes an entry: date, time, level.
_ENTRY = re.compile(r"\d{4}-\d\d-\d\d \S+ (DEBUG|INFO|WARNING|ERROR|CRITICAL) ")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LICENCE_FILE = re.compile(r"(?i)(licen[cs]e|copying)[^/]*$")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Part:
    """Something the program ships with; ``text`` is the licence where it is at hand."""

    name: str
    version: str
    licence: str
    text: str = ""


def versions() -> list[tuple[str, str]]:
    """The program and what it runs on; Qt's version is the window's to add."""
    return [
        ("明册", __version__),
        ("Python", platform.python_version()),
        ("SQLite", sqlite_version()),
        ("系统", f"{platform.system()} {platform.release()} {platform.machine()}"),
    ]


def libraries() -> list[Part]:
    """The Python libraries that are installed, with their licences, by name."""
    found: dict[str, Part] = {}
    waiting = list(_DIRECT)
    while waiting:
        key = _normal(waiting.pop())
        if key in found:
            continue
        try:
            distribution = metadata.distribution(key)
        except metadata.PackageNotFoundError:
            continue
        found[key] = _part(distribution)
        waiting += _needs(distribution)
    return sorted(found.values(), key=lambda part: part.name.lower())


def program() -> Part:
    """The program itself, with its licence where that lies beside it."""
    path = Path(__file__).resolve().parents[2] / "LICENSE"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return Part(APP_NAME, __version__, "MIT", text)


def fonts() -> list[Part]:
    """The bundled fonts with the whole text of their licences."""
    parts = []
    for use, file, source in _FONTS:
        path = FOLDER / "LICENSES" / f"{file}.txt"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        parts.append(Part(use, source, "SIL OFL 1.1" if "Open Font" in text else "见全文", text))
    return parts


def log_lines(path: Path, most: int = 200, level: str = "") -> list[str]:
    """The last lines of the log; none when nothing was logged yet.

    ``level`` (a key of `LEVELS`) leaves out entries that weigh less; the lines of a traceback
    belong to the entry above them.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        return []
    wanted = _ORDER[_ORDER.index(level) :] if level in _ORDER else _ORDER
    kept, taking = [], level not in _ORDER
    for line in lines:
        entry = _ENTRY.match(line)
        if entry is not None and level in _ORDER:
            taking = entry[1] in wanted
        if taking:
            kept.append(line)
    return kept[-most:]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _needs(distribution: metadata.Distribution) -> Iterator[str]:
    for line in distribution.requires or ():
        match = _NAME.match(line)
        if match and "extra ==" not in line:
            yield match[0]


def _part(distribution: metadata.Distribution) -> Part:
    about = distribution.metadata
    files = [
        Path(str(file.locate()))
        for file in distribution.files or ()
        if _LICENCE_FILE.search(str(file))
    ]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in files if path.is_file()]
    return Part(about["Name"], distribution.version, _licence(about), "\n\n".join(texts))


def _licence(about: metadata.PackageMetadata) -> str:
    """SPDX where the library names it, else its classifiers, else its own short words."""
    expression = about.get_all("License-Expression")
    if expression:
        return str(expression[0])
    named = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier") or ()
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    said = "\n".join(about.get_all("License") or ()).strip().splitlines()
    if named:
        return "、".join(dict.fromkeys(named))
    return said[0] if said and len(said[0]) <= _LONGEST else "见全文"
