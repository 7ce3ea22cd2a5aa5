"""The shapes of what staff write: intents, cards, contacts, values, places, guides, languages, topics.

Frozen values as the files have them, in English; translations come from `catalogue`. No file is read here.
Every text is a plain string in the small markup of the files: **bold**, [label](https://url), {contact:id}, {value:id}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.messages import Country, Direction

Status = Literal["approved", "draft", "outdated", "missing"]
Change = Literal["minor", "normal", "urgent"]
Risk = Literal["high", "normal"]
Opens = Literal["menu", "languages", "human", "privacy", "place"] | str  # or "guide:<id>"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value stands: a path relative to the content folder, line and column from 1."""

    file: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    endonym: str
    direction: Direction
    fallback: tuple[str, ...]  # agreed with communities; English is always the last resort
    telegram: tuple[str, ...]  # client codes that mean this language ("fa", "prs", "pt-br")
    names: tuple[str, ...] = ()  # how others call it ("arabic", "arabe"), for "do you speak X"
    origin: Origin = Origin("languages.yaml")


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """A language that people write and that we do not speak; answered in the first of `nearest`."""

    code: str
    endonym: str
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    url: str
    page_dated: str  # yyyy, yyyy-mm, yyyy-mm-dd or "unknown": the source's own date
    checked: date  # when we saw it


@dataclass(frozen=True, slots=True)
class Answer:
    situation: str
    steps: tuple[str, ...] = ()
    who: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """Contacts by what they serve instead of by id."""

    serves: str


ContactRef = str | Need
ALWAYS = "any"  # the key of an option's contacts that do not depend on another answer


@dataclass(frozen=True, slots=True)
class CardGroup:
    text: str  # what these numbers are for
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown when somebody is in danger. Numbers come from contacts, never from text."""

    lead: str  # neutral: the line that a notification shows
    groups: Mapping[Country, tuple[CardGroup, ...]]
    close: str
    police: str = ""  # stands wherever 101 or 113 is shown
    say: Mapping[str, str] = field(default_factory=dict)  # "fr", "nl": a sentence to say aloud


@dataclass(frozen=True, slots=True)
class Case:
    """One of several answers under one intent id."""

    id: str
    title: str
    button: str
    answer: Answer | None
    card: Card | None
    contacts: tuple[ContactRef, ...]
    related: tuple[str, ...]
    phrases: Mapping[str, tuple[str, ...]]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Intent:
    """One question of the catalogue with its answer. `answer` is None for a crisis, whose `card` is shown."""

    id: str
    topic: str
    title: str
    button: str
    answer: Answer | None
    card: Card | None
    contacts: tuple[ContactRef, ...]
    related: tuple[str, ...]
    applies_to: tuple[Country, ...]
    risk: Risk
    minors: str
    cases: Mapping[str, Case]
    sources: tuple[Source, ...]
    review_by: date
    change: Change | None
    opens: Opens | None
    phrases: Mapping[str, tuple[str, ...]]
    crisis: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class Topic:
    """A room of the catalogue, in menu order. `luxembourg` is the intent that answers for Luxembourg instead."""

    id: str
    title: str
    emoji: str
    intents: tuple[str, ...]  # every catalogue id, written or not
    luxembourg: str | None = None


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What an intent must answer, and the neighbours it must not be confused with."""

    id: str
    topic: str
    asks: str
    neighbours: tuple[str, ...]
    cases: tuple[str, ...]
    crisis: bool


@dataclass(frozen=True, slots=True)
class Contact:
    id: str
    names: Mapping[str, str]  # by language; "en" always
    kind: str
    country: str  # BE, LU, or the country of an IOM mission
    city: str = ""
    postal_code: str = ""
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    position: Literal["approximate", "confirmed"] = "approximate"
    phone: str = ""  # E.164 or a valid short number
    dial: str = ""  # as it is printed in the country
    free: bool = False
    email: str = ""
    url: str = ""
    hours: str = ""  # OSM opening_hours
    hours_for: str = ""  # phone | desk
    languages: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    note: str = ""  # one sentence for the public
    staff_note: str = ""
    enforcement: bool = False
    source: str = ""
    page_dated: str = "unknown"
    checked: date | None = None
    confirmed_on: date | None = None
    by: str = ""
    confidence: Literal["high", "medium", "low"] = "low"
    origin: Origin = Origin("contacts.yaml")

    @property
    def shown(self) -> bool:
        return self.confidence != "low"


@dataclass(frozen=True, slots=True)
class Value:
    """A figure that can change. Shown with its unit in the reader's language."""

    id: str
    value: str
    unit: str  # days, working_days, weeks, months, years, hours, euro, date, percent, number
    means: str
    source: str
    page_dated: str
    checked: date
    review_by: date
    origin: Origin


@dataclass(frozen=True, slots=True)
class Town:
    id: str
    country: Country
    lat: float
    lon: float
    names: tuple[str, ...]  # in every language and script; the first is the local or English one


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    label: str
    to: str  # a node id
    note: str = ""  # said at the end, whichever end it is, when this option was chosen on the way
    sets: Mapping[str, str] = field(default_factory=dict)  # "country": "BE", "minor": "yes"
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # free text that means this option
    # shown before the end's own: those under ALWAYS, and those under the id of another option that was chosen too
    contacts: Mapping[str, tuple[ContactRef, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Node:
    """A question with options, or an end: text, steps, who decides, contacts, related intents."""

    id: str
    ask: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    end: Answer | None = None
    contacts: tuple[ContactRef, ...] = ()
    related: tuple[str, ...] = ()
    origin: Origin = Origin("")

    @property
    def is_end(self) -> bool:
        return self.end is not None


@dataclass(frozen=True, slots=True)
class Guide:
    id: str
    title: str
    button: str
    intro: str
    start: str
    nodes: Mapping[str, Node]
    sources: tuple[Source, ...]
    review_by: date
    change: Change | None
    origin: Origin

    def longest_from(self, node: str) -> int:
        """How many questions can still come from this node on, the node included; ends count nothing."""
        here = self.nodes[node]
        if here.is_end:
            return 0
        return 1 + max(self.longest_from(option.to) for option in here.options)


@dataclass(frozen=True, slots=True)
class SoftCard:
    """Shown when somebody may be in danger: it helps without a tap."""

    lead: str
    question: str
    line: str
    yes: str
    no: str
    not_sure: str
    after_no: str
    after_not_sure: str
    contacts: tuple[ContactRef, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Negatives:
    """Texts that mean none of our intents. `near` texts look like a crisis and are none."""

    out_of_scope: Mapping[str, tuple[str, ...]]
    near: Mapping[str, tuple[str, ...]]
