"""From evidence to probabilities: weights of the scores, a calibrated confidence, thresholds. All of it fitted.

Fitted on phrases that the model had not seen (`folds`), never by hand for an intent. Three small models: how the scores
of the classes are added up, how likely the best intent is right, how likely the right one is among the best three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.matching.features import Floats, Ints
from bot.matching.model import Evidence
from bot.matching.phrases import Labels

OFFERED = 3  # suggestions shown
OUTSIDE_SHARE = 0.2  # what part of all messages is taken to be out of scope
SHRINK = 1e-3
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
    """`adding` weighs the scores; `right` and `among` weigh the signs (their last entry is the bias)."""

    adding: Floats
    right: Floats
    among: Floats
    centre: Floats
    scale: Floats

    def rank(self, evidence: Evidence, labels: Labels) -> Ranked:
        return rank(evidence, labels, self.adding)

    def confidence(self, ranked: Ranked) -> float:
        """The probability that the best intent is the right one."""
        return float(_chance((ranked.signs - self.centre) / self.scale, self.right))

    def offer(self, ranked: Ranked) -> float:
        """The probability that the right intent is among the best three."""
        return float(_chance((ranked.signs - self.centre) / self.scale, self.among))


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
    right = np.array([row.intents[0] == intent for row, intent in zip(ranked, intents, strict=True)], np.float64)
    among = np.array([intent in row.intents[:OFFERED] for row, intent in zip(ranked, intents, strict=True)], np.float64)
    signs = np.stack([row.signs for row in ranked])
    centre, scale = signs.mean(axis=0), np.maximum(signs.std(axis=0), 1e-3)
    scaled = (signs - centre) / scale
    weights = _shares(intents == OUTSIDE)
    return Fusion(adding, _logistic(scaled, right, weights), _logistic(scaled, among, weights), centre, scale)


def meant(truths: Ints, labels: Labels) -> Ints:
    """Class numbers as intent numbers; OUTSIDE for texts out of scope."""
    intents = np.where(truths >= 0, labels.intent_of[truths], OUTSIDE)
    return np.where(intents == labels.nothing, OUTSIDE, intents)


def _shares(outside: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Floats:
    """A weight for each row, so that texts out of scope count as the part of all messages that they are taken to be."""
    count, out = len(outside), int(outside.sum())
    if out in (0, count):
        return np.full(count, 1 / count, np.float32)
    return np.where(outside, OUTSIDE_SHARE / out, (1 - OUTSIDE_SHARE) / (count - out)).astype(np.float32)


def _signs(evidence: Evidence, shares: Floats, best: Ints, outside: float) -> Floats:
    top = evidence.scores[best[0]]
    second = float(shares[1]) if len(shares) > 1 else 1e-6
    first = float(shares[0])
    return np.array(
        [
            np.log(first + 1e-6),
            np.log(first + 1e-6) - np.log(second + 1e-6),
            float(shares[:OFFERED].sum()),
            outside,
            evidence.height,
            evidence.seen,
            np.log(evidence.words),
            *top,
            *(evidence.scores[:, 1:].max(axis=0) - top[1:]),
        ],
        np.float32,
    )


def _fit_adding(readings: Sequence[Evidence], truths: Ints) -> Floats:
    """Conditional logit by Newton steps: which weights make the right class the likeliest among those found."""
    rows = [
        (evidence.scores.astype(np.float64), int(np.flatnonzero(evidence.classes == truth)[0]))
        for evidence, truth in zip(readings, truths, strict=True)
        if truth >= 0 and (evidence.classes == truth).any()
    ]
    width = readings[0].scores.shape[1]
    start = np.zeros(width)
    start[-2 if width > 4 else 0] = 1.0
    weights = start.copy()
    for _ in range(12):
        gradient, curve = SHRINK * len(rows) * (weights - start), SHRINK * len(rows) * np.eye(width)
        for scores, truth in rows:
            raised = scores @ weights
            chances = np.exp(raised - raised.max())
            chances /= chances.sum()
            mean = chances @ scores
            gradient += mean - scores[truth]
            curve += (scores * chances[:, None]).T @ scores - np.outer(mean, mean)
        step = np.linalg.solve(curve + 1e-6 * np.eye(width), gradient)
        weights -= step
        if float(np.abs(step).max()) < 1e-4:
            break
    return weights.astype(np.float32)


def _logistic(signs: Floats, targets: Floats, weights: Floats) -> Floats:
    """Weights and bias by Newton steps."""
    rows = np.hstack([signs, np.ones((len(signs), 1))]).astype(np.float64)
    found = np.zeros(rows.shape[1])
    shrink = SHRINK * np.eye(len(found))
    shrink[-1, -1] = 1e-6
    for _ in range(25):
        chances = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        gradient = rows.T @ (weights * (chances - targets)) + shrink @ found
        curve = (rows * (weights * chances * (1 - chances))[:, None]).T @ rows + shrink
        step = np.linalg.solve(curve + 1e-9 * np.eye(len(found)), gradient)
        found -= np.clip(step, -3, 3)
        if float(np.abs(step).max()) < 1e-5:
            break
    return found.astype(np.float32)


def _chance(signs: Floats, weights: Floats) -> float:
    return float(1 / (1 + np.exp(-np.clip(signs @ weights[:-1] + weights[-1], -30, 30))))
