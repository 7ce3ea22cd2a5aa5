"""From a content folder to a `Library`: reads every file, reports every problem, keeps nothing half-read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from bot.content import datafiles, yamlfile
from bot.content.catalogue import Locale, read_locale
from bot.content.fields import Fields, Report
from bot.content.guidefile import read_guide
from bot.content.intentfile import read_intent
from bot.content.library import Library
from bot.content.models import (
    CatalogueEntry,
    Contact,
    Guide,
    Intent,
    Language,
    Negatives,
    Origin,
    OtherLanguage,
    SoftCard,
    Topic,
    Town,
    Value,
)
from bot.messages import Problem

T = TypeVar("T")
D = TypeVar("D")
GUIDES = "guides"
NEGATIVES = "negatives"


class ContentError(Exception):
    """The content cannot be used. `problems` holds everything that is wrong, not the first thing only."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(slots=True)
class Content:
    """Everything as the files have it. Filled while reading; `Library` is the frozen view of it."""

    languages: dict[str, Language] = field(default_factory=dict)
    units: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    others: dict[str, OtherLanguage] = field(default_factory=dict)
    topics: tuple[Topic, ...] = ()
    catalogue: dict[str, CatalogueEntry] = field(default_factory=dict)
    intents: dict[str, Intent] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    towns: dict[str, Town] = field(default_factory=dict)
    guides: dict[str, Guide] = field(default_factory=dict)
    soft_card: SoftCard | None = None
    negatives: Negatives = field(default_factory=lambda: Negatives({}, {}))
    withdrawn: dict[str, date] = field(default_factory=dict)  # unit id -> since
    locales: dict[str, Locale] = field(default_factory=dict)


def load(content: Path) -> Library:
    """The library of a folder that holds intents/ and locales/. Raises ContentError with ALL problems."""
    library, problems = read(content)
    errors = tuple(problem for problem in problems if problem.level == "error")
    if errors or library is None:
        raise ContentError(errors)
    return library


def read(content: Path) -> tuple[Library | None, list[Problem]]:
    """As `load`, but hands back what could be read together with the problems; None when too much is missing."""
    reading = _Reading(content)
    reading.everything()
    found = reading.content
    if found.soft_card is None or not found.languages or not found.topics:
        return None, reading.problems
    return Library(found, digest=content_digest(content), problems=tuple(reading.problems)), reading.problems


def content_digest(content: Path) -> str:
    """Changes when any byte of intents/ or locales/ does."""
    whole = hashlib.sha256()
    for root in ("intents", "locales"):
        for path in sorted((content / root).rglob("*")):
            if path.is_file() and path.suffix in (".yaml", ".po"):
                whole.update(path.relative_to(content).as_posix().encode())
                whole.update(path.read_bytes())
    return whole.hexdigest()


class _Reading:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.content = Content()
        self.problems: list[Problem] = []

    def everything(self) -> None:
        found = self.content
        languages = self._one("languages.yaml", datafiles.read_languages, None)
        found.languages, found.units = languages or ({}, {})
        found.others = self._one("other_languages.yaml", datafiles.read_other_languages, {}, optional=True)
        topics = self._one("catalogue.yaml", datafiles.read_topics, None)
        found.topics, found.catalogue = topics or ((), {})
        found.contacts = self._one("contacts.yaml", datafiles.read_contacts, {})
        found.values = self._one("values.yaml", datafiles.read_values, {})
        found.towns = self._one("places.yaml", datafiles.read_places, {})
        found.soft_card = self._one("soft_card.yaml", datafiles.read_soft_card, None)
        found.withdrawn = self._one("withdrawn.yaml", _withdrawn, {}, optional=True)
        found.negatives = Negatives(
            self._one(f"{NEGATIVES}/out_of_scope.yaml", datafiles.read_phrases, {}, optional=True),
            self._one(f"{NEGATIVES}/near_misses.yaml", datafiles.read_phrases, {}, optional=True),
        )
        self._intents()
        self._guides()
        self._locales()

    def _one(
        self, name: str, reader: Callable[[yamlfile.Tree, Report], T], default: D, *, optional: bool = False
    ) -> T | D:
        path = self.root / "intents" / name
        if optional and not path.is_file():
            return default
        tree, problems = yamlfile.read(path, f"intents/{name}")
        self.problems += problems
        if tree is None:
            return default
        report = Report()
        found = reader(tree, report)
        self.problems += report.problems
        return found

    def _intents(self) -> None:
        for topic in self.content.topics:
            for path in sorted((self.root / "intents" / topic.id).glob("*.yaml")):
                name = f"{topic.id}/{path.name}"
                entry = self.content.catalogue.get(path.stem)

                def reader(
                    tree: yamlfile.Tree, report: Report, entry: CatalogueEntry | None = entry, topic: str = topic.id
                ) -> Intent:
                    return read_intent(tree, report, topic=topic, crisis=entry is not None and entry.crisis)

                intent = self._one(name, reader, None)
                if intent is None:
                    continue
                if intent.id != path.stem or entry is None or entry.topic != topic.id:
                    self._misplaced(intent, path.stem, entry)
                else:
                    self.content.intents[intent.id] = intent

    def _misplaced(self, intent: Intent, stem: str, entry: CatalogueEntry | None) -> None:
        origin = intent.origin
        if intent.id != stem:
            message, remedy = f"`id: {intent.id}` is not the file's name", f"write `id: {stem}` or rename the file"
        elif entry is None:
            message, remedy = f"`{intent.id}` is not in catalogue.yaml", "add it there, or correct the id"
        else:
            message, remedy = f"`{intent.id}` belongs to `{entry.topic}`", f"move the file to intents/{entry.topic}/"
        self.problems.append(Problem("intent-id", message, remedy, origin.file, origin.line, origin.column))

    def _guides(self) -> None:
        for path in sorted((self.root / "intents" / GUIDES).glob("*.yaml")):
            guide = self._one(f"{GUIDES}/{path.name}", read_guide, None)
            if guide is not None:
                self.content.guides[guide.id] = guide

    def _locales(self) -> None:
        for code in self.content.languages:
            locale, problems = read_locale(self.root / "locales" / code, code)
            self.problems += problems
            self.content.locales[code] = locale


def _withdrawn(tree: yamlfile.Tree, report: Report) -> dict[str, date]:
    outer = Fields(tree, report, origin=Origin("intents/withdrawn.yaml"))
    found = {}
    for unit in outer.keys:
        fields = outer.fields(unit)
        if fields is not None:
            found[unit] = fields.day("since")
            fields.text("by", needed=True)
            fields.text("why")
            fields.close()
    return found
