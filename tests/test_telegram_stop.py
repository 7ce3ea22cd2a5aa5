"""A stop in good order: nothing new is taken, what has arrived is answered and delivered; the rest waits, kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.telegram import Pace
from tests.service import AT_ONCE, build, live, open_store


async def test_a_graceful_stop_answers_and_delivers_what_has_arrived(tmp_path: Path) -> None:
    async with live(tmp_path, pace=Pace(per_second=200, burst=2, chat_seconds=0.05)) as bot:
        people = [bot.api.person() for _ in range(8)]
        for person in people:
            person.say("/help")
            person.say("how to appeal")
        await bot.api.until(lambda: not bot.api.waiting)
        await bot.stop()
        assert [len(person.chat.heard) for person in people] == [2] * 8
        assert await bot.store.waiting() == (0, 0)


async def test_what_a_stop_cannot_deliver_leaves_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.channel.STOP_SECONDS", 0.2)
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        slow = bot.api.hang("sendMessage", seconds=30)
        ann.say("how to appeal")
        await bot.api.until(lambda: slow.happened == 1)
        await bot.stop()
        assert ann.chat.heard == [] and await bot.store.waiting() == (0, 1)
        store = await open_store(tmp_path, bot.clock)
        again = build(bot.api, store, bot.clock, pace=AT_ONCE)
        again.start()
        await ann.hears()
        await again.stop()
        await store.close()
