"""Empties the outbox: crisis before answers before bulk, within Telegram's limits, each chat in order.

A chat that must wait (429) does not hold up others; one that blocked the bot is left alone. What leaves more than ten
minutes late is replaced by a neutral line, said once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

import structlog
from aiolimiter import AsyncLimiter
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.channels.telegram.outgoing import deliver, deliver_late, erase
from bot.channels.telegram.ports import Outbox
from bot.channels.telegram.waiting import seconds
from bot.messages import Erase, Parcel, Send

PARALLEL = 32
IDLE_SECONDS = 1.0
STORE_SECONDS = 1.0
LATE = timedelta(minutes=10)
LONGEST_WAIT = 300.0
SURPRISES = 5  # attempts at something that fails for a reason nobody foresaw

log = structlog.get_logger(room="telegram")
Record = Callable[[], Awaitable[None]]  # writes down what became of a parcel


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast Telegram takes messages: 30 a second over all, about one a second a chat, 20 a minute a group."""

    per_second: float = 25.0
    burst: int = 3
    chat_seconds: float = 0.4
    group_seconds: float = 3.0


class Sender:
    def __init__(self, bot: Bot, outbox: Outbox, *, clock: Callable[[], datetime], pace: Pace) -> None:
        self._bot = bot
        self._outbox = outbox
        self._clock = clock
        self._pace = pace
        self._overall = AsyncLimiter(pace.burst, pace.burst / pace.per_second)
        self._under_way: set[asyncio.Task[None]] = set()
        self._told_late: set[str] = set()
        self._stopping = False

    def stop(self) -> None:
        """Deliver what is there to be delivered now, then end."""
        self._stopping = True
        self._outbox.wake()

    async def run(self) -> None:
        """Until `stop`, and then until two looks in vain, a chat's rest apart. Cancelled, it lets go at once."""
        in_vain = 0
        try:
            while in_vain < 2 or not self._stopping:
                started = await self._start_some()
                in_vain = 0 if started or self._under_way else in_vain + 1
                if len(self._under_way) >= PARALLEL:
                    await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
                elif not started:
                    await self._outbox.wait(self._pace.chat_seconds if self._stopping else IDLE_SECONDS)
        finally:
            for task in self._under_way:
                task.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _start_some(self) -> int:
        """No more are claimed than may leave at once: a crisis that comes a moment later must not wait behind them."""
        try:
            parcels = await self._outbox.claim(min(self._pace.burst, PARALLEL - len(self._under_way)))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the box, the sender must outlive it
            log.error("store_away", error=type(error).__name__)
            await asyncio.sleep(STORE_SECONDS)
            return 0
        for parcel in parcels:
            await self._overall.acquire()
            task = asyncio.create_task(self._one(parcel))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return len(parcels)

    async def _one(self, parcel: Parcel) -> None:
        """Send, then write down what became of it: for as long as that takes, or the person gets it twice."""
        record = await self._attempt(parcel)
        while True:
            try:
                await record()
                return
            except Exception as error:  # noqa: BLE001 - the chat is held till it succeeds; to let go would repeat
                log.error("store_away", error=type(error).__name__)
                await asyncio.sleep(STORE_SECONDS)

    async def _attempt(self, parcel: Parcel) -> Record:
        box = self._outbox
        try:
            sent = await self._do(parcel)
        except RetryAfter as error:
            return partial(box.postpone, parcel, seconds(error))
        except (Forbidden, ChatMigrated) as error:
            log.info("chat_left", reason=type(error).__name__)
            return partial(box.abandon, parcel)
        except BadRequest as error:
            log.error("parcel_refused", reason=error.message)
            return partial(box.drop, parcel)
        except TelegramError:
            return partial(box.postpone, parcel, _pause(parcel))
        except Exception as error:  # noqa: BLE001 - a bug must neither silence the chat for ever nor stop the others
            log.error("delivery_failed", error=type(error).__name__, attempt=parcel.attempts)
            return partial(box.drop, parcel) if parcel.attempts >= SURPRISES else partial(box.postpone, parcel, 1.0)
        group = parcel.address.startswith("-")
        return partial(box.delivered, parcel, sent, rest=self._pace.group_seconds if group else self._pace.chat_seconds)

    async def _do(self, parcel: Parcel) -> list[int]:
        chat, task = int(parcel.address), parcel.task
        match task:
            case Send():
                sent = await self._say(parcel.chat, chat, task, late=self._clock() - parcel.written_at > LATE)
                return sent if task.trace else []
            case Erase():
                await erase(self._bot, chat, task.message_ids)
                return []
            case _:
                assert_never(task)

    async def _say(self, key: str, chat: int, task: Send, *, late: bool) -> list[int]:
        if not late or task.reply.late is None:
            self._told_late.discard(key)
            return await deliver(self._bot, chat, task)
        if key in self._told_late:
            return []
        sent = await deliver_late(self._bot, chat, task.reply.late)
        self._told_late.add(key)
        return sent


def _pause(parcel: Parcel) -> float:
    return float(min(LONGEST_WAIT, 2 ** min(parcel.attempts, 10)))
