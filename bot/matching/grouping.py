"""Puts questions together that mean the same, for staff: average-linkage clustering by likeness. Pure, deterministic.

Likeness is the cosine of sentence vectors, or of shared words where there is no encoder.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

from bot.matching.encoder import Encoder
from bot.matching.features import Floats

NEAR_IN_MEANING = 0.88  # cosines of the encoder lie between 0.7 and 1
NEAR_IN_WORDS = 0.72
MOST = 1_500  # questions at once; the time grows with the square


def grouped(texts: Sequence[str], encoder: Encoder | None = None) -> list[list[int]]:
    """Places of the texts, largest group first, a group's own in order. More than `MOST` are left single."""
    head = texts[:MOST]
    if encoder is None:
        groups = _merged(_by_words(head), NEAR_IN_WORDS)
    else:
        groups = _merged(_by_meaning(head, encoder), NEAR_IN_MEANING)
    groups += [[place] for place in range(len(head), len(texts))]
    return sorted(groups, key=lambda group: (-len(group), group[0]))


def _by_words(texts: Sequence[str]) -> Floats:
    lowered = [text.lower() for text in texts]
    return np.asarray(process.cdist(lowered, lowered, scorer=fuzz.token_sort_ratio) / 100, np.float32)


def _by_meaning(texts: Sequence[str], encoder: Encoder) -> Floats:
    """A text without a vector is like nothing."""
    vectors = np.nan_to_num(encoder.vectors(texts))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.maximum(lengths, 1e-9)
    return np.asarray(unit @ unit.T, np.float32)


def _merged(likeness: Floats, near: float) -> list[list[int]]:
    """The two nearest groups become one until none are near; of equals the first."""
    groups = {place: [place] for place in range(len(likeness))}
    between = likeness.astype(np.float64)
    np.fill_diagonal(between, -1.0)
    while len(groups) > 1:
        one, other = divmod(int(np.argmax(between)), len(between))
        if between[one, other] < near:
            break
        keep, drop = sorted((one, other))
        share = len(groups[keep]) / (len(groups[keep]) + len(groups[drop]))
        joined = between[keep] * share + between[drop] * (1 - share)
        joined[between[keep] < 0] = -1.0  # itself, and groups that are no more
        joined[drop] = -1.0
        between[keep], between[:, keep] = joined, joined
        between[drop], between[:, drop] = -1.0, -1.0
        groups[keep] = sorted(groups[keep] + groups.pop(drop))
    return list(groups.values())
