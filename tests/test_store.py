"""What is kept, in which order it leaves, and that nothing of it can be read or survives being forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.messages import Arrival, Erase, Event, Reply, Send, Session, Turn
from bot.store import Store
from bot.store.schema import metadata
from bot.store.vault import SealError, Vault, kept_secret
from tests.databases import Database

SECRET = "a secret for tests that is long enough"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(database: Database, clock: Clock) -> AsyncIterator[Store]:
    opened = await Store.open(database.url, SECRET, clock=clock)
    yield opened
    await opened.close()


def arrival(update_id: int, chat: str = "ann", text: str = "hello") -> Arrival:
    return Arrival(update_id, chat, f"address of {chat}", text)


def turn(*texts: str, session: Session | None = None, priority: str = "answer", events: tuple[Event, ...] = ()) -> Turn:
    replies = tuple(Reply(html=t, text=t, language="en", priority=priority) for t in texts)  # type: ignore[arg-type]
    return Turn(replies, session or Session(), events)


async def answer(store: Store, chat: str, update_id: int, said: Turn) -> None:
    await store.put([arrival(update_id, chat)])
    async with store.step(chat, update_id=update_id) as step:
        step.finish(said, address=f"address of {chat}", message_id=1000 + update_id)


async def texts(store: Store) -> list[str]:
    found = await store.claim(10)
    return [parcel.task.reply.text for parcel in found if isinstance(parcel.task, Send)]


async def rows(store: Store) -> bytes:
    """Whatever stands in any table."""
    async with store._transaction() as tx:
        found = [(await tx.connection.execute(select(table))).all() for table in metadata.sorted_tables]
    return repr(found).encode()


async def test_a_repeated_update_is_answered_once(store: Store) -> None:
    await store.put([arrival(1), arrival(1)])
    await store.put([arrival(1)])
    assert [a.update_id for a in await store.next_arrivals([], 10)] == [1]
    await answer(store, "ann", 1, turn("hi"))
    await store.put([arrival(1)])
    assert await store.next_arrivals([], 10) == []
    async with store.step("ann", update_id=1) as step:
        assert not step.fresh


async def test_one_chat_keeps_its_order_and_does_not_hold_up_another(store: Store) -> None:
    await store.put([arrival(1, "ann"), arrival(2, "ann"), arrival(3, "bob")])
    assert [a.update_id for a in await store.next_arrivals([], 10)] == [1, 3]
    assert await store.next_arrivals(["ann", "bob"], 10) == []
    await answer(store, "ann", 1, turn("hi"))
    assert [a.update_id for a in await store.next_arrivals(["bob"], 10)] == [2]


async def test_a_step_that_fails_keeps_nothing_and_is_tried_again(store: Store, clock: Clock) -> None:
    await store.put([arrival(1)])
    with pytest.raises(RuntimeError):
        async with store.step("ann", update_id=1) as step:
            step.finish(turn("lost", session=Session(language="ar")), address="a")
            raise RuntimeError("the power went")
    async with store.step("ann") as step:
        assert step.session == Session()
    assert await store.claim(10) == []
    assert await store.try_again(1, 5)
    assert await store.next_arrivals([], 10) == []
    clock.now += timedelta(seconds=6)
    assert [a.update_id for a in await store.next_arrivals([], 10)] == [1]
    assert await store.try_again(1, 0)
    assert not await store.try_again(1, 0)


async def test_the_session_comes_back_as_it_was(store: Store) -> None:
    kept = Session(language="ti", country="LU", misses=1, last_use=NOW)
    await answer(store, "ann", 1, turn("hi", session=kept))
    async with store.step("ann") as step:
        assert step.session == kept


async def test_crisis_leaves_first_and_a_chat_waits_for_its_own(store: Store) -> None:
    await answer(store, "ann", 1, turn("one", "two"))
    await answer(store, "bob", 2, turn("danger", priority="crisis"))
    first = await store.claim(10)
    assert [parcel.chat for parcel in first] == ["bob", "ann"]
    assert await texts(store) == []
    await store.delivered(first[1], [77])
    assert await texts(store) == ["two"]


async def test_a_postponed_chat_does_not_hold_up_others(store: Store, clock: Clock) -> None:
    await answer(store, "ann", 1, turn("one", "two"))
    await answer(store, "bob", 2, turn("three"))
    ann, bob = await store.claim(10)
    await store.postpone(ann, 30)
    await store.delivered(bob, [5])
    assert await texts(store) == []
    clock.now += timedelta(seconds=31)
    assert await texts(store) == ["one"]


async def test_hide_deletes_both_sides_messages_of_two_days(store: Store, clock: Clock) -> None:
    await answer(store, "ann", 1, turn("old"))
    (old,) = await store.claim(10)
    await store.delivered(old, [50])
    clock.now += timedelta(hours=49)
    await answer(store, "ann", 2, turn("new"))
    (new,) = await store.claim(10)
    await store.delivered(new, [60])
    await answer(store, "ann", 3, turn("bye", events=(Event("hide"),)))
    (parcel,) = await store.claim(10)
    assert parcel.task == Erase((1002, 60, 1003))


async def test_forget_erases_everything_with_the_key(store: Store, tmp_path: Path) -> None:
    await store.put([arrival(1), arrival(2, text="and this too")])
    await answer(store, "ann", 1, turn("hi", session=Session(language="fa")))
    await answer(store, "ann", 2, turn("farewell", events=(Event("forget"),)))
    (farewell,) = await store.claim(10)
    assert isinstance(farewell.task, Send) and not farewell.task.trace
    await store.delivered(farewell, [])
    await store.purge()
    assert b"ann" not in await rows(store)
    await store.close()
    for file in tmp_path.iterdir():
        assert b"ann" not in file.read_bytes(), file.name


async def test_nothing_personal_can_be_read_in_the_files(store: Store, tmp_path: Path) -> None:
    await store.put([arrival(1, text="my name is Nobody Special")])
    await answer(store, "ann", 1, turn("you asked about Nobody Special", session=Session(last_topic="asylum_appeal")))
    assert not [word for word in (b"Nobody", b"address of", b"asylum_appeal") if word in await rows(store)]
    for file in tmp_path.iterdir():
        assert not [word for word in (b"Nobody", b"address of", b"asylum_appeal") if word in file.read_bytes()]


async def test_a_done_row_keeps_its_number_only(store: Store, clock: Clock) -> None:
    await store.put([arrival(1)])
    await answer(store, "ann", 1, turn("hi"))
    assert await store.waiting() == (0, 1)
    clock.now += timedelta(hours=49)
    await store.purge()
    assert await store.waiting() == (0, 0), "a reply that could not be delivered for two days is of no use any more"
    await store.put([arrival(1)])
    assert await store.waiting() == (1, 0), "after two days Telegram cannot repeat it any more"


async def test_counts_are_daily_and_carry_no_key(store: Store) -> None:
    event = Event("answered", intent="asylum_work", language="fr")
    await answer(store, "ann", 1, turn("a", events=(event,)))
    await answer(store, "bob", 2, turn("b", events=(event, replace(event, language="ar"))))
    assert await store.counts() == [
        ("2026-11-24", "answered", "asylum_work", "ar", "", 1),
        ("2026-11-24", "answered", "asylum_work", "fr", "", 2),
        ("2026-11-24", "conversation", "", "", "", 2),
    ]


async def test_another_secret_begins_a_new_session_instead_of_failing(store: Store, database: Database) -> None:
    await answer(store, "ann", 1, turn("hi", session=Session(language="ar")))
    other = await Store.open(database.url, SECRET + "!", clock=lambda: NOW)
    async with other.step("ann") as step:
        assert step.session == Session()
    await other.close()


def test_a_sealed_value_cannot_be_moved_or_changed() -> None:
    vault = Vault(SECRET)
    sealed = vault.seal("hello", "a")
    assert vault.open(sealed, "a") == "hello"
    for column, value in (("b", sealed), ("a", sealed[:-1] + bytes([sealed[-1] ^ 1]))):
        with pytest.raises(SealError):
            vault.open(value, column)


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret"
    first = kept_secret(path)
    assert len(first) >= 32 and kept_secret(path) == first
    assert path.stat().st_mode & 0o077 == 0
