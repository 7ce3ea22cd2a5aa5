"""One set of training phrases turned into scores: a lexical head, a head over words and sentence vector, neighbours.

`read` gives raw evidence for the classes that a text may mean; `fusion` makes probabilities of it. A class is an
intent, `intent/case`, or `none`. The same code reads held-out phrases for calibration and people's messages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.matching import softmax
from bot.matching.features import Floats, Ints, bags, scatter
from bot.matching.lexicon import BUCKETS, Lexicon, Weighed, dense
from bot.matching.near import Near, Neighbours
from bot.matching.phrases import Phrases

SHORTLIST = 12  # classes a head proposes
Training = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each of a few classes. `scores` is (classes, SCORES) or (classes, LEXICAL_SCORES)."""

    classes: Ints
    scores: Floats
    phrases: Ints  # for each class the phrase that explains best
    seen: float  # share of the text's weight that any phrase has
    height: float  # the best raw output of the head; low far from every phrase
    words: int


LEXICAL_SCORES = ("lexical", "overlap", "letters", "coverage")
# The encoder hardly reads romanised text: there the weights of words and vectors may differ.
SCORES = (*LEXICAL_SCORES, "joint", "cosine", "lexical_romanised", "joint_romanised")


@dataclass(frozen=True, slots=True)
class Model:
    """`joint` is (BUCKETS + d, classes) and `vectors` the centred phrase vectors as int8, or None without encoder."""

    lexicon: Lexicon
    lexical: Floats  # (BUCKETS, classes)
    near: Near
    typical: Ints  # for each class its most typical phrase
    homes: Ints  # phrase numbers sorted by class ...
    rooms: Ints  # ... and where each class begins in them
    targets: Ints
    romanised: NDArray[np.bool_]  # of each phrase, whether it is written in letters foreign to its language
    priors: Floats  # of each class, the logarithm of how many phrases its intent has: taken off again
    joint: Floats | None = None
    centre: Floats | None = None
    vectors: NDArray[np.int8] | None = None
    share: float = 1.0  # length of the sentence vector beside the lexical vector of length 1

    @classmethod
    def train(cls, phrases: Phrases, progress: Training | None = None) -> Model:
        return _train(phrases, progress, quick=False)

    @classmethod
    def quick(cls, phrases: Phrases) -> Model:
        """Centroids instead of regression: seconds for any size, some points worse."""
        return _train(phrases, None, quick=True)

    def read(self, text: str, folded: Sequence[str], vector: Floats | None = None) -> Evidence:
        """Evidence for one folded text; `folded` are the training phrases, `vector` the raw sentence vector."""
        row = self.lexicon.weigh(bags([text], skeletons=self.lexicon.skeletons))
        entries, signs = scatter(row.keys, BUCKETS)
        values = row.values * signs
        lexical = np.asarray(values @ self.lexical[entries] - self.priors, np.float32)
        joint = None if vector is None else self._joint(entries, values, vector)
        head = lexical if joint is None else joint
        neighbours = self.near.neighbours(text, row, folded)
        classes = self._shortlist(head, lexical, neighbours)
        overlap, letters, phrases = self._closest(classes, neighbours)
        columns = [_log(lexical)[classes], overlap, letters, self.near.coverage(row)[classes]]
        if joint is not None and vector is not None:
            cosines, alike = self._cosines(classes, vector)
            phrases = np.where(letters + overlap > 1.2, phrases, alike)
            both, share = _log(joint)[classes], self._romanised(neighbours)
            columns += [both, cosines, share * columns[0], share * both]
        scores = np.stack(columns, axis=1).astype(np.float32)
        return Evidence(classes, scores, phrases, float(row.seen[0]), float(head.max()), text.count(" ") + 1)

    def _joint(self, entries: Ints, values: Floats, vector: Floats) -> Floats:
        assert self.joint is not None
        beside = self.share * self._centred(vector) @ self.joint[BUCKETS:]
        return np.asarray(values @ self.joint[entries] + beside - self.priors, np.float32)

    def _centred(self, vector: Floats) -> Floats:
        assert self.centre is not None
        return np.asarray(centred(vector[None], self.centre)[0], np.float32)

    def _shortlist(self, head: Floats, lexical: Floats, neighbours: Neighbours) -> Ints:
        """The best of each head and the classes of near phrases, best first, ties by number."""
        size = min(SHORTLIST, len(head))
        best = np.lexsort((np.arange(len(head)), -head))[:size]
        return np.unique(
            np.concatenate(
                [best, np.argsort(-lexical, kind="stable")[: size // 2], self.targets[neighbours.phrases[:12]]]
            )
        )

    def _closest(self, classes: Ints, neighbours: Neighbours) -> tuple[Floats, Floats, Ints]:
        """For each class the greatest overlap and letter ratio of its phrases near the text, and the nearest phrase."""
        overlap, letters = np.zeros(len(classes), np.float32), np.zeros(len(classes), np.float32)
        phrases = self.typical[classes].copy()
        places = np.searchsorted(classes, self.targets[neighbours.phrases])
        best = np.full(len(classes), -1.0)
        for place, phrase, shared, alike in zip(
            places.tolist(), neighbours.phrases.tolist(), neighbours.overlap, neighbours.letters, strict=True
        ):
            if place >= len(classes) or classes[place] != self.targets[phrase]:
                continue
            overlap[place], letters[place] = max(overlap[place], shared), max(letters[place], alike)
            if shared + alike > best[place]:
                best[place], phrases[place] = shared + alike, phrase
        return overlap, letters, phrases

    def _romanised(self, neighbours: Neighbours) -> np.float32:
        """Which part of what the text shares with near phrases it shares with romanised ones, 0..1."""
        total = float(neighbours.overlap.sum())
        return np.float32(neighbours.overlap @ self.romanised[neighbours.phrases] / total if total else 0)

    def _cosines(self, classes: Ints, vector: Floats) -> tuple[Floats, Ints]:
        """For each class the greatest cosine of its phrases to the text, and that phrase."""
        assert self.vectors is not None
        own = self._centred(vector)
        cosines, phrases = np.zeros(len(classes), np.float32), self.typical[classes].copy()
        for place, number in enumerate(classes):
            theirs = self.homes[self.rooms[number] : self.rooms[number + 1]]
            if len(theirs):
                alike = self.vectors[theirs] @ own / np.float32(127)
                best = int(alike.argmax())
                cosines[place], phrases[place] = alike[best], theirs[best]
        return cosines, phrases


def centred(vectors: Floats, centre: Floats) -> Floats:
    """Rows moved by the common centre and scaled to length 1: the encoder's cosines are squeezed without it."""
    moved = vectors - centre
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), np.float32)


