"""PostgreSQL: any number of replicas on one database.

A replica has a pool for its transactions and one connection at home, which holds its duties (advisory locks that the
server frees when the connection ends) and hears the others' news (LISTEN). It must reach the server itself or through a
pooler in session mode: a pooler in transaction mode would hand the locks to a stranger.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy import NullPool, Table, event, text
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.store.backend import Duty, News

CHANNEL = "infopoint"
CONNECT_SECONDS, STATEMENT_SECONDS, ANSWER_SECONDS = 10, 20, 30
CONNECTIONS = 8
# Advisory locks with two numbers, ours being the first; a chat's lock has one number, which is another space of keys.
OURS = 0x1F0
LOCKS = {"migrate": 1, "sending": 2, "fetching": 3, "purge": 4}
# Said after connecting, as a pooler may not let them through before. A statement that hangs ends; a replica whose
# machine is gone loses its duties after half a minute instead of two hours.
SETTINGS = (
    f"SET statement_timeout = {STATEMENT_SECONDS * 1000}",
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 4",
)

TRY_DUTY = text("SELECT pg_try_advisory_lock(:ours, :lock)")
TRY_ONCE = text("SELECT pg_try_advisory_xact_lock(:ours, :lock)")
WAIT = text("SELECT pg_advisory_xact_lock(:ours, :lock)")
LOCK_CHATS = text("SELECT pg_advisory_xact_lock(k) FROM unnest(CAST(:keys AS bigint[])) AS k")
ALIVE = text("SELECT 1")
TELL = text("SELECT pg_notify(:channel, :news)")


class Postgres:
    shared = True

    def __init__(self, url: URL) -> None:
        name = {"application_name": "infopoint"}
        arguments = {"timeout": CONNECT_SECONDS, "command_timeout": ANSWER_SECONDS, "server_settings": name}
        options: dict[str, Any] = {"hide_parameters": True, "connect_args": arguments}
        self.engine = create_async_engine(url, pool_size=CONNECTIONS, max_overflow=0, **options)
        self.heard: Callable[[News], None] = lambda _: None
        self._homes = create_async_engine(url, poolclass=NullPool, **options)  # closed is closed: locks are freed
        for engine in (self.engine, self._homes):
            event.listen(engine.sync_engine, "connect", _on_connect)
        self._home: AsyncConnection | None = None
        self._alone = asyncio.Lock()  # a connection does one thing at a time
        self._duties: set[Duty] = set()

    def insert(self, table: Table) -> Insert:
        return insert(table)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        async with self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def on_duty(self, duty: Duty) -> AsyncIterator[tuple[AsyncConnection, bool] | None]:
        """On the very connection that holds the lock: when that one is lost, the transaction cannot be kept."""
        async with self._at_home() as connection:
            if duty in self._duties:
                await connection.execute(ALIVE)
                yield connection, False
            elif await connection.scalar(TRY_DUTY, {"ours": OURS, "lock": LOCKS[duty]}):
                yield connection, True
                self._duties.add(duty)  # only now: what a predecessor left has been seen to
            else:
                yield None

    @asynccontextmanager
    async def _at_home(self) -> AsyncIterator[AsyncConnection]:
        async with self._alone:
            try:
                if self._home is None:
                    self._home = await self._move_in()
                async with self._home.begin():
                    yield self._home
            except BaseException:
                await self._move_out()
                raise

    async def _move_in(self) -> AsyncConnection:
        home = await self._homes.connect()
        driver = (await home.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.add_listener(CHANNEL, self._listen)
        return home

    async def _move_out(self) -> None:
        """Whatever is wrong with it, its locks are gone with it."""
        home, self._home = self._home, None
        self._duties.clear()
        if home is not None:
            with suppress(Exception):  # it may be broken already, and nothing depends on how it ends
                await home.invalidate()
                await home.close()

    def _listen(self, _connection: object, _process: int, _channel: str, news: str) -> None:
        """Who does not send need not wake up for what leaves: the sender is another replica."""
        if news == "arrived":
            self.heard("arrived")
        elif news == "leaving" and "sending" in self._duties:
            self.heard("leaving")

    async def lock_chats(self, connection: AsyncConnection, chats: Sequence[str]) -> None:
        """A lock a chat instead of a lock on its session row: somebody new has no row yet. In order: no deadlock."""
        await connection.execute(LOCK_CHATS, {"keys": sorted({key_of(chat) for chat in chats})})

    async def only_one(self, connection: AsyncConnection, work: str) -> bool:
        return bool(await connection.scalar(TRY_ONCE, {"ours": OURS, "lock": LOCKS[work]}))

    async def tell(self, connection: AsyncConnection, news: News) -> None:
        """Delivered by the server when the transaction is kept, here too."""
        await connection.execute(TELL, {"channel": CHANNEL, "news": news})

    async def tidy(self) -> None:
        """The server vacuums by itself; what still stands in its log is sealed."""

    async def close(self) -> None:
        await self._move_out()
        await self._homes.dispose()
        await self.engine.dispose()


def _on_connect(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for setting in SETTINGS:
        cursor.execute(setting)
    cursor.close()
    connection.commit()


def key_of(chat: str) -> int:
    """A chat's lock as PostgreSQL takes it, a signed number of 64 bits. Two chats that share one only wait longer."""
    return int.from_bytes(hashlib.blake2b(chat.encode(), digest_size=8).digest(), "big", signed=True)
