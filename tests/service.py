"""The whole service for tests: the Bot API double, a real SQLite file, the real shell and channel, side by side.

    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("how to appeal")
        (answer,) = await ann.hears()

Content is the small world of `worlds`, understanding knows training phrases alone, limits are those of nobody: a test
that is about them says so.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from bot.app import Infopoint, Lanes, Understands
from bot.channels.telegram import Pace, Presentation, TelegramChannel, WebhookAt, decode
from bot.channels.telegram.ports import Inbox
from bot.content import Library, load
from bot.store import Store
from tests.botapi import BotApi
from tests.conversation import Phrases
from tests.worlds import small_world

SECRET = "a secret for tests that is long enough"
WEBHOOK = "https://bot.example/telegram"
AT_ONCE = Pace(per_second=10_000, burst=50, chat_seconds=0.0, group_seconds=0.0)


class Clock:
    """Goes on from a fixed day, and can be moved."""

    def __init__(self, start: datetime = datetime(2026, 11, 24, 10, tzinfo=UTC)) -> None:
        self.shift = start - datetime.fromtimestamp(time.monotonic(), UTC)

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(time.monotonic(), UTC) + self.shift

    def wait(self, **span: float) -> None:
        self.shift += timedelta(**span)


@cache
def world() -> Library:
    with tempfile.TemporaryDirectory() as folder:
        return load(small_world(Path(folder)))


async def open_store(folder: Path, clock: Clock) -> Store:
    return await Store.open(make_url(f"sqlite+aiosqlite:///{folder}/box.sqlite3"), SECRET, clock=clock)


@dataclass
class Service:
    api: BotApi
    store: Store
    clock: Clock
    app: Infopoint
    channel: TelegramChannel
    names: list[str] = field(default_factory=list)
    running: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.running = asyncio.create_task(self.channel.run(Lanes(self.app, decode), self.names.append))

    async def listening(self) -> str:
        """Until its webhook listens and is registered; Telegram's deliveries reach it from then on."""
        assert self.channel.webhook is not None
        async with asyncio.timeout(5):
            while not self.channel.webhook.address:
                await asyncio.sleep(0.005)
        self.api.webhook.replicas.append(self.channel.webhook.address)
        await self.api.until(lambda: bool(self.api.webhook.url))
        return self.channel.webhook.address

    async def stop(self) -> None:
        """As a signal does it: in good order."""
        assert self.running is not None
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)

    async def ended(self, *, seconds: float = 10.0) -> BaseException | None:
        """Why it ended by itself."""
        assert self.running is not None
        await asyncio.wait((self.running,), timeout=seconds)
        assert self.running.done(), "it goes on"
        return self.running.exception()

    async def settled(self, *, seconds: float = 5.0) -> None:
        """Until everything that was sent is confirmed, answered and delivered."""
        await self.api.until(lambda: not self.api.waiting, seconds=seconds)
        async with asyncio.timeout(seconds):
            while await self.store.waiting() != (0, 0):
                await asyncio.sleep(0.005)


def build(
    api: BotApi,
    store: Store,
    clock: Clock,
    *,
    library: Library | None = None,
    understanding: Understands | None = None,
    pace: Pace = AT_ONCE,
    inbox: Inbox | None = None,
    presentations: Sequence[Presentation] = (),
    webhook: bool = False,
    delete_webhook: bool = False,
) -> Service:
    library = library or world()
    app = Infopoint(library, understanding or Phrases(library), store, clock=clock)
    channel = TelegramChannel(
        api.token,
        api.url,
        inbox=inbox or store,
        outbox=store,
        chat_key=lambda address: store.vault.chat_key("telegram", address),
        presentations=presentations,
        clock=clock,
        pace=pace,
        webhook=WebhookAt(WEBHOOK, "127.0.0.1", 0, store.vault.webhook_secret) if webhook else None,
        delete_webhook=delete_webhook,
    )
    return Service(api, store, clock, app, channel)


@asynccontextmanager
async def live(
    folder: Path,
    *,
    library: Library | None = None,
    understanding: Understands | None = None,
    pace: Pace = AT_ONCE,
    presentations: Sequence[Presentation] = (),
    webhook: bool = False,
    url: URL | None = None,
) -> AsyncIterator[Service]:
    """Everything started; stopped in good order at the end. `url` is another database than a file in `folder`."""
    clock = Clock()
    async with BotApi(clock=clock) as api:
        store = await (Store.open(url, SECRET, clock=clock) if url is not None else open_store(folder, clock))
        service = build(
            api,
            store,
            clock,
            library=library,
            understanding=understanding,
            pace=pace,
            presentations=presentations,
            webhook=webhook,
        )
        service.start()
        if webhook:
            await service.listening()
        try:
            yield service
        finally:
            await service.stop()
            await store.close()
