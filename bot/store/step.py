"""One step of a conversation as one transaction: session read, turn written, inbox row done. All of it or nothing."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import Erase, Event, Priority, Send, Session, Turn
from bot.store import boxes, message_ids
from bot.store.clock import millis
from bot.store.schema import inbox, journal, messages, outbox, sessions
from bot.store.vault import SealError, Vault

SESSION: TypeAdapter[Session] = TypeAdapter(Session)


class Step:
    """Open while its transaction is. `fresh` is false when the update was answered before: then do nothing."""

    def __init__(
        self,
        connection: AsyncConnection,
        vault: Vault,
        chat: str,
        *,
        update_id: int | None,
        now: datetime,
        under_way: int | None,
    ) -> None:
        self._connection = connection
        self._vault = vault
        self._update_id = update_id
        self._now = now
        self._under_way = under_way  # the chat's parcel that is being delivered at this moment
        self.chat = chat
        self.fresh = True
        self.session = Session()

    async def read(self) -> None:
        if self._update_id is not None:
            self.fresh = await boxes.is_waiting(self._connection, self._update_id)
        body = await self._connection.scalar(select(sessions.c.body).where(sessions.c.chat == self.chat))
        if body is not None:
            self.session = _opened(body, self._vault)

    async def finish(
        self, turn: Turn, *, address: str | None = None, replace: int | None = None, message_id: int | None = None
    ) -> None:
        """Keep what a turn brought. `address` is where its replies go; None when the channel takes them itself.

        `replace` is the message whose button was pressed, `message_id` the person's own message.
        """
        names = {event.name for event in turn.events}
        if message_id is not None and "forget" not in names:
            await message_ids.remember(self._connection, self._vault, self.chat, [message_id], now=self._now)
        if "forget" in names:
            await self._forget()
        else:
            await self._keep(turn.session)
        if address is not None:
            await self._post(turn, address, replace, names)
        await self._count(turn.events)
        if self._update_id is not None:
            await boxes.close(self._connection, self._update_id, boxes.DONE)

    async def give_up(self, turn: Turn | None, *, address: str | None) -> None:
        """Set an update aside that cannot be answered; `turn` is the apology to its sender."""
        if turn is not None and address is not None:
            await self._post(turn, address, None, set())
        await self._count((Event("failed"),))
        if self._update_id is not None:
            await boxes.close(self._connection, self._update_id, boxes.DEAD)

    async def _keep(self, session: Session) -> None:
        body = self._vault.seal(SESSION.dump_json(session, exclude_defaults=True).decode(), "sessions.body")
        kept = {"body": body, "updated_at": millis(self._now), "inactive_at": None}
        statement = insert(sessions).values(chat=self.chat, **kept)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["chat"], set_=kept))

    async def _forget(self) -> None:
        """Everything that carries the chat's key, other waiting updates and undelivered replies included."""
        for table in (sessions, messages, outbox):
            await self._connection.execute(table.delete().where(table.c.chat == self.chat))
        waiting = await self._connection.execute(select(inbox.c.update_id).where(inbox.c.chat == self.chat))
        for row in waiting.all():
            await boxes.close(self._connection, row.update_id, boxes.DONE)

    async def _post(self, turn: Turn, address: str, replace: int | None, names: set[str]) -> None:
        parcels: list[tuple[str, str, Send | Erase, Priority]] = []
        if "hide" in names:
            await boxes.withdraw(self._connection, self.chat, but=self._under_way)
            parcels.append((self.chat, address, Erase(()), "crisis"))
        place_found = self.session.waiting_for is not None and turn.session.waiting_for is None
        for n, reply in enumerate(turn.replies):
            task = Send(
                reply,
                replace=replace if n == 0 and reply.replaces else None,
                trace="forget" not in names,
                unask=place_found and n == 0,
            )
            parcels.append((self.chat, address, task, reply.priority))
        await boxes.post(self._connection, self._vault, parcels, now=self._now)

    async def _count(self, events: tuple[Event, ...]) -> None:
        for event in events:
            row = {
                "day": self._now.date().isoformat(),
                "name": event.name,
                "intent": event.intent or "",
                "language": event.language or "",
                "detail": event.detail or "",
                "n": 1,
            }
            statement = insert(journal).values(row)
            keys = ["day", "name", "intent", "language", "detail"]
            await self._connection.execute(
                statement.on_conflict_do_update(index_elements=keys, set_={"n": journal.c.n + 1})
            )


def _opened(body: bytes, vault: Vault) -> Session:
    """A session that another secret or an older version wrote is forgotten: a person can always start anew."""
    try:
        return SESSION.validate_json(vault.open(body, "sessions.body"))
    except (SealError, ValidationError):
        return Session()
