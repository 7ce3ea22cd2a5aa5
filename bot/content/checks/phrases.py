"""Training phrases teach one thing each: no phrase stands for two answers, none is empty, none is endless."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection
from bot.content.models import Origin
from bot.messages import Problem

CODES = Codes(
    "Training phrases",
    {
        "phrase-twice": Code(
            "a phrase stands in two intents (or in one and in the negatives)",
            "keep it where it belongs; if both are meant, write two clearer phrases",
        ),
        "phrase-again": Code("a phrase stands twice in one intent and language", "delete one of the two", "warning"),
        "phrase-empty": Code("nothing of a phrase is left to compare", "write words, not only signs"),
        "phrase-long": Code("a phrase is longer than 400 characters", "shorten it to what people would type"),
        "option-phrase-twice": Code("a phrase stands for two options of one question", "keep it in one of the two"),
    },
)
LONGEST = 400
NEGATIVES = "the negatives"
NEGATIVE_FILES = {"out_of_scope": "intents/negatives/out_of_scope.yaml", "near": "intents/negatives/near_misses.yaml"}


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    language: str
    owner: str
    origin: Origin

    def place(self) -> str:
        return f"{self.origin.file}:{self.origin.line}"


def phrases(inspection: Inspection) -> Iterator[Problem]:
    first: dict[str, _Phrase] = {}
    for phrase in _all(inspection):
        folded = inspection.around.fold(phrase.text)
        if not folded and phrase.owner == NEGATIVES:
            continue  # "???" and smileys are honest examples of what means nothing
        if not folded:
            yield CODES("phrase-empty", phrase.origin, f"`{phrase.text}` has no letters")
            continue
        if len(phrase.text) > LONGEST:
            yield CODES("phrase-long", phrase.origin, f"{len(phrase.text)} characters")
        earlier = first.setdefault(folded, phrase)
        if earlier is not phrase:
            yield from _double(earlier, phrase)
    yield from _options(inspection)


def _double(earlier: _Phrase, phrase: _Phrase) -> Iterator[Problem]:
    if earlier.owner != phrase.owner:
        message = f"`{phrase.text}` ({phrase.owner}) stands in {earlier.owner} too, {earlier.place()}"
        yield CODES("phrase-twice", phrase.origin, message)
    elif earlier.language == phrase.language:
        yield CODES("phrase-again", phrase.origin, f"`{phrase.text}` stands in {earlier.place()} already")


def _all(inspection: Inspection) -> Iterator[_Phrase]:
    for part in inspection.parts():
        by_language = part.case.phrases if part.case else part.intent.phrases
        for code in by_language:
            path = (*part.path, "phrases", code)
            for text, origin in inspection.trees.texts(part.intent.origin.file, path):
                yield _Phrase(text, code, part.name, origin)
    negatives = inspection.library.negatives
    for name, by_language in (("out_of_scope", negatives.out_of_scope), ("near", negatives.near)):
        for code in by_language:
            for text, origin in inspection.trees.texts(NEGATIVE_FILES[name], ("phrases", code)):
                yield _Phrase(text, code, NEGATIVES, origin)


def _options(inspection: Inspection) -> Iterator[Problem]:
    for guide in inspection.library.guides.values():
        for node in guide.nodes.values():
            first: dict[str, str] = {}
            for option in node.options:
                for code in option.phrases:
                    path = ("nodes", node.id, "options", option.id, "phrases", code)
                    for text, origin in inspection.trees.texts(guide.origin.file, path):
                        other = first.setdefault(inspection.around.fold(text), option.id)
                        if other != option.id:
                            message = f"`{text}` means `{other}` and `{option.id}`"
                            yield CODES("option-phrase-twice", origin, message)
