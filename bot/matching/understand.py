"""What one text means: triage, language, decision, a second question. One value that everything else is said from.

Built from a library, quickly or well, then only read: safe to share between threads. Never raises on a text; whatever
goes wrong inside gives a reading with the soft card and no answer. Knows no session and keeps no text beyond a small
memory of the process.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bot.content import Library
from bot.matching import artefact
from bot.matching.artefact import code_digest
from bot.matching.cache import stored_vectors, trained
from bot.matching.clauses import sentences
from bot.matching.danger import NEAR, DangerModel
from bot.matching.elsewhere import elsewhere
from bot.matching.encoder import Encoder
from bot.matching.evidence import LanguageEvidence
from bot.matching.follow_up import leans
from bot.matching.language import guess
from bot.matching.matcher import Matcher
from bot.matching.phrases import NONE, Example
from bot.matching.signs import signs_digest
from bot.matching.triage import agree, doubtful, triage
from bot.messages import Decision, LanguageGuess, Reading

L = TypeVar("L", DangerModel, LanguageEvidence)
Progress = Callable[[str, int, int], None]  # what is being done, steps done, steps in all

# The modules that shape what is kept beside the matcher
_LEARNING = (
    *("alarm", "clauses", "danger", "evidence", "features", "letters", "logistic"),
    *("rows", "scripts", "signals", "softmax", "text", "witness"),
)
MOST_READ = 4_000  # characters; a Telegram message has 4,096
_REMEMBERED = 2_048  # texts
_QUICK_PHRASES, _QUICK_NOTHING = 6, 30  # of each meaning and language, for the first minutes
_FEW_WORDS = 4  # a sentence of fewer words is no second question
_CLEARER = 0.05  # how much better one sentence must be understood than the whole message to stand for it


class Understanding:
    """`matcher` finds intents, `danger` and `evidence` are None until there is enough material."""

    def __init__(
        self,
        matcher: Matcher,
        *,
        danger: DangerModel | None,
        evidence: LanguageEvidence | None,
        digest: str,
        trained: bool = True,
    ) -> None:
        self.matcher = matcher
        self.danger = danger
        self.evidence = evidence
        self.digest = digest
        self.trained = trained  # its confidences can be relied on
        self._known: OrderedDict[tuple[str, str | None], Reading] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def quick(cls, library: Library) -> Understanding:
        """In a few seconds: answers by words alone, and shows the soft card more often than it must."""
        some = tuple(_first_of_each(examples_of(library)))
        examples = (*some, *questions_of(library))
        return cls(
            Matcher.quick(examples, strict=high_risk(library)),
            danger=DangerModel.quick(danger_examples(library)),
            evidence=_evidence(some),
            digest=library.digest,
            trained=False,
        )

    @classmethod
    def train(
        cls,
        library: Library,
        *,
        encoder: Encoder | None = None,
        progress: Progress | None = None,
        cache: Path | None = None,
    ) -> Understanding:
        """The real thing. `cache` is a folder for what was learned; it is used when it fits the content exactly."""
        examples = (*examples_of(library), *questions_of(library))
        matcher = trained(examples, folder=cache, encoder=encoder, strict=high_risk(library), progress=progress)
        known = encoder if cache is None else stored_vectors(encoder, cache)
        key = f"{library.digest} {signs_digest()} {code_digest(*_LEARNING)} {getattr(encoder, 'name', None)}"
        tell = progress or _silent
        tell("danger", 0, 1)
        danger = _kept(
            cache,
            "danger",
            key,
            DangerModel.restore,
            lambda: DangerModel.train(danger_examples(library), encoder=known),
        )
        tell("danger", 1, 1)
        evidence = _kept(cache, "language", key, LanguageEvidence.restore, lambda: _evidence(examples))
        guess("ready", evidence)  # the detector takes half a second to load: now, not with somebody's first message
        return cls(matcher, danger=danger, evidence=evidence, digest=library.digest)

    def read(self, text: str, *, hint: str | None = None) -> Reading:
        """Any string. `hint` is the client's language code; it prefers an explanation in that language, no more."""
        cut = text[:MOST_READ]
        with self._lock:
            known = self._known.get((cut, hint))
            if known is not None:
                self._known.move_to_end((cut, hint))
                return known
        reading = self._safely(cut, hint)
        with self._lock:
            self._known[cut, hint] = reading
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return reading

    def _safely(self, text: str, hint: str | None) -> Reading:
        try:
            return self._read(text, hint)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not hide a danger, nor silence the bot
            return Reading(text, doubtful(type(error).__name__), LanguageGuess(None), Decision("unknown", ()))

    def _read(self, text: str, hint: str | None) -> Reading:
        language = guess(text, self.evidence)
        found = triage(text, self.danger, encoder=self.matcher.encoder)
        decision, second = self._decide(text, language.language or hint)
        found = agree(found, decision) if self.trained else found
        return Reading(
            text,
            found,
            language,
            decision,
            second=second,
            elsewhere=elsewhere(text, decision),
            follow_up=leans(text),
        )

    def _decide(self, text: str, language: str | None) -> tuple[Decision, Decision | None]:
        """The main question and another one, when two sentences ask for different things."""
        whole = self.matcher.match(text, language)
        parts = [part for part in sentences(text) if len(part.split()) >= _FEW_WORDS]
        if len(parts) < 2:
            return whole, None
        answers = [found for part in parts if (found := self.matcher.match(part, language)).kind == "answer"]
        main = whole
        best = min(answers, key=lambda found: (-_confidence(found), found.candidates[0].intent), default=None)
        if best is not None and (whole.kind != "answer" or _confidence(best) > _confidence(whole) + _CLEARER):
            main = best
        others = (found for found in answers if found.top and main.top and found.top.intent != main.top.intent)
        return main, next((found for found in others if found.top and not found.top.intent.startswith("chat_")), None)


