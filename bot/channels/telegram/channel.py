"""The channel as a whole: opens the bot, runs intake, sender and presentation side by side, stops in good order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from telegram import Bot
from telegram.error import InvalidToken, NetworkError

from bot.channels.telegram.incoming import decode
from bot.channels.telegram.intake import BAD_TOKEN, LONGEST_PAUSE, UNREACHABLE, ChannelStoppedError, Intake
from bot.channels.telegram.ports import Inbox, Outbox
from bot.channels.telegram.profile import Presentation, present
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.sender import Sender

__all__ = ["ChannelStoppedError", "TelegramChannel", "decode"]

log = structlog.get_logger(room="telegram")


class TelegramChannel:
    def __init__(
        self,
        token: str,
        api: str,
        *,
        inbox: Inbox,
        outbox: Outbox,
        chat_key: Callable[[str], str],
        presentations: Sequence[Presentation],
        clock: Callable[[], datetime],
    ) -> None:
        self._polling = AiohttpRequest(connections=4)
        self.bot = Bot(token, base_url=f"{api}/bot", request=AiohttpRequest(), get_updates_request=self._polling)
        self._intake = Intake(self.bot, self._polling, inbox, chat_key)
        self._sender = Sender(self.bot, outbox, clock)
        self._presentations = presentations

    async def run(self, started: Callable[[str], None]) -> None:
        """Until cancelled, then delivers what is under way. `started` is told the bot's name.

        Raises ChannelStoppedError when Telegram refuses the token or another process polls.
        """
        await self._open()
        started(self.bot.username)
        presenting = asyncio.create_task(present(self.bot, self._presentations))
        sending = asyncio.create_task(self._sender.run())
        try:
            await self._intake.run()
        finally:
            presenting.cancel()
            self._sender.stop()
            with contextlib.suppress(asyncio.CancelledError):
                await presenting
            await sending
            await self.bot.shutdown()

    async def _open(self) -> None:
        """Asks Telegram who we are; waits while it cannot be reached."""
        pause = 1.0
        while True:
            try:
                await self.bot.initialize()
                return
            except InvalidToken:
                await self.bot.shutdown()
                raise ChannelStoppedError(BAD_TOKEN) from None
            except NetworkError as error:
                log.warning("telegram_away", reason=type(error).__name__, next_try_s=pause, message=UNREACHABLE)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
