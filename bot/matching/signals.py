"""What the danger model sees of a text without an encoder: its n-grams, the signs of danger in it, and pairs of signs.

A pair ("hit" and "partner") means the same in every language, so what one language teaches serves all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from zlib import crc32

import numpy as np

from bot.matching.features import Floats, Ints, bags
from bot.matching.rows import Rows
from bot.matching.signs import signs_in
from bot.matching.text import fold

GRAMS = 1 << 18  # columns of n-grams; those of signs and pairs stand behind them
SIGNS = 1 << 12
WIDTH = GRAMS + SIGNS
SIGN_WEIGHT = 0.4  # of one sign or pair beside the n-grams, whose row has length 1


def signal_rows(texts: Sequence[str]) -> Rows:
    """One row of WIDTH columns a text; texts as they were written."""
    folded = [fold(text) for text in texts]
    return _beside(Rows.of(bags(folded), bits=GRAMS.bit_length() - 1), [_sign_columns(text) for text in folded])


def rarity(rows: Rows) -> Floats:
    """(GRAMS,) how much each n-gram tells: its inverse document frequency among these rows."""
    seen = np.bincount(rows.columns, minlength=WIDTH)[:GRAMS]
    return np.asarray(np.log((1 + len(rows)) / (1 + seen)) + 1, np.float32)


def dense_signals(rows: Rows, rarity: Floats, *, grams: int, signs: int) -> Floats:
    """(rows, grams + signs): the same, folded into few columns for a model with many classes."""
    home, column = rows.rows, rows.columns
    is_gram = column < GRAMS
    weighted = rows.values[is_gram] * rarity[column[is_gram]]
    norms = np.sqrt(np.bincount(home[is_gram], weighted**2, minlength=len(rows)))
    weighted /= np.maximum(norms[home[is_gram]], 1e-9).astype(np.float32)
    mixed = (column[is_gram] * 0x9E3779B1) >> 7
    weighted *= np.where(mixed & (1 << 20), np.float32(1), np.float32(-1))
    width = grams + signs
    of_grams = home[is_gram] * width + mixed % grams
    of_signs = home[~is_gram] * width + grams + column[~is_gram] % signs
    places = np.concatenate([of_grams, of_signs])
    values = np.concatenate([weighted, np.ones(int((~is_gram).sum()), np.float32)])
    return np.bincount(places, values, minlength=len(rows) * width).reshape(len(rows), width).astype(np.float32)


def _sign_columns(folded: str) -> list[int]:
    names = sorted(signs_in(folded).names)
    features = [*names, *(f"{one}&{other}" for one, other in combinations(names, 2))]
    return sorted({crc32(feature.encode()) % SIGNS for feature in features})


def _beside(grams: Rows, signs: list[list[int]]) -> Rows:
    """The same rows with the columns of the signs behind those of the n-grams."""
    counts: Ints = np.array([len(columns) for columns in signs], np.int64)
    theirs = np.array([column for columns in signs for column in columns], np.int64) + GRAMS
    row_of = np.concatenate([grams.rows, np.repeat(np.arange(len(signs)), counts)])
    order = np.argsort(row_of, kind="stable")
    values = np.concatenate([grams.values, np.full(len(theirs), SIGN_WEIGHT, np.float32)])
    starts = grams.starts + np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    return Rows(starts, np.concatenate([grams.columns, theirs])[order], values[order])
