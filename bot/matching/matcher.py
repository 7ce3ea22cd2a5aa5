"""Which intent a text means: precise first, wide second, and honest when it does not know.

exact phrase -> confident words -> words and sentence vector together -> suggestions -> unknown. Everything that
decides was fitted on training phrases held out in turn. Knows no files, no dialogue and no rules of any language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from bot.matching import calibration
from bot.matching.calibration import Calibrated, Stage
from bot.matching.encoder import Encoder
from bot.matching.features import Floats
from bot.matching.fusion import Ranked
from bot.matching.memory import give_back
from bot.matching.model import Model
from bot.matching.phrases import CASE, NONE, Example, Phrases, gather
from bot.matching.strings import Strings
from bot.matching.text import fold
from bot.matching.vectors import StoredVectors
from bot.messages import Candidate, Decision, DecisionKind

CANDIDATES = 8
EXACT = 0.995  # confidence of a text that is a training phrase, letter by letter after folding
MOST_READ = 1_000  # folded characters looked at
BATCH = 64
Progress = Callable[[str, int, int], None]  # what is being done, steps done, steps in all

__all__ = ["Example", "Matcher", "Progress"]


class Matcher:
    """Trained once, then only read: safe to share between threads."""

    def __init__(
        self,
        model: Model,
        phrases: Phrases,
        calibrated: Calibrated,
        *,
        strict: frozenset[str] = frozenset(),
        encoder: Encoder | None = None,
    ) -> None:
        self.model = model
        self.phrases = phrases
        self.calibrated = calibrated
        self.strict = strict
        self._folded = Strings.of(phrases.folded)
        live = encoder.encoder if isinstance(encoder, StoredVectors) else encoder
        self.encoder = live if calibrated.joint is not None else None

    @classmethod
    def train(
        cls,
        examples: Iterable[Example],
        *,
        encoder: Encoder | None = None,
        strict: frozenset[str] = frozenset(),
        progress: Progress | None = None,
    ) -> Matcher:
        """With an encoder, phrases whose vectors cannot be had are learned by their words alone."""
        phrases = gather(examples)
        if encoder is not None:
            phrases = with_vectors(phrases, encoder, progress)
        model = Model.train(phrases, _told(progress, "training"))
        calibrated = calibration.fit(phrases, _told(progress, "calibrating"))
        phrases = phrases.without_features()
        give_back()
        return cls(model, phrases, calibrated, strict=strict, encoder=encoder)

    @classmethod
    def quick(cls, examples: Iterable[Example], *, strict: frozenset[str] = frozenset()) -> Matcher:
        """Seconds instead of minutes: centroids, and a calibration that was fitted on other phrases."""
        phrases = gather(examples)
        model = Model.quick(phrases)
        phrases = phrases.without_features()
        give_back()
        return cls(model, phrases, calibration.ROUGH, strict=strict)

    def match(self, text: str, language: str | None = None) -> Decision:
        """Any string, in bounded time; never raises. `language` prefers an explaining phrase among equal ones."""
        folded = fold(text)[:MOST_READ].strip()
        if not folded or not any(name != NONE for name in self.phrases.labels.intents):
            return Decision("unknown", ())
        exact = self._exact(folded)
        if not exact:
            return self._read(folded, text)
        phrase = next((number for number in exact if self.phrases.languages[number] == language), exact[0])
        decision = self._read(folded, text, cheap=True)
        if self._name(phrase) == NONE:
            return Decision("unknown", decision.candidates)
        hit = self._candidate(int(self.phrases.targets[phrase]), EXACT, phrase)
        return Decision("answer", _put_first(hit, decision.candidates))

    def _read(self, folded: str, text: str, *, cheap: bool = False) -> Decision:
        """Words first; the encoder is asked only when words are not sure enough."""
        stage = self.calibrated.lexical
        evidence = self.model.read(folded, self.phrases.folded)
        ranked = stage.fusion.rank(evidence, self.phrases.labels)
        joint = self.calibrated.joint
        if cheap or joint is None or self.encoder is None:
            return self._decide(stage, ranked)
        if stage.fusion.confidence(ranked) >= stage.thresholds.skip:
            return self._decide(stage, ranked)
        vector = self.encoder.vectors([text])[0]
        if not np.isfinite(vector).all():
            return self._decide(stage, ranked)
        evidence = self.model.read(folded, self.phrases.folded, vector)
        return self._decide(joint, joint.fusion.rank(evidence, self.phrases.labels))

    def _decide(self, stage: Stage, ranked: Ranked) -> Decision:
        confidence, offer = stage.fusion.confidence(ranked), stage.fusion.offer(ranked)
        top = self.phrases.labels.intents[ranked.intents[0]]
        limit = stage.thresholds.strict if top in self.strict else stage.thresholds.answer
        kind: DecisionKind = "unknown"
        if confidence >= limit:
            kind = "answer"
        elif offer >= stage.thresholds.suggest:
            kind = "suggest"
        return Decision(kind, self._candidates(ranked, confidence))

    def _candidates(self, ranked: Ranked, confidence: float) -> tuple[Candidate, ...]:
        """The best with its calibrated confidence, the others in proportion to what is left."""
        shares = ranked.shares[:CANDIDATES].astype(np.float64)
        rest = min(confidence, 1 - confidence) / max(float(shares[1:].sum()), 1e-9)
        scaled = [confidence, *np.minimum(shares[1:] * rest, confidence)]
        return tuple(
            self._candidate(number, round(float(chance), 4), phrase)
            for number, chance, phrase in zip(
                ranked.classes[:CANDIDATES].tolist(), scaled, ranked.phrases[:CANDIDATES].tolist(), strict=True
            )
        )

    def _candidate(self, number: int, confidence: float, phrase: int) -> Candidate:
        intent, _, case = self.phrases.labels.classes[number].partition(CASE)
        return Candidate(
            intent, confidence, self.phrases.texts[phrase], case or None, self.phrases.languages[phrase] or None
        )

    def _exact(self, folded: str) -> tuple[int, ...]:
        """The numbers of the phrases that are this text after folding; none when they stand in several intents."""
        numbers = self._folded.places(folded)
        intents = {int(self.phrases.labels.intent_of[self.phrases.targets[number]]) for number in numbers}
        return numbers if len(intents) == 1 else ()

    def _name(self, phrase: int) -> str:
        return self.phrases.labels.classes[int(self.phrases.targets[phrase])]


def _put_first(hit: Candidate, others: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    return (hit, *(other for other in others if other.intent != hit.intent))[:CANDIDATES]


def with_vectors(phrases: Phrases, encoder: Encoder, progress: Progress | None = None) -> Phrases:
    """The phrases with their sentence vectors: what is stored is looked up, the rest encoded and stored."""
    tell = _told(progress, "vectors")
    if isinstance(encoder, StoredVectors):
        encoder.learn(phrases.texts, tell)
        tell = None
    parts: list[Floats] = []
    for start in range(0, len(phrases), BATCH):
        parts.append(encoder.vectors(phrases.texts[start : start + BATCH]))
        if tell is not None:
            tell(min(start + BATCH, len(phrases)), len(phrases))
    return phrases.attach(np.concatenate(parts)) if parts else phrases


def _told(progress: Progress | None, what: str) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    tell = progress
    return lambda done, total: tell(what, done, total)
