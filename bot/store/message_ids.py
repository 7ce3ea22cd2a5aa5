"""Which messages stand in a chat, both sides', for the hide button: sealed, for 48 hours, and only their ids."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.clock import millis, moment
from bot.store.schema import messages
from bot.store.vault import SealError, Vault


async def remember(
    connection: AsyncConnection, vault: Vault, chat: str, shown: Sequence[int], *, now: datetime
) -> None:
    rows = [{"chat": chat, "message": vault.seal(str(one), "messages.message"), "at": millis(now)} for one in shown]
    if rows:
        await connection.execute(messages.insert(), rows)


async def recent(connection: AsyncConnection, vault: Vault, chat: str, *, since: datetime) -> tuple[int, ...]:
    """The ids of the chat's messages, oldest first, each once."""
    known = await _known(connection, vault, chat, since)
    return tuple(dict.fromkeys(known.values()))


async def erased(connection: AsyncConnection, vault: Vault, chat: str, gone: Sequence[int]) -> None:
    """They do not stand in the chat any more, so they need not be remembered."""
    known = await _known(connection, vault, chat, moment(0))
    erased_ids = set(gone)
    rows = [row for row, message_id in known.items() if message_id in erased_ids]
    await connection.execute(messages.delete().where(messages.c.id.in_(rows)))


async def _known(connection: AsyncConnection, vault: Vault, chat: str, since: datetime) -> dict[int, int]:
    """Row id -> message id. One that another secret sealed is of no use and passed over; the purge takes it."""
    found = await connection.execute(
        select(messages).where(messages.c.chat == chat, messages.c.at >= millis(since)).order_by(messages.c.id)
    )
    known: dict[int, int] = {}
    for row in found.all():
        with suppress(SealError):
            known[row.id] = int(vault.open(row.message, "messages.message"))
    return known
