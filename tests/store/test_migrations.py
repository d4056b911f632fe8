"""Every step of the library file: atomic, tested on a file of the version before it."""

from __future__ import annotations

import ast
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy.dialects import sqlite as dialect

from desktop.store import (
    Adoption,
    FieldsLocked,
    Library,
    LibraryError,
    ListQuery,
    Standing,
    UploadEntry,
    identity,
    migrate,
    schema,
)
from desktop.store.engine import Access, Database
from desktop.store.migrate import STEPS, bring_up_to_date
from tests.store.helpers import CATALOGUE, Clock

FILES = Path(__file__).with_name("files")
VERSIONS = sorted((STEPS / "versions").glob("*.py"))
OLD = "11111111-1111-4111-8111-111111111111"


def old_file(version: str, folder: Path) -> Path:
    """A library file as the program of that version left it."""
    path = folder / f"{version}.mingce"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((FILES / f"{version}.sql").read_text(encoding="utf-8"))
    return path


def structure(path: Path) -> dict[str, str]:
    """Everything the file defines, white space aside."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL")
        return {name: " ".join(sql.split()) for name, sql in rows}


def test_each_step_has_a_test_and_a_frozen_file_of_the_version_before() -> None:
    numbers = [path.name[:4] for path in VERSIONS]
    assert numbers == [f"{number:04d}" for number in range(1, len(VERSIONS) + 1)]
    assert numbers[-1] == identity.HEAD
    for before, step in pairwise(numbers):
        assert (FILES / f"{before}.sql").exists(), f"no frozen file of version {before}"
        assert f"test_step_{step}" in " ".join(globals()), f"no test of step {step}"


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_steps_import_nothing_of_ours(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else
                     [alias.name for alias in node.names])
    }  # fmt: skip
    assert imported <= {"alembic", "sqlalchemy", "json"}


def test_step_0002_makes_old_records_searchable(tmp_path: Path) -> None:
    path = old_file("0001", tmp_path)
    with Library.open(path, catalogue=CATALOGUE, clock=Clock()) as library:
        assert [item.uuid for item in library.search("行许")] == [OLD]
        assert [item.uuid for item in library.search("yhxk")] == [OLD]
        assert library.setting("profile") == "c0109"
        assert library.verify() == []
    kept = path.with_name(f"{path.name}.升级前-0001")
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert connection.execute("SELECT count(*) FROM records").fetchone() == (1,)


def test_step_0003_lets_old_records_be_judged(tmp_path: Path) -> None:
    with Library.open(old_file("0002", tmp_path), catalogue=CATALOGUE, clock=Clock()) as library:
        query = ListQuery(judged_by="judge")
        assert library.standing_facet(query)["unchecked"] == 1
        assert [item.uuid for item in library.search("yhxk")] == [OLD]
        hash_now = library.summary(OLD).content_hash
        library.keep_standings([Standing(OLD, hash_now, "judge", blocking=2)])
        assert library.standing_facet(query)["blocking"] == 1
        assert library.verify() == []


def test_step_0004_begins_with_nothing_sent(tmp_path: Path) -> None:
    with Library.open(old_file("0003", tmp_path), catalogue=CATALOGUE, clock=Clock()) as library:
        assert (library.sent(), library.acknowledged(), library.receipts()) == (set(), set(), [])
        record = library.get(OLD)
        library.note_dispatch("a" * 64, [record])
        assert library.sent() == {(OLD, library.versions([record])[OLD].vid)}
        assert library.verify() == []


def test_step_0005_keeps_what_was_read_in_old_attachments(tmp_path: Path) -> None:
    with Library.open(old_file("0004", tmp_path), catalogue=CATALOGUE, clock=Clock()) as library:
        sha256 = library.attach("样表".encode(), "样表.txt")["sha256"]
        assert library.file_text(sha256, 1) is None
        library.keep_file_text(sha256, 1, b"read")
        library.keep_file_text(sha256, 2, b"read better")
        assert library.file_text(sha256, 1) is None
        assert library.file_text(sha256, 2) == b"read better"
        library.keep_file_text("0" * 64, 2, b"of a file that is gone")
        assert library.file_text("0" * 64, 2) is None
        assert library.verify() == []


def test_step_0006_begins_with_nothing_on_its_way(tmp_path: Path) -> None:
    with Library.open(old_file("0005", tmp_path), catalogue=CATALOGUE, clock=Clock()) as library:
        assert library.uploads() == []
        entry = UploadEntry("https://portal.example", "a" * 64, "b" * 64, "包.zip", 7, "waiting")
        library.keep_upload(entry)
        assert [item.path for item in library.uploads()] == ["包.zip"]
        assert [item.uuid for item in library.search("yhxk")] == [OLD]
        assert library.verify() == []


def test_step_0009_keeps_what_was_judged_without_a_score(tmp_path: Path) -> None:
    path = old_file("0008", tmp_path)
    judged = "INSERT INTO standings VALUES (1, 'judge', '2026-11-23T08:00:00.000Z', 2, 0, 0, 0)"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(judged)
        connection.commit()
    with Library.open(path, catalogue=CATALOGUE, clock=Clock()) as library:
        number = library.number(OLD)
        (line,) = library.lines([number], "judge")
        assert line.standing is not None
        assert (line.standing.blocking, line.standing.score) == (2, None)
        again = Standing(OLD, line.summary.content_hash, "judge", blocking=1, score=71.5)
        library.keep_standings([again])
        assert library.lines([number], "judge")[0].standing == again
        assert library.verify() == []


@pytest.mark.parametrize("version", [path.name[:4] for path in VERSIONS[:-1]])
def test_an_old_file_becomes_exactly_like_a_new_one(
    version: str, tmp_path: Path, template: Path
) -> None:
    path = old_file(version, tmp_path)
    Library.open(path, catalogue=CATALOGUE).close()
    assert structure(path) == structure(template)


def test_the_tables_of_the_code_are_those_of_the_file(template: Path) -> None:
    with closing(sqlite3.connect(template)) as connection:
        for table in schema.metadata.tables.values():
            rows = connection.execute(f"PRAGMA table_info({table.name})").fetchall()
            in_file = [(name, kind, bool(null), bool(key)) for _, name, kind, null, _, key in rows]
            in_code = [
                (column.name, column.type.compile(dialect.dialect()), not column.nullable,
                 column.primary_key)
                for column in table.columns
            ]  # fmt: skip
            assert in_file == in_code, table.name
            indexes = {
                row[1] for row in connection.execute(f"PRAGMA index_list({table.name})")
                if not row[1].startswith("sqlite_")
            }  # fmt: skip
            assert indexes == {index.name for index in table.indexes}, table.name


def failing_steps(folder: Path, number: str, before: str | None) -> Path:
    """The real steps, and one that changes the file and then fails."""
    steps = folder / "migrations"
    shutil.copytree(STEPS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    if before is None:
        shutil.rmtree(steps / "versions")
        (steps / "versions").mkdir()
    (steps / "versions" / f"{number}_bad.py").write_text(
        "from alembic import op\n"
        f"revision = {number!r}\ndown_revision = {before!r}\n"
        "def upgrade():\n"
        "    op.execute('CREATE TABLE half_done (x)')\n"
        "    raise RuntimeError('step failed')\n"
    )
    return steps


def test_a_failing_step_leaves_the_file_and_its_version_as_they_were(
    path: Path, tmp_path: Path
) -> None:
    before = structure(path)
    following = f"{int(identity.HEAD) + 1:04d}"
    steps = failing_steps(tmp_path, following, identity.HEAD)
    database = Database(path, Access.WRITE)
    with pytest.raises(RuntimeError, match="step failed"):
        bring_up_to_date(database, following, steps)
    with database.driver() as connection:
        assert migrate.version_of(connection, path) == identity.HEAD
    database.close()
    assert structure(path) == before
    Library.open(path, catalogue=CATALOGUE).close()


def test_a_failing_first_step_leaves_a_file_that_can_be_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "new.mingce"
    database = Database(path, Access.WRITE)
    with pytest.raises(RuntimeError, match="step failed"):
        bring_up_to_date(database, "0001", failing_steps(tmp_path, "0001", None))
    database.close()
    assert "half_done" not in structure(path)
    with Library.open(path, catalogue=CATALOGUE) as library:
        assert library.count() == 0


def test_a_step_that_leaves_dangling_references_is_rolled_back(path: Path, tmp_path: Path) -> None:
    following = f"{int(identity.HEAD) + 1:04d}"
    steps = failing_steps(tmp_path, following, identity.HEAD)
    step = steps / "versions" / f"{following}_bad.py"
    text = step.read_text().replace("CREATE TABLE half_done (x)", "INSERT INTO bodies (id, body) "
                                    'VALUES (7, "{}")')  # fmt: skip
    step.write_text(text.replace("raise RuntimeError('step failed')", "pass"))
    database = Database(path, Access.WRITE)
    with pytest.raises(RuntimeError, match="dangling references"):
        bring_up_to_date(database, following, steps)
    database.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM bodies").fetchone() == (0,)


def test_an_old_file_that_is_only_to_be_read_is_refused(tmp_path: Path) -> None:
    path = old_file("0001", tmp_path)
    with pytest.raises(LibraryError, match="旧版本"):
        Library.open(path, read_only=True, catalogue=CATALOGUE)


def test_opening_a_current_file_imports_neither_alembic_nor_pinyin(path: Path) -> None:
    code = (
        "import sys\n"
        "from desktop.store import Library\n"
        "from tests.store.helpers import CATALOGUE\n"
        "library = Library.open(sys.argv[1], catalogue=CATALOGUE)\n"
        "library.counts(), library.summaries(), library.close()\n"
        "print([name for name in ('alembic', 'mako', 'pypinyin') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=Path(__file__).parents[2],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_step_0008_begins_with_nothing_adopted(tmp_path: Path) -> None:
    with Library.open(old_file("0007", tmp_path), catalogue=CATALOGUE, clock=Clock()) as library:
        assert (library.upper_sources(), library.adoption(OLD)) == ([], None)
        library.adopt([], [Adoption(OLD, "portal", "item", "hash", {}, ("name",))])
        with pytest.raises(FieldsLocked):
            library.save(library.get(OLD).with_values(name="别的名称"))
        assert [item.uuid for item in library.search("yhxk")] == [OLD]
        assert library.verify() == []


def test_step_0007_tells_what_finished_records_came_from(tmp_path: Path) -> None:
    finished = OLD.replace("1", "2")
    with Library.open(old_file("0006", tmp_path), catalogue=CATALOGUE, clock=Clock()) as library:
        assert library.verify() == []
        one, two = library.revisions(finished)
        record = library.get(finished)
        assert library.versions([record])[finished].ancestors == (one.vid,)
        known = library.known_versions([finished])
        assert known[one.vid].side.values == {"name": "渡口", "code": "A2"}
        assert known[two.vid].ancestors == {one.vid}
        draft = library.new_version(finished).with_values(name="渡口设立许可")
        assert library.versions([draft])[finished].parents == (two.vid,)
        assert library.held([OLD])[OLD].version.ancestors == ()
