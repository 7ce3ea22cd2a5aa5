"""Which intent a text means: precise first, wide second, and honest when it does not know.

exact phrase -> confident words -> words and sentence vector together -> suggestions -> unknown. Everything that
decides was fitted on training phrases held out in turn. Knows no files, languages' rules or dialogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.matching import calibration
from bot.matching.calibration import Calibrated
from bot.matching.encoder import Encoder, phrase_vectors, query_vector
from bot.matching.features import bags
from bot.matching.fusion import OFFERED, Labels, Ranked
from bot.matching.model import Model, Phrases
from bot.matching.text import fold
from bot.messages import Candidate, Decision

NONE = "none"
CASE = "/"
CANDIDATES = 8
EXACT = 0.995  # confidence of a text that is a training phrase, letter by letter after folding
MOST_READ = 1_000  # folded characters looked at
Progress = Callable[[str, int, int], None]  # what is being done, steps done, steps in all


@dataclass(frozen=True, slots=True)
class Example:
    """A training phrase. `intent` is an id, `id/case`, or `none` for a text that means none of ours."""

    text: str
    language: str
    intent: str


class Matcher:
    """Trained once, then only read: safe to share between threads."""

    def __init__(self, model: Model, phrases: Phrases, calibrated: Calibrated, *, strict: frozenset[str] = frozenset(),
                 encoder: Encoder | None = None) -> None:  # fmt: skip
        self.model = model
        self.phrases = phrases
        self.calibrated = calibrated
        self.strict = strict
        self.encoder = encoder if model.joint is not None else None
        self.intents, self.labels = labels_of(phrases.classes)
        self._exact = _exact(phrases)

    @classmethod
    def train(
        cls,
        examples: Iterable[Example],
        *,
        encoder: Encoder | None = None,
        strict: frozenset[str] = frozenset(),
        progress: Progress | None = None,
    ) -> Matcher:
        """From at least two intents. With an encoder the phrases whose vectors cannot be had are learned by words alone."""
        phrases = gather(examples)
        if encoder is not None:
            phrases = phrase_vectors(phrases, encoder, progress)
        _, labels = labels_of(phrases.classes)
        model = Model.train(phrases, _step(progress, "training"))
        calibrated = calibration.fit(phrases, labels, progress=_step(progress, "calibrating"))
        return cls(model, phrases, calibrated, strict=strict, encoder=encoder)

    @classmethod
    def quick(cls, examples: Iterable[Example], *, strict: frozenset[str] = frozenset()) -> Matcher:
        """Seconds instead of minutes: centroids, and a calibration that was fitted on other phrases."""
        phrases = gather(examples)
        return cls(Model.quick(phrases), phrases, calibration.ROUGH, strict=strict)

    def match(self, text: str, language: str | None = None) -> Decision:
        """Any string; never raises. `language` only prefers the explaining phrase among equals."""
        folded = fold(text)[:MOST_READ]
        if not folded or len(self.intents) < 1:
            return Decision("unknown", ())
        known = self._exact.get(folded)
        if known is not None and self.phrases.classes[self.phrases.targets[known]] == NONE:
            return Decision("unknown", self._ranked(folded, text)[1])
        kind, candidates = self._ranked(folded, text)
        if known is None:
            return Decision(kind, candidates)
        return Decision("answer", _first(self._candidate(int(self.phrases.targets[known]), EXACT, known), candidates))

    def _ranked(self, folded: str, text: str) -> tuple[str, tuple[Candidate, ...]]:
        ...


def gather(examples: Iterable[Example]) -> Phrases:
    """Examples sorted and without doubles, folded and cut. Those that fold to nothing are left out."""
    rows = sorted({(e.intent, e.language, e.text, f) for e in examples if (f := fold(e.text))})
    classes = tuple(sorted({row[0] for row in rows}))
    number = {name: place for place, name in enumerate(classes)}
    folded = tuple(row[3] for row in rows)
    return Phrases(
        texts=tuple(row[2] for row in rows),
        folded=folded,
        languages=tuple(row[1] for row in rows),
        classes=classes,
        targets=np.array([number[row[0]] for row in rows], np.int64),
        bags=bags(folded),
    )


def labels_of(classes: Sequence[str]) -> tuple[tuple[str, ...], Labels]:
    """Intents in order, and which of them each class belongs to."""
    intents = tuple(sorted({name.partition(CASE)[0] for name in classes}))
    number = {name: place for place, name in enumerate(intents)}
    return intents, Labels(np.array([number[name.partition(CASE)[0]] for name in classes], np.int64), number.get(NONE, -1))
