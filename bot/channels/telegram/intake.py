"""Long polling into the durable inbox: the offset is confirmed only after the batch is kept."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.channels.telegram.incoming import ALLOWED_UPDATES, NoUpdateIdError, to_arrival, update_id_of
from bot.channels.telegram.ports import Inbox
from bot.channels.telegram.waiting import Backoff, seconds
from bot.messages import Arrival

POLL_SECONDS = 25
BATCH = 100
CONFLICTS, CONFLICT_SECONDS = 4, 60.0  # a restart overlaps for a moment with its predecessor's open poll
AFTER_CONFLICT = 1.0

BAD_TOKEN = "Telegram refused INFOPOINT_TELEGRAM_TOKEN: copy the token again from @BotFather."  # noqa: S105 - no secret
SECOND_POLLER = (
    "Another process is fetching updates with this token, and only one may: "
    "stop the other one (or its webhook), then start again."
)
UNREACHABLE = "Telegram's server does not answer; nothing is lost, I try again."
STORE_AWAY = "The database does not answer; nothing is confirmed to Telegram, I try again."

log = structlog.get_logger(room="telegram")


class ChannelStoppedError(Exception):
    """Telegram cannot be served. The message is one sentence for the operator."""


class Intake:
    def __init__(
        self,
        bot: Bot,
        request: BaseRequest,
        inbox: Inbox,
        *,
        chat_key: Callable[[str], str],
        clock: Callable[[], datetime],
    ) -> None:
        self._bot = bot
        self._request = request
        self._inbox = inbox
        self._chat_key = chat_key
        self._clock = clock
        self._offset: int | None = None
        self._conflicts: deque[float] = deque(maxlen=CONFLICTS)
        self._backoff = Backoff()
        self._courtesies: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """For ever; cancel it to stop. Raises ChannelStoppedError when going on makes no sense."""
        while True:
            try:
                await self._take(await self._poll())
                self._backoff.reset()
            except InvalidToken:
                raise ChannelStoppedError(BAD_TOKEN) from None
            except Conflict:
                await self._after_conflict()
            except RetryAfter as error:
                await asyncio.sleep(seconds(error))
            except TelegramError as error:
                await self._backoff.wait(log, "telegram_away", UNREACHABLE, reason=type(error).__name__)
            except OSError as error:
                await self._backoff.wait(log, "store_away", STORE_AWAY, reason=type(error).__name__)

    async def _poll(self) -> list[Any]:
        """Raw updates: the library's own polling would confirm them while they are in memory alone."""
        parameters = {"timeout": POLL_SECONDS, "limit": BATCH, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        if self._offset is not None:
            parameters["offset"] = self._offset
        url = f"{self._bot.base_url}/getUpdates?{urlencode(parameters)}"
        result: object = await self._request.post(url, read_timeout=POLL_SECONDS + 10)
        if not isinstance(result, list):
            raise NetworkError("updates that are no list")
        return result

    async def _take(self, batch: list[Any]) -> None:
        """Keep the batch, then move the offset: a crash between the two brings the batch again, and it is known."""
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
        if batch and not numbers:
            raise NetworkError("updates without ids")
        if arrivals:
            await self._inbox.put(arrivals)
        # After an empty answer all is confirmed and no offset is needed. A kept one could do harm: after a quiet week
        # Telegram begins to count anew, perhaps below it.
        self._offset = max(numbers) + 1 if numbers else None
        for raw in batch:
            self._acknowledge(raw)

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

    async def _after_conflict(self) -> None:
        """Two pollers take the line from each other by turns, so they are counted over a minute and not in a row."""
        now = asyncio.get_running_loop().time()
        self._conflicts.append(now)
        if len(self._conflicts) == CONFLICTS and now - self._conflicts[0] < CONFLICT_SECONDS:
            raise ChannelStoppedError(SECOND_POLLER)
        log.warning("another_poller", message=SECOND_POLLER)
        await asyncio.sleep(AFTER_CONFLICT)
