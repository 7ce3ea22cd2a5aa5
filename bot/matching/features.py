"""Folded text as weighted n-grams: two to four characters inside words, words, and pairs of neighbouring words.

An n-gram is known by a 32-bit hash, so a vocabulary of a million costs four bytes each and many texts are cut
at once in numpy. Knows nothing of intents.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.skeleton import skeleton

Keys = NDArray[np.uint32]
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

LONGEST = 4  # characters; five were no better and cost a third more
WORD, PAIR = 6, 7  # kinds beside the character n-grams, whose kind is their length
SKELETON = 8  # added to the kind of an n-gram of consonants
KINDS, SKELETON_KINDS = (2, 3, 4, WORD, PAIR), (3, 4, WORD)
CHUNK = 4_096  # texts cut at once; bounds the memory of training

_BASE = 0x100000001B3
_INVERSE = pow(_BASE, -1, 2**64)


@dataclass(frozen=True, slots=True)
class Bags:
    """The distinct n-grams of many texts. Row `i` is `keys[starts[i]:starts[i + 1]]`, sorted by key."""

    keys: Keys
    counts: Floats
    kinds: NDArray[np.uint8]
    starts: Ints  # (texts + 1,)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def rows(self) -> Ints:
        """The text that each key belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))


def bags(folded: Sequence[str], *, skeletons: bool = False) -> Bags:
    """The n-grams of each folded text, with `skeletons` those of its consonants too.

    Texts may be empty; a text alone takes about 0.2 ms.
    """
    if len(folded) <= CHUNK:
        return _cut(folded, skeletons)
    parts = [_cut(folded[start : start + CHUNK], skeletons) for start in range(0, len(folded), CHUNK)]
    ends = np.cumsum([0, *(len(part.keys) for part in parts)])
    starts = [part.starts[1:] + end for part, end in zip(parts, ends, strict=False)]
    return Bags(
        np.concatenate([part.keys for part in parts]),
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.kinds for part in parts]),
        np.concatenate([np.zeros(1, np.int64), *starts]),
    )


def scatter(keys: Keys, buckets: int) -> tuple[Ints, Floats]:
    """Where each n-gram goes in a vector of `buckets` (a power of two), and with which sign."""
    mixed = _mix(keys.astype(np.uint64) + np.uint64(0x51ED270B))
    signs = np.where(mixed >> np.uint64(63), np.float32(1), np.float32(-1))
    return (mixed & np.uint64(buckets - 1)).astype(np.int64), signs


def _cut(folded: Sequence[str], skeletons: bool) -> Bags:
    found = _grams(folded, 0, KINDS)
    if skeletons:
        found += _grams([skeleton(text) for text in folded], SKELETON, SKELETON_KINDS)
    combined = np.concatenate([(row.astype(np.uint64) << np.uint64(32)) | key for key, row, _ in found])
    kinds = np.concatenate([np.full(len(key), kind, np.uint8) for key, _, kind in found])
    distinct, first, counts = np.unique(combined, return_index=True, return_counts=True)
    starts = np.searchsorted(distinct >> np.uint64(32), np.arange(len(folded) + 1, dtype=np.uint64))
    keys = (distinct & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    return Bags(keys, counts.astype(np.float32), kinds[first], starts.astype(np.int64))


def _grams(texts: Sequence[str], shift: int, kinds: Collection[int]) -> list[tuple[Hashes, Ints, int]]:
    """Hash, text and kind of every n-gram; `shift` tells n-grams of skeletons from those of the words themselves."""
    whole = " " + "".join(text + " \n " for text in texts)
    codes = np.frombuffer(whole.encode("utf-32-le", "replace"), dtype=np.uint32)
    rows = np.cumsum(codes == 10)
    found = [*_characters(codes, rows), *_words(codes, rows)]
    return [(_key(hashes, kind + shift), row, kind + shift) for hashes, row, kind in found if kind in kinds]


def _characters(codes: NDArray[np.uint32], rows: Ints) -> list[tuple[Hashes, Ints, int]]:
    """Character n-grams that do not cross a space; the spaces round a word count as its edges."""
    letters = _mix(codes.astype(np.uint64))
    spaces = (codes == 32) | (codes == 10)
    inner = np.concatenate([np.zeros(1, np.int64), np.cumsum(spaces)])
    rolled = letters.copy()
    found = []
    for size in range(2, LONGEST + 1):
        end = len(codes) - size + 1
        if end <= 0:
            break
        rolled = rolled[:end] * np.uint64(_BASE) + letters[size - 1 :]
        whole = inner[size - 1 : size - 1 + end] == inner[1 : end + 1]
        if size == 2:
            whole &= ~(spaces[:end] & spaces[1:])
        found.append((rolled[whole], rows[:end][whole], size))
    return found


def _words(codes: NDArray[np.uint32], rows: Ints) -> list[tuple[Hashes, Ints, int]]:
    """Words and pairs of neighbours. The hash of a word is a difference of two running sums."""
    edges = np.diff(((codes != 32) & (codes != 10)).astype(np.int8), prepend=0, append=0)
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    powers = _powers(_BASE, len(codes))
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(_mix(codes.astype(np.uint64)) * powers, dtype=np.uint64)])
    words = (sums[ends] - sums[begins]) * _powers(_INVERSE, len(codes))[begins]
    homes = rows[begins]
    pairs = words[:-1] * np.uint64(_BASE) + words[1:]
    beside = homes[:-1] == homes[1:]
    return [(words, homes, WORD), (pairs[beside], homes[:-1][beside], PAIR)]


_KNOWN_POWERS: dict[int, Hashes] = {}


def _powers(base: int, count: int) -> Hashes:
    known = _KNOWN_POWERS.get(base)
    if known is None or len(known) < count:
        factors = np.full(max(count, 8_192), base, np.uint64)
        factors[0] = 1
        known = np.cumprod(factors, dtype=np.uint64)
        if len(known) == 8_192:
            _KNOWN_POWERS[base] = known
    return known[:count]


def _key(hashes: Hashes, kind: int) -> Hashes:
    return _mix(hashes + np.uint64(kind)) >> np.uint64(32)


def _mix(values: Hashes) -> Hashes:
    """Spreads every bit over all others (the finaliser of splitmix64)."""
    mixed = (values + np.uint64(0x9E3779B97F4A7C15)).astype(np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
