"""The engine: SQLite with write-ahead log, full synchronous writes and immediate transactions, migrated at start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL survives a killed process but not a power cut
    "PRAGMA secure_delete=ON",  # a deleted row leaves no readable page behind
    "PRAGMA busy_timeout=10000",
    "PRAGMA foreign_keys=ON",
)


class StoreAwayError(ConnectionError):
    """The database does not answer (locked, full, gone). Nothing of the transaction was kept: try it again."""


@contextmanager
def away() -> Iterator[None]:
    """The database's trouble as one error that other rooms can know without knowing the database."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeoutError) as error:
        raise StoreAwayError(
            "The database of INFOPOINT_DATABASE_URL cannot be used: see that its disk is there, has room and may be "
            f"written to ({type(error).__name__})."
        ) from error


async def open_engine(url: URL) -> AsyncEngine:
    """An engine on a database that has the current schema. Makes the folder of an SQLite file."""
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _on_connect)
    event.listen(engine.sync_engine, "begin", _on_begin)
    with away():
        async with engine.begin() as connection:
            await connection.run_sync(_migrate)
    return engine


async def checkpoint(engine: AsyncEngine) -> None:
    """Empty the write-ahead log into the file. Must be outside a transaction, and alone."""
    async with engine.connect() as connection:
        raw = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await raw.exec_driver_sql("COMMIT")  # of the one that `_on_begin` opened
        await raw.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


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
