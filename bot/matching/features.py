"""Folded text as weighted n-grams: two to four characters inside words, words, and pairs of neighbouring words.

An n-gram is known by a 32-bit hash, so a vocabulary of a million costs four bytes each and many texts are cut
at once in numpy. Knows nothing of intents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

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
SKELETON_KINDS = (3, 4, WORD)
CHUNK = 4_096  # texts cut at once; bounds the memory of training
JUST_ASKED = 16  # texts whose n-grams are remembered
_IN_SKELETONS = np.isin(np.arange(SKELETON), SKELETON_KINDS)

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

    Texts may be empty; a text alone takes about 0.15 ms, and nothing when it was just asked for.
    """
    if len(folded) == 1:
        return _one(folded[0], skeletons=skeletons)
    if len(folded) <= CHUNK:
        return _cut(folded, skeletons=skeletons)
    parts = [_cut(folded[start : start + CHUNK], skeletons=skeletons) for start in range(0, len(folded), CHUNK)]
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


@lru_cache(maxsize=JUST_ASKED)
def _one(text: str, *, skeletons: bool) -> Bags:
    """A text alone. Triage and matcher ask for the same one, one after the other."""
    if skeletons:
        return _cut([text], skeletons=True)
    both = _one(text, skeletons=True)
    kept = both.kinds < SKELETON
    return Bags(both.keys[kept], both.counts[kept], both.kinds[kept], np.array([0, int(kept.sum())], np.int64))


def _cut(folded: Sequence[str], *, skeletons: bool) -> Bags:
    """Texts and skeletons are cut together: most of the time of a text alone goes into calling numpy."""
    found = _grams([*folded, *(skeleton(text) for text in folded)] if skeletons else folded)
    hashes, rows = (np.concatenate([part[place] for part in found]) for place in (0, 1))
    kinds = np.repeat(np.array([kind for _, _, kind in found], np.uint8), [len(part[0]) for part in found])
    if skeletons:
        second = rows >= len(folded)
        kept = ~second | _IN_SKELETONS[kinds]
        hashes, rows, kinds, second = hashes[kept], rows[kept], kinds[kept], second[kept]
        rows = rows - second * len(folded)
        kinds = kinds + second.astype(np.uint8) * np.uint8(SKELETON)
    combined = (rows.astype(np.uint64) << np.uint64(32)) | _mix(hashes + kinds.astype(np.uint64)) >> np.uint64(32)
    distinct, first, counts = np.unique(combined, return_index=True, return_counts=True)
    starts = np.searchsorted(distinct >> np.uint64(32), np.arange(len(folded) + 1, dtype=np.uint64))
    keys = (distinct & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    return Bags(keys, counts.astype(np.float32), kinds[first], starts.astype(np.int64))


def _grams(texts: Sequence[str]) -> list[tuple[Hashes, Ints, int]]:
    """Hash, number of the text, and kind of all n-grams."""
    whole = " " + "".join(text + " \n " for text in texts)
    codes = np.frombuffer(whole.encode("utf-32-le", "replace"), dtype=np.uint32)
    rows = np.cumsum(codes == 10)
    return [*_characters(codes, rows), *_words(codes, rows)]


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


def _mix(values: Hashes) -> Hashes:
    """Spreads every bit over all others (the finaliser of splitmix64)."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed
