"""The calibration of a matcher: how its scores become a confidence and its confidence an outcome.

Fitted from held-out readings, once for words alone and once for words with sentence vectors. Part of the artefact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.matching import fusion, thresholds
from bot.matching.features import Ints
from bot.matching.folds import HeldOut, held_out, intents_left_out
from bot.matching.fusion import OFFERED, SIGNS, Fusion
from bot.matching.model import Evidence, Training
from bot.matching.phrases import Labels, Phrases
from bot.matching.thresholds import Outcomes, Thresholds

LEAST = 60  # held-out phrases below which nothing can be fitted


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the cascade: how to rank, and when to answer."""

    fusion: Fusion
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class Calibrated:
    """`joint` is None when there is no encoder or too few vectors."""

    lexical: Stage
    joint: Stage | None = None


def fit(phrases: Phrases, progress: Training | None = None) -> Calibrated:
    """Too few phrases give the rough calibration, which suggests more and answers less."""
    if len(phrases) < LEAST:
        return ROUGH
    return of(list(held_out(phrases, progress)), phrases.labels, left_out=intents_left_out(phrases))


def of(rows: Sequence[HeldOut], labels: Labels, *, left_out: bool = False) -> Calibrated:
    """From held-out readings; `left_out` when intents were left out to stand in for texts out of scope."""
    if len(rows) < LEAST or not any(row.truth >= 0 for row in rows):
        return ROUGH
    lexical, _ = _stage([row.lexical for row in rows], _truths(rows), labels, left_out=left_out)
    both = [row for row in rows if row.joint is not None]
    if len(both) < LEAST:
        return Calibrated(lexical)
    joint, outcomes = _stage([row.joint for row in both if row.joint], _truths(both), labels, left_out=left_out)
    words = _outcomes(lexical.fusion, [row.lexical for row in both], _truths(both), labels)
    skip = thresholds.choose_skip(words, outcomes)
    return Calibrated(replace(lexical, thresholds=replace(lexical.thresholds, skip=skip)), joint)


def _stage(readings: Sequence[Evidence], truths: Ints, labels: Labels, *, left_out: bool) -> tuple[Stage, Outcomes]:
    fitted = fusion.fit(readings, truths, labels)
    outcomes = _outcomes(fitted, readings, truths, labels)
    return Stage(fitted, thresholds.choose(outcomes, left_out=left_out)), outcomes


def _outcomes(fitted: Fusion, readings: Sequence[Evidence], truths: Ints, labels: Labels) -> Outcomes:
    ranked = [fitted.rank(evidence, labels) for evidence in readings]
    meant = fusion.meant(truths, labels)
    return Outcomes(
        confidence=np.array([fitted.confidence(row) for row in ranked], np.float32),
        offer=np.array([fitted.offer(row) for row in ranked], np.float32),
        right=np.array([row.intents[0] == intent for row, intent in zip(ranked, meant, strict=True)]),
        among=np.array([intent in row.intents[:OFFERED] for row, intent in zip(ranked, meant, strict=True)]),
        outside=meant == fusion.OUTSIDE,
    )


def _truths(rows: Sequence[HeldOut]) -> Ints:
    return np.array([row.truth for row in rows], np.int64)


def _rough() -> Calibrated:
    """For words alone, fitted on other phrases and rounded: careful enough until a matcher is calibrated on its own."""
    right = np.array((1.0, 0.4, 0.0, 0.1, 0.0, 1.0, 0.0, -0.5), np.float32)
    among = right.copy()
    among[-1] = 1.5
    plain = Fusion(
        adding=np.array((1.0, 2.0, 2.0, 1.0), np.float32),
        inside=np.array((2.0, -4.0, 0.2, 0.0, 3.0, 0.0, -2.0), np.float32),
        right=right,
        among=among,
        centre=np.zeros(len(SIGNS), np.float32),
        scale=np.ones(len(SIGNS), np.float32),
    )
    return Calibrated(Stage(plain, Thresholds(answer=0.55, strict=0.7, suggest=0.22)))


ROUGH = _rough()
