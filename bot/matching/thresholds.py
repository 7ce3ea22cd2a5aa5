"""From a confidence to an outcome: answer, suggest or unknown. Thresholds are read off held-out phrases.

Each is the lowest that keeps a promise: of the questions in scope at most so many answered wrongly, of the texts out
of scope at most so many answered. Intents of high risk keep a stricter promise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import Floats

Flags = NDArray[np.bool_]

WRONG, OUTSIDE = 0.05, 0.04  # of in scope answered wrongly; of out of scope answered
NEIGHBOURS = 0.1  # as OUTSIDE, where intents left out stand in for it: they are nearer than what people really ask
STRICT_WRONG = 0.02
DROPPED = 0.008  # of the questions whose answer is among the suggestions, called unknown
WORSE = 0.002  # of all questions, decided wrongly because the encoder was not asked
HIGHEST = 0.995
PULLING = 0.6  # confidence from which a held-out phrase seems to belong to another intent


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`answer` and `strict` are held against the confidence, `suggest` against the chance that what is offered has it.

    `skip` is the lexical confidence above which the encoder is not asked.
    """

    answer: float
    strict: float
    suggest: float
    skip: float = 1.0


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What happened to held-out phrases, one entry each."""

    confidence: Floats
    offer: Floats
    right: Flags  # the best intent was right
    among: Flags  # the right intent was among those offered
    outside: Flags  # out of scope


def choose(outcomes: Outcomes, *, left_out: bool) -> Thresholds:
    """`left_out`: the texts out of scope are phrases of intents that were left out."""
    inside, outside = ~outcomes.outside, outcomes.outside
    wrong = inside & ~outcomes.right
    answer = max(
        _lowest(outcomes.confidence, wrong, inside, WRONG),
        _lowest(outcomes.confidence, outside, outside, NEIGHBOURS if left_out else OUTSIDE),
    )
    strict = max(answer, _lowest(outcomes.confidence, wrong, inside, STRICT_WRONG))
    offered = np.sort(outcomes.offer[inside & outcomes.among])
    suggest = float(offered[int(len(offered) * DROPPED)]) if len(offered) else 0.5
    return Thresholds(answer, strict, min(suggest, answer))


def choose_skip(lexical: Outcomes, joint: Outcomes) -> float:
    """The lowest lexical confidence from which on asking the encoder hardly ever changes wrong to right."""
    harmed = ~lexical.right & (joint.right | joint.outside)
    everything = np.ones_like(harmed)
    return _lowest(lexical.confidence, harmed, everything, WORSE)


def _lowest(confidence: Floats, bad: Flags, among: Flags, share: float) -> float:
    """The lowest threshold at which at most `share` of `among` are bad and at or above it."""
    allowed = int(share * int(among.sum()))
    worst = np.sort(confidence[bad])[::-1]
    if len(worst) <= allowed:
        return 0.0
    return float(min(HIGHEST, worst[allowed] + 1e-4))
