"""The figures of an evaluation: shares, ranks and times over judged rows. Arithmetic alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bot.matching.evaluate import Judged
from bot.matching.language import SERVED
from bot.matching.memory import resident

TOP = 3  # candidates that `top3` looks at
SENTENCE = 4  # words from which the language of a reply is held to account

Figures = dict[str, float | int | None]


def report(judged: Sequence[Judged]) -> dict[str, Any]:
    """`{"overall": figures, "languages": {code: figures}}`; shares are fractions of 1, None where nothing counts."""
    return {
        "overall": figures(judged) | {"rss_mb": resident()},
        "languages": grouped(judged, lambda one: one.row.language),
    }


def grouped(judged: Sequence[Judged], group: Callable[[Judged], str | None]) -> dict[str, Figures]:
    """Figures of the rows of each group, by name; rows without a group count nowhere."""
    homes = [group(one) for one in judged]
    names = sorted({home for home in homes if home is not None})
    return {name: figures([one for one, home in zip(judged, homes, strict=True) if home == name]) for name in names}


def figures(judged: Sequence[Judged]) -> Figures:
    inside = [one for one in judged if one.in_scope]
    outside = [one for one in judged if not one.in_scope]
    crises = [one for one in judged if one.crisis]
    others = [one for one in judged if not one.crisis]
    sentences = [one for one in judged if one.row.language in SERVED and len(one.row.text.split()) >= SENTENCE]
    return {
        "n": len(inside),
        "accuracy": _share(inside, lambda one: one.guesses[:1] == (one.row.intent,)),
        "top3": _share(inside, lambda one: one.row.intent in one.guesses[:TOP]),
        "macro_f1": _macro_f1(judged),
        "right": _share(inside, lambda one: one.outcome == "right"),
        "offered": _share(inside, lambda one: one.outcome == "offered"),
        "wrong": _share(inside, lambda one: one.outcome == "wrong"),
        "missed": _share(inside, lambda one: one.outcome == "missed"),
        "oos_n": len(outside),
        "oos_answered": _share(outside, lambda one: one.answered),
        "oos_auroc": auroc([_sureness(one) for one in inside], [_sureness(one) for one in outside]),
        "crisis_n": len(crises),
        "crisis_recall": _share(crises, lambda one: one.reading.triage.level != "none"),
        "crisis_hard_recall": _share(crises, lambda one: one.reading.triage.level == "hard"),
        "crisis_false_alarms": _share(others, lambda one: one.reading.triage.level == "hard"),
        "crisis_soft_alarms": _share(others, lambda one: one.reading.triage.level == "soft"),
        "language_right": _share(sentences, lambda one: one.reading.language.language == one.row.language)
        if any(one.reading.language.language for one in judged)
        else None,
        "without_encoder": _share(judged, lambda one: not one.encoded),
        **_times(judged),
    }


def _share(judged: Sequence[Judged], holds: Callable[[Judged], bool]) -> float | None:
    return round(sum(map(holds, judged)) / len(judged), 4) if judged else None


def _macro_f1(judged: Sequence[Judged]) -> float | None:
    """The mean F1 over the intents that the rows have; answers to rows out of scope count against the intent."""
    wanted = sorted({one.row.intent for one in judged if one.in_scope})
    if not wanted:
        return None
    predicted = [one.guesses[0] if one.guesses and (one.in_scope or one.answered) else None for one in judged]
    scores = []
    for intent in wanted:
        hits = sum(guess == intent == one.row.intent for guess, one in zip(predicted, judged, strict=True))
        total = predicted.count(intent) + sum(one.row.intent == intent for one in judged)
        scores.append(2 * hits / total)
    return round(float(np.mean(scores)), 4)


def _sureness(one: Judged) -> float:
    top = one.reading.decision.top
    return top.confidence if top is not None and one.reading.elsewhere is None else 0.0


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """The chance that a text in scope is surer than one out of scope; ties count half."""
    if not inside or not outside:
        return None
    values, places, counts = np.unique([*inside, *outside], return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    above = ranks[: len(inside)].sum() - len(inside) * (len(inside) + 1) / 2
    return round(float(above / (len(inside) * len(outside))), 4) if len(values) else None


def _times(judged: Sequence[Judged]) -> Figures:
    spent = [one.milliseconds for one in judged]
    if not spent:
        return {"p50_ms": None, "p95_ms": None, "p99_ms": None}
    return {f"p{part}_ms": round(float(np.percentile(spent, part)), 2) for part in (50, 95, 99)}
