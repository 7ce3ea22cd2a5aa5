"""What people see today, per intent and language: an approved text, a draft, an older one, another language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.content.contexts import intent_units
from bot.content.library import Library
from bot.content.models import Intent

Seen = Literal["approved", "draft", "older", "notice", "withdrawn", "other language", "not written"]
_WORST_FIRST: tuple[Seen, ...] = ("not written", "withdrawn", "notice", "other language", "older", "draft", "approved")


@dataclass(frozen=True, slots=True)
class Standing:
    """`shown` is the language that answers. `notice`: the rule changed and the old text is hidden."""

    intent: str
    language: str
    seen: Seen
    shown: str


def standings(library: Library, languages: Iterable[str]) -> Iterator[Standing]:
    """Every intent of the catalogue in every language; with cases it is only as good as the worst of them."""
    spoken = tuple(languages)
    for name in library.catalogue:
        intent = library.intents.get(name)
        for code in spoken:
            if intent is None:
                yield Standing(name, code, "not written", "")
            else:
                yield min(_parts(library, intent, code), key=lambda one: _WORST_FIRST.index(one.seen))


def _parts(library: Library, intent: Intent, code: str) -> Iterator[Standing]:
    for unit in intent_units(intent):
        case = unit.id.split(":")[2] if unit.id.count(":") > 1 else None
        if unit.id.startswith("card:"):
            card = library.card(intent.id, code, case=case)
            yield Standing(intent.id, code, _card(library, unit.id, code, card.language), card.language)
            continue
        answer = library.answer(intent.id, code, case=case)
        seen: Seen
        if unit.id in library.withdrawn or f"intent:{intent.id}" in library.withdrawn:
            seen = "withdrawn"
        elif answer.notice:
            seen = "notice"
        elif answer.language != code:
            seen = "other language"
        else:
            seen = _own(library, unit.id, code)
        yield Standing(intent.id, code, seen, answer.language)


def _card(library: Library, unit: str, code: str, shown: str) -> Seen:
    """A card is never hidden: it always shows its last text."""
    return "other language" if shown != code else _own(library, unit, code)


def _own(library: Library, unit: str, code: str) -> Seen:
    match library.translation(unit, code).status:
        case "approved":
            return "approved"
        case "draft":
            return "draft"
        case _:
            return "older"
