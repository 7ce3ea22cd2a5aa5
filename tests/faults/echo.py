"""The service with the least to say: it counts a chat's messages and repeats them. All the rest is the real thing.

The count is kept in the session, so an update that was lost or taken twice shows in every later answer of its chat.
`serve` runs it in a process of its own, which can be killed.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from sqlalchemy.engine import URL, make_url

from bot.app import Infopoint, Lanes
from bot.channels.telegram import TelegramChannel, WebhookAt, decode
from bot.messages import Event, Incoming, Reading, Reply, Session, Text, Turn
from bot.store import Store, inbox
from tests.botapi import BotApi, Person
from tests.conversation import Phrases
from tests.service import AT_ONCE, SECRET, WEBHOOK, Clock, Service, world

Way = Literal["fetching", "webhook"]
WAYS: tuple[Way, ...] = ("fetching", "webhook")


class Echo(Infopoint):
    async def read(self, incoming: Incoming) -> Reading | None:
        return None

    def answer(self, incoming: Incoming, reading: Reading | None, session: Session) -> Turn:
        number = session.misses + 1
        said = incoming.what.text if isinstance(incoming.what, Text) else "?"
        reply = Reply(html=f"{number}: {said}", text=f"{number}: {said}", language="en")
        return Turn((reply,), replace(session, misses=number), (Event("other"),))


def channel_of(store: Store, api_url: str, token: str, clock: Clock | None, *, port: int | None) -> TelegramChannel:
    """`port` is the webhook's; None fetches."""
    return TelegramChannel(
        token,
        api_url,
        inbox=store,
        outbox=store,
        chat_key=lambda address: store.vault.chat_key("telegram", address),
        presentations=(),
        clock=clock or (lambda: datetime.now(UTC)),
        pace=AT_ONCE,
        webhook=None if port is None else WebhookAt(WEBHOOK, "127.0.0.1", port, store.vault.webhook_secret),
    )


# --------------------------------------------------------------------------- in this process


@asynccontextmanager
async def echoing(api: BotApi, url: URL, clock: Clock, *, way: Way = "fetching") -> AsyncIterator[Service]:
    store = await Store.open(url, SECRET, clock=clock)
    app = Echo(world(), Phrases(world()), store, clock=clock)
    channel = channel_of(store, api.url, api.token, clock, port=0 if way == "webhook" else None)
    service = Service(api, store, clock, app, channel)
    service.start()
    try:
        if way == "webhook":
            await service.listening()
        yield service
    finally:
        await service.stop()
        await store.close()


# --------------------------------------------------------------------------- in a process of its own


def serve(url: str, api_url: str, token: str, port: int | None) -> None:
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - until the process ends
    logging.disable(logging.CRITICAL)
    inbox.LEASE = timedelta(seconds=0.5)  # what a killed process had in its hands is taken up by the next at once
    asyncio.run(_serve(make_url(url), api_url, token, port))


async def _serve(url: URL, api_url: str, token: str, port: int | None) -> None:
    store = await Store.open(url, SECRET)
    app = Echo(world(), Phrases(world()), store)
    await channel_of(store, api_url, token, None, port=port).run(Lanes(app, decode), lambda _: None)


# --------------------------------------------------------------------------- the people


@dataclass
class Crowd:
    """People who write numbered messages, and what each must have heard in the end."""

    api: BotApi
    people: list[Person]
    said: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @classmethod
    def of(cls, api: BotApi, number: int) -> Crowd:
        return cls(api, [api.person() for _ in range(number)])

    def say(self, number: int) -> None:
        """The one whose turn it is writes the next message."""
        person = self.people[number % len(self.people)]
        person.say(f"message {self.said[person.id]}")
        self.said[person.id] += 1

    async def keep_saying(self, messages: int, *, every: float) -> None:
        for number in range(messages):
            self.say(number)
            await asyncio.sleep(every)

    def wanted(self, person: Person) -> list[str]:
        return [f"{n + 1}: message {n}" for n in range(self.said[person.id])]

    def heard(self, person: Person) -> list[str]:
        """Without repeats: the same once more, at once."""
        texts = [one.text for one in person.chat.heard]
        return [text for n, text in enumerate(texts) if n == 0 or text != texts[n - 1]]

    @property
    def repeats(self) -> int:
        return sum(len(person.chat.heard) - len(self.heard(person)) for person in self.people)

    @property
    def all_heard(self) -> bool:
        return all(len(self.heard(person)) >= self.said[person.id] for person in self.people)

    async def until_all_heard(self, *, seconds: float = 30.0) -> None:
        """And then a moment longer, in which nothing more may come."""
        try:
            await self.api.until(lambda: self.all_heard, seconds=seconds)
            await asyncio.sleep(0.2)
        finally:
            for person in self.people:
                assert self.heard(person) == self.wanted(person), person.id

    def total(self) -> int:
        return sum(self.said.values())


async def counted(store: Store) -> int:
    """How many steps were taken, over all chats."""
    return sum(row[-1] for row in await store.counts() if row[1] == "other")
