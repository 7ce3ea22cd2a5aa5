"""The learned half of triage: how likely a text is a cry for help, and which crisis it is.

Linear models over n-grams, signs of danger and, where there is one, the sentence vector; thresholds are set on
phrases held out in turn, for recall first. Knows neither cards nor the conversation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.matching.artefact import Arrays, text_array, text_of
from bot.matching.encoder import Encoder
from bot.matching.features import Floats, Ints
from bot.matching.logistic import Logistic, fit, sigmoid
from bot.matching.matcher import CASE, Example
from bot.matching.rows import Rows
from bot.matching.signals import WIDTH, signal_rows
from bot.messages import Triage, TriageLevel

CRISES = ("safety_emergency", "safety_trafficking", "safety_violence", "safety_suicide", "safety_child")
NEAR = "near"

_FOLDS = 3
_WEIGHT = {"crisis": 3.0, "near": 3.0, "other": 1.0}
_L2 = 1e-4
_QUICK_OTHERS = 2_000  # ordinary messages that the first, quick model learns from
_FEW = 8  # crisis phrases below which nothing can be learned
_PIECE = 0.5  # log-odds by which a piece must beat the whole text
_RECALL = 0.97  # of held-out crises, with any card, where the false alarms allow it ...
_ORDINARY_SOFT, _NEAR_SOFT = 0.015, 0.18  # ... shares of ordinary messages and near misses with any card
_ORDINARY_HARD, _NEAR_HARD = 0.004, 0.045  # and with the hard one


@dataclass(frozen=True, slots=True)
class Stage:
    """A detector with the log-odds from which the soft and the hard card are shown."""

    detector: Logistic
    soft: float
    hard: float

    def level(self, logit: float) -> TriageLevel:
        return "hard" if logit >= self.hard else "soft" if logit >= self.soft else "none"


@dataclass(frozen=True, slots=True)
class DangerModel:
    """`kinds` are crises, `id` or `id/case`, told apart by `kind_models`. `joint` needs the encoder it was trained with."""

    words: Stage
    kinds: tuple[str, ...]
    kind_models: tuple[Logistic, ...]
    joint: Stage | None = None
    centre: Floats | None = None

    @classmethod
    def train(cls, examples: Sequence[Example], *, encoder: Encoder | None = None, folds: int = _FOLDS) -> DangerModel | None:
        """From all phrases of the content, near misses with the intent `near`. None when there are too few crises."""
        examples = sorted(examples, key=lambda example: (example.intent, example.language, example.text))
        texts = [example.text for example in examples]
        kinds = [example.intent for example in examples]
        crisis = np.array([kind.partition(CASE)[0] in CRISES for kind in kinds])
        if crisis.sum() < _FEW or crisis.all():
            return None
        near = np.array([kind == NEAR for kind in kinds])
        rows = signal_rows(texts)
        lot = _Lot(rows, crisis, near, np.array([crc32(text.encode("utf-8", "replace")) % folds for text in texts]))
        words = lot.stage(None)
        joint, centre = None, None
        if encoder is not None:
            raw = encoder.vectors(texts)
            centre = np.nanmean(raw, axis=0).astype(np.float32)
            joint = lot.stage(centred(raw, centre))
        chosen = np.flatnonzero(crisis)
        names = tuple(sorted({kinds[number] for number in chosen}))
        models = _kind_models(rows.take(chosen), [kinds[number] for number in chosen], names)
        return cls(words, names, models, joint, centre)

    @classmethod
    def quick(cls, examples: Sequence[Example]) -> DangerModel | None:
        """By words alone, with fewer folds, and with a part of the ordinary messages: every crisis, every near miss."""
        ordered = sorted(examples, key=lambda example: (example.intent, example.language, example.text))
        told = [one for one in ordered if one.intent == NEAR or one.intent.partition(CASE)[0] in CRISES]
        others = [one for one in ordered if one.intent != NEAR and one.intent.partition(CASE)[0] not in CRISES]
        return cls.train([*told, *others[:: max(1, len(others) // _QUICK_OTHERS)]], folds=2)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """For the cache; `restore` makes it whole again."""
        found: dict[str, NDArray[np.generic]] = {"kinds": text_array("\n".join(self.kinds))}
        found |= _stage_arrays("words", self.words)
        if self.joint is not None and self.centre is not None:
            found |= _stage_arrays("joint", self.joint) | {"centre": self.centre}
        for number, model in enumerate(self.kind_models):
            found |= {f"kind{number}": model.sparse, f"kind{number}.bias": np.array(model.bias)}
        return found

    @classmethod
    def restore(cls, arrays: Arrays) -> DangerModel:
        kinds = tuple(text_of(arrays["kinds"]).split("\n"))
        models = tuple(
            Logistic(arrays[f"kind{n}"].astype(np.float32), np.zeros(0, np.float32), float(arrays[f"kind{n}.bias"].item()))
            for n in range(len(kinds))
        )
        joint = _stage_of("joint", arrays) if "centre" in arrays else None
        centre = arrays["centre"].astype(np.float32) if joint is not None else None
        return cls(_stage_of("words", arrays), kinds, models, joint, centre)

    def judge(self, parts: Sequence[str], encoder: Encoder | None = None) -> Triage:
        """The whole text first, then its pieces. The most alarming part decides, the whole being believed more."""
        rows = signal_rows(parts)
        logits = self.words.detector.logits(rows)
        stage = self.words
        handicap = np.full(len(parts), _PIECE, np.float32)
        handicap[0] = 0.0
        worst = int(np.argmax(logits - handicap))
        if self.joint is not None and encoder is not None and self.centre is not None:
            chosen = np.unique([0, worst])
            vectors = centred(encoder.vectors([parts[number] for number in chosen]), self.centre)
            stage, logits, handicap = self.joint, self.joint.detector.logits(rows.take(chosen), vectors), handicap[chosen]
            parts, rows = [parts[number] for number in chosen], rows.take(chosen)
            worst = int(np.argmax(logits - handicap))
        logit = float(logits[worst] - handicap[worst])
        level = stage.level(logit)
        if level == "none":
            return Triage("none", confidence=_chance(logit))
        intent, _, case = self.kind(rows.take(np.array([worst]))).partition(CASE)
        return Triage(level, intent, case or None, _chance(logit), f"model: {parts[worst]}")

    def kind(self, row: Rows) -> str:
        """The likeliest crisis of a single row, ties by name."""
        scores = [float(model.logits(row)[0]) for model in self.kind_models]
        return min(zip(self.kinds, scores, strict=True), key=lambda found: (-found[1], found[0]))[0]


@dataclass(frozen=True, slots=True)
class _Lot:
    """The material of one training."""

    rows: Rows
    crisis: np.ndarray[tuple[int], np.dtype[np.bool_]]
    near: np.ndarray[tuple[int], np.dtype[np.bool_]]
    fold_of: Ints

    def stage(self, vectors: Floats | None) -> Stage:
        held_out = np.zeros(len(self.rows), np.float32)
        for number in range(int(self.fold_of.max()) + 1):
            inside, outside = np.flatnonzero(self.fold_of != number), np.flatnonzero(self.fold_of == number)
            model = self._fit(inside, vectors)
            held_out[outside] = model.logits(self.rows.take(outside), None if vectors is None else vectors[outside])
        soft, hard = self._limits(held_out)
        return Stage(self._fit(np.arange(len(self.rows)), vectors), soft, hard)

    def _fit(self, chosen: Ints, vectors: Floats | None) -> Logistic:
        kinds = np.where(self.crisis, _WEIGHT["crisis"], np.where(self.near, _WEIGHT["near"], _WEIGHT["other"]))
        return fit(
            self.rows.take(chosen),
            self.crisis[chosen].astype(np.float32),
            width=WIDTH,
            vectors=None if vectors is None else vectors[chosen],
            weights=kinds[chosen],
            l2=_L2,
        )

    def _limits(self, held_out: Floats) -> tuple[float, float]:
        """Soft: low enough for recall, but no lower than the false alarms allow. Hard: by false alarms alone."""
        crises, near, other = held_out[self.crisis], held_out[self.near], held_out[~self.crisis & ~self.near]
        allowed = max(_above(other, _ORDINARY_SOFT), _above(near, _NEAR_SOFT))
        soft = max(float(np.quantile(crises, 1 - _RECALL)), allowed)
        hard = max(_above(other, _ORDINARY_HARD), _above(near, _NEAR_HARD), soft)
        return soft, hard


def centred(vectors: Floats, centre: Floats) -> Floats:
    """Vectors of length 1 round the centre of all phrases; one that could not be encoded says nothing (zeros)."""
    moved = np.nan_to_num(vectors - centre)
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6), np.float32)


def _kind_models(rows: Rows, kinds: Sequence[str], names: Sequence[str]) -> tuple[Logistic, ...]:
    return tuple(
        fit(rows, np.array([kind == name for kind in kinds], np.float32), width=WIDTH, l2=_L2, rounds=30) for name in names
    )


def _above(logits: Floats, share: float) -> float:
    """The log-odds that at most this share is above; minus infinity when there is nothing to go by."""
    return float(np.quantile(logits, 1 - share)) + 1e-6 if len(logits) else float("-inf")


def _chance(logit: float) -> float:
    return round(float(sigmoid(np.array([logit], np.float32))[0]), 4)


def _stage_arrays(name: str, stage: Stage) -> dict[str, NDArray[np.generic]]:
    numbers = np.array([stage.detector.bias, stage.soft, stage.hard])
    return {f"{name}.sparse": stage.detector.sparse, f"{name}.dense": stage.detector.dense, f"{name}.numbers": numbers}


def _stage_of(name: str, arrays: Arrays) -> Stage:
    bias, soft, hard = arrays[f"{name}.numbers"].astype(np.float64).tolist()
    sparse, dense = (arrays[f"{name}.{part}"].astype(np.float32) for part in ("sparse", "dense"))
    if len(sparse) != WIDTH:
        raise ValueError("the weights do not fit the columns")
    return Stage(Logistic(sparse, dense, bias), soft, hard)
