"""Updates come in: nothing is confirmed before it is kept, nothing is answered twice, and what goes wrong is said."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.channels.telegram import ChannelStoppedError, intake, waiting
from bot.channels.telegram.intake import BAD_TOKEN, SECOND_POLLER, WEBHOOK_STANDS
from bot.messages import Arrival
from bot.store import Store
from tests.botapi import BotApi
from tests.service import Clock, build, live, open_store


class Stuck:
    """An inbox that has the batch in its hands and does not finish."""

    def __init__(self) -> None:
        self.held = asyncio.Event()

    async def put(self, arrivals: Sequence[Arrival]) -> None:
        self.held.set()
        await asyncio.Event().wait()

    async def leads(self, duty: str) -> bool:
        return True


async def test_nothing_is_confirmed_before_it_is_kept(tmp_path: Path) -> None:
    clock = Clock()
    async with BotApi(clock=clock) as api:
        store = await open_store(tmp_path, clock)
        stuck = Stuck()
        first = build(api, store, clock, inbox=stuck)
        ann = api.person()
        number = ann.say("how to appeal")
        first.start()
        await asyncio.wait_for(stuck.held.wait(), 5)
        await asyncio.sleep(0.1)  # time enough for a confirmation that must not come
        await first.stop()  # killed with the batch in its hands
        assert api.confirmed < number and await store.waiting() == (0, 0)
        second = build(api, store, clock)
        second.start()
        (answer,) = await ann.hears()
        await second.settled()
        assert "How do I appeal?" in answer.text and api.confirmed == number
        await second.stop()
        await store.close()


async def test_a_batch_that_was_kept_but_not_confirmed_is_answered_once(tmp_path: Path) -> None:
    clock = Clock()
    async with BotApi(clock=clock) as api:
        store = await open_store(tmp_path, clock)
        ann = api.person()
        ann.say("how to appeal")
        kept = list(api.waiting)
        for _ in range(2):
            service = build(api, store, clock)
            service.start()
            await service.settled()
            await service.stop()
            api.waiting = list(kept)  # the confirmation did not arrive
        assert len(await ann.hears()) == 1
        await store.close()


async def test_a_repeated_update_is_answered_once(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("how to appeal")
        twice = dict(bot.api.waiting[0])
        bot.api.push_raw(dict(twice))
        await ann.hears()
        await bot.settled()
        bot.api.push_raw(twice)
        await bot.settled()
        assert len(ann.chat.heard) == 1


async def test_a_long_backlog_is_answered_in_order_within_a_chat(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        people = [bot.api.person() for _ in range(25)]
        for person in people:
            for text in ("/privacy", "/help", "how to appeal", "/menu", "boss did not pay me"):
                person.say(text)
        await bot.settled(seconds=20)
        for person in people:
            openings = [one.text.split("\n")[0][:12] for one in person.chat.heard]
            assert openings == ["🔒 What is ke", "You can writ", "You ask: How", "What is it a", "You ask: My "], (
                openings
            )
        limits = {call["limit"] for call in bot.api.called("getUpdates")}
        assert limits == {"100"}, "the backlog comes in batches"


async def test_ids_that_begin_anew_below_the_old_ones_are_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a quiet week Telegram chooses the next id at random."""
    monkeypatch.setattr(intake, "POLL_SECONDS", 0.05)
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("how to appeal")
        await bot.settled()
        await bot.api.until(lambda: "offset" not in bot.api.called("getUpdates")[-1], seconds=2)
        bot.api._next_update = 17
        ann.say("boss did not pay me")
        await ann.hears(2)
        await bot.settled()


