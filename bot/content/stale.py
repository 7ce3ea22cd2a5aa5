"""What a person should look at again, most urgent first: crisis contacts that nobody called, then reviews by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.content.library import Library
from bot.content.models import Contact, Guide, Intent, Need, Value

SOON = timedelta(days=30)
CONFIRMED_FOR = timedelta(days=183)  # six months: how long a call to a crisis contact counts

Reason = Literal["crisis contact", "overdue", "soon"]


@dataclass(frozen=True, slots=True)
class Stale:
    """`due` is the day by which it was to be looked at; None when nobody ever has."""

    reason: Reason
    name: str
    due: date | None
    file: str
    line: int
    note: str = ""


def stale(library: Library, *, today: date) -> list[Stale]:
    contacts = sorted(_crisis_contacts(library, today), key=lambda found: (found.due or date.min, found.name))
    reviews = sorted(_reviews(library, today), key=lambda found: (found.due or date.min, found.name))
    return [*contacts, *reviews]


def crisis_contacts(library: Library) -> tuple[Contact, ...]:
    """Every contact on a card or on the soft card, once, by id."""
    ids: set[str] = set()
    for intent in library.intents.values():
        for card in (intent.card, *(case.card for case in intent.cases.values())):
            for groups in (card.groups if card is not None else {}).values():
                ids |= {name for group in groups for name in group.contacts}
    for ref in library.soft_card.contacts:
        ids |= {contact.id for contact in library.for_need(ref.serves)} if isinstance(ref, Need) else {ref}
    return tuple(library.contacts[name] for name in sorted(ids) if name in library.contacts)


def _crisis_contacts(library: Library, today: date) -> Iterator[Stale]:
    for contact in crisis_contacts(library):
        due = None if contact.confirmed_on is None else contact.confirmed_on + CONFIRMED_FOR
        if due is None or due < today:
            number = contact.dial or contact.phone
            yield Stale("crisis contact", contact.id, due, contact.origin.file, contact.origin.line, number)


def _reviews(library: Library, today: date) -> Iterator[Stale]:
    holders: list[Intent | Guide | Value] = [*library.intents.values(), *library.guides.values()]
    holders += library.values.values()
    for holder in holders:
        if holder.review_by <= today + SOON:
            reason: Reason = "overdue" if holder.review_by < today else "soon"
            yield Stale(reason, holder.id, holder.review_by, holder.origin.file, holder.origin.line)
