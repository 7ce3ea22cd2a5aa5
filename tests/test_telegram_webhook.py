"""Updates delivered to a webhook: only Telegram's are taken, and 200 is said only to what is kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels import serving
from bot.channels.serving import CannotListenError
from bot.channels.telegram import ChannelStoppedError, webhook
from bot.channels.telegram.webhook import BODY_BYTES, HEADER, WebhookAt
from bot.messages import Arrival
from bot.store import StoreAwayError
from tests.botapi import BotApi
from tests.service import WEBHOOK, Clock, Service, build, live, open_store

UPDATE = {
    "update_id": 77,
    "message": {"message_id": 1, "date": 0, "text": "/help", "chat": {"id": 5, "type": "private"}},
}


async def deliver(bot: Service, body: Any, *, headers: Sequence[tuple[str, Any]] | None = None, path: str = "/telegram",
                  method: str = "POST") -> httpx.Response:  # fmt: skip
    """As anybody on the internet can."""
    assert bot.channel.webhook is not None
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = [(HEADER, bot.store.vault.webhook_secret)] if headers is None else headers
    ours = [(name.encode(), value if isinstance(value, bytes) else value.encode()) for name, value in given]
    async with httpx.AsyncClient(base_url=bot.channel.webhook.address, trust_env=False) as client:
        return await client.request(method, path, content=content, headers=ours)


async def test_a_conversation_over_the_webhook(tmp_path: Path) -> None:
    async with live(tmp_path, webhook=True) as bot:
        (registered,) = bot.api.called("setWebhook")
        assert registered["url"] == WEBHOOK and 10 <= int(registered["max_connections"]) <= 40
        assert json.loads(registered["allowed_updates"]) == ["message", "edited_message", "callback_query"]
        assert len(registered["secret_token"]) >= 32 and registered["secret_token"] not in bot.api.url
        ann = bot.api.person()
        ann.say("how to appeal")
        (answer,) = await ann.hears()
        assert "How do I appeal?" in answer.text
        ann.press("Working")
        await ann.hears()
        assert list(bot.api.queries.values()) == [True]
        assert bot.api.called("getUpdates") == []


async def test_many_people_at_once_each_in_order(tmp_path: Path) -> None:
    async with live(tmp_path, webhook=True) as bot:
        people = [bot.api.person() for _ in range(25)]
        for person in people:
            for text in ("/help", "how to appeal", "boss did not pay me"):
                person.say(text)
        await bot.settled(seconds=20)
        for person in people:
            openings = [one.text.split("\n")[0][:12] for one in person.chat.heard]
            assert openings == ["You can writ", "You ask: How", "You ask: My "], openings
        assert set(bot.api.webhook.answers) == {200}


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(HEADER, "")],
        [(HEADER, "guess")],
        [(HEADER, b"\xe9")],
        "twice",
        "longer",
    ],
)
async def test_a_stranger_is_refused_and_nothing_is_kept(tmp_path: Path, headers: Any) -> None:
    async with live(tmp_path, webhook=True) as bot:
        secret = bot.store.vault.webhook_secret
        special = {"twice": [(HEADER, secret), (HEADER, secret)], "longer": [(HEADER, secret + "0")]}
        given = special[headers] if isinstance(headers, str) else headers
        answer = await deliver(bot, UPDATE, headers=given)
        assert answer.status_code == 403 and answer.content == b""
        assert await bot.store.waiting() == (0, 0) and bot.api.called("sendMessage") == []


async def test_other_paths_methods_and_bodies_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "BODY_SECONDS", 0.2)
    async with live(tmp_path, webhook=True) as bot:
        assert (await deliver(bot, UPDATE, path="/")).status_code == 404
        assert (await deliver(bot, UPDATE, method="GET")).status_code == 405
        assert (await deliver(bot, b"x" * (BODY_BYTES + 1))).status_code == 413
        assert (await deliver(bot, b"{not json")).status_code == 400
        assert (await deliver(bot, b"[" * 100_000)).status_code == 400
        assert await bot.store.waiting() == (0, 0)


async def test_what_can_never_be_read_is_not_brought_again(tmp_path: Path) -> None:
    """Telegram repeats what is not answered with 200, and holds back the chat's next ones."""
    async with live(tmp_path, webhook=True) as bot:
        many: list[Any] = [{"no": "id"}, [], "x", None, {"update_id": -1}]
        for nonsense in many:
            assert (await deliver(bot, nonsense)).status_code == 200
        bot.api.push_raw({"update_id": 1999, "message": {"text": 5, "chat": {"id": 5, "type": "private"}}})
        ann = bot.api.person()
        ann.say("how to appeal")
        await ann.hears()


