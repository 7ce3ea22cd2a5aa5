"""The channel as a whole: intake, work, sender, presentation side by side; one that fails ends all, in good order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.intake import BAD_TOKEN, ChannelStoppedError, Intake
from bot.channels.telegram.ports import Inbox, Outbox, Work
from bot.channels.telegram.profile import Presentation, present
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.sender import Pace, Sender
from bot.channels.telegram.waiting import UNREACHABLE, Backoff
from bot.channels.telegram.webhook import Webhook, WebhookAt

STOP_SECONDS = 4.0  # for the work, and again for the sender; a container is given ten in all

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
        pace: Pace | None = None,
        webhook: WebhookAt | None = None,
        delete_webhook: bool = False,
    ) -> None:
        """With `webhook` updates are delivered to it, else they are fetched, after `delete_webhook` if need be."""
        polling = AiohttpRequest(connections=4)
        self.bot = Bot(token, base_url=f"{api}/bot", request=AiohttpRequest(), get_updates_request=polling)
        reception = Reception(self.bot, inbox, chat_key=chat_key, clock=clock)
        self._delete_webhook = delete_webhook and webhook is None
        self.webhook = Webhook(self.bot, reception, webhook) if webhook else None
        self._intake = self.webhook or Intake(self.bot, polling, inbox, reception)
        self._sender = Sender(self.bot, outbox, clock=clock, pace=pace or Pace())
        self._presentations = presentations

    async def run(self, work: Work, started: Callable[[str], None]) -> None:
        """Until cancelled. `started` is told the bot's name.

        Stopping goes with the stream: nothing new is taken, what was taken is answered, what was said is delivered;
        what takes too long stays in the boxes for the next start. Raises ChannelStoppedError when Telegram refuses the
        token or another process polls.
        """
        try:
            await self._open()
            started(self.bot.username)
            await self._serve(work)
        finally:
            await self.bot.shutdown()

    async def _open(self) -> None:
        """Asks Telegram who we are; waits while it cannot be reached."""
        backoff = Backoff()
        while True:
            try:
                await self.bot.initialize()
                if self._delete_webhook:
                    await self.bot.delete_webhook()
                return
            except InvalidToken:
                raise ChannelStoppedError(BAD_TOKEN) from None
            except TelegramError as error:
                await backoff.wait(log, "telegram_away", UNREACHABLE, reason=type(error).__name__)

    async def _serve(self, work: Work) -> None:
        presenting = asyncio.create_task(present(self.bot, self._presentations))
        taking = asyncio.create_task(self._intake.run())
        working = asyncio.create_task(work.run())
        sending = asyncio.create_task(self._sender.run())
        try:
            await asyncio.wait((taking, working, sending), return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _end(presenting, taking)
            work.stop()
            await _let_finish(working)
            self._sender.stop()
            await _let_finish(sending)
        for task in (taking, working, sending):
            if not task.cancelled():
                task.result()


async def _let_finish(task: asyncio.Task[None]) -> None:
    await asyncio.wait((task,), timeout=STOP_SECONDS)
    if not task.done():
        log.warning("stopped_early", message="What is left stays in the database for the next start.")
        await _end(task)


async def _end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
