"""A hundred conversations full of personal data, then everything that is left on disk and in the logs is searched.

Also: what is erased at once, what another secret can read, and that a backup and a step back and forth keep everything.
"""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from bot.app import Infopoint
from bot.messages import Incoming, Kept, Press, Session, Text, Turn
from bot.ops import log as logs
from bot.store import Store
from bot.store.database import MIGRATIONS
from tests.conversation import Phrases
from tests.databases import Database, execute
from tests.service import SECRET, Clock, live, world

PEOPLE = 100
NAMES = ("Zarghuna", "Oleksandr", "Tesfalem", "Fartuun")
PAPERS = ("EP774422", "CG-88117", "7.654.321", "85.07.30-033.28")
OTHER = "another secret that is long enough, too"


def _said(n: int) -> list[str]:
    """What somebody writes who was told not to."""
    name, paper = NAMES[n % 4], PAPERS[n % 4]
    return [
        "how to appeal",
        f"my name is {name}{n} Wardakzai{n}, passport {paper}, who repairs bicycles",
        f"ring +32 470 55 {n:02} 77 or write {name.lower()}{n}@mail.example",
        f"{name}{n} lives at 12 Rue du Secret, Bruxelles",
    ]


def _needles(ids: list[int]) -> list[bytes]:
    found = [f"{NAMES[n % 4]}{n}" for n in range(PEOPLE)] + [f"{NAMES[n % 4].lower()}{n}@" for n in range(PEOPLE)]
    found += [f"Wardakzai{n}" for n in range(PEOPLE)] + [f"470 55 {n:02} 77" for n in range(PEOPLE)]
    found += [*PAPERS, "Rue du Secret", "bicycles", "Nobody", "Special", *map(str, ids)]
    return [needle.encode() for needle in found]


def _found_in(folder: Path, needles: list[bytes]) -> list[tuple[str, bytes]]:
    """In every file as it stands: pages in use, free pages, write-ahead log; as UTF-8 and UTF-16."""
    hits = []
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        raw = path.read_bytes()
        hits += [(path.name, one) for one in needles if one in raw or one.decode().encode("utf-16-le") in raw]
    return hits


