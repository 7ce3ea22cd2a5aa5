"""What operators may know of the store: how much waits, the counts of each day, the questions that may be kept."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import datetime

from sqlalchemy import select

from bot.messages import Kept
from bot.store import inbox, outbox, questions
from bot.store.backend import Transaction
from bot.store.schema import journal


class Figures:
    """A part of the store, which brings the transactions."""

    def _transaction(self) -> AbstractAsyncContextManager[Transaction]:
        raise NotImplementedError

    async def waiting(self) -> tuple[int, int]:
        """How many updates wait to be answered, and how many replies to be delivered."""
        async with self._transaction() as tx:
            return await inbox.size(tx), await outbox.size(tx)

    async def oldest_waiting(self) -> datetime | None:
        """When the oldest update arrived that is not answered yet."""
        async with self._transaction() as tx:
            return await inbox.oldest(tx)

    async def kept_questions(self) -> list[tuple[str, Kept]]:
        """(day, question), oldest first; what another secret sealed is left out."""
        async with self._transaction() as tx:
            return await questions.everything(tx)

    async def counts(self) -> list[tuple[str, str, str, str, str, int]]:
        """The journal: (day, name, intent, language, detail, n)."""
        async with self._transaction() as tx:
            found = await tx.connection.execute(select(journal).order_by(*journal.primary_key.columns))
            return [(row.day, row.name, row.intent, row.language, row.detail, row.n) for row in found]