async def test_a_repeated_delivery_is_answered_once(tmp_path: Path) -> None:
    async with live(tmp_path, webhook=True) as bot:
        ann = bot.api.person()
        update = UPDATE | {"message": UPDATE["message"] | {"chat": {"id": ann.id, "type": "private"}}}  # type: ignore[operator]
        answers = await asyncio.gather(*(deliver(bot, update) for _ in range(5)))
        assert [one.status_code for one in answers] == [200] * 5
        await bot.settled()
        await ann.hears()
        await ann.hears_nothing()


async def test_200_is_said_only_when_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with live(tmp_path, webhook=True) as bot:
        put, away = bot.store.put, [True]

        async def sometimes(arrivals: Sequence[Arrival]) -> None:
            if away[0]:
                raise StoreAwayError
            await put(arrivals)

        monkeypatch.setattr(bot.store, "put", sometimes)
        assert (await deliver(bot, UPDATE)).status_code == 503
        ann = bot.api.person()
        first = ann.say("how to appeal")
        ann.say("boss did not pay me")
        await asyncio.sleep(0.3)
        assert bot.api.confirmed < first and set(bot.api.webhook.answers) == {503}
        away[0] = False
        one, two = await ann.hears(2)
        assert "How do I appeal?" in one.text and "My boss does not pay" in two.text


async def test_a_stop_leaves_the_webhook_and_the_next_start_takes_what_came_meanwhile(tmp_path: Path) -> None:
    clock = Clock()
    async with BotApi(clock=clock) as api:
        store = await open_store(tmp_path, clock)
        ann = api.person()
        for text, expected in (("how to appeal", "How do I appeal?"), ("boss did not pay me", "My boss")):
            ann.say(text)
            service = build(api, store, clock, webhook=True)
            service.start()
            await service.listening()
            assert expected in (await ann.hears())[0].text
            await service.settled()
            await service.stop()
            api.webhook.replicas.clear()
            assert api.webhook.url == WEBHOOK and api.called("deleteWebhook") == []
        await store.close()


async def test_a_webhook_that_somebody_moved_is_registered_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(webhook, "LOOK_SECONDS", 0.05)
    async with live(tmp_path, webhook=True) as bot:
        bot.api.webhook.url = "https://elsewhere.example/"
        await bot.api.until(lambda: len(bot.api.called("setWebhook")) == 2)
        assert bot.api.webhook.url == WEBHOOK
    assert "webhook_moved" in "".join(capfd.readouterr())


async def test_an_address_that_telegram_refuses_is_one_sentence(tmp_path: Path) -> None:
    clock = Clock()
    async with BotApi(clock=clock) as api:
        store = await open_store(tmp_path, clock)
        api.fail("setWebhook", status=400, description="Bad Request: bad webhook: Failed to resolve host")
        service = build(api, store, clock, webhook=True)
        service.start()
        error = await service.ended()
        assert isinstance(error, ChannelStoppedError) and "INFOPOINT_WEBHOOK_URL" in str(error)
        assert "failed to resolve host" in str(error)
        await store.close()


async def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    clock = Clock()
    async with live(tmp_path, webhook=True) as bot:
        assert bot.channel.webhook is not None
        port = int(bot.channel.webhook.address.rpartition(":")[2])
        second = build(bot.api, bot.store, clock, webhook=True)
        assert second.channel.webhook is not None
        second.channel.webhook._at = WebhookAt(WEBHOOK, "127.0.0.1", port, "x")
        second.start()
        error = await second.ended()
        assert isinstance(error, CannotListenError) and "INFOPOINT_WEBHOOK_LISTEN" in str(error)
