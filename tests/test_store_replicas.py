"""Several replicas on one PostgreSQL: each update once, each chat by one at a time, one sender, one that fetches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy.engine import URL

from bot.messages import Arrival, Event, Reply, Send, Session, Turn
from bot.store import Step, Store
from bot.store.inbox import LEASE
from tests.databases import PostgresServer
from tests.service import Clock

SECRET = "a secret for tests that is long enough"
Open = Callable[[], Awaitable[Store]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def url(postgres: PostgresServer) -> Iterator[URL]:
    with postgres.database() as url:
        yield url


@pytest.fixture
async def replica(url: URL, clock: Clock) -> AsyncIterator[Open]:
    """Starts one more of them."""
    stores: list[Store] = []

    async def start() -> Store:
        stores.append(await Store.open(url, SECRET, clock=clock))
        return stores[-1]

    yield start
    for store in stores:
        await store.close()


def arrival(update_id: int, chat: str) -> Arrival:
    return Arrival(update_id, chat, f"address of {chat}", "hello")


def says(*texts: str, events: tuple[Event, ...] = ()) -> Turn:
    return Turn(tuple(Reply(html=t, text=t, language="en") for t in texts), Session(), events)


async def answer(store: Store, chat: str, update_id: int, said: Turn) -> None:
    await store.put([arrival(update_id, chat)])
    await store.take(chat, lambda step: step.finish(said, address="5"), update_id=update_id)


def count(step: Step) -> None:
    """State that shows whether a step was lost or taken twice."""
    if step.fresh:
        step.finish(Turn((), replace(step.session, misses=step.session.misses + 1)))


async def test_replicas_that_start_together_migrate_once(replica: Open) -> None:
    stores = await asyncio.gather(*(replica() for _ in range(4)))
    for store in stores:
        assert await store.waiting() == (0, 0)


async def test_no_update_is_taken_by_two_and_no_chat_is_in_two_hands(replica: Open) -> None:
    one, two = await replica(), await replica()
    await one.put([arrival(n, f"chat {n % 20}") for n in range(1, 101)])
    first, second = await asyncio.gather(one.next_arrivals([], 12), two.next_arrivals([], 12))
    chats = [taken.chat for taken in (*first, *second)]
    assert len(chats) == len(set(chats)) == 20
    assert await one.next_arrivals([], 100) == [], "what follows in a chat waits for what is under way in it"


async def test_every_update_once_and_in_order_whoever_takes_it(replica: Open) -> None:
    stores = [await replica() for _ in range(3)]
    await stores[0].put([arrival(n, f"chat {n % 10}") for n in range(1, 201)])
    taken: list[tuple[str, int]] = []

    def note(step: Step) -> None:
        count(step)
        if step.fresh and step.update_id is not None:
            taken.append((step.chat, step.update_id))

    async def work(store: Store) -> None:
        while found := await store.next_arrivals([], 5):
            await asyncio.gather(*(store.take(one.chat, note, update_id=one.update_id) for one in found))

    while await stores[0].waiting() != (0, 0):
        await asyncio.gather(*map(work, stores))
    assert sorted(number for _, number in taken) == list(range(1, 201))
    for chat in {chat for chat, _ in taken}:
        numbers = [number for name, number in taken if name == chat]
        assert numbers == sorted(numbers)
        async with stores[1].step(chat) as step:
            assert step.session.misses == 20


async def test_what_a_dead_replica_had_in_its_hands_is_taken_up_soon(replica: Open, clock: Clock) -> None:
    dead, alive = await replica(), await replica()
    await dead.put([arrival(1, "ann"), arrival(2, "ann")])
    assert [one.update_id for one in await dead.next_arrivals([], 5)] == [1]
    assert await alive.next_arrivals([], 5) == []
    clock.wait(seconds=LEASE.total_seconds() + 0.1)
    assert [one.update_id for one in await alive.next_arrivals([], 5)] == [1]
    await alive.take("ann", count, update_id=1)
    late = await dead.take("ann", count, update_id=1)  # it was not dead, only slow
    assert not late.fresh
    async with alive.step("ann") as step:
        assert step.session.misses == 1


async def test_two_replicas_lose_no_write_of_a_session(replica: Open) -> None:
    """Also at the very first message, when there is no session yet."""
    one, two = await replica(), await replica()
    await asyncio.gather(*(store.take(f"chat {n % 4}", count) for n in range(100) for store in (one, two)))
    for n in range(4):
        async with one.step(f"chat {n}") as step:
            assert step.session.misses == 50


async def test_news_wakes_the_other_replica(replica: Open) -> None:
    one, two = await replica(), await replica()
    assert await two.claim(1) == [] and await two.next_arrivals([], 1) == []
    loop = asyncio.get_running_loop()
    began = loop.time()
    waits = asyncio.gather(two.wait_for_arrivals(5), two.wait(5))
    await asyncio.sleep(0.05)
    await answer(one, "ann", 1, says("hi"))
    await waits
    assert loop.time() - began < 2


async def test_one_sends_for_all_and_another_takes_over(replica: Open) -> None:
    one, two = await replica(), await replica()
    assert await one.claim(5) == []
    await answer(two, "ann", 1, says("hi"))
    assert await two.claim(5) == []
    (parcel,) = await one.claim(5)
    await one.delivered(parcel, [7])
    await answer(two, "ann", 2, says("again"))
    await one.close()
    (parcel,) = await two.claim(5)
    assert isinstance(parcel.task, Send) and parcel.task.reply.text == "again"


async def test_a_new_sender_repeats_answers_under_way_and_no_bulk(replica: Open) -> None:
    one, two = await replica(), await replica()
    await answer(one, "ann", 1, says("an answer", "another"))
    alert = Send(Reply(html="!", text="an alert", language="en"))
    assert await one.announce([("staff", "9", alert), ("more staff", "10", alert)]) == 2
    first, second = await one.claim(2)
    assert (first.priority, second.priority) == ("answer", "bulk")
    await one.close()  # killed with both in its hands
    taken = await two.claim(5)
    assert [(parcel.chat, parcel.priority) for parcel in taken] == [("ann", "answer"), ("more staff", "bulk")]
    assert taken[0].id == first.id


async def test_a_sender_that_lost_its_connection_sends_nothing_until_it_has_the_duty_again(
    replica: Open, url: URL, postgres: PostgresServer
) -> None:
    one, two = await replica(), await replica()
    await answer(one, "ann", 1, says("hi"))
    assert len(await one.claim(1)) == 1
    kill = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
    await asyncio.to_thread(postgres.run, kill, database=url)
    await answer(two, "bob", 2, says("hello"))
    (repeated, fresh) = await two.claim(5)
    assert (repeated.chat, fresh.chat) == ("ann", "bob")
    with pytest.raises(OSError):
        await one.claim(5)
    assert await one.claim(5) == []


async def test_one_fetches_and_another_takes_over(replica: Open) -> None:
    one, two = await replica(), await replica()
    assert await one.leads("fetching") and await one.leads("fetching")
    assert not await two.leads("fetching")
    await one.close()
    assert await two.leads("fetching")


async def test_hide_on_one_replica_knows_what_another_is_delivering(replica: Open) -> None:
    sender, other = await replica(), await replica()
    await answer(other, "ann", 1, says("one", "two"))
    (one,) = await sender.claim(5)
    await answer(other, "ann", 2, says("hidden", events=(Event("hide"),)))
    await sender.delivered(one, [70])
    (erase,) = await sender.claim(5)
    assert getattr(erase.task, "message_ids", None) == (70,), "`two` is not said any more, `one` will be deleted"


async def test_the_purge_is_one_replicas_work(replica: Open, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = await replica(), await replica()
    await answer(one, "ann", 1, says("hi"))
    clock.wait(hours=49)
    async with one._transaction() as tx:
        assert await tx.backend.only_one(tx.connection, "purge")
        await two.purge()
        assert await two.waiting() == (0, 1), "somebody else is at it"
    await two.purge()
    assert await two.waiting() == (0, 0)
