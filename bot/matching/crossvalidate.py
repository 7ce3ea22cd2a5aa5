"""What our own phrases say about each other when each is read by a matcher that never saw it. For staff.

Three lists: intents that are taken for one another, phrases that no other phrase supports, and phrases that belong to
another intent by all that the matcher knows. It does not know where a phrase stands; `places` does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.matching import calibration
from bot.matching.encoder import Encoder
from bot.matching.folds import HeldOut, held_out
from bot.matching.matcher import Progress, with_vectors
from bot.matching.phrases import NONE, Example, gather
from bot.matching.thresholds import PULLING

FEW = 2  # times that two intents must be confused to be named
ALONE = 0.15  # confidence below which nothing supports a phrase


@dataclass(frozen=True, slots=True)
class Finding:
    """A phrase, and the intent that the others make of it."""

    example: Example
    taken_for: str
    confidence: float
    because: str  # the phrase of that intent which is nearest


@dataclass(frozen=True, slots=True)
class Findings:
    phrases: int
    accuracy: float
    confused: tuple[tuple[str, str, int], ...]  # intent, what it was taken for, how often
    alone: tuple[Finding, ...]
    pulling: tuple[Finding, ...]


def cross_validate(
    examples: Iterable[Example], *, encoder: Encoder | None = None, progress: Progress | None = None
) -> Findings:
    """Every phrase once. Minutes for a full content."""
    phrases = gather(examples)
    if encoder is not None:
        phrases = with_vectors(phrases, encoder, progress)
    rows = list(held_out(phrases, every=True))
    labels = phrases.labels
    stages = calibration.of(rows, labels)
    findings: list[tuple[HeldOut, Finding]] = []
    for row in rows:
        stage, evidence = (stages.joint, row.joint) if stages.joint and row.joint else (stages.lexical, row.lexical)
        ranked = stage.fusion.rank(evidence, labels)
        name = labels.classes[int(phrases.targets[row.phrase])]
        example = Example(phrases.texts[row.phrase], phrases.languages[row.phrase], name)
        because = phrases.texts[row.others[int(ranked.phrases[0])]]
        taken = labels.intents[int(ranked.intents[0])]
        findings.append((row, Finding(example, taken, round(stage.fusion.confidence(ranked), 3), because)))
    return _sorted([finding for row, finding in findings if row.truth >= 0])


def _sorted(findings: list[Finding]) -> Findings:
    ordinary = [finding for finding in findings if finding.example.intent != NONE]
    wrong = [finding for finding in ordinary if _intent(finding) != finding.taken_for]
    pairs = Counter((_intent(finding), finding.taken_for) for finding in wrong)
    confused = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return Findings(
        len(findings),
        round(1 - len(wrong) / max(len(ordinary), 1), 4),
        tuple((one, other, count) for (one, other), count in confused if count >= FEW),
        tuple(sorted((one for one in wrong if one.confidence < ALONE), key=_order)),
        tuple(
            sorted((one for one in wrong if one.confidence >= PULLING), key=lambda one: (-one.confidence, _order(one)))
        ),
    )


def _intent(finding: Finding) -> str:
    return finding.example.intent.partition("/")[0]


def _order(finding: Finding) -> tuple[str, str, str]:
    return finding.example.intent, finding.example.language, finding.example.text


__all__ = ["Finding", "Findings", "cross_validate"]
