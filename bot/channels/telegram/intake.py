"""Long polling into the durable inbox: the offset is confirmed only after the batch is kept."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.channels.telegram.incoming import ALLOWED_UPDATES
from bot.channels.telegram.ports import Inbox
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.waiting import STORE_AWAY, UNREACHABLE, Backoff, seconds

POLL_SECONDS = 25
BATCH = 100
CONFLICTS, CONFLICT_SECONDS = 4, 60.0  # a restart overlaps for a moment with its predecessor's open poll
AFTER_CONFLICT = 1.0
BESIDE_SECONDS = 1.0  # how often a replica looks whether the one that fetches is gone

BAD_TOKEN = "Telegram refused INFOPOINT_TELEGRAM_TOKEN: copy the token again from @BotFather."  # noqa: S105 - no secret
SECOND_POLLER = (
    "Another process is fetching updates with this token, and only one may: stop the other one, then start again."
)
WEBHOOK_STANDS = (
    "Telegram delivers this bot's updates to a webhook, so they cannot be fetched: set INFOPOINT_WEBHOOK_URL, or start "
    "once with --delete-webhook to go back to fetching."
)

log = structlog.get_logger(room="telegram")


class ChannelStoppedError(Exception):
    """Telegram cannot be served. The message is one sentence for the operator."""


class Intake:
    def __init__(self, bot: Bot, request: BaseRequest, inbox: Inbox, reception: Reception) -> None:
        self._bot = bot
        self._request = request
        self._inbox = inbox
        self._reception = reception
        self._offset: int | None = None
        self._conflicts: deque[float] = deque(maxlen=CONFLICTS)
        self._backoff = Backoff()

    async def run(self) -> None:
        """For ever; cancel it to stop. Raises ChannelStoppedError when going on makes no sense."""
        while True:
            try:
                if not await self._inbox.leads("fetching"):
                    self._offset = None  # whoever fetches confirms
                    await asyncio.sleep(BESIDE_SECONDS)
                    continue
                await self._take(await self._poll())
                self._backoff.reset()
            except InvalidToken:
                raise ChannelStoppedError(BAD_TOKEN) from None
            except Conflict as error:
                await self._after_conflict(error)
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
        numbers = await self._reception.keep(batch)
        if batch and not numbers:
            raise NetworkError("updates without ids")
        # After an empty answer all is confirmed and no offset is needed. A kept one could do harm: after a quiet week
        # Telegram begins to count anew, perhaps below it.
        self._offset = max(numbers) + 1 if numbers else None

    async def _after_conflict(self, error: Conflict) -> None:
        """Two pollers take the line from each other by turns, so they are counted over a minute and not in a row."""
        reason = WEBHOOK_STANDS if "webhook" in error.message.lower() else SECOND_POLLER
        now = asyncio.get_running_loop().time()
        self._conflicts.append(now)
        if len(self._conflicts) == CONFLICTS and now - self._conflicts[0] < CONFLICT_SECONDS:
            raise ChannelStoppedError(reason)
        log.warning("another_poller", message=reason)
        await asyncio.sleep(AFTER_CONFLICT)
