"""Unanswered questions that their authors let us keep: sealed, without chat, without time of day, for some weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.messages import Kept
from bot.store.backend import Transaction
from bot.store.schema import kept_questions
from bot.store.vault import SealError

COLUMN = "kept_questions.text"


async def keep(tx: Transaction, found: Sequence[Kept]) -> None:
    """One that is there already, of the same day, is there once."""
    day = tx.now.date().isoformat()
    rows = {}
    for one in found:
        name = tx.vault.digest("\n".join((day, one.language, one.text)))
        rows[name] = {
            "id": name,
            "day": day,
            "language": one.language,
            "nearest": one.nearest or "",
            "text": tx.vault.seal(one.text, COLUMN),
        }
    if rows:
        ordered = [rows[name] for name in sorted(rows)]  # in order: no deadlock
        await tx.connection.execute(tx.backend.insert(kept_questions).on_conflict_do_nothing(), ordered)


async def everything(tx: Transaction) -> list[tuple[str, Kept]]:
    """(day, question), oldest first. What another secret sealed is left out: nobody can read it any more."""
    found = await tx.connection.execute(select(kept_questions).order_by(kept_questions.c.day, kept_questions.c.id))
    questions = []
    for row in found.all():
        try:
            text = tx.vault.open(row.text, COLUMN)
        except SealError:
            continue
        questions.append((row.day, Kept(text, row.language, row.nearest or None)))
    return questions


async def purge(tx: Transaction, before: datetime) -> None:
    await tx.connection.execute(kept_questions.delete().where(kept_questions.c.day < before.date().isoformat()))
