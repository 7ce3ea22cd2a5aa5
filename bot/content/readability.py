"""How hard a text is to read: sentences, their length, and LIX for alphabets in which long words are hard words.

LIX = words per sentence + share of words of more than six letters, in %: below 30 very easy, 40 average, above 50 hard.
Languages build words differently, so it compares texts of one language only. For Ethiopic and Arabic script, where the
length of a word says little, the longest sentence counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.content.contexts import PLACEHOLDER

LONG_WORD = 6  # letters; a longer word is a long one
_MARKUP = re.compile(r"\]\([^)]*\)|\[|\*\*")
# a full stop inside "13.5" or "cgrs.be" ends nothing; a line of a list does
_END = re.compile(r"[.!?؟۔።፧…]+(?=\s|$|[\"”»)])|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Measure:
    words: int
    sentences: int
    long_words: int

    @property
    def lix(self) -> int:
        """Rounded; 0 for no words."""
        if not self.words:
            return 0
        return round(self.words / self.sentences + 100 * self.long_words / self.words)


def sentences(text: str) -> list[str]:
    """Those with at least one word, as they stand in the text."""
    plain = _MARKUP.sub("", text)
    return [part.strip() for part in _END.split(plain) if words(part)]


def words(text: str) -> list[str]:
    """A {reference} is a word: something is read there."""
    return _WORD.findall(PLACEHOLDER.sub(" x ", text))


def measure(texts: Iterable[str]) -> Measure:
    found = [words(sentence) for text in texts for sentence in sentences(text)]
    flat = [word for sentence in found for word in sentence]
    return Measure(len(flat), len(found), sum(len(word) > LONG_WORD for word in flat))
