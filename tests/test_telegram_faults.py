"""The house's own trouble: the database away, a reading or an answer that fails. Nothing is lost, nobody is ignored."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path

import pytest

from bot import app
from bot.channels.telegram import sender, waiting
from bot.messages import Incoming, Reading, Session, Text, Turn
from bot.store import StoreAwayError
from bot.store.step import Step
from tests.conversation import Phrases
from tests.service import Clock, live, open_store, world


@asynccontextmanager
async def table_gone(folder: Path, name: str) -> AsyncIterator[None]:
    """The database answers with an error to everything that needs this table, as a full or lost disk does."""
    await from_outside(folder, f"ALTER TABLE {name} RENAME TO somewhere_else")
    try:
        yield
    finally:
        await from_outside(folder, f"ALTER TABLE somewhere_else RENAME TO {name}")


async def from_outside(folder: Path, *statements: str) -> None:
    def run() -> None:
        with closing(sqlite3.connect(folder / "box.sqlite3", timeout=10)) as connection:
            connection.executescript(";".join(statements))

    await asyncio.to_thread(run)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(sender, "STORE_SECONDS", 0.05)
    monkeypatch.setattr(app, "AGAIN_SECONDS", 0.05)


async def test_while_the_inbox_is_away_nothing_is_confirmed_and_afterwards_all_is_answered(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        async with table_gone(tmp_path, "inbox"):
            first = ann.say("how to appeal")
            ann.say("boss did not pay me")
            await asyncio.sleep(0.4)
            assert bot.api.confirmed < first and ann.chat.heard == []
        one, two = await ann.hears(2)
        await bot.settled()
        assert "How do I appeal?" in one.text and "My boss does not pay" in two.text
        assert len(ann.chat.heard) == 2


@pytest.mark.parametrize("table", ["sessions", "outbox", "journal"])
async def test_a_step_waits_for_the_database_and_is_taken_once(tmp_path: Path, table: str) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        async with table_gone(tmp_path, table):
            ann.say("how to appeal")
            ann.say("boss did not pay me")
            await asyncio.sleep(0.5)  # longer than three attempts
            assert ann.chat.heard == []
        one, two = await ann.hears(2)
        await bot.settled()
        assert "How do I appeal?" in one.text and "My boss does not pay" in two.text
        assert len(ann.chat.heard) == 2


async def test_trouble_of_the_database_is_no_fault_of_the_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried as often as it takes, and not given up with an apology."""
    async with live(tmp_path) as bot:
        ann, step, failures = bot.api.person(), bot.store.step, iter(range(3))

        def sometimes(chat: str, *, update_id: int | None = None) -> AbstractAsyncContextManager[Step]:
            if next(failures, None) is not None:
                raise StoreAwayError
            return step(chat, update_id=update_id)

        monkeypatch.setattr(bot.store, "step", sometimes)
        ann.say("how to appeal")
        (answer,) = await ann.hears()
        assert "How do I appeal?" in answer.text


async def test_a_delivery_is_written_down_when_the_database_is_back_and_not_repeated(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        slow = bot.api.hang("sendMessage", seconds=0.3)
        ann.say("how to appeal")
        await bot.api.until(lambda: slow.happened == 1)
        async with table_gone(tmp_path, "outbox"):
            await ann.hears()
            await asyncio.sleep(0.3)
        ann.say("boss did not pay me")
        await ann.hears()
        await bot.settled()
        assert len(ann.chat.heard) == 2


async def test_trouble_of_the_database_is_an_error_that_names_the_remedy(tmp_path: Path) -> None:
    store = await open_store(tmp_path, Clock())
    async with table_gone(tmp_path, "outbox"):
        with pytest.raises(StoreAwayError, match="INFOPOINT_DATABASE_URL"):
            await store.claim(1)
    await store.close()
    (tmp_path / "box.sqlite3").unlink()
    (tmp_path / "box.sqlite3").mkdir()
    with pytest.raises(StoreAwayError):
        await open_store(tmp_path, Clock())


async def test_rows_of_another_secret_are_set_aside_and_the_rest_goes_on(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("/help")
        await ann.hears()
        await from_outside(
            tmp_path,
            "INSERT INTO outbox (chat, address, payload, priority, attempts, written_at, run_at) "
            "VALUES ('x', x'00', x'00', 0, 0, 0, 0)",
            "INSERT INTO inbox (update_id, state, chat, address, payload, attempts, arrived_at, run_at) "
            "VALUES (5, 'waiting', 'x', x'00', x'00', 0, 0, 0)",
        )
        ann.say("how to appeal")
        await ann.hears()
        await bot.settled()


async def test_an_answer_that_fails_is_an_apology_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Turn:
        raise RuntimeError("the words of the person")

    async with live(tmp_path) as bot:
        ann = bot.api.person()
        monkeypatch.setattr(app, "respond", fail)
        ann.say("how to appeal")
        (line,) = await ann.hears()
        assert "Something went wrong on my side" in line.text and "112" in line.text
        monkeypatch.undo()
        ann.say("boss did not pay me")
        assert "My boss does not pay" in (await ann.hears())[0].text
        await bot.settled()
        assert len(ann.chat.heard) == 2


class Moody(Phrases):
    """Fails at one text, and at another only the first time."""

    def __init__(self) -> None:
        super().__init__(world())
        self.asked: list[str] = []

    def read(self, text: str, *, hint: str | None = None) -> Reading:
        self.asked.append(text)
        if text == "always" or (text == "how to appeal" and self.asked.count(text) == 1):
            raise RuntimeError(text)
        return super().read(text, hint=hint)


async def test_a_step_that_fails_is_tried_again_then_apologised_for_once(tmp_path: Path) -> None:
    moody = Moody()
    async with live(tmp_path, understanding=moody) as bot:
        ann, eve = bot.api.person(), bot.api.person()
        ann.say("always")
        ann.say("how to appeal")
        eve.say("boss did not pay me")
        await eve.hears()
        sorry, answer = await ann.hears(2)
        await bot.settled()
        assert "Something went wrong on my side" in sorry.text and "112" in sorry.text
        assert "How do I appeal?" in answer.text and len(ann.chat.heard) == 2
        assert moody.asked.count("always") == 3
        assert ("2026-11-24", "failed", "", "", "", 1) in await bot.store.counts()


async def test_even_an_apology_that_fails_does_not_block_the_chat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Turn:
        raise RuntimeError

    async with live(tmp_path) as bot:
        ann = bot.api.person()
        monkeypatch.setattr(app, "respond", fail)
        monkeypatch.setattr(app, "apology", fail)
        ann.say("how to appeal")
        await bot.settled()
        monkeypatch.undo()
        ann.say("boss did not pay me")
        assert "My boss does not pay" in (await ann.hears())[0].text


async def test_a_part_that_dies_ends_the_channel_instead_of_leaving_it_mute(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:

        async def die() -> None:
            raise RuntimeError("a bug")

        bot.channel._sender.run = die  # type: ignore[method-assign]
        await bot.stop()
        bot.start()
        assert isinstance(await bot.ended(), RuntimeError)


async def test_a_turn_for_the_page_and_one_for_the_phone_do_not_disturb_each_other(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        people = [bot.api.person() for _ in range(5)]
        for person in people:
            person.say("how to appeal")
        incoming = Incoming("page", Text("how to appeal"), bot.clock())
        turns = await asyncio.gather(*(bot.app.turn(incoming) for _ in range(5)))
        assert all(turn.session.last_topic == "asylum_appeal" for turn, _ in turns)
        for person in people:
            await person.hears()
        async with bot.store.step("page") as step:
            assert step.session != Session()
