"""The store as the rest of the house sees it: steps, the two boxes, purging. One engine, one writer at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.messages import Arrival, Parcel
from bot.store import boxes
from bot.store.database import open_engine
from bot.store.schema import inbox, journal, messages, outbox, sessions
from bot.store.step import Step
from bot.store.vault import Vault

KEEP_SESSION = timedelta(days=30)
KEEP_IDS = timedelta(hours=48)
MAX_ATTEMPTS = 3


def utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """Open it with `Store.open`, close it when done. Raises what the database raises: callers know what that means."""

    def __init__(self, engine: AsyncEngine, vault: Vault, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock
        self._writing = asyncio.Lock()  # SQLite has one writer; queueing here is fairer than its busy timeout
        self._news = asyncio.Event()
        self._handed_out: set[str] = set()  # chats with a parcel under way
        self.vault = vault

    @classmethod
    async def open(cls, url: URL, secret: str, *, clock: Callable[[], datetime] = utc_now) -> Store:
        return cls(await open_engine(url), Vault(secret), clock)

    async def close(self) -> None:
        await self._engine.dispose()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        async with self._writing, self._engine.begin() as connection:
            yield connection

    # ---------------------------------------------------------------- steps

    @asynccontextmanager
    async def step(self, chat: str, *, update_id: int | None = None) -> AsyncIterator[Step]:
        """One transaction: everything is kept when the block ends, nothing when it raises."""
        async with self._transaction() as connection:
            step = Step(connection, self.vault, chat, update_id=update_id, now=self._clock())
            await step.read()
            yield step
        self._news.set()

    # ---------------------------------------------------------------- inbox

    async def put(self, arrivals: Sequence[Arrival]) -> None:
        async with self._transaction() as connection:
            await boxes.put(connection, self.vault, arrivals, self._clock())
        self._news.set()

    async def next_arrivals(self, busy: Sequence[str], limit: int) -> list[Arrival]:
        async with self._transaction() as connection:
            return await boxes.next_arrivals(connection, self.vault, busy, limit, self._clock())

    async def try_again(self, update_id: int, seconds: float) -> bool:
        """Put a failed step off; False when it has been tried often enough and must be given up."""
        async with self._transaction() as connection:
            tried = await boxes.again(connection, update_id, self._clock() + timedelta(seconds=seconds))
        return tried < MAX_ATTEMPTS

    # ---------------------------------------------------------------- outbox (see channels.telegram.ports.Outbox)

    async def claim(self, limit: int) -> Sequence[Parcel]:
        async with self._transaction() as connection:
            found = await boxes.next_parcels(connection, self.vault, sorted(self._handed_out), limit, self._clock())
        self._handed_out.update(parcel.chat for parcel in found)
        return found

    async def delivered(self, parcel: Parcel, message_ids: Sequence[int]) -> None:
        now = self._clock()
        async with self._transaction() as connection:
            await boxes.remove(connection, parcel.id)
            await boxes.remember(connection, self.vault, parcel.chat, message_ids, now)
        self._release(parcel)

    async def postpone(self, parcel: Parcel, seconds: float) -> None:
        async with self._transaction() as connection:
            await boxes.put_off(connection, parcel.id, self._clock() + timedelta(seconds=seconds))
        self._release(parcel)

    async def drop(self, parcel: Parcel, reason: str) -> None:
        """`reason` is for the caller's log; the row is gone."""
        async with self._transaction() as connection:
            await boxes.remove(connection, parcel.id)
        self._release(parcel)

    def _release(self, parcel: Parcel) -> None:
        self._handed_out.discard(parcel.chat)
        self._news.set()

    async def wait(self, seconds: float) -> None:
        """Return when something new may be there, or after `seconds`."""
        self._news.clear()
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return

    # ---------------------------------------------------------------- housekeeping and figures

    async def purge(self) -> None:
        """Drop what is older than it may be, and truncate the write-ahead log, where wiped rows still stand."""
        now = self._clock()
        async with self._transaction() as connection:
            old = boxes.millis(now - KEEP_SESSION)
            await connection.execute(sessions.delete().where(sessions.c.updated_at < old))
            short = boxes.millis(now - KEEP_IDS)
            await connection.execute(messages.delete().where(messages.c.at < short))
            await connection.execute(inbox.delete().where(inbox.c.arrived_at < short, inbox.c.state != boxes.WAITING))
        async with self._writing, self._engine.connect() as connection:
            raw = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await raw.exec_driver_sql("COMMIT")
            await raw.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def waiting(self) -> tuple[int, int]:
        """How many updates wait to be answered, and how many replies to be delivered."""
        async with self._transaction() as connection:
            arrived = await connection.scalar(
                select(func.count()).select_from(inbox).where(inbox.c.state == boxes.WAITING)
            )
            leaving = await connection.scalar(select(func.count()).select_from(outbox))
        return int(arrived or 0), int(leaving or 0)

    async def counts(self) -> list[tuple[str, str, str, str, str, int]]:
        """The journal: (day, name, intent, language, detail, n)."""
        async with self._transaction() as connection:
            found = await connection.execute(select(journal).order_by(*journal.primary_key.columns))
            return [(row.day, row.name, row.intent, row.language, row.detail, row.n) for row in found]
