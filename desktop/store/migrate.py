"""Which version a file has, and the steps to the newest one.

Alembic takes 0.3 s to import, so the version is read with plain SQL and Alembic is only called when
a step is due. A new file takes the same steps as an old one.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from desktop.store.backup import copy_library
from desktop.store.engine import Access, Database
from desktop.store.errors import LibraryError, not_a_library, translating
from desktop.store.identity import APPLICATION_ID, HEAD

STEPS = Path(__file__).with_name("migrations")


def version_of(connection: sqlite3.Connection, path: Path) -> str:
    """The version of the file: "" when it is empty; ``LibraryError`` when it is not ours."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if application != APPLICATION_ID:
        # An interrupted very first step may have left Alembic's empty table.
        if application == 0 and tables <= {"alembic_version", "sqlite_autoindex_alembic_version_1"}:
            return ""
        raise not_a_library(path)
    return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def refuse_newer(version: str, path: Path, head: str = HEAD) -> None:
    """`LibraryError` for a file that a newer program wrote."""
    if version > head:
        raise LibraryError(
            f"“{path}”由更新版本的明册建立（文件版本{version}，本程序到{head}）。"
            "请升级明册后再打开。"
        )


def bring_up_to_date(database: Database, head: str = HEAD, steps: Path = STEPS) -> None:
    """Run the steps that are due, after a backup when the file already holds data.

    ``LibraryError`` when the file is newer than this program, or old and not writable.
    """
    with database.driver() as connection:
        version = version_of(connection, database.path)
    if version == head:
        return
    refuse_newer(version, database.path, head)
    if database.read_only:
        raise LibraryError(
            f"“{database.path}”是旧版本的工作库，须升级后才能打开，但现在只能读取。"
            "请把它复制到本机可写的文件夹后再打开。"
        )
    if version:
        copy_library(database, database.path.with_name(f"{database.path.name}.升级前-{version}"))
    _run_steps(database, head, steps)


def _run_steps(database: Database, head: str, steps: Path) -> None:
    from alembic import command
    from alembic.config import Config

    # A connection of its own: tables can only be rebuilt with foreign keys off, and that cannot be
    # switched inside a transaction.
    stepper = Database(database.path, Access.WRITE)
    config = Config()
    config.set_main_option("script_location", str(steps).replace("%", "%%"))
    try:
        with translating(database.path), stepper.write_engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA foreign_keys = OFF")
            config.attributes["connection"] = connection
            command.upgrade(config, head)
    finally:
        stepper.close()
