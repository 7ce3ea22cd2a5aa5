"""Two small regressions with a handful of weights, solved by Newton steps. They know numbers alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Floats

SHRINK = 3e-3  # L2
STEPS = 25


def logistic(rows: Floats, targets: NDArray[np.bool_], weights: NDArray[np.float64] | None = None) -> Floats:
    """A weight for each column and a bias. `weights` of the rows sum to 1 (all alike when None)."""
    count = len(rows)
    share = np.full(count, 1 / max(count, 1)) if weights is None else weights
    inputs = np.hstack([rows, np.ones((count, 1))]).astype(np.float64)
    found = np.zeros(inputs.shape[1])
    shrink = np.diag(np.append(np.full(inputs.shape[1] - 1, SHRINK), 1e-6))
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-np.clip(inputs @ found, -30, 30)))
        gradient = inputs.T @ (share * (chances - targets)) + shrink @ found
        curve = (inputs * (share * chances * (1 - chances))[:, None]).T @ inputs + shrink
        step = np.linalg.solve(curve + 1e-9 * np.eye(len(found)), gradient)
        found -= np.clip(step, -3, 3)
        if float(np.abs(step).max()) < 1e-5:
            break
    return found.astype(np.float32)


def choice(rows: Sequence[tuple[Floats, int]], start: NDArray[np.float64]) -> Floats:
    """Conditional logit: each row has the scores of some options (options, d) and which of them was right.

    Weights (d,), pulled towards `start`.
    """
    weights = start.copy()
    pull = SHRINK * max(len(rows), 1)
    for _ in range(STEPS):
        gradient, curve = pull * (weights - start), pull * np.eye(len(start))
        for scores, truth in rows:
            raised = scores @ weights
            chances = np.exp(raised - raised.max())
            chances /= chances.sum()
            mean = chances @ scores
            gradient += mean - scores[truth]
            curve += (scores * chances[:, None]).T @ scores - np.outer(mean, mean)
        step = np.linalg.solve(curve, gradient)
        weights = weights - step
        if float(np.abs(step).max()) < 1e-4:
            break
    return weights.astype(np.float32)
