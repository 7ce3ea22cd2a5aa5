"""Which n-grams the training phrases have and how much each tells: weights by inverse document frequency.

Unseen n-grams of a query count in its length, so that a text of foreign words is far from every phrase.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.matching.features import SKELETON, Bags, Floats, Ints, Keys, scatter

BUCKETS = (
    16_384  # entries of a lexical vector; half as many cost a point with twelve languages, twice as many gain none
)

CONSONANTS = np.float32(1.5)  # how much more an n-gram of consonants weighs: few of them carry a romanised text


@dataclass(frozen=True, slots=True)
class Weighed:
    """Weighted n-grams of texts, known ones only, each row of length at most 1 (exactly 1 when all are known)."""

    keys: Keys
    values: Floats
    kinds: np.ndarray[tuple[int], np.dtype[np.uint8]]
    starts: Ints  # (texts + 1,)
    seen: Floats  # share of each text's weight that is known, 0..1

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def rows(self) -> Ints:
        return np.repeat(np.arange(len(self)), np.diff(self.starts))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Known n-grams, sorted, and the weight of each. `unseen` is the weight of one that no phrase has.

    `skeletons` when the phrases are in several scripts and consonants are compared across them.
    """

    keys: Keys
    weights: Floats
    unseen: float
    skeletons: bool = False

    @classmethod
    def of(cls, bags: Bags, *, skeletons: bool = False) -> Lexicon:
        keys, frequencies = np.unique(bags.keys, return_counts=True)
        weights = np.log((1 + len(bags)) / (1 + frequencies)) + 1
        return cls(keys, weights.astype(np.float32), float(np.log(1 + len(bags)) + 1), skeletons)

    def weigh(self, bags: Bags) -> Weighed:
        """Weights of the n-grams of each text, scaled by the length of the whole text, unseen n-grams included."""
        if not len(self.keys):
            empty = np.zeros(len(bags) + 1, np.int64)
            return Weighed(bags.keys[:0], bags.counts[:0], bags.kinds[:0], empty, np.zeros(len(bags), np.float32))
        places = np.minimum(np.searchsorted(self.keys, bags.keys), len(self.keys) - 1)
        known = self.keys[places] == bags.keys
        weights = np.where(known, self.weights[places], np.float32(self.unseen))
        values = (1 + np.log(bags.counts)) * weights * np.where(bags.kinds > SKELETON, CONSONANTS, np.float32(1))
        rows, count = bags.rows, len(bags)
        squares = values * values
        whole = np.maximum(np.bincount(rows, squares, minlength=count), 1e-9)
        share = np.bincount(rows[known], squares[known], minlength=count) / whole
        scaled = (values[known] / np.sqrt(whole)[rows[known]]).astype(np.float32)
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(rows[known], minlength=count))])
        return Weighed(bags.keys[known], scaled, bags.kinds[known], starts, share.astype(np.float32))


def dense(rows: Weighed, chosen: Ints, buckets: int = BUCKETS) -> Floats:
    """The chosen rows as vectors of `buckets` entries; n-grams share entries with random signs, which evens out."""
    lengths = rows.starts[chosen + 1] - rows.starts[chosen]
    places = spans(rows.starts[chosen], lengths)
    entries, signs = scatter(rows.keys[places], buckets)
    found = np.zeros(len(chosen) * buckets, np.float32)
    np.add.at(found, np.repeat(np.arange(len(chosen)) * buckets, lengths) + entries, rows.values[places] * signs)
    return found.reshape(len(chosen), buckets)


def spans(starts: Ints, lengths: Ints) -> Ints:
    """`start, start + 1 ... start + length - 1` of every span, one after the other."""
    ends = np.cumsum(lengths)
    return np.repeat(starts - np.concatenate([np.zeros(1, np.int64), ends[:-1]]), lengths) + np.arange(
        ends[-1] if len(ends) else 0
    )
