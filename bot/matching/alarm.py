"""When the evidence of danger is enough for a card: the mix of what speaks for it, and the two thresholds.

Both are fitted on phrases that the evidence's models have not seen, for recall first: the soft card as early as
the false alarms allow. Knows no text; `danger` brings the evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Floats
from bot.matching.logistic import fit
from bot.matching.rows import Rows
from bot.messages import TriageLevel

Flags = NDArray[np.bool_]
EVIDENCE = ("detector", "witness", "piece")  # columns of the evidence

RECALL = 0.985  # of held-out crises, with any card, where the false alarms allow it ...
ORDINARY_SOFT, NEAR_SOFT = 0.014, 0.17  # ... shares of ordinary messages and near misses with any card
ORDINARY_HARD, NEAR_HARD = 0.005, 0.04  # and with the hard one
MISSED_QUIETLY = 0.008  # of held-out crises, below `quiet`
BELIEVED = 1.5  # log-odds below the soft threshold from which a plain sign is believed without doubt
_L2 = 1e-5


@dataclass(frozen=True, slots=True)
class Alarm:
    """`weights` has one entry a column of the evidence; cards from the log-odds `soft` and `hard` on."""

    weights: Floats
    bias: float
    soft: float
    hard: float
    quiet: float = float("-inf")  # below this a text is so far from danger that dearer evidence is not asked for

    @classmethod
    def learn(cls, evidence: Floats, crisis: Flags, near: Flags) -> Alarm:
        """From held-out evidence (texts, columns): crises, near misses, and everything else.

        The log-odds are moved so that the soft card begins at 0: others can judge how far a text is from it.
        """
        nothing = Rows(np.zeros(len(evidence) + 1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
        weight = np.where(crisis | near, 3.0, 1.0).astype(np.float32)
        targets = crisis.astype(np.float32)
        mixed = fit(nothing, targets, width=1, vectors=evidence, weights=weight, l2=_L2, rounds=200)
        draft = cls(mixed.dense, mixed.bias, 0.0, 0.0)
        logits = draft.logits(evidence)
        soft, hard = _limits(logits, crisis, near)
        quiet = min(float(np.quantile(logits[crisis], MISSED_QUIETLY)), soft)
        return cls(mixed.dense, mixed.bias - soft, 0.0, hard - soft, quiet - soft)

    def logits(self, evidence: Floats) -> Floats:
        return np.asarray(evidence @ self.weights + np.float32(self.bias), np.float32)

    def level(self, logit: float, *, told: bool) -> TriageLevel:
        """`told`: a sign tells the crisis plainly; less is then needed for the hard card, the soft one is certain."""
        if logit >= (min(self.hard, self.soft - BELIEVED) if told else self.hard):
            return "hard"
        return "soft" if told or logit >= self.soft else "none"


# Fitted on other phrases; for a model that must be ready in seconds. Shows the soft card more often than it must.
ROUGH = Alarm(np.array([0.8, 0.0, 0.2], np.float32), 0.0, -0.3, 2.5)


def _limits(logits: Floats, crisis: Flags, near: Flags) -> tuple[float, float]:
    """Soft: low enough for recall, but no lower than the false alarms allow. Hard: by false alarms alone."""
    other = logits[~crisis & ~near]
    allowed = max(_above(other, ORDINARY_SOFT), _above(logits[near], NEAR_SOFT))
    soft = max(float(np.quantile(logits[crisis], 1 - RECALL)), allowed)
    return soft, max(_above(other, ORDINARY_HARD), _above(logits[near], NEAR_HARD), soft)


def _above(logits: Floats, share: float) -> float:
    """The log-odds that at most this share is above; minus infinity when there is nothing to go by."""
    return float(np.quantile(logits, 1 - share)) + 1e-6 if len(logits) else float("-inf")
