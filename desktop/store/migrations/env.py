"""Runs the due steps on the connection that desktop/store/migrate.py hands over."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection


def _foreign_keys_hold(*_: Any, **given: Any) -> None:
    """Steps run with foreign keys off (tables are rebuilt); nothing may dangle afterwards."""
    broken = given["ctx"].connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"migration left dangling references: {broken[:3]}")


def _run() -> None:
    connection: Connection = context.config.attributes["connection"]
    # SQLite can roll back DDL; Alembic does not trust it unless told. With one transaction per
    # step, a step and its version number are written together or not at all.
    context.configure(
        connection=connection,
        transactional_ddl=True,
        transaction_per_migration=True,
        on_version_apply=_foreign_keys_hold,
    )
    with context.begin_transaction():
        context.run_migrations()


_run()
