"""Neither the token nor a person's words reach a log, whatever goes wrong; without any redaction to help."""

from __future__ import annotations

import asyncio
import gc
import logging
from pathlib import Path

import pytest
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.channels.telegram import intake, sender, waiting
from bot.channels.telegram.request import AiohttpRequest
from tests.botapi import TOKEN, BotApi
from tests.service import Clock, build, live, open_store

WORDS = "my secret words about how to appeal"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(intake, "AFTER_CONFLICT", 0.02)
    monkeypatch.setattr(sender, "_pause", lambda parcel: 0.02)


async def test_the_token_and_peoples_words_stay_out_of_every_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    asyncio.get_running_loop().set_debug(True)
    async with live(tmp_path) as bot:
        api = bot.api
        api.reset("getUpdates", times=2)
        api.garbage("getUpdates", body=b'{"ok":true,"result":[{"text":"' + WORDS.encode(), times=2)
        api.garbage("sendMessage", body=WORDS.encode())
        api.garbage("sendMessage", body=WORDS.encode(), status=500)
        api.garbage("sendMessage", body=b'{"ok":true,"result":"' + WORDS.encode() + b'"}')
        api.fail("getUpdates", status=409, description="Conflict: terminated by other getUpdates request")
        api.fail("sendMessage", status=400, description="Bad Request: can't parse entities")
        api.reset("answerCallbackQuery")
        ann = api.person()
        ann.say(WORDS)
        ann.press_payload("1:menu")
        api.push_raw({"update_id": 1999, "message": {"text": WORDS, "chat": {"id": ann.id, "type": "private"}}})
        await ann.hears(3)
        await bot.settled()
        api.token = "1:another"
        ann.say("/help")
        await bot.ended()
    gc.collect()  # exceptions of forgotten tasks would be logged now
    out, err = capfd.readouterr()
    everything = out + err + caplog.text
    assert "telegram_away" in everything and "delivery_failed" in everything, "there was something to log"
    assert TOKEN not in everything and TOKEN.split(":")[1] not in everything
    assert WORDS not in everything and "Nobody" not in everything
    assert str(ann.id) not in everything.replace("port", "")


async def test_a_token_refused_at_the_start_is_not_shown(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    async with BotApi(clock=clock) as api:
        store = await open_store(tmp_path, clock)
        service = build(api, store, clock)
        api.token = "1:another"
        service.start()
        error = await service.ended()
        assert TOKEN not in str(error)
        assert TOKEN not in "".join(capfd.readouterr())
        await store.close()


@pytest.mark.parametrize("port", ["1", "closed"])
async def test_errors_of_the_connection_carry_no_address(port: str) -> None:
    request = AiohttpRequest(read_timeout=0.2)
    await request.initialize()
    async with BotApi() as api:
        api.hang("getMe", seconds=5)
        url = f"{api.url}/bot{TOKEN}/getMe" if port == "closed" else f"http://127.0.0.1:1/bot{TOKEN}/getMe"
        with pytest.raises(NetworkError) as caught:
            await request.post(url)
    await request.shutdown()
    assert isinstance(caught.value, TimedOut) == (port == "closed")
    assert caught.value.__cause__ is None and caught.value.__suppress_context__ and TOKEN not in str(caught.value)


async def test_a_redirect_is_not_followed_with_the_token() -> None:
    request = AiohttpRequest()
    await request.initialize()
    async with BotApi() as api:
        api.garbage("getMe", status=302)
        with pytest.raises(TelegramError):
            await request.post(f"{api.url}/bot{TOKEN}/getMe")
        assert len(api.calls) == 1
    await request.shutdown()
