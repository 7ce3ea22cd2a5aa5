"""Every text of the content and the interface with its translation, one row each: for spreadsheets and partners.

It lists what there is, it reads and writes no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.content.catalogue import Entry
from bot.content.contexts import placeholders
from bot.content.formats import date_in_words
from bot.content.library import SOURCE_LANGUAGE, Library
from bot.content.models import Status
from bot.content.sync import hint

INTERFACE = "ui:"
_TOLD = "en"  # notes are for staff and translators


@dataclass(frozen=True, slots=True)
class String:
    """`status` is that of this one text: an answer is only as far as the text that is least far."""

    language: str
    context: str
    source: str
    translation: str
    status: Status
    note: str


COLUMNS = tuple(String.__dataclass_fields__)


def languages_to_translate(library: Library) -> tuple[str, ...]:
    return tuple(code for code in library.languages if code != SOURCE_LANGUAGE)


def strings(library: Library, texts: Mapping[str, str], languages: Iterable[str]) -> Iterator[String]:
    """Language by language: every unit in file order, then the interface, whose English `texts` are, by key."""
    for code in languages:
        for unit in library.units.values():
            whole = library.translation(unit.id, code).status
            for context, source in unit.strings:
                yield _string(library, code, context, source.strip(), approved=whole == "approved")
        for key, source in texts.items():
            yield _string(library, code, f"{INTERFACE}{key}", source.strip(), approved=False)


def _string(library: Library, code: str, context: str, source: str, *, approved: bool) -> String:
    entry = library.locales[code].entries.get(context)
    status: Status = "approved" if approved else _status(entry, source)
    return String(code, context, source, entry.text if entry else "", status, _note(context, source, entry))


def _status(entry: Entry | None, source: str) -> Status:
    if entry is None or not entry.text or placeholders(entry.text) != placeholders(entry.source):
        return "missing"
    return "outdated" if entry.fuzzy or entry.source != source else "draft"


def _note(context: str, source: str, entry: Entry | None) -> str:
    notes = [hint(context)]
    if entry is not None and entry.text and entry.source != source:
        since = f" on {date_in_words(entry.changed_on, _TOLD)}" if entry.changed_on else ""
        notes.append(f"the English changed{since}; this was made from: {entry.source}")
    if entry is not None and entry.text and placeholders(entry.text) != placeholders(entry.source):
        notes.append("not shown: its {references} are not those of the English")
    return "; ".join(note for note in notes if note)
