"""Cards and answers for danger: neutral first line, numbers from contacts only, never a word that harms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection, Part, Piece
from bot.content.checks.lint import first_word
from bot.content.checks.references import REFERENCE
from bot.content.checks.translations import PHONE_DIGITS, numbers
from bot.content.models import Card
from bot.messages import Problem

CODES = Codes(
    "Danger",
    {
        "crisis-without-card": Code("a crisis has no card", "add `card:`; an answer alone is not enough"),
        "card-country": Code("a card has no numbers for a country that it applies to", "add a group for the country"),
        "card-police": Code("the card for suicide shows the police", "remove the police from this card"),
        "card-police-note": Code(
            "the police are shown without the note for people without papers",
            "add `police:` to a card, or say it in the answer",
        ),
        "card-number": Code("a number stands in the text of a card", "name a contact; the card shows its number"),
        "card-lead": Code(
            "the first line of a card names the danger; others may see it on a locked screen",
            "write a neutral line such as: Here are numbers that help.",
        ),
        "card-untranslated": Code("a card is not translated into one of our languages", "translate it", "warning"),
        "danger-words": Code("a text for danger says what we never say there", "say it in other words, see lint.yaml"),
    },
)
_DANGER_TOPICS = ("safety",)


def crisis(inspection: Inspection) -> Iterator[Problem]:
    for part in inspection.parts():
        yield from _shape(inspection, part)
        yield from _police(inspection, part)
    for piece in (*inspection.sources(), *inspection.translations()):
        if is_card(piece):
            yield from _card_text(inspection, piece)
        if is_card(piece) or is_danger(piece):
            words = inspection.lint.of(piece.language).forbidden_in_danger
            if hit := first_word(piece.text, words, inspection.around.fold):
                where = inspection.origin(piece, hit[1])
                yield CODES("danger-words", where, f"`{hit[0]}` in {piece.context}")
    yield from _languages(inspection)


def is_card(piece: Piece) -> bool:
    return piece.context.startswith(("card:", "soft:"))


def is_danger(piece: Piece) -> bool:
    kind, _, name = piece.context.partition(":")
    return kind == "intent" and name.split("_")[0] in _DANGER_TOPICS


def _shape(inspection: Inspection, part: Part) -> Iterator[Problem]:
    intent, trees = part.intent, inspection.trees
    has_cards = intent.card is not None or (intent.cases and all(case.card for case in intent.cases.values()))
    if intent.crisis and part.case is None and intent.answer is not None and not has_cards:
        yield CODES("crisis-without-card", intent.origin, f"`{intent.id}` has no card")
    if part.card is not None:
        for country in intent.applies_to:
            if not part.card.groups.get(country):
                where = trees.at(intent.origin.file, (*part.path, "card"))
                yield CODES("card-country", where, f"{part.name} has nothing for {country}")


def _police(inspection: Inspection, part: Part) -> Iterator[Problem]:
    if part.card is not None:
        yield from _police_on_card(inspection, part, part.card)
        return
    shown = [contact.id for contact in inspection.library.resolve(part.contacts) if "police" in contact.serves]
    texts = inspection.library.units[part.unit].strings
    for _, text in texts:
        shown += [name for kind, name in REFERENCE.findall(text) if kind == "contact" and _is_police(inspection, name)]
    words = inspection.lint.of("en").without_papers
    whole = "\n".join(text for _, text in texts)
    if shown and not first_word(whole, words, inspection.around.fold):
        where = inspection.trees.at(part.intent.origin.file, (*part.path, "answer"))
        yield CODES("card-police-note", where, f"{part.name} shows `{shown[0]}`")


def _police_on_card(inspection: Inspection, part: Part, card: Card) -> Iterator[Problem]:
    for country, groups in card.groups.items():
        for place, group in enumerate(groups):
            for number, contact in enumerate(group.contacts):
                if not _is_police(inspection, contact):
                    continue
                path = (*part.path, "card", country, place, "contacts", number)
                where = inspection.trees.at(part.intent.origin.file, path)
                if part.intent.id == "safety_suicide":
                    yield CODES("card-police", where, f"`{contact}` stands on {part.name}")
                elif not card.police:
                    yield CODES("card-police-note", where, f"{part.name} shows `{contact}` without `police:`")


def _is_police(inspection: Inspection, contact: str) -> bool:
    known = inspection.library.contacts.get(contact)
    return known is not None and "police" in known.serves


def _card_text(inspection: Inspection, piece: Piece) -> Iterator[Problem]:
    if any(len(number) >= PHONE_DIGITS for number in numbers(piece.text)):
        found = re.search(r"\d{3,}", piece.text)
        where = inspection.origin(piece, found.start() if found else 0)
        yield CODES("card-number", where, f"`{found[0] if found else ''}` in {piece.context}")
    if piece.field == "lead":
        words = inspection.lint.of(piece.language).names_danger
        if hit := first_word(piece.text, words, inspection.around.fold):
            yield CODES("card-lead", inspection.origin(piece, hit[1]), f"`{hit[0]}` in {piece.context}")


def _languages(inspection: Inspection) -> Iterator[Problem]:
    library = inspection.library
    for unit in library.units.values():
        if not unit.id.startswith(("card:", "soft")):
            continue
        missing = [code for code in library.languages if library.translation(unit.id, code).status == "missing"]
        if missing:
            where = inspection.written_at(unit.strings[0][0])
            yield CODES("card-untranslated", where, f"{unit.id} is missing in {', '.join(missing)}")
