"""Every answer has a source, every source an address and honest dates; what is overdue is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection
from bot.content.models import Origin, Source
from bot.messages import Problem

CODES = Codes(
    "Sources and dates",
    {
        "no-source": Code("an answer names no source", "add `sources:` with url, page_dated and checked"),
        "source-url": Code("a web address is not written as one", "write it in full: https://example.org/page"),
        "page-dated": Code("`page_dated` is no date", "write 2026, 2026-03, 2026-03-14 or unknown"),
        "future-date": Code("a date lies in the future", "correct it: nobody has seen that page yet"),
        "overdue": Code("`review_by` has passed", "check the sources, then set checked and review_by anew", "warning"),
    },
)
UNSOURCED_TOPICS = ("chat", "contact")  # they speak of this program, and of contacts with sources of their own
_DATED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_NEVER = date(1970, 1, 1)  # what the reader puts where a date was missing; it has told so already


def sources(inspection: Inspection) -> Iterator[Problem]:
    trees = inspection.trees
    for intent in inspection.library.intents.values():
        if not intent.sources and intent.topic not in UNSOURCED_TOPICS:
            yield CODES("no-source", intent.origin, f"`{intent.id}` names no source")
        yield from _list(inspection, intent.sources, intent.origin.file)
        yield from _overdue(inspection, intent.id, intent.review_by, trees.key(intent.origin.file, ("review_by",)))
    for guide in inspection.library.guides.values():
        if not guide.sources:
            yield CODES("no-source", guide.origin, f"guide `{guide.id}` names no source")
        yield from _list(inspection, guide.sources, guide.origin.file)
        yield from _overdue(inspection, guide.id, guide.review_by, trees.key(guide.origin.file, ("review_by",)))
    yield from _values(inspection)
    yield from _contacts(inspection)


def _list(inspection: Inspection, found: tuple[Source, ...], file: str) -> Iterator[Problem]:
    for number, source in enumerate(found):
        path = ("sources", number)
        yield from _url(source.url, inspection.trees.at(file, (*path, "url")))
        yield from _dates(inspection, source.page_dated, source.checked, file, path)


def _values(inspection: Inspection) -> Iterator[Problem]:
    for value in inspection.library.values.values():
        file = value.origin.file
        if re.match(r"\S+$", value.source):  # a document without an address may be named in words
            yield from _url(value.source, inspection.trees.at(file, (value.id, "source")))
        yield from _dates(inspection, value.page_dated, value.checked, file, (value.id,))
        where = inspection.trees.key(file, (value.id, "review_by"))
        yield from _overdue(inspection, value.id, value.review_by, where)


def _contacts(inspection: Inspection) -> Iterator[Problem]:
    for contact in inspection.library.contacts.values():
        file = contact.origin.file
        if contact.shown:
            yield from _url(contact.source, inspection.trees.at(file, (contact.id, "source")))
        yield from _url(contact.url, inspection.trees.at(file, (contact.id, "url")))
        yield from _dates(inspection, contact.page_dated, contact.checked or _NEVER, file, (contact.id,))
        if contact.confirmed_on is not None and contact.confirmed_on > inspection.today:
            where = inspection.trees.at(file, (contact.id, "confirmed_on"))
            yield CODES("future-date", where, f"`confirmed_on: {contact.confirmed_on}` is still to come")


def is_url(text: str) -> bool:
    if re.search(r"[\s<>\"{}|\\^`]", text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "").strip(".")


def _url(url: str, where: Origin) -> Iterator[Problem]:
    if url and not is_url(url):
        yield CODES("source-url", where, f"`{url}` is no web address")


def _dates(
    inspection: Inspection, page_dated: str, checked: date, file: str, path: tuple[str | int, ...]
) -> Iterator[Problem]:
    where = inspection.trees.at(file, (*path, "page_dated"))
    if page_dated and page_dated != "unknown":
        earliest = _earliest(page_dated)
        if earliest is None:
            yield CODES("page-dated", where, f"`{page_dated}` is no date")
        elif earliest > inspection.today:
            yield CODES("future-date", where, f"`page_dated: {page_dated}` is still to come")
    if checked > inspection.today:
        where = inspection.trees.at(file, (*path, "checked"))
        yield CODES("future-date", where, f"`checked: {checked}` is still to come")


def _earliest(text: str) -> date | None:
    """The first day that "2026", "2026-03" or "2026-03-14" can mean."""
    if not _DATED.fullmatch(text):
        return None
    try:
        return date.fromisoformat((text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10])
    except ValueError:
        return None


def _overdue(inspection: Inspection, name: str, review_by: date, where: Origin) -> Iterator[Problem]:
    if _NEVER < review_by < inspection.today:
        yield CODES("overdue", where, f"`{name}` was to be checked again by {review_by}")
