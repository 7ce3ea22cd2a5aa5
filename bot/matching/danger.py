"""The learned half of triage: how likely a text is a cry for help, and which crisis it is.

Two linear models (crisis or not; which of all intents) over n-grams, signs of danger and, where there is one, the
sentence vector, and an alarm that weighs them. Knows neither cards nor the conversation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.matching.alarm import EVIDENCE, ROUGH, Alarm, Flags
from bot.matching.artefact import Arrays, text_array, text_of
from bot.matching.clauses import pieces
from bot.matching.encoder import Encoder
from bot.matching.features import Floats, Ints
from bot.matching.logistic import Logistic, fit, sigmoid
from bot.matching.phrases import CASE, Example
from bot.matching.rows import Rows
from bot.matching.signals import WIDTH, signal_rows
from bot.matching.signs import DIRECT, sign_of
from bot.matching.witness import CRISES, Witness, is_crisis
from bot.messages import Triage

NEAR = "near"
MODEL = "model"  # how `Triage.why` begins where the model decided, not a sign

_HELD_OUT = 4  # every fourth phrase is kept from the models that the alarm is fitted on
_CRISIS_WEIGHT, _NEAR_WEIGHT = 3.0, 3.0  # of one phrase against an ordinary one
_L2 = 1e-4
_FEW = 8  # crisis phrases below which nothing can be learned
_QUICK_TELLING, _QUICK_OTHERS = (
    3_000,
    1_500,
)  # crises and near misses, and ordinary messages, that the first model reads
_LONG = 30  # words; in a longer text the most alarming piece is judged like a whole text too
_PIECE = 1.0  # log-odds by which that piece must beat the whole


@dataclass(frozen=True, slots=True)
class DangerModel:
    """`detector` and `alarm` work by words alone, those of `joint` with the encoder's vectors round `centre`."""

    detector: Logistic
    alarm: Alarm
    witness: Witness
    joint: tuple[Logistic, Alarm] | None = None
    centre: Floats | None = None

    @classmethod
    def train(cls, examples: Sequence[Example], *, encoder: Encoder | None = None) -> DangerModel | None:
        """From all phrases of the content, near misses with the intent `near`. None when there are too few crises."""
        lot = _Lot.of(examples)
        if lot is None:
            return None
        centre, vectors = None, None
        if encoder is not None:
            raw = encoder.vectors(lot.texts)
            centre = np.nanmean(raw, axis=0).astype(np.float32)
            vectors = centred(raw, centre)
        inside, outside = np.flatnonzero(~lot.held_out), np.flatnonzero(lot.held_out)
        witness = lot.witness(inside, vectors)
        words = lot.detector(inside, None)
        alarm = lot.alarm(outside, words, words, witness, None)
        joint = None
        if vectors is not None:
            joint_alarm = lot.alarm(outside, lot.detector(inside, vectors), words, witness, vectors)
            joint = lot.detector(lot.all, vectors), joint_alarm
        return cls(lot.detector(lot.all, None), alarm, lot.witness(lot.all, vectors), joint, centre)

    @classmethod
    def quick(cls, examples: Sequence[Example]) -> DangerModel | None:
        """By words alone, from a part of the phrases and with thresholds that were fitted on other ones."""
        telling = [example for example in examples if is_crisis(example.intent) or example.intent == NEAR]
        others = [example for example in examples if not is_crisis(example.intent) and example.intent != NEAR]
        lot = _Lot.of([*_some(telling, _QUICK_TELLING), *_some(others, _QUICK_OTHERS)])
        if lot is None:
            return None
        witness = Witness.train(lot.rows, lot.kinds, None, quick=True)
        return cls(lot.detector(lot.all, None, rounds=15), ROUGH, witness)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """For the cache; `restore` makes it whole again."""
        found: dict[str, NDArray[np.generic]] = {
            "classes": text_array("\n".join(self.witness.classes)),
            "witness": self.witness.weights,
            "rarity": self.witness.rarity,
            **_stage_arrays("words", self.detector, self.alarm),
        }
        if self.joint is not None and self.centre is not None:
            found |= {"centre": self.centre, **_stage_arrays("joint", *self.joint)}
        return found

    @classmethod
    def restore(cls, arrays: Arrays) -> DangerModel:
        classes = tuple(text_of(arrays["classes"]).split("\n"))
        witness = Witness(classes, arrays["witness"].astype(np.float32), arrays["rarity"].astype(np.float32))
        centre = arrays["centre"].astype(np.float32) if "centre" in arrays else None
        joint = None if centre is None else _stage_of("joint", arrays)
        return cls(*_stage_of("words", arrays), witness, joint, centre)

    def judge(self, text: str, encoder: Encoder | None = None) -> Triage:
        """What the models say of one text. Raises whatever the encoder raises.

        The encoder is asked only where words leave any doubt, and of a long text for its most alarming piece, too.
        """
        parts = (text, *pieces(text))
        rows = signal_rows(parts)
        by_words = self.detector.logits(rows)
        worst = int(np.argmax(by_words[1:])) + 1 if len(parts) > 1 else 0
        chosen: Ints = np.array([0, worst] if worst and len(text.split()) > _LONG else [0], np.int64)
        rows, deepest, vectors = rows.take(chosen), np.full(len(chosen), by_words.max(), np.float32), None
        alarm = self.alarm
        logits = alarm.logits(_evidence(by_words[chosen], self.witness.log_odds(rows, None), deepest))
        told = sign_of(parts)
        if logits.max() >= alarm.quiet or told is not None:
            vectors = self._vectors([parts[number] for number in chosen], encoder)
        if vectors is not None and self.joint is not None:
            detector, alarm = self.joint
            evidence = _evidence(detector.logits(rows, vectors), self.witness.log_odds(rows, vectors), deepest)
            logits = alarm.logits(evidence)
        logits[1:] -= _PIECE
        place = int(np.argmax(logits))
        level = alarm.level(float(logits[place]), told=told is not None and not told.softened)
        chance = round(float(sigmoid(logits[place : place + 1])[0]), 4)
        if level == "none":
            return Triage("none", confidence=chance)
        if told is not None and not told.softened:
            return Triage(level, *DIRECT[told.sign], chance, told.written)
        one = np.array([place], np.int64)
        intent, _, case = self.witness.kind(rows.take(one), None if vectors is None else vectors[one]).partition(CASE)
        return Triage(level, intent, case or None, chance, f"{MODEL}: {parts[chosen[place]]}")

    def _vectors(self, texts: Sequence[str], encoder: Encoder | None) -> Floats | None:
        """None when there is no encoder, or it cannot encode one of the texts."""
        if self.joint is None or self.centre is None or encoder is None:
            return None
        raw = encoder.vectors(texts)
        return centred(raw, self.centre) if np.isfinite(raw).all() else None


