"""Reading phrases with models that were trained without them: what calibration and staff's cross-validation need.

Where there are too few texts out of scope, whole intents are left out in turn: their phrases are out of scope then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.matching.features import Ints
from bot.matching.model import Evidence, Model, Training
from bot.matching.phrases import Phrases

FOLDS = 4
SMALL = 4_000  # phrases up to which every fold is read; above, one fold is enough
MOST_READ = 3_000  # held-out phrases read
FEW_OUTSIDE = 40  # negatives below which intents are left out
LEFT_OUT = 0.15  # of the intents, in each fold
FEW_INTENTS = 3  # of which none can be left out


@dataclass(frozen=True, slots=True)
class HeldOut:
    """One phrase as a model that never saw it reads it. `truth` is its class, -1 when its intent was left out."""

    phrase: int
    truth: int
    others: Ints  # the phrases that the model was trained on; evidence counts among these
    lexical: Evidence
    joint: Evidence | None


def held_out(phrases: Phrases, progress: Training | None = None, *, every: bool = False) -> Iterator[HeldOut]:
    """Every phrase of small sets; a sample of large ones unless `every` is wanted. Deterministic."""
    random = np.random.default_rng(1)
    fold_of = _folds(phrases.targets, random)
    nothing = phrases.labels.nothing
    meant = phrases.labels.intent_of[phrases.targets]
    intents = random.permutation(np.unique(meant[meant != nothing]))
    leave_out = intents_left_out(phrases) and not every and len(intents) > FEW_INTENTS
    for fold in range(FOLDS if every or len(phrases) <= SMALL else 1):
        left = intents[fold::FOLDS][: max(1, int(len(intents) * LEFT_OUT))] if leave_out else intents[:0]
        outside = np.isin(meant, left)
        learned = np.flatnonzero((fold_of != fold) & ~outside)
        others = phrases.part(learned)
        model = Model.train(others, progress)
        read = np.flatnonzero(fold_of == fold)
        if len(read) > MOST_READ and not every:
            read = _even(read, meant[read], phrases.labels.nothing, random)
        for number in read.tolist():
            truth = -1 if outside[number] else int(phrases.targets[number])
            yield HeldOut(number, truth, learned, *_read(model, phrases, others.folded, number))


def intents_left_out(phrases: Phrases) -> bool:
    """Whether there are too few texts out of scope to learn from."""
    labels = phrases.labels
    return int((labels.intent_of[phrases.targets] == labels.nothing).sum()) < FEW_OUTSIDE


def _read(model: Model, phrases: Phrases, known: Sequence[str], number: int) -> tuple[Evidence, Evidence | None]:
    """By words alone, and together with its vector where it has one."""
    text = phrases.folded[number]
    lexical = model.read(text, known)
    if phrases.vectors is None or not np.isfinite(phrases.vectors[number]).all():
        return lexical, None
    return lexical, model.read(text, known, phrases.vectors[number])


def _even(numbers: Ints, intents: Ints, nothing: int, random: np.random.Generator) -> Ints:
    """MOST_READ of the phrases, as many of each intent, however many it has; all of those out of scope."""
    shuffled = random.permutation(len(numbers))
    order = shuffled[np.argsort(intents[shuffled], kind="stable")]
    ordered = intents[order]
    place = np.arange(len(order)) - np.searchsorted(ordered, ordered)  # of each phrase within its intent
    place[ordered == nothing] = 0
    return np.sort(numbers[order[np.argsort(place, kind="stable")[:MOST_READ]]])


def _folds(targets: Ints, random: np.random.Generator) -> Ints:
    """A fold for each phrase; every class is spread evenly."""
    shuffled = random.permutation(len(targets))
    order = shuffled[np.argsort(targets[shuffled], kind="stable")]
    found = np.empty(len(targets), np.int64)
    found[order] = np.arange(len(targets)) % FOLDS
    return found
