"""The two durable boxes: what arrived and is not answered yet, what is said and not delivered yet.

Every row's personal columns are sealed; a row is wiped (inbox) or deleted (outbox) as soon as it is done.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from pydantic import TypeAdapter
from sqlalchemy import func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import Arrival, Erase, Parcel, Priority, Send
from bot.store.schema import inbox, messages, outbox
from bot.store.vault import Vault

WAITING, DONE, DEAD = "waiting", "done", "dead"
PRIORITIES: tuple[Priority, ...] = ("crisis", "answer", "bulk")
TASK: TypeAdapter[Send | Erase] = TypeAdapter(Send | Erase)


def millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def moment(value: int) -> datetime:
    return datetime.fromtimestamp(value / 1000, UTC)


# --------------------------------------------------------------------------- inbox


async def put(connection: AsyncConnection, vault: Vault, arrivals: Sequence[Arrival], now: datetime) -> None:
    for arrival in arrivals:
        row = {
            "update_id": arrival.update_id,
            "state": WAITING if arrival.address else DEAD,
            "chat": arrival.chat,
            "address": vault.seal(arrival.address, "inbox.address"),
            "payload": vault.seal(arrival.payload, "inbox.payload") if arrival.address else None,
            "attempts": 0,
            "arrived_at": millis(now),
            "run_at": millis(now),
        }
        await connection.execute(insert(inbox).values(row).on_conflict_do_nothing())


async def next_arrivals(
    connection: AsyncConnection, vault: Vault, busy: Collection[str], limit: int, now: datetime
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
    return [
        Arrival(
            update_id=row.update_id,
            chat=row.chat,
            address=vault.open(row.address, "inbox.address"),
            payload=vault.open(row.payload, "inbox.payload"),
        )
        for row in found
    ]


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
    connection: AsyncConnection, vault: Vault, parcels: Sequence[tuple[str, str, Send | Erase, Priority]], now: datetime
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
            "run_at": millis(now),
        }
        for chat, address, task, priority in parcels
    ]
    if rows:
        await connection.execute(outbox.insert(), rows)


async def next_parcels(
    connection: AsyncConnection, vault: Vault, busy: Collection[str], limit: int, now: datetime
) -> list[Parcel]:
    """The first parcel of each chat that is not busy and not put off; crisis before answers before bulk."""
    first = select(func.min(outbox.c.id)).where(outbox.c.chat.not_in(list(busy))).group_by(outbox.c.chat)
    found = await connection.execute(
        select(outbox)
        .where(outbox.c.id.in_(first), outbox.c.run_at <= millis(now))
        .order_by(outbox.c.priority, outbox.c.id)
        .limit(limit)
    )
    return [
        Parcel(
            id=row.id,
            chat=row.chat,
            address=vault.open(row.address, "outbox.address"),
            task=TASK.validate_json(vault.open(row.payload, "outbox.payload")),
            priority=PRIORITIES[row.priority],
            written_at=moment(row.written_at),
            attempts=row.attempts,
        )
        for row in found
    ]


async def remove(connection: AsyncConnection, parcel_id: int) -> None:
    await connection.execute(outbox.delete().where(outbox.c.id == parcel_id))


async def put_off(connection: AsyncConnection, parcel_id: int, run_at: datetime) -> None:
    await connection.execute(
        update(outbox).where(outbox.c.id == parcel_id).values(attempts=outbox.c.attempts + 1, run_at=millis(run_at))
    )


# --------------------------------------------------------------------------- message ids


async def remember(
    connection: AsyncConnection, vault: Vault, chat: str, message_ids: Sequence[int], now: datetime
) -> None:
    rows = [
        {"chat": chat, "message": vault.seal(str(one), "messages.message"), "at": millis(now)} for one in message_ids
    ]
    if rows:
        await connection.execute(messages.insert(), rows)


async def recent(connection: AsyncConnection, vault: Vault, chat: str, since: datetime) -> tuple[int, ...]:
    found = await connection.execute(
        select(messages.c.message)
        .where(messages.c.chat == chat, messages.c.at >= millis(since))
        .order_by(messages.c.id)
    )
    return tuple(dict.fromkeys(int(vault.open(row.message, "messages.message")) for row in found))
