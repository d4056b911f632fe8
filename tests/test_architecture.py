"""The house rules of DESIGN §1, read from the source: who imports whom, and how large things are.

Every rule is a plain function from source text to complaints, so that the tests at the end can show
that it finds a violation: a rule that cannot fail guards nothing.
"""

from __future__ import annotations

import ast
import functools
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {"desktop", "exports", "forms", "resources", "tests", "main"}

# The customer fixed these; beside them only what every project has.
TOP_LEVEL = {
    *("desktop", "resources", "forms", "exports", "tests"),
    *("main.py", "pyproject.toml", "installer.spec"),
    *("README.md", "CHANGELOG.md", "LICENSE", "docs", ".ci", ".gitignore", ".gitattributes"),
}

MAX_FILE = 500
MAX_FUNCTION = 60
MAX_FUNCTION_P90 = 30


@dataclass(frozen=True)
class Layer:
    """What the modules of one folder may import of ours, and which libraries they may not see."""

    ours: tuple[str, ...]
    barred: tuple[str, ...] = ()


QT = ("PySide6", "shiboken6")
SQL = ("sqlalchemy", "alembic", "sqlite3")
NETWORK = ("httpx", "requests", "socket", "urllib.request", "http")
FILE_FORMATS = ("openpyxl", "docx", "reportlab", "xlrd", "segno", "pypdfium2", "pikepdf", "zipfile")
BASE = ("forms", "exports", "desktop.log", "desktop.paths")

# The longest prefix that fits a module is its layer.
LAYERS = {
    "forms": Layer(("forms",), (*QT, *SQL, *NETWORK, *FILE_FORMATS)),
    "resources": Layer(("resources",), (*QT, *SQL, *NETWORK)),
    "exports": Layer(("exports", "forms", "resources"), (*QT, *SQL, *NETWORK)),
    "desktop.store": Layer(("desktop.store", *BASE), (*QT, *NETWORK)),
    "desktop.imports": Layer(("desktop.imports", *BASE), (*QT, *SQL, *NETWORK)),
    "desktop.laws": Layer(("desktop.laws", "resources", *BASE), (*QT, "sqlalchemy", *NETWORK)),
    "desktop.attached": Layer(("desktop.attached", *BASE), (*QT, *SQL, *NETWORK)),
    "desktop.exchange": Layer(("desktop.exchange", *BASE), (*QT, *SQL)),
    "desktop.usecases": Layer(
        (
            "desktop.usecases",
            *("desktop.store", "desktop.imports", "desktop.laws", "desktop.exchange"),
            "desktop.attached",
            "resources",
            *BASE,
        ),
        (*QT, *SQL, *NETWORK, *FILE_FORMATS),
    ),
    # exports.progress is the handle by which a job reports and is cancelled; pypdfium2 turns a
    # finished page into a picture.
    "desktop.ui": Layer(
        (
            *("desktop.ui", "desktop.usecases", "forms", "resources", "exports.progress"),
            *("desktop.log", "desktop.paths"),
        ),
        (*SQL, *NETWORK, *(name for name in FILE_FORMATS if name != "pypdfium2")),
    ),
    "desktop.bootstrap": Layer(()),
    "desktop.app": Layer(("desktop", "exports", "forms", "resources")),
    # The command line and what only it uses: the same use cases, without a window.
    "desktop": Layer(("desktop", "exports", "forms", "resources"), QT),
    "main": Layer(("desktop",), (*SQL, *NETWORK, *FILE_FORMATS)),
}
# The one owner of the database.
ONLY_IN_STORE = ("sqlalchemy", "alembic")
QT_HOMES = ("desktop.ui", "desktop.app")


# ---------------------------------------------------------------- rules


def starts_with(module: str, prefix: str) -> bool:
    return module == prefix or module.startswith(prefix + ".")


