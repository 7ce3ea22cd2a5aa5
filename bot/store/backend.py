"""Where SQLite and PostgreSQL differ, as one small interface; everything else is the same SQL on both.

SQLite serves one process. PostgreSQL serves any number of replicas, so claims must stand in the rows, and what only one
of them may do (send, fetch, migrate, purge) hangs on an advisory lock, which the server frees when a replica dies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.vault import Vault

Duty = Literal["sending", "fetching"]  # what one replica at a time does for all of them
News = Literal["arrived", "leaving"]  # what wakes the others
Insert = sqlite.Insert | postgresql.Insert  # the two that know ON CONFLICT


class Backend(Protocol):
    engine: AsyncEngine
    shared: bool  # other processes work on the same rows
    heard: Callable[[News], None]  # called when anybody, here or elsewhere, told news

    def insert(self, table: Table) -> Insert: ...

    def transaction(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Everything in it is kept, or nothing is."""

    def on_duty(self, duty: Duty) -> AbstractAsyncContextManager[tuple[AsyncConnection, bool] | None]:
        """A transaction that can end well only while this process has the duty; None when another process has it.

        The second value tells whether the duty was taken over just now: then a predecessor may have left things undone.
        """

    async def lock_chats(self, connection: AsyncConnection, chats: Sequence[str]) -> None:
        """Until the transaction ends nobody else works on these chats, whether they have a session or not."""

    async def only_one(self, connection: AsyncConnection, work: str) -> bool:
        """Whether this transaction is the only one, over all replicas, that does this scheduled work now."""

    async def tell(self, connection: AsyncConnection, news: News) -> None:
        """Wake everybody who waits, once the transaction has been kept."""

    async def tidy(self) -> None:
        """After a purge: what the database itself still keeps of wiped rows goes, as far as it can."""

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction and what everybody inside needs. `now` is when it began."""

    connection: AsyncConnection
    backend: Backend
    vault: Vault
    now: datetime
