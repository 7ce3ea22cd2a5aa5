"""SQLite: one file, one process, one writer at a time; write-ahead log, full synchronous, immediate transactions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, event
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.store.backend import Duty, News

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL survives a killed process but not a power cut
    "PRAGMA secure_delete=ON",  # a deleted row leaves no readable page behind
    "PRAGMA busy_timeout=10000",
    "PRAGMA foreign_keys=ON",
)


class Sqlite:
    shared = False

    def __init__(self, url: URL) -> None:
        """Makes the folder of the file."""
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        # Transactions are always ended here; the pool's own rollback would be one way to the driver's thread more.
        self.engine = create_async_engine(url, hide_parameters=True, pool_reset_on_return=None)
        self.heard: Callable[[News], None] = lambda _: None
        self._writing = asyncio.Lock()  # queueing here is fairer than SQLite's busy timeout
        self._begun: set[Duty] = set()
        event.listen(self.engine.sync_engine, "connect", _on_connect)
        event.listen(self.engine.sync_engine, "begin", _on_begin)

    def insert(self, table: Table) -> Insert:
        return insert(table)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        async with self._writing, self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def on_duty(self, duty: Duty) -> AsyncIterator[tuple[AsyncConnection, bool] | None]:
        """Always ours. At the first time a former process may have left things undone."""
        async with self.transaction() as connection:
            yield connection, duty not in self._begun
        self._begun.add(duty)

    async def lock_chats(self, connection: AsyncConnection, chats: Sequence[str]) -> None:
        """The one writer is alone already."""

    async def only_one(self, connection: AsyncConnection, work: str) -> bool:
        return True

    async def tell(self, connection: AsyncConnection, news: News) -> None:
        """There is nobody else to tell."""

    async def tidy(self) -> None:
        """Empty the write-ahead log, where wiped rows still stand, into the file."""
        async with self._writing, self.engine.connect() as connection:
            raw = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await raw.exec_driver_sql("COMMIT")  # of the one that `_on_begin` opened
            await raw.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        await self.engine.dispose()


def _on_connect(connection: Any, _record: object) -> None:
    # The driver's own transactions would begin too late, at the first write: two readers could then both want to write.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
