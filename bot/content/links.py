"""Every address that people are sent to: web pages, phones, e-mails of contacts, sources, values and texts.

Judges how each is written. Whether somebody answers there is for a room with a network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.content.checks.contacts import is_email, is_phone
from bot.content.checks.sources import is_url
from bot.content.library import Library
from bot.content.models import Contact, Guide, Intent, Origin, Source

Kind = Literal["url", "phone", "email"]
_IN_TEXT = re.compile(r"\]\((https?://[^\s)]+)\)")


@dataclass(frozen=True, slots=True)
class Link:
    """`places` are all the places where the target is named, as an editor opens them."""

    kind: Kind
    target: str
    places: tuple[str, ...]
    well_written: bool


def links(library: Library) -> tuple[Link, ...]:
    """Each target once, in the order of its kind and its writing. Contacts that are not shown are left out."""
    found: dict[tuple[Kind, str], list[str]] = {}
    wrong: set[tuple[Kind, str]] = set()
    for kind, target, origin, right in _all(library):
        places = found.setdefault((kind, target), [])
        place = f"{origin.file}:{origin.line}"
        if place not in places:
            places.append(place)
        if not right:
            wrong.add((kind, target))
    return tuple(Link(*key, tuple(places), key not in wrong) for key, places in sorted(found.items()))


def _all(library: Library) -> Iterator[tuple[Kind, str, Origin, bool]]:
    for contact in library.contacts.values():
        if contact.shown:
            yield from _contact(contact)
    holders: list[Intent | Guide] = [*library.intents.values(), *library.guides.values()]
    for holder in holders:
        yield from _sources(holder.sources, holder.origin)
    for value in library.values.values():
        if re.match(r"\S+$", value.source):  # a document without an address may be named in words
            yield "url", value.source, value.origin, is_url(value.source)
    yield from _in_texts(library)


def _contact(contact: Contact) -> Iterator[tuple[Kind, str, Origin, bool]]:
    for url in (contact.url, contact.source):
        if url:
            yield "url", url, contact.origin, is_url(url)
    if contact.phone:
        yield "phone", contact.phone, contact.origin, is_phone(contact.phone, contact.country)
    if contact.email:
        yield "email", contact.email, contact.origin, is_email(contact.email)


def _sources(found: Iterable[Source], origin: Origin) -> Iterator[tuple[Kind, str, Origin, bool]]:
    for source in found:
        yield "url", source.url, origin, is_url(source.url)


def _in_texts(library: Library) -> Iterator[tuple[Kind, str, Origin, bool]]:
    """Of the English and of every translation: another page of the same site may be linked there."""
    for unit in library.units.values():
        for context, text in unit.strings:
            name = context.split(":")[1]
            holder = library.intents.get(name) or library.guides.get(name) or library.contacts.get(name)
            origin = holder.origin if holder else library.soft_card.origin
            yield from (("url", url, origin, is_url(url)) for url in _IN_TEXT.findall(text))
    for code, locale in library.locales.items():
        for entry in locale.entries.values():
            origin = Origin(f"locales/{code}/LC_MESSAGES/answers.po", entry.line)
            yield from (("url", url, origin, is_url(url)) for url in _IN_TEXT.findall(entry.text))
