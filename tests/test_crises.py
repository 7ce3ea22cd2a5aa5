"""Messages written by other hands: no language falls below what it has reached. By words alone, as on every machine.

`docs/quality.md` has the figures with the sentence encoder; here is the floor that holds without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.matching.fusion import OFFERED
from bot.matching.triage import CRISES
from tests.worlds import ROOT, understanding

MESSAGES = ROOT / "tests/messages"


@dataclass(frozen=True, slots=True)
class Floor:
    """Shares of 1: crises with any card, near misses with the hard card at most, right or offered, wrong at most."""

    recall: float
    near_hard: float
    helped: float
    wrong: float


FLOORS = {
    "en": Floor(recall=0.75, near_hard=0.08, helped=0.92, wrong=0.03),
    "fr": Floor(recall=0.78, near_hard=0.13, helped=0.92, wrong=0.03),
    "nl": Floor(recall=0.80, near_hard=0.13, helped=0.90, wrong=0.03),
    "ar": Floor(recall=0.38, near_hard=0.10, helped=0.78, wrong=0.03),
    "fa": Floor(recall=0.55, near_hard=0.08, helped=0.80, wrong=0.03),
}


def rows(path: Path) -> list[tuple[str, str]]:
    """(text, intent) of a set."""
    found = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [(text, intent) for text, _language, intent in found]


@pytest.mark.parametrize("language", sorted(FLOORS))
def test_every_language_is_held_to_its_floor(language: str) -> None:
    known, floor = understanding(), FLOORS[language]
    told = [(known.read(text), intent) for text, intent in rows(MESSAGES / f"crisis_{language}.tsv")]
    crises = [reading.triage.level for reading, intent in told if intent in CRISES]
    near = [reading.triage.level for reading, intent in told if intent not in CRISES]
    assert len(crises) >= 30 and len(near) >= 40
    assert sum(level != "none" for level in crises) / len(crises) >= floor.recall
    assert sum(level == "hard" for level in near) / len(near) <= floor.near_hard


@pytest.mark.parametrize("language", sorted(FLOORS))
def test_ordinary_messages_are_answered_or_offered_and_rarely_wrong(language: str) -> None:
    known, floor = understanding(), FLOORS[language]
    asked = [(text, intent) for text, intent in rows(MESSAGES / f"{language}.tsv") if intent not in (*CRISES, "none")]
    helped = wrong = alarms = 0
    for text, intent in asked:
        reading = known.read(text)
        offered = [candidate.intent for candidate in reading.decision.candidates[:OFFERED]]
        top = offered[0] if offered else None
        answered = reading.decision.kind == "answer"
        helped += top == intent if answered else reading.decision.kind == "suggest" and intent in offered
        wrong += answered and top != intent
        alarms += reading.triage.level == "hard"
    assert helped / len(asked) >= floor.helped
    assert wrong / len(asked) <= floor.wrong
    assert alarms / len(asked) <= 0.015


@pytest.mark.parametrize("language", sorted(FLOORS))
def test_what_is_out_of_scope_is_rarely_answered(language: str) -> None:
    known = understanding()
    outside = [text for text, intent in rows(MESSAGES / f"{language}.tsv") if intent == "none"]
    answered = [text for text in outside if (r := known.read(text)).decision.kind == "answer" and not r.elsewhere]
    assert len(outside) >= 40
    assert len(answered) / len(outside) <= 0.05, answered
