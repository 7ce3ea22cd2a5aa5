"""Two real processes on one PostgreSQL, one Bot API: nothing is lost, nothing comes twice, every chat is in order."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL

from tests.botapi import BotApi, Person
from tests.databases import PostgresServer
from tests.test_run import infopoint, stopped
from tests.worlds import small_world

ASKED = ("/help", "/privacy", "/menu", "/nonsense")
OPENINGS = ["You can writ", "🔒 What is ke", "What is it a", "I do not kno"]


@pytest.fixture
def url(postgres: PostgresServer) -> Iterator[URL]:
    with postgres.database() as url:
        yield url


def settings(url: URL, folder: Path) -> dict[str, str]:
    return {
        "INFOPOINT_CONTENT": str(small_world(folder / "content")),
        "INFOPOINT_DATABASE_URL": url.render_as_string(hide_password=False),
        "INFOPOINT_SECRET": "a secret for tests that is long enough",
        "INFOPOINT_CONTROLLER": "The House; house@example.org; dpo@example.org; the authority",
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


async def all_heard(api: BotApi, people: list[Person], number: int) -> None:
    await api.until(lambda: all(len(one.chat.heard) >= number for one in people), seconds=60)


def in_order(people: list[Person]) -> bool:
    return all([one.text[:12] for one in person.chat.heard] == OPENINGS for person in people)


@pytest.mark.parametrize("way", ["fetching", "webhook"])
async def test_two_processes_share_the_work(tmp_path: Path, url: URL, way: str) -> None:
    async with BotApi() as api, AsyncExitStack() as running:
        processes: list[asyncio.subprocess.Process] = []
        for _ in range(2):
            more: dict[str, Any] = {}
            if way == "webhook":
                more = {
                    "INFOPOINT_WEBHOOK_URL": "https://bot.example/",
                    "INFOPOINT_WEBHOOK_LISTEN": f"127.0.0.1:{free_port()}",
                }
                api.webhook.replicas.append(f"http://{more['INFOPOINT_WEBHOOK_LISTEN']}")
            started = infopoint(tmp_path, api, **settings(url, tmp_path), **more)
            processes.append(await running.enter_async_context(started))
        people = [api.person() for _ in range(10)]
        for text in ASKED[:2]:
            for person in people:
                person.say(text)
        await all_heard(api, people, 2)
        said = await stopped(processes[0])  # the other one takes over what this one did for both
        for text in ASKED[2:]:
            for person in people:
                person.say(text)
        await all_heard(api, people, 4)
        said += await stopped(processes[1])
        assert in_order(people), [[one.text[:12] for one in person.chat.heard] for person in people]
        assert "Conflict" not in said and "another_poller" not in said
        assert not api.waiting
        assert bool(api.called("getUpdates")) == (way == "fetching")


async def test_one_budget_for_all(tmp_path: Path, url: URL) -> None:
    """Telegram counts thirty messages a second over all, whoever sends them."""
    async with BotApi() as api, AsyncExitStack() as running:
        for _ in range(2):
            await running.enter_async_context(infopoint(tmp_path, api, **settings(url, tmp_path)))
        people = [api.person() for _ in range(60)]
        for person in people:
            person.say("/help")
        await all_heard(api, people, 1)
        times = sorted(call.at for call in api.calls if call.method == "sendMessage")
        within = max(sum(at <= one < at + 1 for one in times) for at in times)
        assert len(times) == 60 and within <= 30


async def test_without_a_secret_it_does_not_start(tmp_path: Path, url: URL) -> None:
    told = settings(url, tmp_path) | {"INFOPOINT_SECRET": ""}
    async with BotApi() as api, infopoint(tmp_path, api, **told) as process:
        out, err = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 2 and out == b""
        assert "INFOPOINT_SECRET is not set: with PostgreSQL it must be set" in " ".join(err.decode().split())
        assert "Traceback" not in err.decode()