async def test_after_a_hundred_conversations_nothing_can_be_read(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("json")
    async with live(tmp_path) as bot:
        people = [bot.api.person(number=7_000_111_000 + n) for n in range(PEOPLE)]
        for n, person in enumerate(people):
            for text in _said(n)[:2]:
                person.say(text)
        await bot.settled(seconds=60)
        for person in people:
            person.press("Keep my question")
        await bot.settled(seconds=60)
        for n, person in enumerate(people):
            for text in _said(n)[2:]:
                person.say(text)
        person = people[0]
        person.press_payload("1:forgetyes", person.screen[-1])
        await bot.settled(seconds=60)
        needles = _needles([person.id for person in people])
        assert _found_in(tmp_path, [b"asylum_appeal"]), "what is readable would be found"
        assert len(list(tmp_path.iterdir())) >= 2, "there is a write-ahead log to be searched"
        assert _found_in(tmp_path, needles) == []
        kept = await bot.store.kept_questions()
        metrics = bot.app.metrics.text()
    assert _found_in(tmp_path, needles) == []
    out, err = capfd.readouterr()
    readable = (out + err).encode() + metrics
    assert b'"event": "turn"' in readable, "there was something to log"
    assert [one for one in needles if one in readable] == []
    words = " ".join(question.text for _, question in kept)
    assert "repairs bicycles" in words, "what the person allowed is kept"
    assert [one for one in needles if one != b"bicycles" and one.decode() in words] == []


async def test_on_postgresql_nothing_can_be_read_either(tmp_path: Path, database: Database) -> None:
    """Every row, and where the server is ours its whole data folder with its write-ahead log."""
    store = await Store.open(database.url, SECRET, clock=Clock())
    app = Infopoint(world(), Phrases(world()), store, clock=Clock())
    for n in range(PEOPLE):
        for text in _said(n):
            await app.turn(Incoming(store.vault.chat_key("x", str(7_000_111_000 + n)), Text(text), app.clock()))
        await app.turn(Incoming(store.vault.chat_key("x", str(n)), Press("1:keep", about=_said(n)[1]), app.clock()))
    async with store._backend.engine.connect() as connection:
        rows: list[str] = []
        for table in ("sessions", "inbox", "outbox", "messages", "journal", "kept_questions"):
            rows += [repr(row) for row in (await connection.exec_driver_sql(f"SELECT * FROM {table}")).all()]
    assert len(rows) > PEOPLE
    assert [one for one in _needles([]) if any(one.decode() in row for row in rows)] == []
    await store.close()
    if database.server is not None and database.server.folder is not None:
        await execute(database.url, "CHECKPOINT")
        few = [*map(str.encode, PAPERS), b"Wardakzai", b"470 55", b"Rue du Secret", b"@mail.example", b"bicycles"]
        assert _found_in(database.server.folder, [b"kept_questions"]), "what is readable would be found"
        assert _found_in(database.server.folder, few) == []


async def test_forget_leaves_no_row_that_carries_the_key(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann, bob = bot.api.person(), bot.api.person()
        for person in (ann, bob):
            person.say("how to appeal")
        await bot.settled()
        ann.press_payload("1:forgetyes", ann.screen[-1])
        await bot.settled()
        key, other = (bot.store.vault.chat_key("telegram", str(one.id)) for one in (ann, bob))
    with sqlite3.connect(tmp_path / "box.sqlite3") as file:
        names = [row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [repr(row) for name in names for row in file.execute(f"SELECT * FROM {name}")]
    assert not any(key in row for row in rows)
    assert any(other in row for row in rows)


# ------------------------------------------------------------ docs/operations.md


async def _fill(store: Store) -> None:
    turn = Turn((), Session(language="ti", country="BE"), keep=Kept("how do boats work", "en"))
    await store.take("ann", lambda step: step.finish(turn))


async def _languages(store: Store) -> list[str | None]:
    found: list[str | None] = []
    await store.take("ann", lambda step: found.append(step.session.language))
    return found


async def test_a_backup_of_the_running_database_is_whole(tmp_path: Path) -> None:
    """As `sqlite3 infopoint.sqlite3 ".backup copy"` makes it, while the service runs."""
    url = f"sqlite+aiosqlite:///{tmp_path}/box.sqlite3"
    store = await Store.open(create_async_engine(url).url, SECRET, clock=Clock())
    await _fill(store)
    with sqlite3.connect(tmp_path / "box.sqlite3") as live_file, sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
        live_file.backup(copy)
    await store.close()
    copied = await Store.open(create_async_engine(url.replace("box", "copy")).url, SECRET, clock=Clock())
    assert await _languages(copied) == ["ti"] and len(await copied.kept_questions()) == 1
    await copied.close()


async def test_with_another_secret_conversations_begin_anew_and_nothing_of_the_old_is_read(database: Database) -> None:
    store = await Store.open(database.url, SECRET, clock=Clock())
    await _fill(store)
    await store.close()
    rotated = await Store.open(database.url, OTHER, clock=Clock())
    assert await _languages(rotated) == [None]
    assert await rotated.kept_questions() == []
    assert rotated.vault.chat_key("telegram", "1") != store.vault.chat_key("telegram", "1")
    await _fill(rotated)
    assert await _languages(rotated) == ["ti"]
    await rotated.close()


async def test_a_step_back_and_forth_of_the_schema_keeps_conversations(database: Database) -> None:
    store = await Store.open(database.url, SECRET, clock=Clock())
    await _fill(store)
    await store.close()

    def move(connection: Connection, to: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        (command.downgrade if to != "head" else command.upgrade)(config, to)

    engine = create_async_engine(database.url)
    for to in ("0001", "head"):
        async with engine.begin() as connection:
            await connection.run_sync(move, to)
    await engine.dispose()
    store = await Store.open(database.url, SECRET, clock=Clock())
    assert await _languages(store) == ["ti"]
    await store.close()
    await asyncio.sleep(0)
