"""Training phrases in one fixed order: sorted, without doubles, folded and cut. The raw material of every model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Bags, Floats, Ints, bags
from bot.matching.lexicon import spans
from bot.matching.strings import Strings
from bot.matching.text import fold

NONE = "none"  # the intent of a text that means none of ours
CASE = "/"
LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class Example:
    """A training phrase. `intent` is an id, `id/case`, or `none`."""

    text: str
    language: str
    intent: str


@dataclass(frozen=True, slots=True)
class Labels:
    """Classes (`intent`, `intent/case`, `none`) and the intents they belong to, both sorted.

    `intent_of` gives the intent number of each class number; `nothing` is the intent number of `none`, or -1.
    """

    classes: tuple[str, ...]
    intents: tuple[str, ...]
    intent_of: Ints
    nothing: int

    @classmethod
    def of(cls, classes: Iterable[str]) -> Labels:
        names = tuple(sorted(set(classes)))
        intents = tuple(sorted({name.partition(CASE)[0] for name in names}))
        number = {name: place for place, name in enumerate(intents)}
        numbers = np.array([number[name.partition(CASE)[0]] for name in names], np.int64)
        return cls(names, intents, numbers, number.get(NONE, -1))


@dataclass(frozen=True, slots=True)
class Phrases:
    """`targets` are class numbers. A phrase without a vector has a row of NaN; `vectors` is None without encoder."""

    texts: Sequence[str]
    folded: Sequence[str]
    languages: tuple[str, ...]
    targets: Ints
    bags: Bags
    labels: Labels
    romanised: NDArray[np.bool_]  # of each phrase, whether it is written in letters foreign to its language
    skeletons: bool = False  # whether `bags` has n-grams of consonants, which connect scripts
    vectors: Floats | None = None

    def __len__(self) -> int:
        return len(self.texts)

    def part(self, chosen: Ints) -> Phrases:
        """The chosen phrases alone; all classes stay, some of them empty."""
        pick = chosen.tolist()
        return replace(
            self,
            texts=tuple(self.texts[n] for n in pick),
            folded=tuple(self.folded[n] for n in pick),
            languages=tuple(self.languages[n] for n in pick),
            targets=self.targets[chosen],
            romanised=self.romanised[chosen],
            bags=_rows(self.bags, chosen),
            vectors=None if self.vectors is None else self.vectors[chosen],
        )

    def without_features(self) -> Phrases:
        """What is needed after training: n-grams, vectors and Python strings are most of the memory."""
        return replace(self, texts=Strings.of(self.texts), folded=Strings.of(self.folded), bags=bags([]), vectors=None)

    def attach(self, vectors: Floats) -> Phrases:
        """The same phrases with their sentence vectors (phrases, d)."""
        return replace(self, vectors=vectors)


def gather(examples: Iterable[Example]) -> Phrases:
    """In the order of (intent, language, text). Examples that fold to nothing are left out."""
    rows = sorted({(e.intent, e.language, e.text, folded) for e in examples if (folded := fold(e.text))})
    return arrange(
        [row[2] for row in rows], [row[3] for row in rows], [row[1] for row in rows], [row[0] for row in rows]
    )


def arrange(texts: Sequence[str], folded: Sequence[str], languages: Sequence[str], classes: Sequence[str]) -> Phrases:
    """Phrases in exactly the order given."""
    labels = Labels.of(classes)
    number: Mapping[str, int] = {name: place for place, name in enumerate(labels.classes)}
    targets = np.array([number[name] for name in classes], np.int64)
    latin = [bool(LATIN.search(text)) for text in folded]
    skeletons = any(latin) and not all(latin)
    cut = bags(folded, skeletons=skeletons)
    foreign = _romanised(languages, latin)
    return Phrases(tuple(texts), tuple(folded), tuple(languages), targets, cut, labels, foreign, skeletons)


def _romanised(languages: Sequence[str], latin: Sequence[bool]) -> NDArray[np.bool_]:
    """Phrases in Latin letters of languages most of whose phrases are not."""
    total, ours = Counter(languages), Counter(code for code, is_latin in zip(languages, latin, strict=True) if is_latin)
    native = {code for code in total if ours[code] * 2 >= total[code]}
    return np.array(
        [is_latin and code not in native for code, is_latin in zip(languages, latin, strict=True)], np.bool_
    )


def _rows(whole: Bags, chosen: Ints) -> Bags:
    lengths = whole.starts[chosen + 1] - whole.starts[chosen]
    places = spans(whole.starts[chosen], lengths)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    return Bags(whole.keys[places], whole.counts[places], whole.kinds[places], starts)
