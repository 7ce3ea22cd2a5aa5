"""The engine: SQLite with write-ahead log, full synchronous writes and immediate transactions, migrated at start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL survives a killed process but not a power cut
    "PRAGMA secure_delete=ON",  # a deleted row leaves no readable page behind
    "PRAGMA busy_timeout=10000",
    "PRAGMA foreign_keys=ON",
)


async def open_engine(url: URL) -> AsyncEngine:
    """An engine on a database that has the current schema. Makes the folder of an SQLite file."""
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url)
    event.listen(engine.sync_engine, "connect", _on_connect)
    event.listen(engine.sync_engine, "begin", _on_begin)
    async with engine.begin() as connection:
        await connection.run_sync(_migrate)
    return engine


def _on_connect(connection: Any, _record: object) -> None:
    # The driver's own transactions would begin too late, at the first write: two readers could then both want to write.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
