"""What each file of content looks like, said once: from it come the JSON Schemas that editors use.

The readers decide what is right; a test holds both against each other. Every text is a string for us, so where YAML
would see a number (50.85, 2025) both are allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.content.datafiles import UNITS

Shape = Mapping[str, Any]

_DAY = r"^\d{4}-\d{2}-\d{2}$"
_DATED = r"^(\d{4}(-\d{2}(-\d{2})?)?|unknown)$"


def text(told: str) -> Shape:
    return {"type": "string", "description": told}


def loose(told: str) -> Shape:
    """A text that looks like a number to YAML."""
    return {"type": ["string", "number"], "description": told}


def day(told: str) -> Shape:
    return {"type": "string", "pattern": _DAY, "description": f"{told} (2027-02-28)"}


def choice(told: str, *allowed: str) -> Shape:
    return {"type": "string", "enum": list(allowed), "description": told}


def texts(told: str, *, of: Iterable[str] = ()) -> Shape:
    item: Shape = {"type": "string", "enum": sorted(of)} if of else {"type": "string"}
    return {"type": "array", "items": item, "description": told}


def items(told: str, shape: Shape) -> Shape:
    return {"type": "array", "items": shape, "description": told}


def each(told: str, shape: Shape) -> Shape:
    """Any key, the same shape behind each."""
    return {"type": "object", "additionalProperties": shape, "description": told}


def fields(told: str, needed: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    properties = {**needed, **(optional or {})}
    closed: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    return closed | {"required": list(needed), "description": told}


LANGUAGES = each("by language code", {"type": "array", "items": {"type": "string"}})
PHRASES = {**LANGUAGES, "description": "what people type, by language: at least 12 real ways of writing in each"}
DATED = {
    "type": ["string", "number"],
    "pattern": _DATED,
    "description": "the page's own date: 2026, 2026-03 or unknown",
}
CHANGE = choice("what an outdated translation does until it is renewed", "minor", "normal", "urgent")
CONTACTS = items(
    "contact ids, or needs as in {serves: legal_aid}",
    {"anyOf": [{"type": "string"}, fields("whoever serves a need", {"serves": text("a need, see contacts.yaml")})]},
)
SOURCES = items(
    "where it is written",
    fields("one page", {"url": text("its address"), "page_dated": DATED, "checked": day("the day on which we saw it")}),
)
ANSWER = fields(
    "what is said",
    {"situation": text("two or three sentences, at most 90 words")},
    {"steps": texts("what to do, in order"), "who": text("who decides, who helps")},
)
GROUP = items(
    "numbers for this country, the most important first",
    fields("numbers", {"text": text("what they are for")}, {"contacts": texts("contact ids")}),
)
CARD = fields(
    "what is shown in danger",
    {"lead": text("the first line; neutral, others may see it"), "close": text("one sentence: help exists")},
    {
        "BE": GROUP,
        "LU": GROUP,
        "police": text("for people without papers; must stand where police is shown"),
        "say": each("a sentence to say aloud on the phone, in fr and nl", {"type": "string"}),
    },
)


def intent(catalogue: Iterable[str]) -> Shape:
    related = texts(
        "intents of the catalogue, shown as buttons; one that is not written yet is not shown", of=catalogue
    )
    said = {
        "answer": ANSWER,
        "card": CARD,
        "contacts": CONTACTS,
        "related": related,
        "phrases": PHRASES,
    }
    titles = {"title": text("the question as understood"), "button": text("its short form, at most 34 characters")}
    return fields(
        "One question of the catalogue with its answer",
        {"id": text("the file's name"), **titles, "review_by": day("when to check again")},
        {
            **said,
            "applies_to": texts("countries", of=("BE", "LU")),
            "risk": choice("high: appeal, detention, return, minors, crisis", "high", "normal"),
            "severity": choice("crisis comes before everything", "crisis", "normal"),
            "minors": text("what comes first for somebody under 18"),
            "cases": each("several answers under one id", fields("one of them", titles, said)),
            "sources": SOURCES,
            "change": CHANGE,
            "opens": text("menu, languages, human, privacy, place or guide:id"),
        },
    )


def guide(catalogue: Iterable[str]) -> Shape:
    option = fields(
        "one answer",
        {"label": text("at most 60 characters"), "to": text("the node that it leads to")},
        {
            "note": text("said at the end when this was chosen on the way"),
            "sets": each("what we then know: country, minor", {"type": "string"}),
            "phrases": PHRASES,
            "contacts": each("shown at the end: `any`, or the id of another option that was chosen too", CONTACTS),
        },
    )
    node = fields(
        "a question with options, or an end",
        {},
        {
            "ask": text("the question"),
            "hint": text("one line below it"),
            "options": each("answers by id", option),
            "end": ANSWER,
            "contacts": CONTACTS,
            "related": texts("intents of the catalogue", of=catalogue),
        },
    )
    return fields(
        "One decision tree",
        {
            "id": text("the file's name"),
            "title": text("shown above every question"),
            "button": text("at most 34 characters"),
            "start": text("the first node"),
            "nodes": each("questions and ends by id", node),
            "review_by": day("when to check again"),
        },
        {"intro": text("what it does, before the first question"), "sources": SOURCES, "change": CHANGE},
    )


CONTACT = fields(
    "One office, desk, line or site",
    {
        "names": each("by language; English always", {"type": "string"}),
        "kind": text("hotline, office, legal_aid, ngo, police ..."),
        "country": text("BE, LU, or the country of a mission"),
        "source": text("the page that says so"),
        "page_dated": DATED,
        "checked": day("the day on which we saw it"),
        "confidence": choice("low is kept and never shown", "high", "medium", "low"),
    },
    {
        "city": text("as written there"),
        "postal_code": loose("as written there"),
        "address": text("street and number"),
        "lat": loose("degrees north"),
        "lon": loose("degrees east"),
        "position": choice("approximate positions only rank", "approximate", "confirmed"),
        "phone": loose("+3225198494, or a short number such as 112"),
        "dial": loose("as it is printed in the country"),
        "free": choice("only for number classes and pages that say so", "yes", "no"),
        "email": text("name@example.org"),
        "url": text("the site for the public"),
        "hours": text("OSM opening_hours, as in: Mo-Fr 09:00-12:00; PH off"),
        "hours_for": choice("what the hours are of", "phone", "desk", ""),
        "languages": texts("codes of the languages spoken there"),
        "serves": texts("needs, see the list above"),
        "note": text("one sentence for the public"),
        "staff_note": text("for colleagues; never shown"),
        "enforcement": choice("it also decides on forced return", "yes", "no"),
        "confirmed_on": day("the day on which somebody called"),
        "by": text("who called"),
    },
)
VALUE = fields(
    "One figure that can change",
    {
        "value": loose("a number, or 2026-06-12 for a date"),
        "unit": choice("what it counts", *UNITS),
        "means": text("for staff"),
        "source": text("the page that says so"),
        "page_dated": DATED,
        "checked": day("the day on which we saw it"),
        "review_by": day("when to check again"),
    },
)
LANGUAGE = fields(
    "One language that Infopoint speaks",
    {"endonym": text("what it calls itself")},
    {
        "direction": choice("of its script", "ltr", "rtl"),
        "fallback": texts("where a missing text is looked for next; agreed with the communities"),
        "telegram": texts("the codes with which phones announce it"),
        "names": texts("how others call it"),
        "units": each("how a figure is said", each("by plural category, {n} is the number", {"type": "string"})),
    },
)
WORDS = ("change_mind", "forbidden", "forbidden_in_danger", "names_danger", "without_papers")
LINT = fields(
    "The words that checks look for",
    {},
    {
        "languages": each(
            "by language", fields("words; * allows more letters", {}, {w: texts("words") for w in WORDS})
        ),
        "figures": fields(
            "figures that are names",
            {},
            {"allowed": texts("9bis"), "after": texts("annex"), "texts": texts("contexts that may name figures")},
        ),
        "readability": each(
            "how hard texts may be, by language",
            fields("0 or nothing: no limit", {}, {"lix": loose("of an answer"), "sentence": loose("words of one")}),
        ),
        "glossary": texts("terms that every locales/<lang>/glossary.yaml must have"),
        "order": fields(
            "rights before return", {}, {"return": texts("English words"), "rights": texts("English words")}
        ),
    },
)


def catalogue_file() -> Shape:
    entry = fields(
        "one question that is promised",
        {"asks": text("what the person wants to know")},
        {
            "not": texts("neighbours that are easily confused"),
            "cases": texts("answers that must exist under this id"),
            "severity": choice("crisis comes before everything", "crisis", "normal"),
        },
    )
    topic = fields(
        "a room of the menu",
        {"title": text("its name"), "emoji": text("its sign")},
        {"intents": each("by id", entry), "luxembourg": text("the intent that answers for Luxembourg instead")},
    )
    return each("Topics in menu order", topic)
