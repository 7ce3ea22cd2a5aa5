"""Reading phrases with models that were trained without them: what calibration and staff's cross-validation need.

Where there are too few texts out of scope, whole intents are left out in turn: their phrases are out of scope then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from bot.matching.features import Bags, Ints
from bot.matching.lexicon import spans
from bot.matching.model import Evidence, Model, Phrases, Training

FOLDS = 4
SMALL = 4_000  # phrases up to which every fold is read; above, one fold is enough
MOST_READ = 3_000  # held-out phrases read
FEW_OUTSIDE = 40  # negatives below which intents are left out
LEFT_OUT = 0.15  # of the intents, in each fold


@dataclass(frozen=True, slots=True)
class HeldOut:
    """One phrase as a model that never saw it reads it. `truth` is its class, -1 when its intent was left out."""

    phrase: int
    truth: int
    lexical: Evidence
    joint: Evidence | None


def held_out(phrases: Phrases, groups: Ints, *, nothing: int, progress: Training | None = None) -> Iterator[HeldOut]:
    """`groups` is the intent number of each class; `nothing` that of out of scope, or -1. Deterministic."""
    random = np.random.default_rng(1)
    fold_of = _folds(phrases.targets, random)
    small = len(phrases.targets) <= SMALL
    meant = groups[phrases.targets]
    leave_out = int((meant == nothing).sum()) < FEW_OUTSIDE
    intents = random.permutation(np.unique(meant[meant != nothing]))
    for fold in range(FOLDS if small else 1):
        left = intents[fold::FOLDS][: max(1, int(len(intents) * LEFT_OUT))] if leave_out and len(intents) > 3 else intents[:0]
        outside = np.isin(meant, left)
        model = Model.train(_part(phrases, np.flatnonzero((fold_of != fold) & ~outside)), progress)
        read = np.flatnonzero((fold_of == fold))
        if len(read) > MOST_READ:
            read = np.sort(random.choice(read, MOST_READ, replace=False))
        known = _part(phrases, np.flatnonzero((fold_of != fold) & ~outside)).folded
        for number in read.tolist():
            yield _read(model, phrases, known, number, truth=-1 if outside[number] else int(phrases.targets[number]))


def _read(model: Model, phrases: Phrases, known: tuple[str, ...], number: int, *, truth: int) -> HeldOut:
    text = phrases.folded[number]
    lexical = model.read(text, known)
    if phrases.vectors is None or not np.isfinite(phrases.vectors[number]).all():
        return HeldOut(number, truth, lexical, None)
    return HeldOut(number, truth, lexical, model.read(text, known, phrases.vectors[number]))


def _folds(targets: Ints, random: np.random.Generator) -> Ints:
    """A fold for each phrase; every class is spread evenly."""
    shuffled = random.permutation(len(targets))
    order = shuffled[np.argsort(targets[shuffled], kind="stable")]
    found = np.empty(len(targets), np.int64)
    found[order] = np.arange(len(targets)) % FOLDS
    return found


def _part(phrases: Phrases, chosen: Ints) -> Phrases:
    """The chosen phrases alone; all classes stay, some of them empty."""
    pick = chosen.tolist()
    return replace(
        phrases,
        texts=tuple(phrases.texts[n] for n in pick),
        folded=tuple(phrases.folded[n] for n in pick),
        languages=tuple(phrases.languages[n] for n in pick),
        targets=phrases.targets[chosen],
        bags=_rows(phrases.bags, chosen),
        vectors=None if phrases.vectors is None else phrases.vectors[chosen],
    )


def _rows(whole: Bags, chosen: Ints) -> Bags:
    lengths = whole.starts[chosen + 1] - whole.starts[chosen]
    places = spans(whole.starts[chosen], lengths)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    return Bags(whole.keys[places], whole.counts[places], whole.kinds[places], starts)
