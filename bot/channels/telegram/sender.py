"""Empties the outbox: crisis before answers before bulk, within Telegram's limits, each chat in order.

A chat that must wait (429) does not hold up others; one that blocked the bot is left alone. What leaves more than ten
minutes late is replaced by a neutral line.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import assert_never

import structlog
from aiolimiter import AsyncLimiter
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.channels.telegram.outgoing import deliver, erase
from bot.channels.telegram.ports import Outbox
from bot.messages import Erase, Parcel, Send

PER_SECOND = 25.0
BURST = 3
CHAT_SECONDS, GROUP_SECONDS = 0.4, 3.0
PARALLEL = 24
IDLE_SECONDS = 1.0
LATE = timedelta(minutes=10)
LONGEST_WAIT = 300.0

log = structlog.get_logger(room="telegram")


class Sender:
    def __init__(self, bot: Bot, outbox: Outbox, clock: Callable[[], datetime]) -> None:
        self._bot = bot
        self._outbox = outbox
        self._clock = clock
        self._overall = AsyncLimiter(BURST, BURST / PER_SECOND)
        self._under_way: set[asyncio.Task[None]] = set()
        self._stopping = False

    def stop(self) -> None:
        """Deliver what is under way, take nothing new."""
        self._stopping = True

    async def run(self) -> None:
        while not self._stopping:
            try:
                parcels = await self._outbox.claim(PARALLEL - len(self._under_way))
            except OSError as error:
                log.error("store_away", error=type(error).__name__)
                parcels = []
            for parcel in parcels:
                task = asyncio.create_task(self._one(parcel))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
            if not parcels or len(self._under_way) >= PARALLEL:
                await self._outbox.wait(IDLE_SECONDS)
        if self._under_way:
            await asyncio.gather(*self._under_way)

    async def _one(self, parcel: Parcel) -> None:
        async with self._overall:
            try:
                sent = await self._do(parcel)
            except RetryAfter as error:
                wait = error.retry_after
                await self._outbox.postpone(parcel, wait if isinstance(wait, int | float) else wait.total_seconds())
                return
            except (Forbidden, ChatMigrated) as error:
                await self._drop(parcel, type(error).__name__)
                return
            except BadRequest as error:
                await self._drop(parcel, f"refused: {error.message}")
                return
            except InvalidToken:
                await self._outbox.postpone(parcel, LONGEST_WAIT)
                return
            except NetworkError:
                await self._outbox.postpone(parcel, min(LONGEST_WAIT, 2.0**parcel.attempts))
                return
        await asyncio.sleep(GROUP_SECONDS if parcel.address.startswith("-") else CHAT_SECONDS if sent else 0)
        await self._outbox.delivered(parcel, sent)

    async def _do(self, parcel: Parcel) -> list[int]:
        match parcel.task:
            case Send():
                late = self._clock() - parcel.written_at > LATE
                sent = await deliver(self._bot, int(parcel.address), parcel.task, late=late)
                return sent if parcel.task.trace else []
            case Erase():
                await erase(self._bot, int(parcel.address), parcel.task.message_ids)
                return []
            case _:
                assert_never(parcel.task)

    async def _drop(self, parcel: Parcel, reason: str) -> None:
        log.warning("parcel_dropped", reason=reason)
        await self._outbox.drop(parcel, reason)
