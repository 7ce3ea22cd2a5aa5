"""What fits: short situations, labels that a phone shows whole, payloads that Telegram accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection, Piece
from bot.content.library import SOURCE_LANGUAGE
from bot.content.models import Origin
from bot.messages import Problem

CODES = Codes(
    "Limits",
    {
        "situation-long": Code("a situation is longer than 90 words", "say less, or move some of it into steps"),
        "button-long": Code(
            "a button is longer than 34 characters in English or 44 in a translation", "shorten the label"
        ),
        "label-long": Code("the label of an option is longer than 60 characters", "shorten the label"),
        "title-long": Code("a title is longer than 120 characters", "shorten the title"),
        "answer-long": Code("an answer is longer than 3,000 characters", "split it, or say less"),
        "payload-long": Code("the ids behind a button need more than 64 bytes together", "choose a shorter id"),
        "bad-id": Code("an id has other characters than letters, digits, - and _", "choose a plain id"),
    },
)
SITUATION_WORDS, BUTTON, BUTTON_TRANSLATED, LABEL, TITLE, ANSWER, PAYLOAD = 90, 34, 44, 60, 120, 3000, 64
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_MARKUP = re.compile(r"\*\*|\]\([^)]*\)|\[")


def limits(inspection: Inspection) -> Iterator[Problem]:
    for piece in (*inspection.sources(), *inspection.translations()):
        for code, message in lengths(piece):
            yield CODES(code, inspection.origin(piece), f"{message} in {piece.context}")
    yield from _answers(inspection)
    yield from _payloads(inspection)


def lengths(piece: Piece) -> Iterator[tuple[str, str]]:
    """(code, message) of one text of the content."""
    if piece.context.startswith("ui:"):
        return
    text = _MARKUP.sub("", piece.text)
    translated = piece.language != SOURCE_LANGUAGE
    if piece.field == "situation" and not translated and (words := len(text.split())) > SITUATION_WORDS:
        yield "situation-long", f"{words} words"
    if piece.field == "button" and len(text) > (BUTTON_TRANSLATED if translated else BUTTON):
        yield "button-long", f"{len(text)} characters"
    if ":option:" in piece.context and len(text) > LABEL:
        yield "label-long", f"{len(text)} characters"
    if piece.field == "title" and len(text) > TITLE:
        yield "title-long", f"{len(text)} characters"


def _answers(inspection: Inspection) -> Iterator[Problem]:
    """A whole answer leaves room in one message for contacts, dates and the notes around it."""
    for unit in inspection.library.units.values():
        if not unit.id.startswith(("intent:", "card:")):
            continue
        for code, texts in inspection.whole_units(unit):
            length = sum(len(text) for context, text in texts.items() if not context.endswith(":minors"))
            if length > ANSWER:
                first = unit.strings[0][0]
                where = inspection.written_at(first) if code == "en" else inspection.translated_at(code, first)
                yield CODES("answer-long", where, f"{length} characters in {unit.id} ({code})")


def _payloads(inspection: Inspection) -> Iterator[Problem]:
    """The longest thing that a button says about each id."""
    library, trees = inspection.library, inspection.trees
    longest_need = max((need for contact in library.contacts.values() for need in contact.serves), key=len, default="")
    for part in inspection.parts():
        name, where = part.name, trees.at(part.intent.origin.file, part.path)
        yield from _fits(f"1:orig:{name}", (part.intent.id, *((part.case.id,) if part.case else ())), where)
        if part.case is None:
            yield from _fits(f"1:country:BE:{part.intent.id}", (), where)
    for guide in library.guides.values():
        for node in guide.nodes.values():
            for option in node.options:
                where = trees.key(guide.origin.file, ("nodes", node.id, "options", option.id))
                yield from _fits(f"1:step:{guide.id}:{node.id}:{option.id}", (guide.id, node.id, option.id), where)
    for town in library.towns.values():
        where = trees.key("intents/places.yaml", (town.id,))
        yield from _fits(f"1:town:{longest_need}:{town.id}", (town.id,), where)


def _fits(payload: str, ids: tuple[str, ...], where: Origin) -> Iterator[Problem]:
    for name in ids:
        if not _PLAIN.fullmatch(name):
            yield CODES("bad-id", where, f"`{name}`")
    if len(payload.encode()) > PAYLOAD:
        yield CODES("payload-long", where, f"`{payload}` has {len(payload.encode())} bytes")
