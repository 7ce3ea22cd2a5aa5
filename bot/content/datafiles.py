"""The files that are one list each: languages, topics, contacts, values, places, negatives, the soft card."""

from __future__ import annotations

from bot.content.fields import Fields, Report
from bot.content.intentfile import contact_refs
from bot.content.models import CatalogueEntry, Contact, Language, OtherLanguage, SoftCard, Topic, Town, Value
from bot.content.yamlfile import Tree
from bot.messages import Country

UNITS = ("days", "working_days", "weeks", "months", "years", "hours", "minutes", "euro", "date", "percent", "number")


def read_languages(tree: Tree, report: Report) -> tuple[dict[str, Language], dict[str, dict[str, dict[str, str]]]]:
    """The languages in menu order, and per language and unit the words by plural category."""
    outer = Fields(tree, report, origin=tree.origin)
    languages: dict[str, Language] = {}
    units: dict[str, dict[str, dict[str, str]]] = {}
    for code in outer.keys:
        fields = outer.fields(code)
        if fields is None:
            continue
        direction = fields.choice("direction", ("ltr", "rtl"), default="ltr")
        languages[code] = Language(
            code=code,
            endonym=fields.text("endonym", needed=True),
            direction="rtl" if direction == "rtl" else "ltr",
            fallback=fields.texts("fallback"),
            telegram=fields.texts("telegram"),
            names=fields.texts("names"),
            origin=fields.origin,
        )
        units[code] = _units(fields.fields("units"))
        fields.close()
    return languages, units


def _units(fields: Fields | None) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    if fields is None:
        return found
    for unit in fields.keys:
        inner = fields.fields(unit)
        if inner is not None:
            found[unit] = {category: inner.text(category) for category in inner.keys}
    return found


def read_other_languages(tree: Tree, report: Report) -> dict[str, OtherLanguage]:
    outer = Fields(tree, report, origin=tree.origin)
    found = {}
    for code in outer.keys:
        fields = outer.fields(code)
        if fields is not None:
            found[code] = OtherLanguage(code, fields.text("endonym", needed=True), fields.texts("nearest"))
            fields.close()
    return found


def read_topics(tree: Tree, report: Report) -> tuple[tuple[Topic, ...], dict[str, CatalogueEntry]]:
    """The catalogue: topics in menu order, and every intent that is promised."""
    outer = Fields(tree, report, origin=tree.origin)
    topics: list[Topic] = []
    entries: dict[str, CatalogueEntry] = {}
    for name in outer.keys:
        fields = outer.fields(name)
        if fields is None:
            continue
        intents = fields.fields("intents")
        ids = () if intents is None else intents.keys
        title, emoji = fields.text("title", needed=True), fields.text("emoji", needed=True)
        topics.append(Topic(name, title, emoji, ids, fields.text("luxembourg") or None))
        for intent in ids:
            inner = intents.fields(intent) if intents is not None else None
            if inner is not None:
                entries[intent] = _entry(intent, name, inner)
        fields.close()
    return tuple(topics), entries


def _entry(intent: str, topic: str, fields: Fields) -> CatalogueEntry:
    entry = CatalogueEntry(
        id=intent,
        topic=topic,
        asks=fields.text("asks", needed=True),
        neighbours=fields.texts("not"),
        cases=fields.texts("cases"),
        crisis=fields.choice("severity", ("crisis", "normal"), default="normal") == "crisis",
    )
    fields.close()
    return entry


def read_contacts(tree: Tree, report: Report) -> dict[str, Contact]:
    outer = Fields(tree, report, origin=tree.origin)
    return {name: _contact(name, fields) for name in outer.keys if (fields := outer.fields(name)) is not None}


def _contact(name: str, fields: Fields) -> Contact:
    names = fields.fields("names")
    confidence = fields.choice("confidence", ("high", "medium", "low"))
    position = fields.choice("position", ("approximate", "confirmed"), default="approximate")
    contact = Contact(
        id=name,
        names={} if names is None else {code: names.text(code) for code in names.keys},
        kind=fields.text("kind", needed=True),
        country=fields.text("country", needed=True),
        city=fields.text("city"),
        postal_code=fields.text("postal_code"),
        address=fields.text("address"),
        lat=fields.number("lat"),
        lon=fields.number("lon"),
        position="confirmed" if position == "confirmed" else "approximate",
        phone=fields.text("phone"),
        dial=fields.text("dial"),
        free=fields.flag("free"),
        email=fields.text("email"),
        url=fields.text("url"),
        hours=fields.text("hours"),
        hours_for=fields.choice("hours_for", ("phone", "desk", ""), default=""),
        languages=fields.texts("languages"),
        serves=fields.texts("serves"),
        note=fields.text("note"),
        staff_note=fields.text("staff_note"),
        enforcement=fields.flag("enforcement"),
        source=fields.text("source", needed=True),
        page_dated=fields.text("page_dated", needed=True),
        checked=fields.day("checked"),
        confirmed_on=fields.maybe_day("confirmed_on"),
        by=fields.text("by"),
        confidence="high" if confidence == "high" else "medium" if confidence == "medium" else "low",
        origin=fields.origin,
    )
    fields.close()
    if not contact.names.get("en"):
        fields.report.add("missing-key", fields.origin, f"`{name}` has no English name", "add `names: {en: ...}`")
    return contact


def read_values(tree: Tree, report: Report) -> dict[str, Value]:
    outer = Fields(tree, report, origin=tree.origin)
    found = {}
    for name in outer.keys:
        fields = outer.fields(name)
        if fields is None:
            continue
        found[name] = Value(
            id=name,
            value=fields.text("value", needed=True),
            unit=fields.choice("unit", UNITS),
            means=fields.text("means", needed=True),
            source=fields.text("source", needed=True),
            page_dated=fields.text("page_dated", needed=True),
            checked=fields.day("checked"),
            review_by=fields.day("review_by"),
            origin=fields.origin,
        )
        fields.close()
    return found


def read_places(tree: Tree, report: Report) -> dict[str, Town]:
    outer = Fields(tree, report, origin=tree.origin)
    found: dict[str, Town] = {}
    for name in outer.keys:
        fields = outer.fields(name)
        if fields is None:
            continue
        country: Country = "LU" if fields.choice("country", ("BE", "LU")) == "LU" else "BE"
        lat, lon = fields.number("lat") or 0.0, fields.number("lon") or 0.0
        found[name] = Town(name, country, lat, lon, fields.texts("names"))
        fields.close()
    return found


def read_phrases(tree: Tree, report: Report) -> dict[str, tuple[str, ...]]:
    """A file of negatives: `phrases: {en: [...], ...}`."""
    fields = Fields(tree, report, origin=tree.origin)
    phrases = fields.by_language("phrases")
    fields.text("id")
    fields.text("about")
    fields.close()
    return phrases


def read_soft_card(tree: Tree, report: Report) -> SoftCard:
    fields = Fields(tree, report, origin=tree.origin)
    card = SoftCard(
        lead=fields.text("lead", needed=True),
        question=fields.text("question", needed=True),
        line=fields.text("line", needed=True),
        yes=fields.text("yes", needed=True),
        no=fields.text("no", needed=True),
        not_sure=fields.text("not_sure", needed=True),
        after_no=fields.text("after_no", needed=True),
        after_not_sure=fields.text("after_not_sure", needed=True),
        contacts=contact_refs(fields, "contacts"),
        origin=fields.origin,
    )
    fields.close()
    return card
