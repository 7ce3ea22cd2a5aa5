"""Folded texts as sparse rows of hashed character and word n-grams, vectorised over many texts at once.

For the small linear models beside the matcher: language and triage. Knows no language and no intent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_BASE = np.uint64(0x9E3779B97F4A7C15 | 1)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_CHUNK = 2_000  # texts hashed at a time; bounds the memory, not the result
_SEPARATOR = "\n"  # folded text never holds it


@dataclass(frozen=True, slots=True)
class Shape:
    """Which n-grams: characters (within the padded text) of `chars` lengths, words of `words` lengths, 2**bits columns."""

    chars: tuple[int, ...]
    words: tuple[int, ...]
    bits: int

    @property
    def width(self) -> int:
        return 1 << self.bits


@dataclass(frozen=True, slots=True)
class Rows:
    """A sparse matrix by rows: row i has the columns `columns[starts[i]:starts[i + 1]]` with the same of `values`."""

    starts: Ints
    columns: Ints
    values: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def row_of(self) -> Ints:
        """The row of every stored value."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.starts))

    def dot(self, weights: Floats) -> Floats:
        """(rows, columns) @ (columns,) or (columns, k)."""
        products = weights[self.columns] * (self.values if weights.ndim == 1 else self.values[:, None])
        summed = np.zeros((len(self) + 1, *weights.shape[1:]), dtype=np.float32)
        filled = np.flatnonzero(np.diff(self.starts))
        if len(filled):
            summed[filled] = np.add.reduceat(products, self.starts[filled], axis=0)
        return summed[:-1]

    def dot_transposed(self, residual: Floats, width: int) -> Floats:
        """(columns, rows) @ (rows,): the gradient of a linear model."""
        weighted = self.values * residual[self.row_of]
        return np.bincount(self.columns, weights=weighted, minlength=width).astype(np.float32)

    def take(self, chosen: Ints) -> Rows:
        """The chosen rows, in that order."""
        lengths = np.diff(self.starts)[chosen]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        offsets = np.repeat(self.starts[:-1][chosen] - starts[:-1], lengths)
        where = np.arange(starts[-1], dtype=np.int64) + offsets
        return Rows(starts, self.columns[where], self.values[where])


def hash_texts(folded: Sequence[str], shape: Shape) -> Rows:
    """One row a text: the distinct n-grams with 1 + log(count), each row of length 1 (an empty text: an empty row)."""
    parts = [_hash_chunk(folded[start : start + _CHUNK], shape) for start in range(0, len(folded), _CHUNK)]
    if not parts:
        return Rows(np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
    lengths = np.concatenate([np.diff(part.starts) for part in parts])
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    return Rows(starts, np.concatenate([p.columns for p in parts]), np.concatenate([p.values for p in parts]))


def _hash_chunk(folded: Sequence[str], shape: Shape) -> Rows:
    joined = _SEPARATOR + _SEPARATOR.join(f" {text.replace(_SEPARATOR, ' ')} " for text in folded) + _SEPARATOR
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    breaks = np.cumsum(codes == 10)  # the text that a character belongs to, from 1
    hashes, texts = [], []
    for kind, (starts, ends) in enumerate(_spans(codes, breaks, shape)):
        hashes.append(_span_hashes(codes, starts, ends, kind))
        texts.append(breaks[starts] - 1)
    return _count(np.concatenate(hashes), np.concatenate(texts), len(folded), shape)


def _spans(codes: NDArray[np.uint32], breaks: Ints, shape: Shape) -> list[tuple[Ints, Ints]]:
    """Start and end positions of all n-grams, one pair of arrays a length."""
    found = []
    for n in shape.chars:
        starts = np.arange(len(codes) - n + 1, dtype=np.int64)
        inside = (breaks[starts] == breaks[starts + n - 1]) & (codes[starts] != 10)
        found.append((starts[inside], starts[inside] + n))
    spaces = np.flatnonzero(codes == 32).astype(np.int64)
    for n in shape.words:
        starts, ends = spaces[:-n], spaces[n:]
        inside = breaks[starts] == breaks[ends]
        found.append((starts[inside], ends[inside]))
    return found


def _span_hashes(codes: NDArray[np.uint32], starts: Ints, ends: Ints, kind: int) -> NDArray[np.uint64]:
    """A rolling hash of every span, from two prefix hashes; overflow is meant."""
    if not len(starts):
        return np.zeros(0, dtype=np.uint64)
    powers = np.cumprod(np.full(len(codes) + 1, _BASE, dtype=np.uint64))
    # prefix[i] = sum of code[j] * BASE**j for j < i; a span's hash is its difference, brought to a common power
    prefix = np.concatenate((np.zeros(1, np.uint64), np.cumsum((codes.astype(np.uint64) + 1) * powers[:-1])))
    inverse = np.uint64(pow(int(_BASE), -1, 1 << 64))
    lowering = np.cumprod(np.full(len(codes) + 1, inverse, dtype=np.uint64))
    spans = (prefix[ends] - prefix[starts]) * lowering[starts]
    mixed = (spans ^ (spans >> np.uint64(31))) * _MIX + np.uint64((kind * int(_BASE)) % (1 << 64))
    return mixed ^ (mixed >> np.uint64(29))


def _count(hashes: NDArray[np.uint64], texts: Ints, count: int, shape: Shape) -> Rows:
    keys = (texts.astype(np.int64) << shape.bits) | (hashes & np.uint64(shape.width - 1)).astype(np.int64)
    unique, counts = np.unique(keys, return_counts=True)
    rows, columns = unique >> shape.bits, unique & (shape.width - 1)
    values = (1.0 + np.log(counts)).astype(np.float32)
    starts = np.searchsorted(rows, np.arange(count + 1)).astype(np.int64)
    norms = np.sqrt(np.bincount(rows, weights=values**2, minlength=count))
    return Rows(starts, columns, (values / norms[rows]).astype(np.float32))
