"""Opening a database: which of the two it is, the schema brought up to date, its trouble as one error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.store.backend import Backend
from bot.store.postgres import LOCKS, OURS, WAIT, Postgres
from bot.store.sqlite import Sqlite

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
OUR_FAULT = (IntegrityError, DataError)  # the statement is wrong, not the database: trying again is of no use


class StoreAwayError(ConnectionError):
    """The database does not answer (locked, full, gone). Nothing of the transaction was kept: try it again."""


@contextmanager
def away() -> Iterator[None]:
    """The database's trouble as one error that other rooms can know without knowing the database."""
    try:
        yield
    except StoreAwayError:
        raise
    except OUR_FAULT:
        raise
    except (DBAPIError, PoolTimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise StoreAwayError(
            "The database of INFOPOINT_DATABASE_URL cannot be used: see that it is there, lets Infopoint in, has room "
            f"and may be written to ({_name(error)})."
        ) from error


def _name(error: BaseException) -> str:
    """The driver's own name for the trouble; never its words, which may quote an address or a value."""
    while error.__cause__ is not None:
        error = error.__cause__
    return type(error).__name__


async def open_backend(url: URL) -> Backend:
    """A database that has the current schema. Raises StoreAwayError."""
    backend: Backend = Postgres(url) if url.get_backend_name() == "postgresql" else Sqlite(url)
    try:
        with away():
            async with backend.engine.begin() as connection:
                if backend.shared:  # replicas that start together migrate one after the other
                    await connection.execute(WAIT, {"ours": OURS, "lock": LOCKS["migrate"]})
                await connection.run_sync(_migrate)
    except BaseException:
        await backend.close()
        raise
    return backend


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreAwayError(
            "The database of INFOPOINT_DATABASE_URL was written by a newer Infopoint: start that version, or restore "
            "the backup that was made before the upgrade."
        ) from error
