"""Typing errors as thumbs make them, the same in every run: how well is a message understood that was typed badly?

One or two errors a message, in words of three letters or more: a neighbour on the keyboard, a letter left out, doubled,
or changed with the next. Which ones follows from the text alone. For evaluation; what people type never comes here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from hashlib import blake2b
from itertools import pairwise
from unicodedata import category

LEAST_LETTERS = 3
FEW_WORDS = 4  # a message of fewer words has one error, a longer one may have two
_KEYBOARDS = (
    *("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "йцукенгшщзхї", "фівапролджє"),
    *("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرىةوزظ", "ضصثقفغعهخحجچ", "شسیبلاتنمکگ", "ظطزرذدپو", "شسيبلاتنمکګ"),
)
_SYLLABLES = 8  # Ethiopic: the vowels of one consonant stand side by side
_WORD = re.compile(rf"[^\W\d_]{{{LEAST_LETTERS},}}")


def _neighbours() -> dict[str, str]:
    """The letters left and right of each letter, over all keyboards."""
    found: dict[str, set[str]] = {}
    for row in _KEYBOARDS:
        for one, other in pairwise(row):
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {letter: "".join(sorted(others)) for letter, others in found.items()}


_BESIDE = _neighbours()


def mistyped(text: str) -> str:
    """The text with one or two typing errors; as it was when no word is long enough."""
    chance = random.Random(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())  # noqa: S311 - no secret
    words = list(_WORD.finditer(text))
    if not words:
        return text
    errors = 1 if len(text.split()) < FEW_WORDS else chance.choice((1, 2))
    chosen = chance.sample(words, min(errors, len(words)))
    for word in sorted(chosen, key=lambda word: -word.start()):  # from the end, so that places stay where they are
        text = text[: word.start()] + _wrong(word.group(), chance) + text[word.end() :]
    return text


def _wrong(word: str, chance: random.Random) -> str:
    """One error; another kind when the first one leaves the word as it was ("ss" changed with its neighbour)."""
    kinds: list[Callable[[str, int, random.Random], str]] = [_beside, _dropped, _doubled, _swapped]
    chance.shuffle(kinds)
    place = chance.randrange(len(word))
    return next((wrong for kind in kinds if (wrong := kind(word, place, chance)) != word), word)


def _beside(word: str, place: int, chance: random.Random) -> str:
    letter = word[place]
    others = _BESIDE.get(letter.lower(), "") or _syllables(letter)
    if not others:
        return word
    other = chance.choice(others)
    return word[:place] + (other.upper() if letter.isupper() else other) + word[place + 1 :]


def _syllables(letter: str) -> str:
    """The same Ethiopic consonant with the vowel before and after; empty for other scripts."""
    if not "\u1200" <= letter <= "\u135a":
        return ""
    around = (chr(ord(letter) + step) for step in (-1, 1))
    return "".join(c for c in around if ord(c) // _SYLLABLES == ord(letter) // _SYLLABLES and category(c) == "Lo")


def _dropped(word: str, place: int, chance: random.Random) -> str:
    return word[:place] + word[place + 1 :]


def _doubled(word: str, place: int, chance: random.Random) -> str:
    return word[:place] + word[place] + word[place:]


def _swapped(word: str, place: int, chance: random.Random) -> str:
    place = min(place, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
