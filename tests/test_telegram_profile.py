"""How the bot presents itself: commands and descriptions a language and scope; nothing is set that stands already."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.telegram import Presentation, profile
from bot.dialogue.commands import COMMANDS
from bot.dialogue.presentation import present
from tests.service import Service, build, live, world

WANTED = [
    Presentation(None, *present(world(), "en")),
    *(Presentation(code, *present(world(), code)) for code in ("en", "fr", "ar")),
]
SETTERS = ("setMyCommands", "setMyShortDescription", "setMyDescription")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "PAUSE", 0.0)


async def presented(bot: Service, number: int) -> None:
    await bot.api.until(lambda: len(bot.api.called("getMyDescription")) >= number)
    ann = bot.api.person()
    ann.say("/help")
    await ann.hears()


async def test_every_language_and_everybody_else_is_told_the_commands(tmp_path: Path) -> None:
    async with live(tmp_path, presentations=WANTED) as bot:
        await presented(bot, 4)
        await bot.api.until(lambda: len(bot.api.about) == 12)
        for language in ("", "en", "fr", "ar"):
            commands = bot.api.about["commands", "all_private_chats", language]
            assert [one["command"] for one in commands] == list(COMMANDS)
            assert bot.api.about["long", "", language] and bot.api.about["short", "", language]


async def test_only_differences_are_applied(tmp_path: Path) -> None:
    async with live(tmp_path, presentations=WANTED) as bot:
        await bot.api.until(lambda: len(bot.api.about) == 12)
        await bot.stop()
        bot.api.about["short", "", "fr"] = "an old one"
        bot.api.calls.clear()
        again = build(bot.api, bot.store, bot.clock, presentations=WANTED)
        again.start()
        await bot.api.until(lambda: bot.api.about["short", "", "fr"] != "an old one")
        await presented(again, 4)
        await again.stop()
        assert [len(bot.api.called(name)) for name in SETTERS] == [0, 1, 0]


async def test_a_flood_wait_is_waited_for_and_a_refusal_passed_over(tmp_path: Path) -> None:
    odd = Presentation("french", *present(world(), "fr"))
    async with live(tmp_path, presentations=[odd, *WANTED]) as bot:
        bot.api.fail("setMyCommands", status=429, retry_after=1)
        bot.api.garbage("getMyDescription", body=b'{"ok":true,"result":5}')
        await presented(bot, 4)
        await bot.api.until(lambda: len(bot.api.about) >= 11)
        assert ("commands", "all_private_chats", "") in bot.api.about
