"""The database away, full, or under a clock that jumps, while people write."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta

import pytest

from bot import app
from bot.channels.telegram import sender, waiting
from bot.store import sqlite as sqlite_backend
from tests.botapi import BotApi
from tests.databases import Database
from tests.faults.echo import WAYS, Crowd, Way, counted, echoing
from tests.service import Clock

AWAY = 2.0  # seconds


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "FIRST_PAUSE", 0.1)
    monkeypatch.setattr(sender, "STORE_SECONDS", 0.1)
    monkeypatch.setattr(app, "AGAIN_SECONDS", 0.1)
    monkeypatch.setattr(sqlite_backend, "PRAGMAS", (*sqlite_backend.PRAGMAS, "PRAGMA busy_timeout=100"))


@asynccontextmanager
async def away(database: Database) -> AsyncIterator[None]:
    """SQLite is locked by somebody else, as a backup that hangs would; PostgreSQL is stopped and started again."""
    if database.server is None:
        with closing(sqlite3.connect(database.file, timeout=10, check_same_thread=False)) as other:
            await asyncio.to_thread(other.execute, "BEGIN EXCLUSIVE")
            yield
            other.rollback()
        return
    if not database.server.can_stop:
        pytest.skip("NOT TESTED: the PostgreSQL of --postgres-url is not ours to stop")
    await asyncio.to_thread(database.server.stop)
    try:
        yield
    finally:
        await asyncio.to_thread(database.server.start)


@pytest.mark.parametrize("way", WAYS)
async def test_while_it_is_away_nothing_is_confirmed_and_afterwards_all_is_answered(
    database: Database, way: Way
) -> None:
    clock = Clock()
    async with BotApi(clock=clock) as api, echoing(api, database.url, clock, way=way) as bot:
        crowd = Crowd.of(api, 8)
        saying = asyncio.create_task(crowd.keep_saying(400, every=0.01))
        await asyncio.sleep(0.7)
        async with away(database):
            await asyncio.sleep(0.5)  # what was kept before may still be confirmed
            confirmed, waits = api.confirmed, len(api.waiting)
            await asyncio.sleep(AWAY)
            assert api.confirmed == confirmed and len(api.waiting) > waits
        await saying
        await crowd.until_all_heard()
        assert await counted(bot.store) == 400
        assert crowd.repeats == 0, "a receipt that could not be written down is kept until it can be"


async def test_a_full_disk_loses_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.databases import sqlite

    clock = Clock()
    async with BotApi(clock=clock) as api, echoing(api, sqlite(tmp_path_factory.mktemp("disk")).url, clock) as bot:
        crowd = Crowd.of(api, 40)
        await crowd.keep_saying(40, every=0.005)
        await crowd.until_all_heard()
        async with bot.store._transaction() as tx:
            pages = (await tx.connection.exec_driver_sql("PRAGMA page_count")).scalar()
            await tx.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        await crowd.keep_saying(400, every=0.002)
        await asyncio.sleep(1)
        assert api.waiting, "nothing is confirmed that could not be kept"
        async with bot.store._transaction() as tx:
            await tx.connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        await crowd.until_all_heard()
        assert await counted(bot.store) == 440 and crowd.repeats == 0


@pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(hours=3), timedelta(days=-400), timedelta(days=40)])
async def test_a_clock_that_jumps_under_load_loses_nothing(database: Database, jump: timedelta) -> None:
    clock = Clock()
    async with BotApi(clock=clock) as api, echoing(api, database.url, clock) as bot:
        crowd = Crowd.of(api, 8)
        saying = asyncio.create_task(crowd.keep_saying(150, every=0.005))
        for _ in range(3):
            api.fail("sendMessage", status=429, retry_after=1, chat=crowd.people[0].id)
            await asyncio.sleep(0.2)
            clock.shift += jump
            jump = -jump
        await saying
        await crowd.until_all_heard()
        assert await counted(bot.store) == 150 and crowd.repeats == 0