def layer_of(module: str) -> tuple[str, Layer]:
    name = max((known for known in LAYERS if starts_with(module, known)), key=len)
    return name, LAYERS[name]


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Every statement, also inside others; expressions, which are most of a tree, are passed by."""
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        inner = getattr(tree, name, None)
        for node in inner if isinstance(inner, list) else ():
            yield node
            yield from statements(node)


@dataclass(frozen=True)
class Source:
    """What the rules ask of one source text."""

    #: Line and full name of everything imported, also inside functions and TYPE_CHECKING.
    imports: tuple[tuple[int, str], ...]
    #: Line, name and number of lines of every function.
    functions: tuple[tuple[int, str, int], ...]


@functools.cache
def look_through(source: str) -> Source:
    """Parsed once for all rules."""
    tree = ast.parse(source)
    # A call may stand in any expression: the few sources that name one are walked through wholly.
    dynamic = "import_module" in source or "__import__" in source
    nodes = list(ast.walk(tree) if dynamic else statements(tree))
    functions = (node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return Source(
        tuple(imports_among(nodes)),
        tuple(
            (node.lineno, node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
            for node in functions
        ),
    )


def imports_among(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif called := dynamic_import(node):
            yield node.lineno, called  # type: ignore[attr-defined]


def dynamic_import(node: ast.AST) -> str:
    """The name in import_module("name") or __import__("name")."""
    if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
        return ""
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return str(node.args[0].value) if name in ("import_module", "__import__") else ""


def import_complaints(module: str, source: str) -> list[str]:
    name, layer = layer_of(module)
    complaints = []
    for line, imported in look_through(source).imports:
        reason = refusal(module, layer, imported)
        if reason:
            complaints.append(f"{module}:{line} imports {imported}: {reason} ({name})")
    return complaints


def refusal(module: str, layer: Layer, imported: str) -> str:
    """Why this import is not allowed; empty if it is."""
    if imported.startswith("."):
        return "relative imports hide the layer"
    if imported.split(".")[0] in OURS:
        about_us = imported.startswith(("desktop.__version__", "desktop.APP_"))
        allowed = about_us or any(starts_with(imported, prefix) for prefix in layer.ours)
        return "" if allowed else "not a layer below"
    if any(starts_with(imported, barred) for barred in layer.barred):
        return "this library belongs to another layer"
    if imported.split(".")[0] in ONLY_IN_STORE and not starts_with(module, "desktop.store"):
        return "only desktop/store knows the database"
    if imported.split(".")[0] in QT and not any(starts_with(module, home) for home in QT_HOMES):
        return "only the window knows Qt"
    if module == "desktop.bootstrap" and imported.split(".")[0] not in sys.stdlib_module_names:
        return "bootstrap runs before anything is installed"
    return ""


def length_complaints(where: str, source: str) -> list[str]:
    lines = source.count("\n")
    complaints = [f"{where}: {lines} lines"] if lines > MAX_FILE else []
    return complaints + [
        f"{where}:{line} {name}: {length} lines"
        for line, name, length in look_through(source).functions
        if length > MAX_FUNCTION
    ]


def reading_complaints(module: str, source: str) -> list[str]:
    """`forms` reads its own data: no path but one built from the package's own place."""
    return [
        f"{module}:{node.lineno} touches files beyond its own data"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and writes_or_wanders(node)
    ]


WANDERING = {"cwd", "home", "expanduser", "getcwd", "write_text", "write_bytes", "unlink", "mkdir"}


