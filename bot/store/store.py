"""The store as the rest of the house sees it: steps, the two boxes, purging; on SQLite or PostgreSQL.

What many callers do at the same time (keep an update, take a step, write down a delivery) shares transactions.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import Arrival, Erase, Parcel, Send
from bot.store import inbox, message_ids, outbox, questions
from bot.store.backend import Backend, Duty, News, Transaction
from bot.store.clock import SetBack, millis
from bot.store.combine import Combined
from bot.store.database import away, open_backend
from bot.store.figures import Figures
from bot.store.schema import sessions
from bot.store.step import Step, read, write
from bot.store.vault import Vault

KEEP_SESSION = timedelta(days=30)
KEEP_QUESTIONS = timedelta(days=30)  # or as the operator has it
KEEP_BOXES = timedelta(hours=48)  # Telegram repeats an update for a day, and deletes messages for two
MAX_ATTEMPTS = 3
TOGETHER = 48  # steps in one transaction: more would make the first ones wait


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    step: Step
    decide: Callable[[Step], None]


class Store(Figures):
    """Open it with `Store.open`, close it when done. Everything raises StoreAwayError while the database is away."""

    def __init__(self, backend: Backend, vault: Vault, clock: Callable[[], datetime] = utc_now) -> None:
        self._backend = backend
        self._clock = clock
        self._set_back = SetBack(clock)
        self._arrived = asyncio.Event()
        self._leaving = asyncio.Event()
        self._under_way: dict[str, int] = {}  # chat -> its parcel that is being delivered, or was a moment ago
        self._steps = Combined(self._take_all, lambda job: job.step.chat, most=TOGETHER)
        self._puts = Combined(self._put_all, id)
        self._deliveries = Combined(self._delivered_all, lambda one: one[0].id)
        self.vault = vault
        self.keep_questions = KEEP_QUESTIONS
        backend.heard = self._heard

    @classmethod
    async def open(cls, url: URL, secret: str, *, clock: Callable[[], datetime] = utc_now) -> Store:
        return cls(await open_backend(url), Vault(secret), clock)

    async def close(self) -> None:
        for combined in (self._steps, self._puts, self._deliveries):
            await combined.stop()
        await self._backend.close()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        with away():
            async with self._backend.transaction() as connection:
                yield self._within(connection)

    def _within(self, connection: AsyncConnection) -> Transaction:
        return Transaction(connection, self._backend, self.vault, self._clock())

    # ---------------------------------------------------------------- steps

    async def take(self, chat: str, decide: Callable[[Step], None], *, update_id: int | None = None) -> Step:
        """One step: `decide` sees the session and finishes the step, or leaves it as it is; all in one transaction.

        `decide` may be called again when the transaction could not be kept: it must not do anything else.
        """
        return await self._steps(_Job(Step(chat, update_id), decide))

    async def _take_all(self, jobs: Sequence[_Job]) -> Sequence[Step]:
        steps = [Step(job.step.chat, job.step.update_id, self._under_way.get(job.step.chat)) for job in jobs]
        async with self._transaction() as tx:
            await read(tx, steps)
            for job, step in zip(jobs, steps, strict=True):
                job.decide(step)
            await write(tx, steps)
        self._leaving.set()
        return steps

    @asynccontextmanager
    async def step(self, chat: str, *, update_id: int | None = None) -> AsyncIterator[Step]:
        """A step on its own: everything is kept when the block ends, nothing when it raises."""
        async with self._transaction() as tx:
            step = Step(chat, update_id, self._under_way.get(chat))
            await read(tx, [step])
            yield step
            await write(tx, [step])
        self._leaving.set()

    # ---------------------------------------------------------------- inbox

    async def put(self, arrivals: Sequence[Arrival]) -> None:
        await self._puts(arrivals)

    async def _put_all(self, batches: Sequence[Sequence[Arrival]]) -> Sequence[None]:
        async with self._transaction() as tx:
            await inbox.put(tx, [arrival for batch in batches for arrival in batch])
        self._arrived.set()
        return [None] * len(batches)

    async def leads(self, duty: Duty) -> bool:
        """Whether this process, and no other replica, has the duty now; it is taken when nobody has it."""
        with away():
            async with self._backend.on_duty(duty) as held:
                return held is not None

    async def next_arrivals(self, busy: Sequence[str], limit: int) -> list[Arrival]:
        await self._mind_the_clock()
        self._arrived.clear()  # before looking: what comes meanwhile ends the next wait
        async with self._transaction() as tx:
            return await inbox.claim(tx, busy, limit)

    async def try_again(self, update_id: int, seconds: float) -> bool:
        """Put a failed step off; False when it has been tried often enough and must be given up."""
        async with self._transaction() as tx:
            tried = await inbox.again(tx, update_id, tx.now + timedelta(seconds=seconds))
        asyncio.get_running_loop().call_later(seconds, self._arrived.set)
        return tried < MAX_ATTEMPTS

    async def wait_for_arrivals(self, seconds: float) -> None:
        """Return when something new may have come since the last `next_arrivals`, or after `seconds`."""
        await _wait(self._arrived, seconds)

    # ---------------------------------------------------------------- outbox (see channels.telegram.ports.Outbox)

    async def announce(self, parcels: Sequence[tuple[str, str, Send]]) -> int:
        """Bulk to (chat, address) pairs: leaves after every answer, at most once, not to who blocked the bot.

        Returns to how many it will go.
        """
        async with self._transaction() as tx:
            number = await outbox.announce(tx, parcels)
        self._leaving.set()
        return number

    async def claim(self, limit: int) -> Sequence[Parcel]:
        """Nothing while another replica sends: one sender keeps Telegram's limits for all."""
        await self._mind_the_clock()
        self._leaving.clear()
        busy = dict(self._under_way)
        with away():
            async with self._backend.on_duty("sending") as held:
                if held is None:
                    return []
                connection, just_now = held
                tx = self._within(connection)
                if just_now:
                    await outbox.take_over(tx, busy.values())
                found = await outbox.claim(tx, sorted(busy), limit)
        self._under_way.update((parcel.chat, parcel.id) for parcel in found)
        return found

    async def delivered(self, parcel: Parcel, shown: Sequence[int], *, rest: float = 0.0) -> None:
        await self._deliveries((parcel, tuple(shown)))
        if rest > 0:
            asyncio.get_running_loop().call_later(rest, self._release, parcel.chat)
        else:
            self._release(parcel.chat)

    async def _delivered_all(self, done: Sequence[tuple[Parcel, tuple[int, ...]]]) -> Sequence[None]:
        async with self._transaction() as tx:
            there = await outbox.remove(tx, [parcel.id for parcel, _ in done])
            # One that is gone: the person had everything forgotten meanwhile.
            kept = [(parcel.chat, one) for parcel, shown in done if parcel.id in there for one in shown]
            await message_ids.remember(tx, kept)
            for parcel, _ in done:
                if isinstance(parcel.task, Erase):
                    await message_ids.erased(tx, parcel.chat, parcel.task.message_ids)
        return [None] * len(done)

    async def postpone(self, parcel: Parcel, seconds: float) -> None:
        async with self._transaction() as tx:
            await outbox.put_off(tx, parcel.id, tx.now + timedelta(seconds=seconds))
        self._release(parcel.chat)
        asyncio.get_running_loop().call_later(seconds, self._leaving.set)

    async def drop(self, parcel: Parcel) -> None:
        async with self._transaction() as tx:
            await outbox.remove(tx, [parcel.id])
        self._release(parcel.chat)

    async def abandon(self, parcel: Parcel) -> None:
        async with self._transaction() as tx:
            await outbox.abandon(tx, parcel.chat)
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

    def _heard(self, news: News) -> None:
        (self._arrived if news == "arrived" else self._leaving).set()

    # ---------------------------------------------------------------- housekeeping

    async def _mind_the_clock(self) -> None:
        if self._set_back():
            async with self._transaction() as tx:
                await inbox.all_at_once(tx)
                await outbox.all_at_once(tx)

    async def purge(self) -> None:
        """Drop what is older than it may be; one replica at a time, the others pass."""
        async with self._transaction() as tx:
            if not await self._backend.only_one(tx.connection, "purge"):
                return
            await tx.connection.execute(sessions.delete().where(sessions.c.updated_at < millis(tx.now - KEEP_SESSION)))
            for box in (message_ids, outbox, inbox):
                await box.purge(tx, tx.now - KEEP_BOXES)
            await questions.purge(tx, tx.now - self.keep_questions)
        with away():
            await self._backend.tidy()


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
