"""Steps that share a transaction, bulk beside answers, a clock that jumps, databases of other versions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.messages import Arrival, Reply, Send, Session, Turn
from bot.store import Step, Store, StoreAwayError
from bot.store.database import MIGRATIONS, open_backend
from bot.store.schema import metadata
from tests.databases import Database
from tests.test_store import NOW, SECRET, Clock, answer, arrival, turn

ALERT = Send(Reply(html="!", text="an alert", language="en"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(database: Database, clock: Clock) -> AsyncIterator[Store]:
    opened = await Store.open(database.url, SECRET, clock=clock)
    yield opened
    await opened.close()


def count(step: Step) -> None:
    step.finish(Turn((), replace(step.session, misses=step.session.misses + 1)))


# --------------------------------------------------------------------------- together


async def test_steps_at_the_same_time_share_a_few_transactions(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, transaction = [0], store._transaction

    def counted() -> object:
        begun[0] += 1
        return transaction()

    monkeypatch.setattr(store, "_transaction", counted)
    await asyncio.gather(*(store.take(f"chat {n}", count) for n in range(100)))
    assert begun[0] < 10


async def test_steps_of_one_chat_at_the_same_time_follow_each_other(store: Store) -> None:
    steps = await asyncio.gather(*(store.take("ann", count) for _ in range(30)))
    assert [step.session.misses for step in steps] == list(range(30))


async def test_a_step_that_fails_takes_no_other_with_it(store: Store) -> None:
    def fail(step: Step) -> None:
        raise RuntimeError(step.chat)

    decides = [fail if n == 7 else count for n in range(20)]
    found = await asyncio.gather(
        *(store.take(f"chat {n}", decide) for n, decide in enumerate(decides)), return_exceptions=True
    )
    assert [type(one) for one in found if isinstance(one, Exception)] == [RuntimeError]
    for n in range(20):
        async with store.step(f"chat {n}") as step:
            assert step.session.misses == (0 if n == 7 else 1)


async def test_a_caller_who_goes_away_leaves_the_others_in_peace(store: Store) -> None:
    tasks = [asyncio.create_task(store.take(f"chat {n}", count)) for n in range(10)]
    await asyncio.sleep(0)
    tasks[3].cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(one, Step) for one in found) == 9


async def test_an_answered_update_changes_nothing_even_if_somebody_tries(store: Store) -> None:
    await answer(store, "ann", 1, turn("hi", session=Session(language="fa")))
    await store.take("ann", count, update_id=1)
    await store.take("ann", count, update_id=999)  # never heard of
    async with store.step("ann") as step:
        assert step.session == Session(language="fa")
    assert await store.waiting() == (0, 1)


# --------------------------------------------------------------------------- bulk


async def test_bulk_leaves_after_every_answer_and_does_not_hold_up_its_chat(store: Store) -> None:
    await store.announce([("ann", "5", ALERT), ("bob", "6", ALERT)])
    await answer(store, "ann", 1, turn("hi"))
    await answer(store, "eve", 2, turn("hello"))
    found = await store.claim(10)
    assert [(one.chat, one.priority) for one in found] == [("ann", "answer"), ("eve", "answer"), ("bob", "bulk")]
    for parcel in found:
        await store.delivered(parcel, [])
    assert [(one.chat, one.priority) for one in await store.claim(10)] == [("ann", "bulk")]


async def test_bulk_in_the_hands_of_a_process_that_died_is_not_sent_again(database: Database, clock: Clock) -> None:
    dead = await Store.open(database.url, SECRET, clock=clock)
    await dead.announce([("staff", "5", ALERT)])
    await answer(dead, "ann", 1, turn("hi"))
    assert len(await dead.claim(10)) == 2
    await dead.close()
    alive = await Store.open(database.url, SECRET, clock=clock)
    assert [one.chat for one in await alive.claim(10)] == ["ann"]
    assert await alive.waiting() == (0, 1)
    await alive.close()


async def test_bulk_that_telegram_slows_down_is_sent_later(store: Store, clock: Clock) -> None:
    await store.announce([("staff", "5", ALERT)])
    (parcel,) = await store.claim(10)
    await store.postpone(parcel, 30)
    assert await store.claim(10) == []
    clock.now += timedelta(seconds=31)
    assert [one.attempts for one in await store.claim(10)] == [1]


async def test_who_blocked_the_bot_gets_no_bulk_until_they_write_again(store: Store) -> None:
    await answer(store, "ann", 1, turn("hi"))
    (parcel,) = await store.claim(10)
    await store.abandon(parcel)
    assert await store.announce([("ann", "5", ALERT), ("bob", "6", ALERT)]) == 1
    await answer(store, "ann", 2, turn("hi again"))
    assert await store.announce([("ann", "5", ALERT)]) == 1


async def test_ten_thousand_bulk_rows_do_not_delay_an_answer(store: Store) -> None:
    await store.announce([(f"chat {n}", str(n), ALERT) for n in range(10_000)])
    waits: list[float] = []
    for n in range(30):
        (bulk,) = await store.claim(1)
        began = time.perf_counter()
        await answer(store, f"person {n}", n + 1, turn("hi"))
        (found,) = await store.claim(1)
        waits.append(time.perf_counter() - began)
        assert (bulk.priority, found.priority, found.chat) == ("bulk", "answer", f"person {n}")
        for one in (found, bulk):
            await store.delivered(one, [])
    assert sorted(waits)[len(waits) // 2] < 0.25


# --------------------------------------------------------------------------- the clock


async def test_a_clock_that_is_set_back_holds_up_nobody(store: Store, clock: Clock) -> None:
    await store.put([arrival(1), arrival(2, "bob")])
    for one in await store.next_arrivals([], 10):
        await store.try_again(one.update_id, 1)
    await answer(store, "eve", 3, turn("hello"))
    (parcel,) = await store.claim(10)
    await store.postpone(parcel, 1)
    clock.now -= timedelta(hours=3)
    assert [one.update_id for one in await store.next_arrivals([], 10)] == [1, 2]
    assert [one.id for one in await store.claim(10)] == [parcel.id]


async def test_a_clock_that_jumps_ahead_repeats_and_loses_nothing(store: Store, clock: Clock) -> None:
    await store.put([arrival(1)])
    assert len(await store.next_arrivals([], 10)) == 1
    clock.now += timedelta(days=1)
    await answer(store, "ann", 1, turn("hi"))
    await store.put([arrival(1)])
    assert await store.next_arrivals([], 10) == []
    assert [one.chat for one in await store.claim(10)] == ["ann"]


# --------------------------------------------------------------------------- versions


def migrate(connection: Connection, revision: str, *, down: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, revision)


async def test_every_step_of_the_schema_goes_up_and_down_and_keeps_what_waits(database: Database) -> None:
    store = await Store.open(database.url, SECRET, clock=lambda: NOW)
    await answer(store, "ann", 1, turn("hi", session=Session(language="ti")))
    await store.put([Arrival(2, "ann", "5", "hello")])
    await store.close()
    backend = await open_backend(database.url)
    async with backend.engine.begin() as connection:
        for revision in ("-1",) * 3:
            await connection.run_sync(migrate, revision, down=True)
    await backend.close()
    store = await Store.open(database.url, SECRET, clock=lambda: NOW)
    assert await store.waiting() == (1, 1)
    async with store.step("ann") as step:
        assert step.session == Session(language="ti")
    await store.close()


async def test_the_migrations_lead_to_the_tables_as_the_code_has_them(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def differences(connection: Connection) -> list[object]:
        return compare_metadata(MigrationContext.configure(connection), metadata)  # type: ignore[no-any-return]

    backend = await open_backend(database.url)
    async with backend.engine.begin() as connection:
        assert await connection.run_sync(differences) == []
    await backend.close()


async def test_a_database_of_a_newer_version_is_one_sentence(database: Database) -> None:
    store = await Store.open(database.url, SECRET)
    async with store._transaction() as tx:
        await tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await store.close()
    with pytest.raises(StoreAwayError, match="newer Infopoint"):
        await Store.open(database.url, SECRET)
