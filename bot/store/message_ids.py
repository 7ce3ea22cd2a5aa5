"""Which messages stand in a chat, both sides', for the hide button: sealed, for 48 hours, and only their ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select

from bot.store.backend import Transaction
from bot.store.clock import millis, moment
from bot.store.schema import messages
from bot.store.vault import SealError


async def remember(tx: Transaction, shown: Iterable[tuple[str, int]]) -> None:
    """(chat, message id) pairs, in the order in which they appeared."""
    at = millis(tx.now)
    rows = [{"chat": chat, "message": tx.vault.seal(str(one), "messages.message"), "at": at} for chat, one in shown]
    if rows:
        await tx.connection.execute(messages.insert(), rows)


async def recent(tx: Transaction, chat: str, *, since: datetime) -> tuple[int, ...]:
    """The ids of the chat's messages, oldest first, each once."""
    known = await _known(tx, chat, since)
    return tuple(dict.fromkeys(known.values()))


async def erased(tx: Transaction, chat: str, gone: Sequence[int]) -> None:
    """They do not stand in the chat any more, so they need not be remembered."""
    known = await _known(tx, chat, moment(0))
    erased_ids = set(gone)
    rows = [row for row, message_id in known.items() if message_id in erased_ids]
    await tx.connection.execute(messages.delete().where(messages.c.id.in_(rows)))


async def purge(tx: Transaction, before: datetime) -> None:
    await tx.connection.execute(messages.delete().where(messages.c.at < millis(before)))


async def _known(tx: Transaction, chat: str, since: datetime) -> dict[int, int]:
    """Row id -> message id. One that another secret sealed is of no use and passed over; the purge takes it."""
    found = await tx.connection.execute(
        select(messages).where(messages.c.chat == chat, messages.c.at >= millis(since)).order_by(messages.c.id)
    )
    known: dict[int, int] = {}
    for row in found.all():
        with suppress(SealError):
            known[row.id] = int(tx.vault.open(row.message, "messages.message"))
    return known
