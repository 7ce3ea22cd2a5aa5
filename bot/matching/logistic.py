"""Logistic regression over sparse rows and dense vectors side by side, solved in the primal by L-BFGS.

Small, deterministic, numpy alone. Knows nothing of texts: `rows` and the encoder make its inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Floats
from bot.matching.rows import Rows

_MEMORY = 8  # pairs that L-BFGS keeps
_ENOUGH = 1e-5  # relative fall of the loss below which it stops


@dataclass(frozen=True, slots=True)
class Logistic:
    """`sparse` has a weight a column, `dense` a weight a dimension of the vectors (empty when there are none)."""

    sparse: Floats
    dense: Floats
    bias: float

    def logits(self, rows: Rows, vectors: Floats | None = None) -> Floats:
        """(rows,) log-odds."""
        total = rows.dot(self.sparse) + np.float32(self.bias)
        return total + vectors @ self.dense if vectors is not None and len(self.dense) else total


def fit(
    rows: Rows,
    targets: Floats,
    *,
    width: int,
    vectors: Floats | None = None,
    weights: Floats | None = None,
    l2: float = 1e-4,
    rounds: int = 60,
) -> Logistic:
    """`targets` 0..1 and `weights` >= 0, one a row; `vectors` (rows, d) or None. The bias is not shrunk."""
    dims = 0 if vectors is None else vectors.shape[1]
    share = np.ones(len(rows), np.float32) if weights is None else weights.astype(np.float32)
    share = share / share.sum()

    def loss(theta: Floats) -> tuple[float, Floats]:
        logits = rows.dot(theta[:width]) + theta[-1]
        if vectors is not None:
            logits = logits + vectors @ theta[width : width + dims]
        value = float(share @ (np.logaddexp(0.0, logits) - targets * logits)) + 0.5 * l2 * float(
            theta[:-1] @ theta[:-1]
        )
        residual = (share * (sigmoid(logits) - targets)).astype(np.float32)
        gradient = np.empty_like(theta)
        gradient[:width] = rows.dot_transposed(residual, width)
        if vectors is not None:
            gradient[width : width + dims] = vectors.T @ residual
        gradient[:-1] += l2 * theta[:-1]
        gradient[-1] = residual.sum()
        return value, gradient

    theta = minimise(loss, np.zeros(width + dims + 1, np.float32), rounds=rounds)
    return Logistic(theta[:width], theta[width : width + dims], float(theta[-1]))


def sigmoid(logits: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * logits)), np.float32)


def minimise(loss: Callable[[Floats], tuple[float, Floats]], start: Floats, *, rounds: int) -> Floats:
    """L-BFGS with a halving line search, for smooth convex losses. Returns the best point after at most `rounds`."""
    here = start
    value, gradient = loss(here)
    steps: list[Floats] = []
    turns: list[Floats] = []
    for _ in range(rounds):
        direction = -_inverse_times(gradient, steps, turns)
        slope = float(gradient @ direction)
        size = 1.0 if steps else min(1.0, 1.0 / float(np.abs(gradient).sum() + 1e-12))
        there, found = here, None
        for _ in range(20):
            there = here + np.float32(size) * direction
            found = loss(there)
            if found[0] <= value + 1e-4 * size * slope:
                break
            size *= 0.5
        else:
            return here
        step, turn = there - here, found[1] - gradient
        if float(step @ turn) > 1e-12:
            steps, turns = [*steps[1 - _MEMORY :], step], [*turns[1 - _MEMORY :], turn]
        fallen = value - found[0]
        here, (value, gradient) = there, found
        if fallen < _ENOUGH * max(abs(value), 1e-12):
            break
    return here


def _inverse_times(gradient: Floats, steps: list[Floats], turns: list[Floats]) -> NDArray[np.float32]:
    """The L-BFGS two-loop product of the inverse Hessian and the gradient."""
    product = gradient.copy()
    kept: list[tuple[float, float, Floats, Floats]] = []
    for step, turn in zip(reversed(steps), reversed(turns), strict=True):
        rho = 1.0 / float(step @ turn)
        alpha = rho * float(step @ product)
        product -= np.float32(alpha) * turn
        kept.append((rho, alpha, step, turn))
    if steps:
        product *= np.float32(float(steps[-1] @ turns[-1]) / float(turns[-1] @ turns[-1]))
    for rho, alpha, step, turn in reversed(kept):
        beta = rho * float(turn @ product)
        product += np.float32(alpha - beta) * step
    return product
