"""The two durable boxes: what arrived and is not answered yet, what is said and not delivered yet.

Every row's personal columns are sealed; a row is wiped (inbox) or deleted (outbox) as soon as it is done. A row that
cannot be opened (another secret, another version wrote it) is set aside, so that it does not stop the others.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import Arrival, Erase, Parcel, Priority, Send
from bot.store import message_ids
from bot.store.clock import millis, moment
from bot.store.schema import inbox, outbox, sessions
from bot.store.vault import SealError, Vault

WAITING, DONE, DEAD = "waiting", "done", "dead"
PRIORITIES: tuple[Priority, ...] = ("crisis", "answer", "bulk")
TASK: TypeAdapter[Send | Erase] = TypeAdapter(Send | Erase)
HIDE_BACK = timedelta(hours=48)
AT_ONCE = 0  # `run_at` of a row that need not wait: even a clock that is set back does not hold it up

log = structlog.get_logger(room="store")


# --------------------------------------------------------------------------- inbox


async def put(connection: AsyncConnection, vault: Vault, arrivals: Sequence[Arrival], now: datetime) -> None:
    """One without an address cannot be answered: it is set aside at once."""
    rows = [
        {
            "update_id": arrival.update_id,
            "state": WAITING if arrival.address else DEAD,
            "chat": arrival.chat,
            "address": vault.seal(arrival.address, "inbox.address"),
            "payload": vault.seal(arrival.payload, "inbox.payload") if arrival.address else None,
            "attempts": 0,
            "arrived_at": millis(now),
            "run_at": AT_ONCE,
        }
        for arrival in arrivals
    ]
    if rows:
        await connection.execute(insert(inbox).on_conflict_do_nothing(), rows)


async def next_arrivals(
    connection: AsyncConnection, vault: Vault, busy: Collection[str], *, limit: int, now: datetime
) -> list[Arrival]:
    """The oldest waiting update of each chat that is not busy, oldest first; a chat waits for its own oldest row."""
    first = (
        select(func.min(inbox.c.update_id))
        .where(inbox.c.state == WAITING, inbox.c.chat.not_in(list(busy)))
        .group_by(inbox.c.chat)
    )
    found = await connection.execute(
        select(inbox)
        .where(inbox.c.update_id.in_(first), inbox.c.run_at <= millis(now))
        .order_by(inbox.c.update_id)
        .limit(limit)
    )
    arrivals: list[Arrival] = []
    for row in found.all():
        try:
            address, payload = vault.open(row.address, "inbox.address"), vault.open(row.payload, "inbox.payload")
        except SealError:
            log.error("row_set_aside", box="inbox", hint="INFOPOINT_SECRET is not the one that wrote it")
            await close(connection, row.update_id, DEAD)
            continue
        arrivals.append(Arrival(row.update_id, row.chat, address, payload))
    return arrivals


async def is_waiting(connection: AsyncConnection, update_id: int) -> bool:
    state = await connection.scalar(select(inbox.c.state).where(inbox.c.update_id == update_id))
    return bool(state == WAITING)


async def close(connection: AsyncConnection, update_id: int, state: str) -> None:
    """Done or dead: only the update id stays, so that a repetition is passed over."""
    wiped = {"state": state, "chat": "", "address": None, "payload": None}
    await connection.execute(update(inbox).where(inbox.c.update_id == update_id).values(wiped))


async def again(connection: AsyncConnection, update_id: int, run_at: datetime) -> int:
    """Put off a step that failed; returns how often it has been tried."""
    await connection.execute(
        update(inbox).where(inbox.c.update_id == update_id).values(attempts=inbox.c.attempts + 1, run_at=millis(run_at))
    )
    tried = await connection.scalar(select(inbox.c.attempts).where(inbox.c.update_id == update_id))
    return int(tried or 0)


# --------------------------------------------------------------------------- outbox


async def post(
    connection: AsyncConnection,
    vault: Vault,
    parcels: Sequence[tuple[str, str, Send | Erase, Priority]],
    *,
    now: datetime,
) -> None:
    """Add (chat, address, task, priority) rows."""
    rows = [
        {
            "chat": chat,
            "address": vault.seal(address, "outbox.address"),
            "payload": vault.seal(TASK.dump_json(task).decode(), "outbox.payload"),
            "priority": PRIORITIES.index(priority),
            "attempts": 0,
            "written_at": millis(now),
            "run_at": AT_ONCE,
        }
        for chat, address, task, priority in parcels
    ]
    if rows:
        await connection.execute(outbox.insert(), rows)


async def next_parcels(
    connection: AsyncConnection, vault: Vault, busy: Collection[str], *, limit: int, now: datetime
) -> list[Parcel]:
    """The first parcel of each chat that is not busy and not put off; crisis before answers before bulk."""
    first = select(func.min(outbox.c.id)).where(outbox.c.chat.not_in(list(busy))).group_by(outbox.c.chat)
    found = await connection.execute(
        select(outbox)
        .where(outbox.c.id.in_(first), outbox.c.run_at <= millis(now))
        .order_by(outbox.c.priority, outbox.c.id)
        .limit(limit)
    )
    parcels: list[Parcel] = []
    for row in found.all():
        try:
            parcel = _parcel(row, vault)
        except (SealError, ValidationError):
            log.error("row_set_aside", box="outbox", hint="another INFOPOINT_SECRET or another version wrote it")
            await remove(connection, row.id)
            continue
        if isinstance(parcel.task, Erase):  # what has been delivered since the person pressed "hide" goes too
            known = await message_ids.recent(connection, vault, parcel.chat, since=now - HIDE_BACK)
            parcel = replace(parcel, task=Erase(known))
        parcels.append(parcel)
    return parcels


def _parcel(row: Row[Any], vault: Vault) -> Parcel:
    return Parcel(
        id=row.id,
        chat=row.chat,
        address=vault.open(row.address, "outbox.address"),
        task=TASK.validate_json(vault.open(row.payload, "outbox.payload")),
        priority=PRIORITIES[row.priority],
        written_at=moment(row.written_at),
        attempts=row.attempts,
    )


async def remove(connection: AsyncConnection, parcel_id: int) -> bool:
    """False when it was gone."""
    found = await connection.execute(outbox.delete().where(outbox.c.id == parcel_id))
    return bool(found.rowcount)


async def withdraw(connection: AsyncConnection, chat: str, *, but: int | None) -> None:
    """What is not said yet is not said any more, except for the parcel that is being delivered."""
    await connection.execute(outbox.delete().where(outbox.c.chat == chat, outbox.c.id != (but or 0)))


async def abandon(connection: AsyncConnection, chat: str, now: datetime) -> None:
    """The chat is closed to us: nothing waits for it any more."""
    await connection.execute(outbox.delete().where(outbox.c.chat == chat))
    await connection.execute(update(sessions).where(sessions.c.chat == chat).values(inactive_at=millis(now)))


async def put_off(connection: AsyncConnection, parcel_id: int, run_at: datetime) -> None:
    await connection.execute(
        update(outbox).where(outbox.c.id == parcel_id).values(attempts=outbox.c.attempts + 1, run_at=millis(run_at))
    )
