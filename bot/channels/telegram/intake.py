"""Long polling into the durable inbox: the offset is confirmed only after the batch is kept."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import structlog
from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.telegram.incoming import ALLOWED_UPDATES, NoUpdateIdError, to_arrival
from bot.channels.telegram.ports import Inbox
from bot.messages import Arrival

POLL_SECONDS = 25
BATCH = 100
CONFLICTS = 4  # a restart overlaps for a moment with its predecessor's open poll
LONGEST_PAUSE = 30.0

BAD_TOKEN = "Telegram refused INFOPOINT_TELEGRAM_TOKEN: copy the token again from @BotFather."  # noqa: S105 - no secret
SECOND_POLLER = (
    "Another process is fetching updates with this token, and only one may: "
    "stop the other one (or its webhook), then start again."
)
UNREACHABLE = "Telegram's server does not answer; nothing is lost, I try again."

log = structlog.get_logger(room="telegram")


class ChannelStoppedError(Exception):
    """Telegram cannot be served. The message is one sentence for the operator."""


class Intake:
    def __init__(self, bot: Bot, request: BaseRequest, inbox: Inbox, chat_key: Callable[[str], str]) -> None:
        self._bot = bot
        self._request = request
        self._inbox = inbox
        self._chat_key = chat_key
        self._offset: int | None = None
        self._conflicts = 0
        self._pause = 1.0
        self._courtesies: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """For ever; cancel it to stop. Raises ChannelStoppedError when going on makes no sense."""
        while True:
            try:
                batch = await self._poll()
                await self._take(batch)
                self._conflicts, self._pause = 0, 1.0
            except InvalidToken:
                raise ChannelStoppedError(BAD_TOKEN) from None
            except Conflict:
                self._conflicts += 1
                if self._conflicts >= CONFLICTS:
                    raise ChannelStoppedError(SECOND_POLLER) from None
                log.warning("another_poller", message=SECOND_POLLER)
                await asyncio.sleep(self._pause)
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error))
            except (NetworkError, OSError) as error:
                await self._wait_for_better_times(error)

    async def _poll(self) -> list[Any]:
        parameters = {"timeout": POLL_SECONDS, "limit": BATCH, "allowed_updates": ALLOWED_UPDATES}
        if self._offset is not None:
            parameters["offset"] = self._offset
        data = RequestData([RequestParameter.from_input(key, value) for key, value in parameters.items()])
        result = await self._request.post(f"{self._bot.base_url}/getUpdates", data, read_timeout=POLL_SECONDS + 10)
        return result if isinstance(result, list) else []

    async def _take(self, batch: list[Any]) -> None:
        """Keep the batch, then move the offset: a crash between the two brings the batch again, and it is known."""
        arrivals: list[Arrival] = []
        highest = self._offset
        for raw in batch:
            try:
                arrival = to_arrival(raw, self._bot, self._chat_key)
            except NoUpdateIdError as error:
                log.warning("update_refused", reason=str(error))
                continue
            highest = max(highest or 0, raw["update_id"] + 1)
            if arrival is not None:
                arrivals.append(arrival)
        if arrivals:
            await self._inbox.put(arrivals)
        self._offset = highest
        for raw in batch:
            self._acknowledge(raw)

    def _acknowledge(self, raw: Any) -> None:
        """Stop the little clock on a pressed button. A courtesy: when it fails, nothing is lost."""
        query = raw.get("callback_query") if isinstance(raw, dict) else None
        if isinstance(query, dict) and isinstance(query.get("id"), str):
            task = asyncio.create_task(self._answer_query(query["id"]))
            self._courtesies.add(task)
            task.add_done_callback(self._courtesies.discard)

    async def _answer_query(self, query_id: str) -> None:
        with contextlib.suppress(BadRequest, Forbidden, NetworkError, RetryAfter):  # "query is too old" and the like
            await self._bot.answer_callback_query(query_id)

    async def _wait_for_better_times(self, error: TelegramError | OSError) -> None:
        log.warning("telegram_away", reason=type(error).__name__, next_try_s=self._pause, message=UNREACHABLE)
        await asyncio.sleep(self._pause)
        self._pause = min(LONGEST_PAUSE, self._pause * 2)


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait if isinstance(wait, int | float) else wait.total_seconds())
