"""What the danger model sees of a text without an encoder: its n-grams, the signs of danger in it, and pairs of signs.

A pair ("hit" and "partner") means the same in every language, so what one language teaches serves all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from zlib import crc32

import numpy as np

from bot.matching.features import bags
from bot.matching.rows import Rows
from bot.matching.signs import signs_in
from bot.matching.text import fold

_GRAM_BITS, _SIGN_BITS = 18, 12
WIDTH = (1 << _GRAM_BITS) + (1 << _SIGN_BITS)
_SIGN_WEIGHT = 0.4  # of one sign or pair beside the n-grams, whose row has length 1


def signal_rows(texts: Sequence[str]) -> Rows:
    """One row of WIDTH columns a text; texts as they were written."""
    folded = [fold(text) for text in texts]
    return _beside(Rows.of(bags(folded), bits=_GRAM_BITS), [_sign_columns(text) for text in folded])


def _sign_columns(folded: str) -> list[int]:
    names = sorted(signs_in(folded).names)
    features = [*names, *(f"{one}&{other}" for one, other in combinations(names, 2))]
    return sorted({crc32(feature.encode()) % (1 << _SIGN_BITS) for feature in features})


def _beside(grams: Rows, signs: list[list[int]]) -> Rows:
    """The same rows with the columns of the signs behind those of the n-grams."""
    counts = np.array([len(columns) for columns in signs], np.int64)
    theirs = np.array([column for columns in signs for column in columns], np.int64) + (1 << _GRAM_BITS)
    row_of = np.concatenate([grams.rows, np.repeat(np.arange(len(signs)), counts)])
    order = np.argsort(row_of, kind="stable")
    values = np.concatenate([grams.values, np.full(len(theirs), _SIGN_WEIGHT, np.float32)])
    starts = grams.starts + np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    return Rows(starts, np.concatenate([grams.columns, theirs])[order], values[order])
