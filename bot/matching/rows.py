"""Bags of n-grams as sparse rows for the small linear models beside the matcher: language and triage.

Columns are hashed: two n-grams may share one, which costs little and keeps a model of fixed size. Knows no texts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.matching.features import Bags, Floats, Ints


@dataclass(frozen=True, slots=True)
class Rows:
    """A sparse matrix by rows: row i has `columns[starts[i]:starts[i + 1]]` with the same slice of `values`."""

    starts: Ints
    columns: Ints
    values: Floats

    @classmethod
    def of(cls, bags: Bags, *, bits: int) -> Rows:
        """2**bits columns; an n-gram weighs 1 + log(count), and every row has length 1 (an empty text: no values)."""
        columns = (bags.keys & np.uint32((1 << bits) - 1)).astype(np.int64)
        values = 1.0 + np.log(bags.counts)
        norms = np.sqrt(np.bincount(bags.rows, weights=values**2, minlength=len(bags)))
        return cls(bags.starts, columns, (values / norms[bags.rows]).astype(np.float32))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def rows(self) -> Ints:
        """The row of every stored value."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.starts))

    def dot(self, weights: Floats) -> Floats:
        """(rows, columns) @ (columns,) or (columns, k)."""
        products = weights[self.columns] * (self.values if weights.ndim == 1 else self.values[:, None])
        summed = np.zeros((len(self), *weights.shape[1:]), dtype=np.float32)
        filled = np.flatnonzero(np.diff(self.starts))
        if len(filled):
            summed[filled] = np.add.reduceat(products, self.starts[filled], axis=0)
        return summed

    def dot_transposed(self, residual: Floats, width: int) -> Floats:
        """(columns, rows) @ (rows,): the gradient of a linear model."""
        weighted = self.values * residual[self.rows]
        return np.bincount(self.columns, weights=weighted, minlength=width).astype(np.float32)

    def take(self, chosen: Ints) -> Rows:
        """The chosen rows, in that order."""
        lengths = np.diff(self.starts)[chosen]
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
        where = np.arange(starts[-1], dtype=np.int64) + np.repeat(self.starts[:-1][chosen] - starts[:-1], lengths)
        return Rows(starts, self.columns[where], self.values[where])
