"""The durable outbox: what is said and not delivered yet. A delivered row is deleted.

Two lanes: answers (crisis before the rest) and bulk (staff alerts), which is looked at only when no answer is there to
leave. Within a lane a chat's rows leave in order of id. Bulk is marked as taken before it is sent, so that a process
that dies sends it no second time; an answer whose sending a process did not survive is sent again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Row, func, literal_column, select, update

from bot.messages import Erase, Parcel, Priority, Send
from bot.store import message_ids
from bot.store.backend import Transaction
from bot.store.clock import millis, moment
from bot.store.inbox import AT_ONCE
from bot.store.schema import outbox, sessions
from bot.store.vault import SealError

PRIORITIES: tuple[Priority, ...] = ("crisis", "answer", "bulk")
TASK: TypeAdapter[Send | Erase] = TypeAdapter(Send | Erase)
HIDE_BACK = timedelta(hours=48)
# As literals, so that the partial indices serve them.
ANSWERS: ColumnElement[bool] = outbox.c.priority < literal_column("2")
BULK: ColumnElement[bool] = outbox.c.priority == literal_column("2")
Said = tuple[str, str, Send | Erase, Priority]  # chat, address, task, priority

log = structlog.get_logger(room="store")


async def post(tx: Transaction, parcels: Sequence[Said]) -> None:
    rows = [
        {
            "chat": chat,
            "address": tx.vault.seal(address, "outbox.address"),
            "payload": tx.vault.seal(TASK.dump_json(task).decode(), "outbox.payload"),
            "priority": PRIORITIES.index(priority),
            "attempts": 0,
            "written_at": millis(tx.now),
            "run_at": AT_ONCE,
        }
        for chat, address, task, priority in parcels
    ]
    if rows:
        await tx.connection.execute(outbox.insert(), rows)
        await tx.backend.tell(tx.connection, "leaving")


async def announce(tx: Transaction, parcels: Sequence[tuple[str, str, Send]]) -> int:
    """Bulk, to every (chat, address) that did not block the bot; returns to how many."""
    chats = [chat for chat, _, _ in parcels]
    found = await tx.connection.execute(
        select(sessions.c.chat).where(sessions.c.chat.in_(chats), sessions.c.inactive_at.is_not(None))
    )
    gone = {row.chat for row in found.all()}
    kept: list[Said] = [(chat, address, task, "bulk") for chat, address, task in parcels if chat not in gone]
    await post(tx, kept)
    return len(kept)


async def claim(tx: Transaction, busy: Collection[str], limit: int) -> list[Parcel]:
    """The first parcel of each chat that is not busy and not put off; crisis before answers before bulk."""
    rows = await _first(tx, ANSWERS, busy, limit)
    answers = len(rows)
    if answers < limit:
        rows += await _first(tx, BULK, [*busy, *(row.chat for row in rows)], limit - answers)
    taken = [row.id for row in (rows if tx.backend.shared else rows[answers:])]
    if taken:
        await tx.connection.execute(update(outbox).where(outbox.c.id.in_(taken)).values(taken_at=millis(tx.now)))
    parcels: list[Parcel] = []
    for row in rows:
        try:
            parcel = _parcel(row, tx)
        except (SealError, ValidationError):
            log.error("row_set_aside", box="outbox", hint="another INFOPOINT_SECRET or another version wrote it")
            await remove(tx, [row.id])
            continue
        if isinstance(parcel.task, Erase):  # what has been delivered since the person pressed "hide" goes too
            known = await message_ids.recent(tx, parcel.chat, since=tx.now - HIDE_BACK)
            parcel = replace(parcel, task=Erase(known))
        parcels.append(parcel)
    return parcels


async def _first(tx: Transaction, lane: ColumnElement[bool], busy: Collection[str], limit: int) -> list[Row[Any]]:
    first = select(func.min(outbox.c.id)).where(lane, outbox.c.chat.not_in(list(busy))).group_by(outbox.c.chat)
    found = await tx.connection.execute(
        select(outbox)
        .where(outbox.c.id.in_(first), outbox.c.run_at <= millis(tx.now))
        .order_by(outbox.c.priority, outbox.c.id)
        .limit(limit)
    )
    return list(found.all())


def _parcel(row: Row[Any], tx: Transaction) -> Parcel:
    return Parcel(
        id=row.id,
        chat=row.chat,
        address=tx.vault.open(row.address, "outbox.address"),
        task=TASK.validate_json(tx.vault.open(row.payload, "outbox.payload")),
        priority=PRIORITIES[row.priority],
        written_at=moment(row.written_at),
        attempts=row.attempts,
    )


async def take_over(tx: Transaction, mine: Collection[int]) -> None:
    """What a former sender had in its hands: its answers are sent again, its bulk is not. `mine` is under way here."""
    left = (outbox.c.taken_at.is_not(None), outbox.c.id.not_in(list(mine)))
    await tx.connection.execute(outbox.delete().where(BULK, *left))
    await tx.connection.execute(update(outbox).where(ANSWERS, *left).values(taken_at=None))


async def remove(tx: Transaction, parcel_ids: Collection[int]) -> set[int]:
    """Which of them were still there."""
    found = await tx.connection.execute(
        outbox.delete().where(outbox.c.id.in_(sorted(parcel_ids))).returning(outbox.c.id)
    )
    return {row.id for row in found.all()}


async def withdraw(tx: Transaction, chat: str, *, but: int | None) -> None:
    """What is not said yet is not said any more, except for the parcel that is being delivered."""
    waits = (outbox.c.chat == chat, outbox.c.taken_at.is_(None), outbox.c.id != (but or 0))
    await tx.connection.execute(outbox.delete().where(*waits))


async def abandon(tx: Transaction, chat: str) -> None:
    """The chat is closed to us: nothing waits for it any more."""
    await tx.connection.execute(outbox.delete().where(outbox.c.chat == chat))
    await tx.connection.execute(update(sessions).where(sessions.c.chat == chat).values(inactive_at=millis(tx.now)))


async def put_off(tx: Transaction, parcel_id: int, run_at: datetime) -> None:
    later = {"attempts": outbox.c.attempts + 1, "run_at": millis(run_at), "taken_at": None}
    await tx.connection.execute(update(outbox).where(outbox.c.id == parcel_id).values(later))


async def all_at_once(tx: Transaction) -> None:
    """See the inbox."""
    await tx.connection.execute(update(outbox).where(outbox.c.run_at != AT_ONCE).values(run_at=AT_ONCE))


async def size(tx: Transaction) -> int:
    return int(await tx.connection.scalar(select(func.count()).select_from(outbox)) or 0)


async def purge(tx: Transaction, before: datetime) -> None:
    """A reply that could not be delivered for so long is of no use any more."""
    await tx.connection.execute(outbox.delete().where(outbox.c.written_at < millis(before)))
