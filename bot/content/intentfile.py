"""One file, one intent: from a YAML tree to an `Intent`, with every problem told."""

from __future__ import annotations

from collections.abc import Mapping as ReadMapping

from bot.content.fields import Fields, Report
from bot.content.models import (
    Answer,
    Card,
    CardGroup,
    Case,
    Change,
    ContactRef,
    Intent,
    Need,
    Origin,
    Risk,
    Source,
)
from bot.content.yamlfile import Mapping, Scalar, Tree
from bot.messages import Country

COUNTRIES: tuple[Country, ...] = ("BE", "LU")


def read_intent(tree: Tree, report: Report, *, topic: str, crisis: bool) -> Intent:
    """`topic` is the folder; `crisis` is what the catalogue says of the id."""
    fields = Fields(tree, report, origin=tree.origin)
    intent_id = fields.text("id", needed=True)
    risk: Risk = "high" if fields.choice("risk", ("high", "normal"), default="normal") == "high" else "normal"
    severity = fields.choice("severity", ("crisis", "normal"), default="normal")
    intent = Intent(
        id=intent_id,
        topic=topic,
        title=fields.text("title", needed=True),
        button=fields.text("button", needed=True),
        answer=_answer(fields.fields("answer")),
        card=_card(fields.fields("card")),
        contacts=contact_refs(fields, "contacts"),
        related=fields.texts("related"),
        applies_to=_countries(fields),
        risk=risk,
        minors=fields.text("minors"),
        cases=_cases(fields),
        sources=sources(fields),
        review_by=fields.day("review_by"),
        change=change(fields),
        opens=fields.text("opens") or None,
        phrases=_phrases(fields),
        crisis=crisis or severity == "crisis",
        origin=fields.origin,
    )
    fields.close()
    if intent.answer is None and intent.card is None:
        report.add("no-answer", fields.origin, f"`{intent_id}` says nothing", "add `answer:` (or `card:` for a crisis)")
    return intent


def change(fields: Fields) -> Change | None:
    match fields.choice("change", ("minor", "normal", "urgent", ""), default=""):
        case "minor":
            return "minor"
        case "normal":
            return "normal"
        case "urgent":
            return "urgent"
        case _:
            return None


def sources(fields: Fields) -> tuple[Source, ...]:
    found = []
    for item in fields.items("sources"):
        inner = Fields(item, fields.report, origin=item.origin)
        dated = inner.text("page_dated", needed=True)
        found.append(Source(inner.text("url", needed=True), dated, inner.day("checked")))
        inner.close()
    return tuple(found)


def contact_refs(fields: Fields, key: str) -> tuple[ContactRef, ...]:
    """`[some-id, {serves: some_need}]`."""
    found: list[ContactRef] = []
    for item in fields.items(key):
        if isinstance(item, Scalar):
            found.append(item.text.strip())
        elif isinstance(item, Mapping):
            inner = Fields(item, fields.report, origin=item.origin)
            found.append(Need(inner.text("serves", needed=True)))
            inner.close()
        else:
            fields.report.add("wrong-value", item.origin, "a contact id is expected", "write an id or {serves: need}")
    return tuple(found)


def read_answer(fields: Fields) -> Answer:
    answer = Answer(fields.text("situation", needed=True), fields.texts("steps"), fields.text("who"))
    fields.close()
    return answer


def _answer(fields: Fields | None) -> Answer | None:
    return None if fields is None else read_answer(fields)


def _countries(fields: Fields) -> tuple[Country, ...]:
    named = fields.texts("applies_to")
    for name in named:
        if name not in COUNTRIES:
            fields.report.add("wrong-value", fields.key_origin("applies_to"), f"`{name}` is not allowed", "use BE, LU")
    return tuple(country for country in COUNTRIES if country in named) or COUNTRIES


def _cases(fields: Fields) -> dict[str, Case]:
    inner = fields.fields("cases")
    if inner is None:
        return {}
    return {name: _case(name, case) for name in inner.keys if (case := inner.fields(name)) is not None}


def _case(name: str, fields: Fields) -> Case:
    case = Case(
        id=name,
        title=fields.text("title", needed=True),
        button=fields.text("button", needed=True),
        answer=_answer(fields.fields("answer")),
        card=_card(fields.fields("card")),
        contacts=contact_refs(fields, "contacts"),
        related=fields.texts("related"),
        phrases=_phrases(fields),
        origin=fields.origin,
    )
    fields.close()
    return case


def _phrases(fields: Fields) -> ReadMapping[str, tuple[str, ...]]:
    return fields.by_language("phrases")


def _card(fields: Fields | None) -> Card | None:
    if fields is None:
        return None
    groups: dict[Country, tuple[CardGroup, ...]] = {}
    for country in COUNTRIES:
        groups[country] = tuple(_group(item, fields.report) for item in fields.items(country))
    say = fields.fields("say")
    spoken = {code: say.text(code) for code in say.keys} if say is not None else {}
    card = Card(
        lead=fields.text("lead", needed=True),
        groups=groups,
        close=fields.text("close", needed=True),
        police=fields.text("police"),
        say=spoken,
    )
    fields.close()
    return card


def _group(item: Tree, report: Report) -> CardGroup:
    fields = Fields(item, report, origin=item.origin or Origin(""))
    group = CardGroup(fields.text("text", needed=True), fields.texts("contacts"))
    fields.close()
    return group
