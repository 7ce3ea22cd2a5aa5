"""The double refuses what Telegram refuses: a test of the bot is worth as much as this."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from tests.botapi import BotApi
from tests.botapi.faults import RefusalError
from tests.botapi.markup import plain


async def call(api: BotApi, method: str, **params: Any) -> dict[str, Any]:
    data = {key: one if isinstance(one, str) else json.dumps(one) for key, one in params.items()}
    async with aiohttp.ClientSession() as session, session.post(f"{api.url}/bot{api.token}/{method}", data=data) as got:
        return dict(await got.json())


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<b>a &amp; b</b> &lt;c&gt;", "a & b <c>"),
        ('<a href="https://x.example?a=1&amp;b=2">x</a>', "x"),
        ('<span class="tg-spoiler">s</span>', "s"),
        ("&#128022; &nbsp;", "🐖 &nbsp;"),
    ],
)
def test_html_is_seen_as_telegram_shows_it(html: str, seen: str) -> None:
    assert plain(html) == seen


@pytest.mark.parametrize(
    "html", ["<b>a", "a</b>", "<b><i>a</b></i>", "<br>", "a < b", "<span>a</span>", "<p>a</p>", "<3"]
)
def test_broken_html_is_refused(html: str) -> None:
    with pytest.raises(RefusalError, match="can't parse entities"):
        plain(html)


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "\n "}, "message text is empty"),
        ({"text": "🦊" * 2049}, "message is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "x", "button": {"text": "b", "callback_data": "é" * 33}}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "button": {"text": "b", "url": "tel:112"}}, "Unsupported URL protocol"),
        ({"text": "x", "button": {"text": "b"}}, "Text buttons are unallowed"),
        ({"text": "x", "button": {"text": " ", "callback_data": "a"}}, "must be non-empty"),
        ({"text": "x", "chat_id": 999}, "chat not found"),
    ],
)
async def test_a_message_is_refused_with_telegrams_words(params: dict[str, Any], words: str) -> None:
    async with BotApi() as api:
        ann = api.person()
        button = params.pop("button", None)
        markup = {"reply_markup": {"inline_keyboard": [[button]]}} if button else {}
        answer = await call(api, "sendMessage", **({"chat_id": ann.id} | params | markup))
        assert answer["error_code"] == 400 and words in answer["description"]
        assert (await call(api, "sendMessage", chat_id=ann.id, text="🦊" * 2048))["ok"]


async def test_edits_and_deletions_have_their_rules() -> None:
    async with BotApi() as api:
        ann = api.person()
        ann.say("mine")
        sent = await call(api, "sendMessage", chat_id=ann.id, text="one")
        number = sent["result"]["message_id"]
        same = await call(api, "editMessageText", chat_id=ann.id, message_id=number, text="one")
        assert "message is not modified" in same["description"]
        assert (await call(api, "editMessageText", chat_id=ann.id, message_id=number, text="two"))["ok"]
        gone = await call(api, "editMessageText", chat_id=ann.id, message_id=77, text="two")
        assert "message to edit not found" in gone["description"]
        assert (
            "message can't be edited"
            in (await call(api, "editMessageText", chat_id=ann.id, message_id=1, text="x"))["description"]
        )
        assert (await call(api, "deleteMessages", chat_id=ann.id, message_ids=[1, number, 99]))["ok"]
        assert ann.screen == []
        old = ann.chat.add("old", by_bot=True, at=api.seconds - 48 * 3600)
        refused = await call(api, "deleteMessages", chat_id=ann.id, message_ids=[old.id])
        assert "can't be deleted" in refused["description"] and ann.screen == [old]


async def test_an_offset_confirms_and_a_poll_waits() -> None:
    async with BotApi() as api:
        ann = api.person()
        poll = asyncio.create_task(call(api, "getUpdates", timeout=5))
        await api.until(lambda: bool(api.called("getUpdates")))
        first = ann.say("one")
        second = ann.say("two")
        got = (await poll)["result"]
        assert got[0]["update_id"] == first and api.confirmed == 0
        again = (await call(api, "getUpdates", limit=1))["result"]
        assert [one["update_id"] for one in again] == [first], "not confirmed, so it comes again"
        rest = (await call(api, "getUpdates", offset=first + 1))["result"]
        assert [one["update_id"] for one in rest] == [second] and api.confirmed == first
        assert (await call(api, "getUpdates", offset=second + 1, timeout=0))["result"] == []


async def test_the_second_poller_ends_the_first_ones_poll() -> None:
    async with BotApi() as api:
        first = asyncio.create_task(call(api, "getUpdates", timeout=5))
        await api.until(lambda: len(api.called("getUpdates")) == 1)
        second = asyncio.create_task(call(api, "getUpdates", timeout=5))
        refused = await first
        assert refused["error_code"] == 409 and "terminated by other getUpdates" in refused["description"]
        api.person().say("hello")
        assert (await second)["result"]


async def test_presses_commands_and_tokens_are_checked() -> None:
    async with BotApi() as api:
        old = await call(api, "answerCallbackQuery", callback_query_id="never")
        assert "query is too old" in old["description"]
        assert not (await call(api, "setMyShortDescription", short_description="x" * 121))["ok"]
        assert not (await call(api, "setMyDescription", description="x" * 513))["ok"]
        assert not (await call(api, "setMyCommands", commands=[{"command": "Menu", "description": "x"}]))["ok"]
        assert not (await call(api, "setMyCommands", commands=[], language_code="pt-br"))["ok"]
        assert (await call(api, "noSuchMethod"))["error_code"] == 404
        api.token = "1:x"
        assert (await call(api, "getMe"))["ok"]
        async with aiohttp.ClientSession() as session, session.get(f"{api.url}/bot2:y/getMe") as got:
            assert got.status == 401