def _some(examples: Sequence[Example], most: int) -> Sequence[Example]:
    """Evenly spread over all of them, so over intents and languages."""
    return examples[:: max(1, -(-len(examples) // most))]


@dataclass(frozen=True, slots=True)
class _Lot:
    """The material of one training, in one order whatever order it came in."""

    texts: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: Rows
    crisis: Flags
    near: Flags

    @classmethod
    def of(cls, examples: Sequence[Example]) -> _Lot | None:
        ordered = sorted(examples, key=lambda example: (example.intent, example.language, example.text))
        kinds = tuple(example.intent for example in ordered)
        crisis = np.array([is_crisis(kind) for kind in kinds], np.bool_)
        if crisis.sum() < _FEW or crisis.all():
            return None
        texts = tuple(example.text for example in ordered)
        return cls(texts, kinds, signal_rows(texts), crisis, np.array([kind == NEAR for kind in kinds], np.bool_))

    @property
    def all(self) -> Ints:
        return np.arange(len(self.texts), dtype=np.int64)

    @property
    def held_out(self) -> Flags:
        return np.array([crc32(text.encode("utf-8", "replace")) % _HELD_OUT == 0 for text in self.texts], np.bool_)

    def detector(self, chosen: Ints, vectors: Floats | None, *, rounds: int = 60) -> Logistic:
        weights = np.where(self.crisis, _CRISIS_WEIGHT, np.where(self.near, _NEAR_WEIGHT, 1.0)).astype(np.float32)
        return fit(
            self.rows.take(chosen),
            self.crisis[chosen].astype(np.float32),
            width=WIDTH,
            vectors=None if vectors is None else vectors[chosen],
            weights=weights[chosen],
            l2=_L2,
            rounds=rounds,
        )

    def witness(self, chosen: Ints, vectors: Floats | None) -> Witness:
        kinds = [self.kinds[number] for number in chosen]
        return Witness.train(self.rows.take(chosen), kinds, None if vectors is None else vectors[chosen])

    def alarm(
        self, chosen: Ints, detector: Logistic, words: Logistic, witness: Witness, vectors: Floats | None
    ) -> Alarm:
        """Fitted on rows that none of the models has seen; rough when there are too few of them."""
        crisis, near = self.crisis[chosen], self.near[chosen]
        if crisis.sum() < _FEW or (~crisis & ~near).sum() < _FEW:
            return ROUGH
        rows, theirs = self.rows.take(chosen), None if vectors is None else vectors[chosen]
        parts = [(self.texts[number], *pieces(self.texts[number])) for number in chosen]
        logits = words.logits(rows)
        deepest = [
            max(float(logits[place]), float(words.logits(signal_rows(found[1:])).max()) if found[1:] else -99.0)
            for place, found in enumerate(parts)
        ]
        evidence = _evidence(detector.logits(rows, theirs), witness.log_odds(rows, theirs), np.array(deepest))
        return Alarm.learn(evidence, crisis, near)


def centred(vectors: Floats, centre: Floats) -> Floats:
    """Vectors of length 1 round the centre of all phrases; one that could not be encoded says nothing (zeros)."""
    moved = np.nan_to_num(vectors - centre)
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6), np.float32)


def _evidence(detector: Floats, witness: Floats, deepest: Floats) -> Floats:
    """(texts, EVIDENCE): log-odds of the detector, of the witness, and of the most alarming piece by words alone."""
    return np.stack([detector, witness, deepest], axis=1).astype(np.float32)


def _stage_arrays(name: str, detector: Logistic, alarm: Alarm) -> dict[str, NDArray[np.generic]]:
    return {
        f"{name}.sparse": detector.sparse,
        f"{name}.dense": detector.dense,
        f"{name}.mix": alarm.weights,
        f"{name}.numbers": np.array([detector.bias, alarm.bias, alarm.soft, alarm.hard, alarm.quiet]),
    }


def _stage_of(name: str, arrays: Arrays) -> tuple[Logistic, Alarm]:
    sparse, dense, mix = (arrays[f"{name}.{part}"].astype(np.float32) for part in ("sparse", "dense", "mix"))
    bias, mix_bias, soft, hard, quiet = arrays[f"{name}.numbers"].astype(np.float64).tolist()
    if sparse.shape != (WIDTH,) or mix.shape != (len(EVIDENCE),):
        raise ValueError("the weights do not fit the evidence")
    return Logistic(sparse, dense, bias), Alarm(mix, mix_bias, soft, hard, quiet)


__all__ = ["CRISES", "MODEL", "NEAR", "DangerModel", "centred"]
