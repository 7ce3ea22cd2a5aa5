"""What came from Telegram, however it came, into the durable inbox; only when it is kept may it be confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.incoming import NoUpdateIdError, to_arrival, update_id_of
from bot.channels.telegram.ports import Inbox
from bot.messages import Arrival

log = structlog.get_logger(room="telegram")


class Reception:
    def __init__(
        self, bot: Bot, inbox: Inbox, *, chat_key: Callable[[str], str], clock: Callable[[], datetime]
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._chat_key = chat_key
        self._clock = clock
        self._courtesies: set[asyncio.Task[None]] = set()

    async def keep(self, batch: Sequence[Any]) -> list[int]:
        """The numbers of the updates that are kept, or decided to pass. What is no update at all has no number.

        Raises OSError while the inbox is away; then nothing is kept.
        """
        numbers: list[int] = []
        arrivals: list[Arrival] = []
        for raw in batch:
            try:
                numbers.append(update_id_of(raw))
            except NoUpdateIdError as error:
                log.warning("update_refused", reason=str(error))
                continue
            arrival = to_arrival(raw, self._bot, chat_key=self._chat_key, now=self._clock())
            if arrival is not None:
                arrivals.append(arrival)
        if arrivals:
            await self._inbox.put(arrivals)
        for raw in batch:
            self._acknowledge(raw)
        return numbers

    def _acknowledge(self, raw: Any) -> None:
        """Stop the little clock on a pressed button."""
        query = raw.get("callback_query") if isinstance(raw, dict) else None
        if isinstance(query, dict) and isinstance(query.get("id"), str):
            task = asyncio.create_task(self._answer_query(query["id"]))
            self._courtesies.add(task)
            task.add_done_callback(self._courtesies.discard)

    async def _answer_query(self, query_id: str) -> None:
        """A courtesy: when it fails ("query is too old" and the like) the press is answered all the same."""
        try:
            await self._bot.answer_callback_query(query_id)
        except TelegramError as error:
            log.debug("press_not_acknowledged", reason=type(error).__name__)