def _train(phrases: Phrases, progress: Training | None, *, quick: bool) -> Model:
    count = len(phrases.labels.classes)
    lexicon = Lexicon.of(phrases.bags, skeletons=phrases.skeletons)
    weighed = lexicon.weigh(phrases.bags)
    fit = _centroids if quick else softmax.fit
    lexical = fit(lambda rows: dense(weighed, rows), phrases.targets, classes=count, width=BUCKETS, progress=progress)
    homes = np.argsort(phrases.targets, kind="stable")
    rooms = np.searchsorted(phrases.targets[homes], np.arange(count + 1))
    model = Model(
        lexicon,
        lexical,
        Near.of(weighed, phrases.targets, classes=count),
        homes[np.minimum(rooms[:-1], len(homes) - 1)],
        homes,
        rooms,
        phrases.targets,
        phrases.romanised,
        np.zeros(count, np.float32) if quick else _priors(phrases),
    )
    return model if phrases.vectors is None else _with_vectors(model, weighed, phrases, progress)


def _with_vectors(model: Model, weighed: Weighed, phrases: Phrases, progress: Training | None) -> Model:
    """The same model with a second head, trained on the phrases whose vectors are there."""
    assert phrases.vectors is not None
    there = np.flatnonzero(np.isfinite(phrases.vectors).all(axis=1))
    centre = phrases.vectors[there].mean(axis=0)
    beside = centred(phrases.vectors[there], centre)
    share = vector_share(len(there) / max(len(phrases.labels.classes), 1))

    def inputs(rows: Ints) -> Floats:
        return np.hstack([dense(weighed, there[rows]), share * beside[rows]])

    width = BUCKETS + beside.shape[1]
    joint = softmax.fit(
        inputs, phrases.targets[there], classes=len(phrases.labels.classes), width=width, progress=progress
    )
    vectors = np.zeros((len(phrases.targets), beside.shape[1]), np.int8)
    vectors[there] = np.rint(beside * 127)
    return replace(model, joint=joint, centre=centre, vectors=vectors, share=share)


def _priors(phrases: Phrases) -> Floats:
    """What a head learns of how often an intent is written about, which says nothing of how often it is asked.

    Dangers have many times the phrases of other intents: without this an ordinary question in few known words is
    taken for one. Worth two points of accuracy.
    """
    intents = phrases.labels.intent_of
    counts = np.bincount(intents[phrases.targets], minlength=int(intents.max(initial=0)) + 1)
    logs = np.log(np.maximum(counts, 1))[intents]
    return np.asarray(logs - (logs.mean() if len(logs) else 0), np.float32)


def vector_share(phrases: float) -> float:
    """Of how much weight the sentence vector is, by the mean number of phrases a class.

    Words need many phrases to be learned, vectors few: measured best at 1.8 with ten phrases and 0.6 to 0.9 with a
    hundred.
    """
    return 0.4 + 4.0 / float(np.sqrt(max(phrases, 1.0)))


def _centroids(
    inputs: Callable[[Ints], Floats], targets: Ints, *, classes: int, width: int, progress: Training | None = None
) -> Floats:
    return softmax.centroids(inputs, targets, classes=classes, width=width)


def _log(logits: Floats) -> Floats:
    """Log-probabilities."""
    top = logits.max()
    return np.asarray(logits - top - np.log(np.exp(logits - top).sum()), np.float32)
