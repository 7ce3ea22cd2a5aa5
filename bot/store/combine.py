"""Group commit: whoever comes while a transaction is under way goes together with the others into the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

from bot.store.database import StoreAwayError

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


class Combined(Generic[Item, Outcome]):
    """Call it with one item; `work` gets a batch of them and hands back as many outcomes.

    Of items with the same `key` only one is in a batch, and they stay in order. When a batch fails through the fault of
    one item, each is tried alone, so that only this one fails; when the database is away, all fail and are kept whole.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Awaitable[Sequence[Outcome]]],
        key: Callable[[Item], Hashable],
        *,
        most: int = 64,
    ) -> None:
        self._work = work
        self._key = key
        self._most = most
        self._waiting: list[tuple[Item, asyncio.Future[Outcome]]] = []
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, item: Item) -> Outcome:
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await future

    async def stop(self) -> None:
        """What is under way is finished; who still waits is turned away."""
        for _, future in self._waiting:
            future.cancel()
        self._waiting.clear()
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(0)  # let everybody who is about to come, come
                await self._do(self._next())
        finally:
            self._running = None

    def _next(self) -> list[tuple[Item, asyncio.Future[Outcome]]]:
        batch: list[tuple[Item, asyncio.Future[Outcome]]] = []
        later: list[tuple[Item, asyncio.Future[Outcome]]] = []
        keys: set[Hashable] = set()
        for item, future in self._waiting:
            key = self._key(item)
            fits = len(batch) < self._most and key not in keys
            (batch if fits else later).append((item, future))
            keys.add(key)
        self._waiting = later
        return batch

    async def _do(self, batch: list[tuple[Item, asyncio.Future[Outcome]]]) -> None:
        try:
            outcomes = await self._work([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - it is handed to the callers, who know what to do
            if isinstance(error, StoreAwayError) or len(batch) == 1:
                for _, future in batch:
                    _settle(future, error)
                return
            for one in batch:
                await self._do([one])
            return
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            if not future.done():
                future.set_result(outcome)


def _settle(future: asyncio.Future[Outcome], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