def examples_of(library: Library) -> tuple[Example, ...]:
    """Every phrase of the content; phrases of a case as `intent/case`, out of scope and near misses as `none`."""
    found = [
        Example(phrase, language, intent.id)
        for intent in library.intents.values()
        for language, phrases in intent.phrases.items()
        for phrase in phrases
    ]
    found += [
        Example(phrase, language, f"{intent.id}/{case.id}")
        for intent in library.intents.values()
        for case in intent.cases.values()
        for language, phrases in case.phrases.items()
        for phrase in phrases
    ]
    for negatives in (library.negatives.out_of_scope, library.negatives.near):
        found += [Example(phrase, language, NONE) for language, phrases in negatives.items() for phrase in phrases]
    return tuple(found)


def _first_of_each(examples: tuple[Example, ...]) -> Iterator[Example]:
    """Of each meaning and language a few: reading 40,000 phrases takes longer than people wait for a first answer."""
    taken: Counter[tuple[str, str]] = Counter()
    for example in examples:
        taken[example.intent, example.language] += 1
        if taken[example.intent, example.language] <= (_QUICK_NOTHING if example.intent == NONE else _QUICK_PHRASES):
            yield example


def questions_of(library: Library) -> Iterator[Example]:
    """Titles and buttons are phrases too, in every language that has them: so staff ask their own question."""
    for intent in library.intents.values():
        names = {"": intent.id} | {f"{case}:": f"{intent.id}/{case}" for case in intent.cases}
        unit = f"intent:{intent.id}"
        if unit not in library.units:  # a card, whose titles nobody asks
            continue
        for language in library.languages:
            texts = library.translation(unit, language).texts
            for part, meaning in names.items():
                for word in ("title", "button"):
                    if text := texts.get(f"{unit}:{part}{word}"):
                        yield Example(text, language, meaning)


def high_risk(library: Library) -> frozenset[str]:
    return frozenset(intent.id for intent in library.intents.values() if intent.risk == "high")


def danger_examples(library: Library) -> tuple[Example, ...]:
    """As `examples_of`, but near misses by their name: they weigh more than other texts that are no crisis."""
    near = {(phrase, language) for language, phrases in library.negatives.near.items() for phrase in phrases}
    return tuple(
        replace(example, intent=NEAR)
        if example.intent == NONE and (example.text, example.language) in near
        else example
        for example in examples_of(library)
    )


def _evidence(examples: tuple[Example, ...]) -> LanguageEvidence | None:
    return LanguageEvidence.train((example.text, example.language) for example in examples)


def _kept(
    cache: Path | None, name: str, key: str, restore: Callable[[artefact.Arrays], L], learn: Callable[[], L | None]
) -> L | None:
    """From the cache when it is there and fits, else learned and kept."""
    path = cache / f"{name}.npz" if cache is not None else None
    found = artefact.load(path, key, restore) if path is not None else None
    if found is None:
        found = learn()
        if found is not None and path is not None:
            artefact.save(path, key, found.arrays())
    return found


def _silent(what: str, done: int, total: int) -> None:
    """Nobody wants to know."""


def _confidence(decision: Decision) -> float:
    return decision.top.confidence if decision.top is not None else 0.0


__all__ = ["Understanding", "danger_examples", "examples_of", "high_risk", "questions_of"]