def writes_or_wanders(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in WANDERING
    return isinstance(call.func, ast.Name) and call.func.id == "open"


# ---------------------------------------------------------------- the sources


@functools.cache
def sources() -> dict[str, str]:
    """Module name → text of everything that ships."""
    files = [ROOT / "main.py"] if (ROOT / "main.py").exists() else []
    for package in ("forms", "exports", "desktop", "resources"):
        files += sorted((ROOT / package).rglob("*.py"))
    return {module_name(path): path.read_text(encoding="utf-8") for path in files}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def shipped_functions() -> list[int]:
    return [length for text in sources().values() for _, _, length in look_through(text).functions]


# ---------------------------------------------------------------- the rules hold


def test_every_import_is_of_a_layer_below() -> None:
    complaints = [
        line for name, text in sources().items() for line in import_complaints(name, text)
    ]

    assert complaints == []


def test_forms_read_only_their_own_data() -> None:
    complaints = [
        line
        for name, text in sources().items()
        if starts_with(name, "forms")
        for line in reading_complaints(name, text)
    ]

    assert complaints == []


def test_files_and_functions_are_short() -> None:
    tests = {str(path): path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/*.py")}
    everything = {**sources(), **tests}
    complaints = [
        line for name, text in everything.items() for line in length_complaints(name, text)
    ]

    assert complaints == []


def test_nine_functions_in_ten_fit_on_half_a_screen() -> None:
    assert statistics.quantiles(shipped_functions(), n=10)[-1] <= MAX_FUNCTION_P90


def test_the_top_level_is_as_the_customer_fixed_it() -> None:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("no checkout or no git: only git can tell what belongs to the project")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout

    assert {path.split("/")[0] for path in listed.split("\0")} - {""} <= TOP_LEVEL


def test_sources_were_found() -> None:
    assert "desktop.bootstrap" in sources()
    assert shipped_functions()


# ---------------------------------------------------------------- the rules can fail


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("forms.model", "import PySide6.QtCore"),
        ("forms.model", "import sqlite3"),
        ("forms.rules.dates", "from exports.document import Document"),
        ("forms.model", "from . import loader"),
        ("exports.excel", "from desktop.store import Library"),
        ("exports.pdf.writer", "from PySide6 import QtGui"),
        ("desktop.store.library", "from desktop.usecases import compile"),
        ("desktop.imports.excel", "from sqlalchemy import select"),
        ("desktop.exchange.client", "from desktop.store import Library"),
        ("desktop.usecases.review", "import sqlalchemy"),
        ("desktop.usecases.review", "from desktop.ui.window import Window"),
        ("desktop.usecases.review", "def late() -> None:\n    import httpx\n"),
        ("desktop.ui.window", "from desktop.store import Library"),
        ("desktop.ui.window", "from exports.pdf import write"),
        ("desktop.ui.window", "import openpyxl"),
        ("desktop.ui.window", "import importlib\nimportlib.import_module('sqlalchemy.orm')"),
        ("desktop.cli", "from PySide6.QtWidgets import QApplication"),
        ("desktop.cli", "import sqlalchemy"),
        ("desktop.app", "import alembic.command"),
        ("desktop.bootstrap", "import platformdirs"),
        ("desktop.bootstrap", "import desktop.paths"),
        ("main", "from forms.loader import load"),
        ("resources", "from forms.loader import load"),
    ],
)
def test_a_wrong_import_is_found(module: str, source: str) -> None:
    assert len(import_complaints(module, source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("forms.loader", "import tomllib\nfrom forms.model import Form"),
        ("exports.excel", "import openpyxl\nfrom resources.fonts import font_path"),
        ("desktop.store.library", "import sqlalchemy.orm\nfrom forms.record import Record"),
        ("desktop.usecases.review", "from desktop.store import Library"),
        ("desktop.ui.window", "from PySide6 import QtWidgets\nfrom desktop.usecases import review"),
        ("desktop.ui.window", "from desktop import APP_NAME, __version__"),
        ("desktop.app", "from PySide6.QtWidgets import QApplication\nimport desktop.ui.window"),
        ("desktop.cli", "import typer\nfrom desktop.usecases.demo import demo"),
    ],
)
def test_a_right_import_is_left_alone(module: str, source: str) -> None:
    assert import_complaints(module, source) == []


def test_a_long_function_and_a_long_file_are_found() -> None:
    function = "def long() -> None:\n" + "    pass\n" * MAX_FUNCTION
    file = "x = 1\n" * (MAX_FILE + 1)

    assert length_complaints("here", function) == [f"here:1 long: {MAX_FUNCTION + 1} lines"]
    assert length_complaints("here", file) == [f"here: {MAX_FILE + 1} lines"]


@pytest.mark.parametrize("source", ["open('x')", "Path.home()", "path.write_text('x')"])
def test_a_form_that_wanders_is_found(source: str) -> None:
    assert reading_complaints("forms.loader", source)
    assert not reading_complaints("forms.loader", "(HERE / 'guide.toml').read_bytes()")
