"""A Bot API in trouble while people write: floods, errors, resets, hangs, garbage, duplicates, disorder."""

from __future__ import annotations

import asyncio
import random

import pytest

from bot.channels.telegram import intake, sender, waiting
from tests.botapi import BotApi
from tests.databases import Database
from tests.faults.echo import WAYS, Crowd, Way, counted, echoing
from tests.service import Clock

MESSAGES = 300


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(waiting, "LONGEST_PAUSE", 0.1)
    monkeypatch.setattr(intake, "AFTER_CONFLICT", 0.02)
    monkeypatch.setattr(intake, "POLL_SECONDS", 1)
    monkeypatch.setattr(sender, "_pause", lambda parcel: 0.05)


def trouble(api: BotApi, chance: random.Random, chat: int) -> None:
    """One thing that goes wrong with the next call of its kind."""
    match chance.randrange(7):
        case 0:
            api.fail("sendMessage", status=429, retry_after=1, chat=chat)
        case 1:
            api.fail(chance.choice(("sendMessage", "getUpdates")), status=500)
        case 2:
            api.reset(chance.choice(("sendMessage", "getUpdates")))
        case 3:
            api.hang("sendMessage", seconds=0.3, chat=chat)
        case 4:
            api.garbage(chance.choice(("sendMessage", "getUpdates")), status=chance.choice((200, 403, 502)))
        case 5:
            api.reset("sendMessage", after=True, chat=chat)  # it was shown, and the bot cannot know
        case _:
            api.fail("sendMessage", status=502, description="Bad Gateway", chat=chat)


@pytest.mark.parametrize("way", WAYS)
async def test_trouble_at_every_third_message(database: Database, way: Way) -> None:
    chance, clock = random.Random(f"{database.kind} {way}"), Clock()
    async with BotApi(clock=clock) as api, echoing(api, database.url, clock, way=way) as bot:
        crowd = Crowd.of(api, 10)
        unknown = 0
        for number in range(MESSAGES):
            if number % 3 == 0:
                before = len([one for one in api.standing if one.after])
                trouble(api, chance, chance.choice(crowd.people).id)
                unknown += len([one for one in api.standing if one.after]) - before
            crowd.say(number)
            await asyncio.sleep(0.005)
        await crowd.until_all_heard(seconds=60)
        assert await counted(bot.store) == MESSAGES
        assert crowd.repeats <= unknown, "only what was shown without a receipt may come again"


@pytest.mark.parametrize("way", WAYS)
async def test_every_update_twice_and_the_batch_in_disorder(database: Database, way: Way) -> None:
    """Chats are mixed up among each other; within a chat Telegram keeps the order."""
    chance, clock = random.Random(f"{database.kind} {way}"), Clock()
    async with BotApi(clock=clock) as api, echoing(api, database.url, clock, way=way) as bot:
        crowd = Crowd.of(api, 10)
        for number in range(100):
            crowd.say(number)
            api.push_raw(dict(api.waiting[-1]))
            if number % 10 == 9:
                chats = sorted({_chat(one) for one in api.waiting}, key=lambda _: chance.random())
                api.waiting.sort(key=lambda one, chats=chats: chats.index(_chat(one)))  # type: ignore[misc]  # at once
                await asyncio.sleep(0.02)
        await crowd.until_all_heard()
        assert await counted(bot.store) == 100 and crowd.repeats == 0


def _chat(update: dict[str, dict[str, dict[str, int]]]) -> int:
    return update["message"]["chat"]["id"]
