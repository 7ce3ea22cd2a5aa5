"""What our own phrases tell about languages: naive Bayes over hashed n-grams, romanised writing as classes of its own.

The detectors of the world do not know Arabizi, Tigrinya or how people here mix French office words in; our phrases do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.artefact import Arrays, text_array, text_of
from bot.matching.features import Floats, bags
from bot.matching.rows import Rows
from bot.matching.scripts import LATIN, plain, script_of

ROMANISED = "~"  # "ar~" is Arabic in Latin letters
NATIVE_SCRIPT_IS_LATIN = frozenset({"en", "fr", "nl", "de", "tr", "es", "pt", "sq", "so"})

_BITS = 17
_SMOOTHING = 0.02
_COMMON_IN = 4  # languages among whose phrases a word of everybody's is found
_ANOTHER_LANGUAGE = -4.0  # log-odds below which a phrase is not evidence for the language of its list
_SHARPNESS = 1.4  # how fast evidence grows with the length of a text; fitted on held-out phrases


@dataclass(frozen=True, slots=True)
class LanguageEvidence:
    """`table` holds log P(n-gram | class), one column a class, in the order of `classes`."""

    classes: tuple[str, ...]
    table: Floats
    words: frozenset[str]  # every word of every phrase in Latin letters
    common: frozenset[str]  # words that phrases of many languages share: "fedasil", "annexe", "ok"

    @classmethod
    def train(cls, phrases: Iterable[tuple[str, str]]) -> LanguageEvidence | None:
        """From (text, language) pairs; None when there are no two languages to tell apart."""
        by_class: dict[str, list[str]] = defaultdict(list)
        for text, language in phrases:
            words = plain(text)
            if (script := script_of(words)) is not None:
                latin = script == LATIN and language not in NATIVE_SCRIPT_IS_LATIN
                by_class[language + ROMANISED if latin else language].append(words)
        if len(by_class) < 2:
            return None
        first = cls._count(by_class)
        return cls._count({name: first._believable(texts, name) for name, texts in by_class.items()})

    @classmethod
    def _count(cls, by_class: Mapping[str, list[str]]) -> LanguageEvidence:
        classes = tuple(sorted(by_class))
        columns = [_log_chances(by_class[name]) for name in classes]
        seen = {name: {word for text in by_class[name] for word in text.split()} for name in classes}
        spread = Counter(word for name in classes for word in seen[name])
        return cls(
            classes,
            np.stack(columns, axis=1),
            frozenset(spread),
            frozenset(word for word, count in spread.items() if count >= _COMMON_IN),
        )

    def _believable(self, texts: list[str], name: str) -> list[str]:
        """Phrases that may be in the language of their list at all: people write Arabizi among French phrases, too."""
        odds = self._odds(texts)[:, self.classes.index(name)]
        return [text for text, theirs in zip(texts, odds.tolist(), strict=True) if theirs > _ANOTHER_LANGUAGE]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """For the cache; `restore` makes it whole again."""
        words = {"classes": self.classes, "words": sorted(self.words), "common": sorted(self.common)}
        return {"table": self.table, **{name: text_array("\n".join(found)) for name, found in words.items()}}

    @classmethod
    def restore(cls, arrays: Arrays) -> LanguageEvidence:
        classes, words, common = (text_of(arrays[name]).split("\n") for name in ("classes", "words", "common"))
        table = arrays["table"].astype(np.float32)
        if table.shape != (1 << _BITS, len(classes)):
            raise ValueError("the table does not fit its classes")
        return cls(tuple(classes), table, frozenset(words) - {""}, frozenset(common) - {""})

    def log_odds(self, words: str) -> dict[str, float]:
        """The log-likelihood of a `plain` text under each class, tempered for n-grams that lean on each other."""
        return dict(zip(self.classes, self._odds([words])[0].tolist(), strict=True))

    def _odds(self, texts: list[str]) -> Floats:
        """(texts, classes), the likeliest class of a text at 0."""
        chances = Rows.of(bags(texts), bits=_BITS).dot(self.table) * _SHARPNESS
        return np.asarray(chances - chances.max(axis=1, keepdims=True), np.float32)

    def is_common(self, word: str) -> bool:
        return word in self.common

    def known_share(self, words: str) -> float:
        """Which share of the words our phrases know, in whatever language."""
        found = words.split()
        return sum(word in self.words for word in found) / max(1, len(found))


def _log_chances(texts: list[str]) -> Floats:
    rows = Rows.of(bags(texts), bits=_BITS)
    counts = np.bincount(rows.columns, minlength=1 << _BITS) + _SMOOTHING
    logs: Floats = np.log(counts / counts.sum()).astype(np.float32)
    return logs