async def test_only_wanted_kinds_are_asked_for(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        await bot.api.until(lambda: bool(bot.api.called("getUpdates")))
        wanted = bot.api.called("getUpdates")[0]["allowed_updates"]
        assert wanted == '["message", "edited_message", "callback_query"]'


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(intake, "AFTER_CONFLICT", 0.02)


async def test_who_fetches_beside_a_webhook_is_told_clearly_and_ends(tmp_path: Path, impatient: None) -> None:
    async with live(tmp_path) as bot:
        bot.api.webhook.start("https://bot.example/", "")
        error = await bot.ended()
        assert isinstance(error, ChannelStoppedError) and str(error) == WEBHOOK_STANDS


async def test_a_webhook_goes_when_the_operator_says_so(tmp_path: Path, impatient: None) -> None:
    async with live(tmp_path) as bot:
        bot.api.webhook.start("https://bot.example/", "")
        await bot.ended()
        again = build(bot.api, bot.store, bot.clock, delete_webhook=True)
        again.start()
        ann = bot.api.person()
        ann.say("how to appeal")
        await ann.hears()
        await again.stop()


async def test_a_second_poller_is_told_clearly_and_ends(tmp_path: Path, impatient: None) -> None:
    async with live(tmp_path) as bot:
        bot.api.fail("getUpdates", status=409, description="Conflict: terminated by other getUpdates request", times=9)
        error = await bot.ended()
        assert isinstance(error, ChannelStoppedError) and str(error) == SECOND_POLLER


async def test_of_two_pollers_at_least_one_ends(tmp_path: Path, impatient: None) -> None:
    clock = Clock()
    async with BotApi(clock=clock) as api:
        (tmp_path / "b").mkdir()
        stores = [await open_store(tmp_path, clock), await open_store(tmp_path / "b", clock)]
        both = [build(api, store, clock) for store in stores]
        for one in both:
            one.start()
        tasks = [one.running for one in both if one.running]
        done, _ = await asyncio.wait(tasks, timeout=10, return_when=asyncio.FIRST_COMPLETED)
        assert done and isinstance(done.pop().exception(), ChannelStoppedError)
        for one in both:
            await one.stop()
        for store in stores:
            await store.close()


async def test_a_restart_that_overlaps_for_a_moment_goes_on(tmp_path: Path, impatient: None) -> None:
    async with live(tmp_path) as bot:
        bot.api.fail("getUpdates", status=409, description="Conflict: terminated by other getUpdates request", times=2)
        ann = bot.api.person()
        ann.say("how to appeal")
        await ann.hears()


async def test_a_token_that_telegram_refuses_is_one_sentence(tmp_path: Path) -> None:
    clock = Clock()
    async with BotApi(clock=clock) as api:
        store = await open_store(tmp_path, clock)
        service = build(api, store, clock)
        api.token = "1:another"
        service.start()
        error = await service.ended()
        assert isinstance(error, ChannelStoppedError) and str(error) == BAD_TOKEN
        assert error.__cause__ is None and error.__suppress_context__, "the library's own error quotes the token"
        await store.close()


async def test_a_token_revoked_while_running_ends_with_the_same_sentence(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("/help")
        await ann.hears()
        bot.api.token = "1:another"
        ann.say("/help")
        error = await bot.ended()
        assert isinstance(error, ChannelStoppedError) and str(error) == BAD_TOKEN


async def test_a_server_that_is_away_at_the_start_is_waited_for(
    tmp_path: Path, impatient: None, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    async with BotApi(clock=clock) as api:
        store: Store = await open_store(tmp_path, clock)
        away = api.reset("getMe", times=3)
        service = build(api, store, clock)
        service.start()
        ann = api.person()
        ann.say("how to appeal")
        await ann.hears()
        assert away.happened == 3 and service.names == ["infopoint_test_bot"]
        assert "".join(capsys.readouterr()).count("Telegram's server does not answer") == 3
        await service.stop()
        await store.close()


@pytest.mark.parametrize("kind", ["reset", "garbage", "no list", "no result", "bad gateway", "flood", "forbidden"])
async def test_trouble_at_polling_is_tried_again(tmp_path: Path, impatient: None, kind: str) -> None:
    async with live(tmp_path) as bot:
        match kind:
            case "reset":
                trouble = bot.api.reset("getUpdates", times=3)
            case "garbage":
                trouble = bot.api.garbage("getUpdates", body=b'{"ok":true,"result":[{"mess', times=3)
            case "no list":
                trouble = bot.api.garbage("getUpdates", body=b'{"ok":true,"result":true}', times=3)
            case "no result":
                trouble = bot.api.garbage("getUpdates", body=b'{"ok":true}', times=3)
            case "bad gateway":
                trouble = bot.api.garbage("getUpdates", body=b"<h1>Not found</h1>", status=404, times=3)
            case "flood":
                trouble = bot.api.fail("getUpdates", status=429, retry_after=1)
            case _:
                trouble = bot.api.fail("getUpdates", status=403, description="Forbidden", times=3)
        ann = bot.api.person()
        ann.say("how to appeal")
        await ann.hears()
        ann.say("boss did not pay me")
        await ann.hears()
        await bot.api.until(lambda: trouble.times == 0)


async def test_an_endless_row_of_nonsense_does_not_spin(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        bot.api.push_raw({"no": "id"})
        await asyncio.sleep(0.3)
        assert len(bot.api.called("getUpdates")) <= 3
