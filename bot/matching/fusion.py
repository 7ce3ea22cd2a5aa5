"""From evidence to probabilities: weights of the scores, a calibrated confidence, thresholds. All of it fitted.

Fitted on phrases that the model had not seen (`folds`), never by hand for an intent. Three small models: how the scores
of the classes are added up, how likely the best intent is right, how likely the right one is among those offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Floats, Ints
from bot.matching.model import SCORES, Evidence
from bot.matching.newton import choice, logistic
from bot.matching.phrases import Labels

OFFERED = 4  # suggestions shown
OUTSIDE_SHARE = 0.3  # what part of all messages is taken to be out of scope
SHRINK = 1e-3
SIGNS = ("first", "margin", "offered", "outside", "height", "words", "letters", "coverage", "cosine")
INSIDE = tuple(SIGNS.index(name) for name in ("offered", "outside", "height", "words", "coverage", "cosine"))
RIGHT = tuple(SIGNS.index(name) for name in ("first", "margin", "offered", "height", "letters", "coverage", "cosine"))
OUTSIDE = -2  # no intent number


@dataclass(frozen=True, slots=True)
class Ranked:
    """Intents that a text may mean, likeliest first: their best class, share of the probability, explaining phrase."""

    intents: Ints
    classes: Ints
    shares: Floats
    phrases: Ints
    signs: Floats  # what the confidence is made of


@dataclass(frozen=True, slots=True)
class Fusion:
    """`adding` weighs the scores; the rest weigh the signs, scaled by `centre` and `scale`, and end with a bias.

    `inside` tells whether the text is in scope at all; given that, `right` whether the best intent is the right one and
    `among` whether the right one is among those offered.
    """

    adding: Floats
    inside: Floats
    right: Floats
    among: Floats
    centre: Floats
    scale: Floats

    def rank(self, evidence: Evidence, labels: Labels) -> Ranked:
        return rank(evidence, labels, self.adding)

    def confidence(self, ranked: Ranked) -> float:
        """The probability that the best intent is the right one."""
        return self._chance(ranked, self.inside, INSIDE) * self._chance(ranked, self.right, RIGHT)

    def offer(self, ranked: Ranked) -> float:
        """The probability that the right intent is among those offered."""
        return self._chance(ranked, self.inside, INSIDE) * self._chance(ranked, self.among, RIGHT)

    def _chance(self, ranked: Ranked, weights: Floats, used: Sequence[int]) -> float:
        scaled = ((ranked.signs - self.centre) / self.scale)[list(used)]
        return float(1 / (1 + np.exp(-np.clip(scaled @ weights[:-1] + weights[-1], -30, 30))))


def rank(evidence: Evidence, labels: Labels, adding: Floats) -> Ranked:
    """Intents by summed probability of their classes, without out of scope; ties by number."""
    raised = evidence.scores @ adding
    chances = np.exp(raised - raised.max())
    chances /= chances.sum()
    intents = labels.intent_of[evidence.classes]
    inside = intents != labels.nothing
    outside = float(chances[~inside].sum())
    distinct = np.unique(intents[inside])
    totals = np.array([chances[intents == intent].sum() for intent in distinct])
    order = np.lexsort((distinct, -totals))
    best = np.array([int(np.where(intents == intent, chances, -1).argmax()) for intent in distinct[order]], np.int64)
    shares = totals[order].astype(np.float32)
    return Ranked(
        distinct[order], evidence.classes[best], shares, evidence.phrases[best], _signs(evidence, shares, best, outside)
    )


def fit(readings: Sequence[Evidence], truths: Ints, labels: Labels) -> Fusion:
    """`truths` are class numbers, or -1 for a text that means none of the model's intents."""
    adding = _fit_adding(readings, truths)
    ranked = [rank(evidence, labels, adding) for evidence in readings]
    intents = meant(truths, labels)
    right = np.array([row.intents[0] == intent for row, intent in zip(ranked, intents, strict=True)])
    among = np.array([intent in row.intents[:OFFERED] for row, intent in zip(ranked, intents, strict=True)])
    signs = np.stack([row.signs for row in ranked])
    centre, scale = signs.mean(axis=0), np.maximum(signs.std(axis=0), 1e-2)
    scaled = (signs - centre) / scale
    scope = intents != OUTSIDE
    within = scaled[scope][:, list(RIGHT)]
    return Fusion(
        adding,
        inside=_fit_inside(scaled[:, list(INSIDE)], scope),
        right=logistic(within, right[scope]),
        among=logistic(within, among[scope]),
        centre=centre,
        scale=scale,
    )


def meant(truths: Ints, labels: Labels) -> Ints:
    """Class numbers as intent numbers; OUTSIDE for texts out of scope."""
    intents = np.where(truths >= 0, labels.intent_of[truths], OUTSIDE)
    return np.where(intents == labels.nothing, OUTSIDE, intents)


def _fit_inside(signs: Floats, scope: NDArray[np.bool_]) -> Floats:
    """Both kinds weigh the same while fitting; afterwards the odds are moved to what messages are taken to be."""
    count, inside = len(scope), int(scope.sum())
    if inside in (0, count):
        return np.append(np.zeros(signs.shape[1]), 3.0).astype(np.float32)
    weights = np.where(scope, 0.5 / inside, 0.5 / (count - inside))
    found = logistic(signs, scope, weights)
    found[-1] += np.log((1 - OUTSIDE_SHARE) / OUTSIDE_SHARE)
    return found


def _signs(evidence: Evidence, shares: Floats, best: Ints, outside: float) -> Floats:
    """In the order of SIGNS. Without a sentence vector its cosine is 0."""
    top = evidence.scores[best[0]]
    first = float(shares[0])
    second = float(shares[1]) if len(shares) > 1 else 0.0
    cosine = float(top[SCORES.index("cosine")]) if len(top) == len(SCORES) else 0.0
    margin = np.log((first + 1e-6) / (second + 1e-6))
    offered = float(shares[:OFFERED].sum())
    return np.array(
        [np.log(first + 1e-6), margin, offered, outside, evidence.height, np.log(evidence.words), *top[2:4], cosine],
        np.float32,
    )


def _fit_adding(readings: Sequence[Evidence], truths: Ints) -> Floats:
    """Which weights make the right class the likeliest among those found."""
    rows = [
        (evidence.scores, int(np.flatnonzero(evidence.classes == truth)[0]))
        for evidence, truth in zip(readings, truths, strict=True)
        if truth >= 0 and (evidence.classes == truth).any()
    ]
    start = np.zeros(readings[0].scores.shape[1])
    start[SCORES.index("joint") if len(start) == len(SCORES) else 0] = 1.0
    return choice(rows, start)
