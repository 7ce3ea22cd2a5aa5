"""What is there in which language: training phrases and answers by status, over every id of the catalogue.

The shape of `coverage` is a contract: {"languages": {code: {"phrases": {intent: n}, "answers": {intent: status}}}}.
"""

from __future__ import annotations

from typing import TypedDict

from bot.content.contexts import intent_units
from bot.content.library import Library
from bot.content.models import Intent, Status

WORST_FIRST: tuple[Status, ...] = ("missing", "outdated", "draft", "approved")


class LanguageCoverage(TypedDict):
    phrases: dict[str, int]
    answers: dict[str, Status]


class Coverage(TypedDict):
    languages: dict[str, LanguageCoverage]


def coverage(library: Library) -> Coverage:
    return {
        "languages": {
            code: {
                "phrases": {intent: _phrases(library, intent, code) for intent in library.catalogue},
                "answers": {intent: _status(library, intent, code) for intent in library.catalogue},
            }
            for code in library.languages
        }
    }


def _phrases(library: Library, intent: str, language: str) -> int:
    """With those of its cases: all of them teach the intent."""
    written = library.intents.get(intent)
    if written is None:
        return 0
    holders = [written.phrases, *(case.phrases for case in written.cases.values())]
    return sum(len(phrases.get(language, ())) for phrases in holders)


def _status(library: Library, intent: str, language: str) -> Status:
    """An answer with cases is only as far as the case that is least far. English is approved by being the source."""
    written = library.intents.get(intent)
    if written is None:
        return "missing"
    return min((library.translation(unit, language).status for unit in _units(written)), key=WORST_FIRST.index)


def _units(intent: Intent) -> list[str]:
    return [unit.id for unit in intent_units(intent)]
