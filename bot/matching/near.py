"""The nearest training phrases of a text: by rare shared n-grams first, then letter by letter.

An index from n-grams to phrases, read rarest first up to a fixed number of entries, so that ten times the phrases cost
little more. Also says how much of a text any phrase of a class explains (coverage).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from bot.matching.features import SKELETON, WORD, Floats, Ints, Keys
from bot.matching.lexicon import Weighed, spans

KINDS = (4, WORD, SKELETON + WORD)
READ = 4_000  # index entries looked at for one text
CLOSEST = 24  # phrases compared letter by letter
_BITS = 1 << 18
_USED = np.isin(np.arange(256), KINDS)
MOST_LETTERS = 300  # of a text, compared letter by letter


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Phrases (their numbers) near a text, best first; `overlap` and `letters` are 0..1."""

    phrases: Ints
    overlap: Floats
    letters: Floats


@dataclass(frozen=True, slots=True)
class Near:
    """`phrases[starts[i]:starts[i + 1]]` have the n-gram `keys[i]`. `covers` has one bit a class for each n-gram."""

    keys: Keys
    starts: Ints
    phrases: NDArray[np.int32]
    lengths: Floats  # of each phrase, over the n-grams of the index
    covers: NDArray[np.uint8]
    classes: int

    @classmethod
    def of(cls, rows: Weighed, targets: Ints, *, classes: int) -> Near:
        used = _USED[rows.kinds]
        keys, values, homes = rows.keys[used], rows.values[used], rows.rows[used]
        order = np.argsort(keys, kind="stable")
        distinct, counts = np.unique(keys, return_counts=True)
        lengths = np.sqrt(np.bincount(homes, values * values, minlength=len(rows)))
        covers = np.zeros((_BITS, (classes + 7) // 8), np.uint8)
        theirs = targets[homes]
        np.bitwise_or.at(covers, (keys & np.uint32(_BITS - 1), theirs // 8), (128 >> (theirs % 8)).astype(np.uint8))
        return cls(
            distinct,
            np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]),
            homes[order].astype(np.int32),
            np.maximum(lengths, 1e-6).astype(np.float32),
            covers,
            classes,
        )

    def neighbours(self, text: str, row: Weighed, folded: Sequence[str]) -> Neighbours:
        """Of one folded text, whose weighted n-grams are the single row of `row`."""
        used = _USED[row.kinds]
        keys, values = row.keys[used], row.values[used]
        places = np.minimum(np.searchsorted(self.keys, keys), max(len(self.keys) - 1, 0))
        sizes = self.starts[places + 1] - self.starts[places]
        rarest = np.lexsort((keys, sizes))
        enough = int(np.searchsorted(np.cumsum(sizes[rarest]), READ)) + 1
        chosen = rarest[:enough]
        taken = np.minimum(sizes[chosen], READ)
        found = self.phrases[spans(self.starts[places[chosen]], taken)].astype(np.int64)
        if not len(found):
            nobody = np.zeros(0, np.float32)
            return Neighbours(np.zeros(0, np.int64), nobody, nobody)
        own = np.repeat(values[chosen] * values[chosen], taken)
        total = float(np.sqrt((values * values).sum()))
        best, overlap = _greatest(np.bincount(found, own) / max(total, 1e-6) ** 2)
        choices = [folded[number] for number in best]
        ratios = process.cdist([text[:MOST_LETTERS]], choices, scorer=fuzz.ratio, dtype=np.float32, workers=1)[0] / 100
        return Neighbours(best, overlap.astype(np.float32), np.asarray(ratios, np.float32))

    def coverage(self, row: Weighed) -> Floats:
        """For each class, the share of the weight of the text, unseen n-grams included, that its phrases have."""
        used = _USED[row.kinds]
        weights = row.values[used] ** 2
        if not len(weights):
            return np.zeros(self.classes, np.float32)
        bits = np.unpackbits(self.covers[row.keys[used] & np.uint32(_BITS - 1)], axis=1, count=self.classes)
        return np.asarray(float(row.seen[0]) * (weights @ bits) / max(float(weights.sum()), 1e-9), np.float32)


def _greatest(shared: NDArray[np.float64]) -> tuple[Ints, NDArray[np.float64]]:
    """The CLOSEST phrases that share most and how much, ties by number. Sorting all that share anything costs more."""
    phrases = np.flatnonzero(shared > 0)  # ten times as fast as asking the numbers themselves
    theirs = shared[phrases]
    if len(theirs) > CLOSEST:
        enough = theirs >= np.partition(theirs, len(theirs) - CLOSEST)[len(theirs) - CLOSEST]
        phrases, theirs = phrases[enough], theirs[enough]
    order = np.lexsort((phrases, -theirs))[:CLOSEST]
    return phrases[order], theirs[order]
