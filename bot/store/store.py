"""The store as the rest of the house sees it: steps, the two boxes, purging. One engine, one writer at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.messages import Arrival, Erase, Parcel
from bot.store import boxes, message_ids
from bot.store.clock import millis
from bot.store.database import away, checkpoint, open_engine
from bot.store.schema import inbox, journal, messages, outbox, sessions
from bot.store.step import Step
from bot.store.vault import Vault

KEEP_SESSION = timedelta(days=30)
KEEP_BOXES = timedelta(hours=48)  # Telegram repeats an update for a day, and deletes messages for two
MAX_ATTEMPTS = 3


def utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """Open it with `Store.open`, close it when done. Everything raises StoreAwayError while the database is away."""

    def __init__(self, engine: AsyncEngine, vault: Vault, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock
        self._writing = asyncio.Lock()  # SQLite has one writer; queueing here is fairer than its busy timeout
        self._arrived = asyncio.Event()
        self._leaving = asyncio.Event()
        self._under_way: dict[str, int] = {}  # chat -> its parcel that is being delivered, or was a moment ago
        self.vault = vault

    @classmethod
    async def open(cls, url: URL, secret: str, *, clock: Callable[[], datetime] = utc_now) -> Store:
        return cls(await open_engine(url), Vault(secret), clock)

    async def close(self) -> None:
        await self._engine.dispose()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        with away():
            async with self._writing, self._engine.begin() as connection:
                yield connection

    # ---------------------------------------------------------------- steps

    @asynccontextmanager
    async def step(self, chat: str, *, update_id: int | None = None) -> AsyncIterator[Step]:
        """One transaction: everything is kept when the block ends, nothing when it raises."""
        async with self._transaction() as connection:
            step = Step(
                connection,
                self.vault,
                chat,
                update_id=update_id,
                now=self._clock(),
                under_way=self._under_way.get(chat),
            )
            await step.read()
            yield step
        self._leaving.set()

    # ---------------------------------------------------------------- inbox

    async def put(self, arrivals: Sequence[Arrival]) -> None:
        async with self._transaction() as connection:
            await boxes.put(connection, self.vault, arrivals, self._clock())
        self._arrived.set()

    async def next_arrivals(self, busy: Sequence[str], limit: int) -> list[Arrival]:
        self._arrived.clear()  # before looking: what comes meanwhile ends the next wait
        async with self._transaction() as connection:
            return await boxes.next_arrivals(connection, self.vault, busy, limit=limit, now=self._clock())

    async def try_again(self, update_id: int, seconds: float) -> bool:
        """Put a failed step off; False when it has been tried often enough and must be given up."""
        async with self._transaction() as connection:
            tried = await boxes.again(connection, update_id, self._clock() + timedelta(seconds=seconds))
        asyncio.get_running_loop().call_later(seconds, self._arrived.set)
        return tried < MAX_ATTEMPTS

    async def wait_for_arrivals(self, seconds: float) -> None:
        """Return when something new may have come since the last `next_arrivals`, or after `seconds`."""
        await _wait(self._arrived, seconds)

    # ---------------------------------------------------------------- outbox (see channels.telegram.ports.Outbox)

    async def claim(self, limit: int) -> Sequence[Parcel]:
        self._leaving.clear()
        async with self._transaction() as connection:
            busy = sorted(self._under_way)
            found = await boxes.next_parcels(connection, self.vault, busy, limit=limit, now=self._clock())
        self._under_way.update((parcel.chat, parcel.id) for parcel in found)
        return found

    async def delivered(self, parcel: Parcel, shown: Sequence[int], *, rest: float = 0.0) -> None:
        async with self._transaction() as connection:
            if await boxes.remove(connection, parcel.id):  # gone: the person had everything forgotten meanwhile
                await message_ids.remember(connection, self.vault, parcel.chat, shown, now=self._clock())
            if isinstance(parcel.task, Erase):
                await message_ids.erased(connection, self.vault, parcel.chat, parcel.task.message_ids)
        if rest > 0:
            asyncio.get_running_loop().call_later(rest, self._release, parcel.chat)
        else:
            self._release(parcel.chat)

    async def postpone(self, parcel: Parcel, seconds: float) -> None:
        async with self._transaction() as connection:
            await boxes.put_off(connection, parcel.id, self._clock() + timedelta(seconds=seconds))
        self._release(parcel.chat)
        asyncio.get_running_loop().call_later(seconds, self._leaving.set)

    async def drop(self, parcel: Parcel) -> None:
        async with self._transaction() as connection:
            await boxes.remove(connection, parcel.id)
        self._release(parcel.chat)

    async def abandon(self, parcel: Parcel) -> None:
        async with self._transaction() as connection:
            await boxes.abandon(connection, parcel.chat, self._clock())
        self._release(parcel.chat)

    def _release(self, chat: str) -> None:
        self._under_way.pop(chat, None)
        self._leaving.set()

    async def wait(self, seconds: float) -> None:
        """Return when something new may be there to leave since the last `claim`, or after `seconds`."""
        await _wait(self._leaving, seconds)

    def wake(self) -> None:
        """Let both waits return now."""
        self._arrived.set()
        self._leaving.set()

    # ---------------------------------------------------------------- housekeeping and figures

    async def purge(self) -> None:
        """Drop what is older than it may be, and truncate the write-ahead log, where wiped rows still stand."""
        now = self._clock()
        async with self._transaction() as connection:
            old = millis(now - KEEP_SESSION)
            await connection.execute(sessions.delete().where(sessions.c.updated_at < old))
            short = millis(now - KEEP_BOXES)
            await connection.execute(messages.delete().where(messages.c.at < short))
            await connection.execute(outbox.delete().where(outbox.c.written_at < short))
            await connection.execute(inbox.delete().where(inbox.c.arrived_at < short, inbox.c.state != boxes.WAITING))
        async with self._writing:
            with away():
                await checkpoint(self._engine)

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


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
