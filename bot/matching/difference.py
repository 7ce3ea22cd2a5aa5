"""What an edit of the content changes: the same texts as they were decided before and as they are now. Pure.

A decision is what the person would see: the card, the answer, the buttons. Order among buttons and confidence are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.matching.evaluate import CRISES, Judged
from bot.matching.fusion import OFFERED
from bot.messages import Candidate, Decision, Reading

Kind = Literal["right-to-wrong", "wrong-to-right", "other"]
KINDS: tuple[Kind, ...] = ("right-to-wrong", "wrong-to-right", "other")
RIGHT = 3
_RANKS = {"right": RIGHT, "offered": 2, "missed": 1, "wrong": 0}


@dataclass(frozen=True, slots=True)
class Change:
    """One utterance whose decision changed. `want` is the intent it asks for, or empty where nobody said."""

    kind: Kind
    where: str  # file:line
    text: str
    language: str
    want: str
    before: str
    now: str
    worse: int = 0  # steps from right over offered and missed to wrong


def changes(before: Sequence[Judged], now: Sequence[Judged], places: Sequence[str]) -> list[Change]:
    """The rows, read twice in the same order, whose decision is another one; `places` says where each stands."""
    found = []
    for one, other, where in zip(before, now, places, strict=True):
        if _key(one.reading) != _key(other.reading):
            row, was, is_now = one.row, rank(one), rank(other)
            told = decided(one.reading), decided(other.reading)
            found.append(
                Change(kind(was, is_now), where, row.text, row.language, row.intent, *told, worse=was - is_now)
            )
    return found


def ordered(found: Iterable[Change]) -> list[Change]:
    """Right to wrong first, then wrong to right, then the rest; in each, crises first and the greatest loss first."""
    return sorted(found, key=lambda one: (KINDS.index(one.kind), one.want not in CRISES, -one.worse, one.where))


def kind(before: int, now: int) -> Kind:
    if before == RIGHT > now:
        return "right-to-wrong"
    return "wrong-to-right" if now == RIGHT > before else "other"


def rank(one: Judged) -> int:
    """How good it is for the person: RIGHT, offered, missed, or 0 for wrong. Out of scope, silence is right."""
    if one.in_scope:
        return _RANKS[one.outcome]
    if one.reading.triage.level == "hard" or one.answered:
        return _RANKS["wrong"]
    return _RANKS["offered"] if one.reading.triage.level == "soft" else RIGHT


def decided(reading: Reading) -> str:
    """What the person would see, in a few words for staff."""
    triage = reading.triage
    card = f"{triage.level} card {_named(triage.intent, triage.case)}"
    if triage.level == "hard":
        return card
    parts = [card] if triage.level == "soft" else []
    parts.append(f"another country ({reading.elsewhere})" if reading.elsewhere else _answer(reading.decision))
    if reading.second is not None and reading.second.top is not None:
        parts.append(f"also {_candidate(reading.second.top)}")
    return ", ".join(parts)


def _answer(decision: Decision) -> str:
    match decision.kind:
        case "answer" if decision.top is not None:
            return f"answers {_candidate(decision.top)}"
        case "suggest":
            return f"offers {' / '.join(_candidate(one) for one in decision.candidates[:OFFERED])}"
        case _:
            return "unknown"


def _key(reading: Reading) -> tuple[str, ...]:
    """Equal when the person would see the same; buttons in any order."""
    if reading.triage.level == "hard" or reading.elsewhere or reading.decision.kind != "suggest":
        return (decided(reading),)
    offered = sorted(_candidate(one) for one in reading.decision.candidates[:OFFERED])
    return (decided(replace(reading, decision=Decision("unknown", ()))), *offered)


def _candidate(candidate: Candidate) -> str:
    return _named(candidate.intent, candidate.case)


def _named(intent: str | None, case: str | None) -> str:
    return "of no kind" if intent is None else f"{intent}/{case}" if case else intent
