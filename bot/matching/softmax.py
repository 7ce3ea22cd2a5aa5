"""Softmax regression, solved in the primal: one vector of weights a class, mini-batches, Adam, a few passes.

The inputs are made batch by batch, so that 40,000 phrases never stand in memory as dense vectors. Deterministic.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.matching.features import Floats, Ints

BATCH = 256
LARGE_BATCH = 512
MOST_PASSES, LEAST_PASSES = 60, 4
UPDATES = 120  # more of them fit the phrases better and unseen ones worse
STEP = 0.1
PULL = 0.1  # L2, per training phrase
CENTROID_LENGTH = 12


@dataclass(slots=True)
class _Adam:
    weights: Floats
    mean: Floats
    spread: Floats
    time: int = 0

    def step(self, gradient: Floats, size: float) -> None:
        self.time += 1
        self.mean += 0.1 * (gradient - self.mean)
        gradient *= gradient
        gradient -= self.spread
        gradient *= 0.01
        self.spread += gradient
        scale = size / (1 - 0.9**self.time)
        root = np.sqrt(self.spread / np.float32(1 - 0.99**self.time))
        root += 1e-6
        self.weights -= np.float32(scale) * self.mean / root


def softmax(logits: Floats) -> Floats:
    """Rows that sum to 1."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), np.float32)


def fit(
    inputs: Callable[[Ints], Floats],
    targets: Ints,
    *,
    classes: int,
    width: int,
    progress: Callable[[int, int], None] | None = None,
) -> Floats:
    """Weights (width, classes). `inputs(rows)` gives the vectors (len(rows), width) of those examples."""
    count = len(targets)
    if not count:
        return np.zeros((width, classes), np.float32)
    batch = BATCH if count < 20_000 else LARGE_BATCH
    steps = max(1, -(-count // batch))
    passes = int(min(MOST_PASSES, max(LEAST_PASSES, -(-UPDATES // steps))))
    random = np.random.default_rng(0)
    shape = (width, classes)
    adam = _Adam(np.zeros(shape, np.float32), np.zeros(shape, np.float32), np.zeros(shape, np.float32))
    for number in range(passes):
        for rows in np.array_split(random.permutation(count), steps):
            vectors = inputs(rows)
            errors = softmax(vectors @ adam.weights)
            errors[np.arange(len(rows)), targets[rows]] -= 1
            gradient = vectors.T @ (errors / np.float32(len(rows)))
            gradient += np.float32(PULL / count) * adam.weights
            adam.step(gradient, STEP * (1 - adam.time / (passes * steps + 1)))
        if progress is not None:
            progress(number + 1, passes)
    return adam.weights


def centroids(inputs: Callable[[Ints], Floats], targets: Ints, *, classes: int, width: int) -> Floats:
    """Weights (width, classes) without training: the mean of each class, scaled to act like trained ones."""
    if not len(targets):
        return np.zeros((width, classes), np.float32)
    totals = np.zeros((classes, width), np.float32)
    order = np.argsort(targets, kind="stable")
    for rows in np.array_split(order, max(1, -(-len(order) // LARGE_BATCH))):
        here = targets[rows]
        first = int(here[0]) if len(here) else 0
        member = (here - first) == np.arange(int(here[-1]) - first + 1 if len(here) else 0)[:, None]
        totals[first : first + len(member)] += member.astype(np.float32) @ inputs(rows)
    totals -= totals.mean(axis=0)
    lengths = np.maximum(np.linalg.norm(totals, axis=1, keepdims=True), 1e-9)
    return np.asarray((totals / lengths * CENTROID_LENGTH).T, np.float32)
