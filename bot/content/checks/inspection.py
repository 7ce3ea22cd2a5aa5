"""Everything that a check may look at, and how it finds its way back to the line.

Content knows nothing of the rooms above it: how text is folded for comparing, the interface's texts and the kinds of
help in the menu are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.content.catalogue import Entry
from bot.content.checks.lint import Lint
from bot.content.checks.trees import Trees
from bot.content.contexts import Unit
from bot.content.library import SOURCE_LANGUAGE, Library
from bot.content.models import Answer, Card, Case, ContactRef, Intent, Origin
from bot.content.whereabouts import whereabouts


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What content cannot know by itself."""

    fold: Callable[[str], str] = str.casefold
    texts: Mapping[str, str] = field(default_factory=dict)  # the interface in English, by key
    needs: Collection[str] = ()  # kinds of help that the contact menu offers


@dataclass(frozen=True, slots=True)
class Piece:
    """One text that a person may read. `source` is the English that it stands for."""

    context: str
    language: str
    text: str
    source: str
    entry: Entry | None = None  # of a translation

    @property
    def field(self) -> str:
        return self.context.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class Part:
    """An intent or one of its cases: what is said under one title."""

    intent: Intent
    case: Case | None = None

    @property
    def name(self) -> str:
        return f"{self.intent.id}:{self.case.id}" if self.case else self.intent.id

    @property
    def unit(self) -> str:
        return f"{'card' if self.card else 'intent'}:{self.name}"

    @property
    def answer(self) -> Answer | None:
        return (self.case or self.intent).answer

    @property
    def card(self) -> Card | None:
        return (self.case or self.intent).card

    @property
    def contacts(self) -> tuple[ContactRef, ...]:
        return (self.case or self.intent).contacts

    @property
    def related(self) -> tuple[str, ...]:
        return (self.case or self.intent).related

    @property
    def path(self) -> tuple[str | int, ...]:
        return ("cases", self.case.id) if self.case else ()


@dataclass(frozen=True, slots=True)
class Inspection:
    content: Path
    library: Library
    today: date
    lint: Lint
    around: Surroundings
    trees: Trees

    def parts(self) -> Iterator[Part]:
        """Every intent, then its cases."""
        for intent in self.library.intents.values():
            yield Part(intent)
            for case in intent.cases.values():
                yield Part(intent, case)

    def sources(self) -> Iterator[Piece]:
        """Every text that staff wrote in English; the interface's are the program's and not among them."""
        for unit in self.library.units.values():
            for context, text in unit.strings:
                yield Piece(context, SOURCE_LANGUAGE, text, text)

    def translations(self) -> Iterator[Piece]:
        """Every text that a translator wrote, also of units that are not wholly translated."""
        for code, locale in self.library.locales.items():
            for context, entry in locale.entries.items():
                if entry.text:
                    yield Piece(context, code, entry.text, entry.source, entry)

    def whole_units(self, unit: Unit) -> Iterator[tuple[str, Mapping[str, str]]]:
        """The texts of a unit in every language that has all of it, English first."""
        for code in self.library.languages:
            found = self.library.translation(unit.id, code)
            if found.status != "missing":
                yield code, found.texts

    def origin(self, piece: Piece, offset: int = 0) -> Origin:
        if piece.entry is not None:
            return self.translated_at(piece.language, piece.context)
        return self.written_at(piece.context, offset)

    def written_at(self, context: str, offset: int = 0) -> Origin:
        file, path = whereabouts(self.library, context)
        return self.trees.at(file, path, offset)

    def translated_at(self, language: str, context: str) -> Origin:
        name = "interface.po" if context.startswith("ui:") else "answers.po"
        file = f"locales/{language}/LC_MESSAGES/{name}"
        entry = self.library.locales[language].entries.get(context)
        return self.trees.msgstr(file, entry.line if entry else 1)
