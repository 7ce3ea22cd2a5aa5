"""Steps of conversations as one transaction: sessions read, turns written, inbox rows done. All of it or nothing.

Steps of different chats may share a transaction, and so one commit; a step knows nothing of the others. Inside there is
no waiting for anything but the database: what a turn says is decided by a plain function.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select

from bot.messages import Erase, Event, Send, Session, Turn
from bot.store import inbox, message_ids, outbox, questions
from bot.store.backend import Transaction
from bot.store.clock import millis
from bot.store.outbox import Said
from bot.store.schema import journal, messages, sessions
from bot.store.schema import outbox as outbox_table
from bot.store.vault import SealError, Vault

SESSION: TypeAdapter[Session] = TypeAdapter(Session)
CONVERSATION = timedelta(hours=24)  # of silence end one
_COUNTED = ("day", "name", "intent", "language", "detail")


@dataclass(slots=True, eq=False)
class Step:
    """One step while its transaction is open. `fresh` is false when the update was answered before: then do nothing."""

    chat: str
    update_id: int | None = None
    under_way: int | None = None  # the chat's parcel that is being delivered at this moment
    fresh: bool = True
    session: Session = field(default_factory=Session)
    turn: Turn | None = None
    address: str | None = None
    replace: int | None = None
    message_id: int | None = None
    given_up: bool = False

    def finish(
        self, turn: Turn, *, address: str | None = None, replace: int | None = None, message_id: int | None = None
    ) -> None:
        """Keep what a turn brought. `address` is where its replies go; None when the channel takes them itself.

        `replace` is the message whose button was pressed, `message_id` the person's own message.
        """
        self.turn, self.address, self.replace, self.message_id = turn, address, replace, message_id

    def give_up(self, turn: Turn | None, *, address: str | None) -> None:
        """Set an update aside that cannot be answered; `turn` is the apology to its sender."""
        self.turn, self.address, self.given_up = turn, address, True

    @property
    def names(self) -> set[str]:
        return {event.name for event in self.turn.events} if self.turn is not None and not self.given_up else set()

    @property
    def events(self) -> tuple[Event, ...]:
        if self.given_up:
            return (Event("failed"),)
        return self.turn.events if self.turn is not None else ()


async def read(tx: Transaction, steps: Sequence[Step]) -> None:
    """Fill in what is known of each chat, which stays ours until the transaction ends."""
    await tx.backend.lock_chats(tx.connection, [step.chat for step in steps])
    numbers = [step.update_id for step in steps if step.update_id is not None]
    fresh = await inbox.waiting(tx, numbers) if numbers else set()
    chats = [step.chat for step in steps]
    found = await tx.connection.execute(
        select(sessions.c.chat, sessions.c.body).where(sessions.c.chat.in_(chats)).order_by(sessions.c.chat)
    )
    bodies = {row.chat: row.body for row in found.all()}
    for step in steps:
        step.fresh = step.update_id is None or step.update_id in fresh
        if step.chat in bodies:
            step.session = _opened(bodies[step.chat], tx.vault)


async def write(tx: Transaction, steps: Sequence[Step]) -> None:
    done = [step for step in steps if step.fresh and (step.turn is not None or step.given_up)]
    turned = [step for step in done if not step.given_up]
    kept = [step for step in turned if "forget" not in step.names]
    await message_ids.remember(tx, [(step.chat, step.message_id) for step in kept if step.message_id is not None])
    await _keep(tx, kept)
    for step in turned:
        if "forget" in step.names:
            await _forget(tx, step.chat)
        if "hide" in step.names and step.address is not None:
            await outbox.withdraw(tx, step.chat, but=step.under_way)
    await outbox.post(tx, [parcel for step in done for parcel in _parcels(step)])
    for given_up, state in ((False, inbox.DONE), (True, inbox.DEAD)):
        numbers = [one.update_id for one in done if one.update_id is not None and one.given_up == given_up]
        await inbox.close(tx, numbers, state)
    await questions.keep(tx, [step.turn.keep for step in kept if step.turn is not None and step.turn.keep])
    await _count(tx, done)  # last: replicas wait for each other's counts until the transaction ends


async def _keep(tx: Transaction, steps: Sequence[Step]) -> None:
    rows = [
        {"chat": step.chat, "body": _sealed(step.turn.session, tx.vault), "updated_at": millis(tx.now)}
        for step in steps
        if step.turn is not None
    ]
    if rows:
        new = tx.backend.insert(sessions)
        kept = {"body": new.excluded.body, "updated_at": new.excluded.updated_at, "inactive_at": None}
        await tx.connection.execute(new.on_conflict_do_update(index_elements=["chat"], set_=kept), rows)


async def _forget(tx: Transaction, chat: str) -> None:
    """Everything that carries the chat's key, other waiting updates and undelivered replies included."""
    for table in (sessions, messages, outbox_table):
        await tx.connection.execute(table.delete().where(table.c.chat == chat))
    await inbox.close_chat(tx, chat)


def _parcels(step: Step) -> list[Said]:
    """What leaves for the chat after the step."""
    if step.address is None or step.turn is None:
        return []
    parcels: list[Said] = []
    if "hide" in step.names:
        parcels.append((step.chat, step.address, Erase(()), "crisis"))
    place_found = step.session.waiting_for is not None and step.turn.session.waiting_for is None
    for n, reply in enumerate(step.turn.replies):
        task = Send(
            reply,
            replace=step.replace if n == 0 and reply.replaces else None,
            trace="forget" not in step.names,
            unask=place_found and n == 0,
            answers=step.message_id if reply.quotes else None,
        )
        parcels.append((step.chat, step.address, task, reply.priority))
    return parcels


async def _count(tx: Transaction, steps: Sequence[Step]) -> None:
    day = tx.now.date().isoformat()
    counts = Counter(
        (day, event.name, event.intent or "", event.language or "", event.detail or "")
        for step in steps
        for event in (*step.events, *_begun(step))
    )
    rows = [dict(zip(_COUNTED, key, strict=True), n=counts[key]) for key in sorted(counts)]  # in order: no deadlock
    if rows:
        new = tx.backend.insert(journal)
        added = {"n": journal.c.n + new.excluded.n}
        await tx.connection.execute(new.on_conflict_do_update(index_elements=list(_COUNTED), set_=added), rows)


def _begun(step: Step) -> tuple[Event, ...]:
    """One more conversation, when somebody writes for the first time or after a day."""
    if step.turn is None or step.given_up:
        return ()
    before, now = step.session.last_use, step.turn.session.last_use
    new = before is None or (now is not None and now - before > CONVERSATION)
    return (Event("conversation", language=step.turn.session.language),) if new else ()


def _sealed(session: Session, vault: Vault) -> bytes:
    return vault.seal(SESSION.dump_json(session, exclude_defaults=True).decode(), "sessions.body")


def _opened(body: bytes, vault: Vault) -> Session:
    """A session that another secret or an older version wrote is forgotten: a person can always start anew."""
    try:
        return SESSION.validate_json(vault.open(body, "sessions.body"))
    except (SealError, ValidationError):
        return Session()
