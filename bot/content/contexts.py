"""What is translated: every text of the content with its context, grouped in units that stand or fall as a whole.

A context is `kind:id[:case]:field[:n]`. A unit is one answer, one card, one guide ...: never shown half in one
language and half in another. Sync, checks, coverage and approvals all walk these units.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.content.models import Answer, Card, Change, Contact, Guide, Intent, SoftCard, Topic

PLACEHOLDER = re.compile(r"\{[a-z_]*:?[A-Za-z0-9_-]*\}")


@dataclass(frozen=True, slots=True)
class Unit:
    """`strings` are (context, English source). `change` is what an outdated translation does by default."""

    id: str
    strings: tuple[tuple[str, str], ...]
    change: Change | None = "normal"


def placeholders(text: str) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(text))


def digest(pairs: Iterable[tuple[str, str]]) -> str:
    """Of source and translation together: an approval holds for exactly these words."""
    whole = hashlib.sha256()
    for source, translation in pairs:
        whole.update(source.encode())
        whole.update(b"\0")
        whole.update(translation.encode())
        whole.update(b"\1")
    return whole.hexdigest()[:16]


def intent_units(intent: Intent) -> Iterator[Unit]:
    yield _answer_or_card(f"{intent.id}", intent.title, intent.button, intent.answer, intent.card, intent)
    for case in intent.cases.values():
        yield _answer_or_card(f"{intent.id}:{case.id}", case.title, case.button, case.answer, case.card, intent)


def _answer_or_card(
    name: str, title: str, button: str, answer: Answer | None, card: Card | None, intent: Intent
) -> Unit:
    kind = "card" if card is not None else "intent"
    prefix = f"{kind}:{name}"
    strings = [(f"{prefix}:title", title), (f"{prefix}:button", button)]
    if card is not None:
        strings += _card_strings(prefix, card)
    if answer is not None:
        strings += _answer_strings(prefix, answer)
    if intent.minors and name == intent.id:
        strings.append((f"{prefix}:minors", intent.minors))
    return Unit(prefix, tuple((context, text) for context, text in strings if text), intent.change)


def _answer_strings(prefix: str, answer: Answer) -> list[tuple[str, str]]:
    steps = [(f"{prefix}:step:{n}", step) for n, step in enumerate(answer.steps)]
    return [(f"{prefix}:situation", answer.situation), *steps, (f"{prefix}:who", answer.who)]


def _card_strings(prefix: str, card: Card) -> list[tuple[str, str]]:
    groups = [
        (f"{prefix}:{country}:{n}", group.text)
        for country, items in sorted(card.groups.items())
        for n, group in enumerate(items)
    ]
    # the sentence to say aloud stays French or Dutch; what is "translated" is its spelling in the reader's script
    say = [(f"{prefix}:say:{language}", text) for language, text in sorted(card.say.items())]
    return [
        (f"{prefix}:lead", card.lead),
        *groups,
        (f"{prefix}:police", card.police),
        *say,
        (f"{prefix}:close", card.close),
    ]


def guide_unit(guide: Guide) -> Unit:
    prefix = f"guide:{guide.id}"
    strings = [(f"{prefix}:title", guide.title), (f"{prefix}:button", guide.button), (f"{prefix}:intro", guide.intro)]
    for node in guide.nodes.values():
        here = f"{prefix}:{node.id}"
        strings += [(f"{here}:ask", node.ask), (f"{here}:hint", node.hint)]
        strings += [(f"{here}:option:{option.id}", option.label) for option in node.options]
        strings += [(f"{here}:note:{option.id}", option.note) for option in node.options]
        if node.end is not None:
            strings += _answer_strings(here, node.end)
    return Unit(prefix, tuple((context, text) for context, text in strings if text), guide.change)


def soft_unit(card: SoftCard) -> Unit:
    names = ("lead", "question", "line", "yes", "no", "not_sure", "after_no", "after_not_sure")
    return Unit("soft", tuple((f"soft:card:{name}", getattr(card, name)) for name in names))


def topic_unit(topic: Topic) -> Unit:
    return Unit(f"topic:{topic.id}", ((f"topic:{topic.id}:title", topic.title),), "minor")


def contact_unit(contact: Contact) -> Unit | None:
    if not contact.note:
        return None
    return Unit(f"contact:{contact.id}", ((f"contact:{contact.id}:note", contact.note),), "minor")
