"""A second opinion on danger: what else could the text mean? Softmax over all intents, summed over the crises.

Where the detector asks "crisis or not", the witness knows the ordinary neighbours of each crisis. It also tells which
crisis it is. Knows no thresholds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.matching import softmax
from bot.matching.features import Floats, Ints
from bot.matching.phrases import CASE
from bot.matching.rows import Rows
from bot.matching.signals import dense_signals, rarity

CRISES = ("safety_emergency", "safety_trafficking", "safety_violence", "safety_suicide", "safety_child")

_GRAMS, _SIGNS = 1_024, 1_024  # columns; more gained little and cost time
_VECTOR = 1.8  # length of the sentence vector beside the n-grams' 1
_FAR = 9.0  # log-odds are cut here: a linear model is never as sure as it says


@dataclass(frozen=True, slots=True)
class Witness:
    """`weights` is (columns, classes); crises stand among `classes` with their cases, `id` or `id/case`."""

    classes: tuple[str, ...]
    weights: Floats
    rarity: Floats

    @classmethod
    def train(cls, rows: Rows, kinds: Sequence[str], vectors: Floats | None, *, quick: bool = False) -> Witness:
        """`kinds` names the class of each row. `quick` takes the mean of each class instead of a regression."""
        told = [kind if is_crisis(kind) else kind.partition(CASE)[0] for kind in kinds]
        classes = tuple(sorted(set(told)))
        number = {name: place for place, name in enumerate(classes)}
        targets: Ints = np.array([number[kind] for kind in told], np.int64)
        weights = rarity(rows)
        width = _GRAMS + _SIGNS + (0 if vectors is None else vectors.shape[1])

        def inputs(chosen: Ints) -> Floats:
            return _inputs(rows.take(chosen), weights, None if vectors is None else vectors[chosen])

        fit = softmax.centroids if quick else softmax.fit
        return cls(classes, fit(inputs, targets, classes=len(classes), width=width), weights)

    def log_odds(self, rows: Rows, vectors: Floats | None) -> Floats:
        """(rows,) of being any crisis at all."""
        crisis = self._chances(rows, vectors)[:, self._crises].sum(axis=1)
        odds = np.log(crisis + 1e-6) - np.log(1 - crisis + 1e-6)
        return np.asarray(np.clip(odds, -_FAR, _FAR), np.float32)

    def kind(self, row: Rows, vector: Floats | None) -> str:
        """The likeliest crisis of a single row, ties by name."""
        chances = self._chances(row, vector)[0]
        return self.classes[min(self._crises, key=lambda number: (-chances[number], self.classes[number]))]

    @property
    def _crises(self) -> list[int]:
        return [number for number, name in enumerate(self.classes) if is_crisis(name)]

    def _chances(self, rows: Rows, vectors: Floats | None) -> Floats:
        inputs = _inputs(rows, self.rarity, vectors)
        return softmax.softmax(inputs @ self.weights[: inputs.shape[1]])


def is_crisis(kind: str) -> bool:
    return kind.partition(CASE)[0] in CRISES


def _inputs(rows: Rows, weights: Floats, vectors: Floats | None) -> Floats:
    words = dense_signals(rows, weights, grams=_GRAMS, signs=_SIGNS)
    return words if vectors is None else np.hstack([words, _VECTOR * vectors]).astype(np.float32)
