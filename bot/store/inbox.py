"""The durable inbox: what arrived and is not answered yet.

A row's personal columns are sealed; as soon as it is done they are wiped, and its number alone stays, so that a
repetition is passed over. A row that cannot be opened (another secret, another version wrote it) is set aside, so that
it does not stop the others.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, func, select, update

from bot.messages import Arrival
from bot.store.backend import Transaction
from bot.store.clock import millis, moment
from bot.store.schema import inbox
from bot.store.vault import SealError

WAITING, DONE, DEAD = "waiting", "done", "dead"
AT_ONCE = 0  # `run_at` of a row that need not wait: even a clock that is set back does not hold it up
# With several replicas a claimed row is passed over for so long. Whose replica died is taken up by another one then; a
# step that takes longer is at worst begun twice, and finished once: it looks again whether its row is still waiting.
LEASE = timedelta(seconds=5)

log = structlog.get_logger(room="store")


async def put(tx: Transaction, arrivals: Sequence[Arrival]) -> None:
    """One without an address cannot be answered: it is set aside at once."""
    rows = [
        {
            "update_id": arrival.update_id,
            "state": WAITING if arrival.address else DEAD,
            "chat": arrival.chat,
            "address": tx.vault.seal(arrival.address, "inbox.address"),
            "payload": tx.vault.seal(arrival.payload, "inbox.payload") if arrival.address else None,
            "attempts": 0,
            "arrived_at": millis(tx.now),
            "run_at": AT_ONCE,
        }
        for arrival in sorted(arrivals, key=lambda one: one.update_id)
    ]
    if rows:
        await tx.connection.execute(tx.backend.insert(inbox).on_conflict_do_nothing(), rows)
        await tx.backend.tell(tx.connection, "arrived")


async def claim(tx: Transaction, busy: Collection[str], limit: int) -> list[Arrival]:
    """The oldest waiting update of each chat that is not busy, oldest first; a chat waits for its own oldest row."""
    first = (
        select(func.min(inbox.c.update_id))
        .where(inbox.c.state == WAITING, inbox.c.chat.not_in(list(busy)))
        .group_by(inbox.c.chat)
    )
    due = inbox.c.run_at <= millis(tx.now)
    found = await tx.connection.execute(
        select(inbox)
        .where(inbox.c.update_id.in_(first), inbox.c.state == WAITING, due)
        .order_by(inbox.c.update_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = found.all()
    if rows and tx.backend.shared:
        held = {"run_at": millis(tx.now + LEASE)}
        await tx.connection.execute(update(inbox).where(_among([row.update_id for row in rows])).values(held))
    arrivals: list[Arrival] = []
    for row in rows:
        try:
            address, payload = tx.vault.open(row.address, "inbox.address"), tx.vault.open(row.payload, "inbox.payload")
        except SealError:
            log.error("row_set_aside", box="inbox", hint="INFOPOINT_SECRET is not the one that wrote it")
            await close(tx, [row.update_id], DEAD)
            continue
        arrivals.append(Arrival(row.update_id, row.chat, address, payload))
    return arrivals


async def waiting(tx: Transaction, update_ids: Sequence[int]) -> set[int]:
    """Which of them are not answered yet; locked until the transaction ends."""
    found = await tx.connection.execute(
        select(inbox.c.update_id)
        .where(_among(update_ids), inbox.c.state == WAITING)
        .order_by(inbox.c.update_id)
        .with_for_update()
    )
    return {row.update_id for row in found.all()}


async def close(tx: Transaction, update_ids: Sequence[int], state: str) -> None:
    """Done or dead: only the update ids stay."""
    if update_ids:
        wiped = {"state": state, "chat": "", "address": None, "payload": None}
        await tx.connection.execute(update(inbox).where(_among(update_ids)).values(wiped))


async def close_chat(tx: Transaction, chat: str) -> None:
    """Whatever else of the chat waits is not answered any more."""
    found = await tx.connection.execute(select(inbox.c.update_id).where(inbox.c.chat == chat))
    await close(tx, [row.update_id for row in found.all()], DONE)


async def again(tx: Transaction, update_id: int, run_at: datetime) -> int:
    """Put off a step that failed; returns how often it has been tried."""
    await tx.connection.execute(
        update(inbox).where(inbox.c.update_id == update_id).values(attempts=inbox.c.attempts + 1, run_at=millis(run_at))
    )
    tried = await tx.connection.scalar(select(inbox.c.attempts).where(inbox.c.update_id == update_id))
    return int(tried or 0)


async def all_at_once(tx: Transaction) -> None:
    """Nothing is put off any more: the clock was set back, and what was due in a second would be due in an hour."""
    await tx.connection.execute(update(inbox).where(inbox.c.state == WAITING).values(run_at=AT_ONCE))


async def size(tx: Transaction) -> int:
    found = await tx.connection.scalar(select(func.count()).select_from(inbox).where(inbox.c.state == WAITING))
    return int(found or 0)


async def oldest(tx: Transaction) -> datetime | None:
    """When the oldest waiting update arrived."""
    found = await tx.connection.scalar(select(func.min(inbox.c.arrived_at)).where(inbox.c.state == WAITING))
    return moment(found) if found is not None else None


async def purge(tx: Transaction, before: datetime) -> None:
    """Telegram cannot repeat them any more."""
    old = inbox.c.arrived_at < millis(before)
    await tx.connection.execute(inbox.delete().where(old, inbox.c.state != WAITING))


def _among(update_ids: Sequence[int]) -> ColumnElement[bool]:
    return inbox.c.update_id.in_(list(update_ids))
