"""kill -9 at random moments, twenty times, under load."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import socket
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

from bot.store import Store
from tests.botapi import BotApi
from tests.databases import Database
from tests.faults.echo import WAYS, Crowd, Way, counted, serve
from tests.service import SECRET

KILLS = 20
PEOPLE, MESSAGES = 12, 900
EVERY = 0.02  # seconds between two messages of the crowd
LIVES = (0.1, 0.6)  # seconds from one start to the next kill
UNDER_WAY = 1.0  # seconds between a kill and what was under way, or not written down yet, at that moment


class Recording(BotApi):
    """Knows when each message was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[tuple[float, str, str]] = []

    async def __aenter__(self) -> Recording:
        await super().__aenter__()
        return self

    async def _sendMessage(self, params: dict[str, str]) -> Any:  # noqa: N802 - named as Telegram's
        told = await super()._sendMessage(params)
        self.shown.append((asyncio.get_running_loop().time(), params["chat_id"], params["text"]))
        return told


@pytest.fixture(scope="module")
def processes() -> Any:
    """Children of a process that has everything imported already: they start at once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "tests.faults.echo"])
    first = context.Process(target=free_port)
    first.start()
    first.join()
    return context


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@dataclass
class Killed:
    """One process at a time, started and killed."""

    context: Any
    arguments: tuple[Any, ...]
    process: BaseProcess | None = None
    kills: list[float] = field(default_factory=list)

    async def start(self) -> None:
        process: BaseProcess = self.context.Process(target=serve, args=self.arguments, daemon=True)
        self.process = process
        await asyncio.to_thread(process.start)

    async def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.kills.append(asyncio.get_running_loop().time())
        await asyncio.to_thread(self.process.join)


@pytest.mark.parametrize("way", WAYS)
async def test_nothing_is_lost_and_nothing_is_done_twice(database: Database, way: Way, processes: Any) -> None:
    chance = random.Random(f"{database.kind} {way}")
    port = free_port() if way == "webhook" else None
    async with Recording() as api:
        if port is not None:
            api.webhook.replicas.append(f"http://127.0.0.1:{port}")
        api.hang("sendMessage", seconds=0.01, times=10**6)  # so that there is always something under way
        crowd = Crowd.of(api, PEOPLE)
        url = database.url.render_as_string(hide_password=False)
        bot = Killed(processes, (url, api.url, api.token, port))
        saying = asyncio.create_task(crowd.keep_saying(MESSAGES, every=EVERY))
        try:
            for _ in range(KILLS):
                heard = len(api.shown)
                await bot.start()
                await api.until(lambda heard=heard: len(api.shown) > heard or crowd.all_heard, seconds=20)  # type: ignore[misc]  # at once
                await asyncio.sleep(chance.uniform(*LIVES))
                await bot.kill()
            await saying
            await bot.start()
            await crowd.until_all_heard(seconds=30)
        finally:
            await bot.kill()
    store = await Store.open(database.url, SECRET)
    assert await store.waiting() == (0, 0) and await counted(store) == MESSAGES
    await store.close()
    assert_repeats_were_under_way(api, bot.kills)


def assert_repeats_were_under_way(api: Recording, kills: list[float]) -> None:
    last: dict[tuple[str, str], float] = {}
    for at, chat, text in api.shown:
        before = last.get((chat, text))
        last[chat, text] = at
        if before is not None:
            near = [before - kill for kill in kills if abs(before - kill) < UNDER_WAY and kill <= at]
            assert near, (chat, text, [round(before - kill, 2) for kill in kills])
