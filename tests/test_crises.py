"""Messages written by other hands: no language falls below what it has reached. By words alone, as on every machine.

Every language that has a file in tests/messages is held to a floor; `docs/quality.md` has the figures with the sentence
encoder. The triage table is printed at the end of every test run (`pytest_terminal_summary` in conftest).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

import pytest

from bot.matching.evaluate import CRISES, comparable, judge, read_table
from bot.matching.figures import figures
from bot.matching.measured import Measured, helped, share
from bot.matching.quality import TRIAGE, triage_rows
from tests.worlds import ROOT, library, understanding

MESSAGES = ROOT / "tests/messages"
LANGUAGES = sorted(path.stem for path in MESSAGES.glob("??.tsv"))


@dataclass(frozen=True, slots=True)
class Floor:
    """Shares of 1: crises with any card, near misses with the hard card at most, right or offered, wrong at most."""

    recall: float
    near_hard: float
    helped: float
    wrong: float


FLOORS = {
    "en": Floor(recall=0.88, near_hard=0.08, helped=0.91, wrong=0.04),
    "fr": Floor(recall=0.84, near_hard=0.13, helped=0.91, wrong=0.03),
    "nl": Floor(recall=0.90, near_hard=0.13, helped=0.90, wrong=0.03),
    "ar": Floor(recall=0.72, near_hard=0.10, helped=0.86, wrong=0.03),
    "fa": Floor(recall=0.64, near_hard=0.08, helped=0.88, wrong=0.03),
    "so": Floor(recall=0.78, near_hard=0.10, helped=0.88, wrong=0.03),
    "ps": Floor(recall=0.76, near_hard=0.08, helped=0.86, wrong=0.03),
    "am": Floor(recall=0.58, near_hard=0.06, helped=0.86, wrong=0.03),
    "ti": Floor(recall=0.70, near_hard=0.05, helped=0.86, wrong=0.03),
}
NEW = Floor(recall=0.35, near_hard=0.15, helped=0.60, wrong=0.06)  # until a language has a line of its own
HARD_ON_ORDINARY, OUTSIDE_ANSWERED = 0.02, 0.06


@cache
def told(language: str) -> Measured:
    known = understanding()
    rows = [comparable(read_table(MESSAGES / f"{name}{language}.tsv"))[0] for name in ("", "crisis_")]
    messages, crises = (judge(part, known.read) for part in rows)
    return Measured(messages, (), crises)


def table() -> list[tuple[str, ...]]:
    """The triage table of the languages that were read in this run; nothing when none was."""
    if not told.cache_info().currsize:
        return []
    parts = [told(language) for language in LANGUAGES]
    whole = Measured([o for p in parts for o in p.messages], (), [o for p in parts for o in p.crises])
    return [TRIAGE, *triage_rows(whole)]


def test_every_language_has_both_files_and_every_floor_a_language() -> None:
    assert LANGUAGES
    assert sorted(path.stem.removeprefix("crisis_") for path in MESSAGES.glob("crisis_*.tsv")) == LANGUAGES
    assert set(FLOORS) <= set(LANGUAGES), "a floor without files holds nothing"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sets_are_large_enough_to_say_something(language: str) -> None:
    asked = Counter(one.row.intent for one in told(language).messages)
    assert not [intent for intent in library().intents if asked[intent] < 2], "two messages for every intent"
    assert asked["none"] >= 30
    special = Counter(one.crisis for one in told(language).crises)
    assert special[True] >= 30 and special[False] >= 40
    assert {one.row.intent for one in told(language).crises if one.crisis} == CRISES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_held_to_its_floor(language: str) -> None:
    floor, found = FLOORS.get(language, NEW), figures(told(language).crises)
    recall, near_hard = share(found, "crisis_recall"), share(found, "crisis_false_alarms")
    assert recall is not None and near_hard is not None
    assert recall >= floor.recall
    assert near_hard <= floor.near_hard


@pytest.mark.parametrize("language", LANGUAGES)
def test_ordinary_messages_are_answered_or_offered_and_rarely_wrong(language: str) -> None:
    floor = FLOORS.get(language, NEW)
    asked = [one for one in told(language).messages if one.in_scope and not one.crisis]
    found = figures(asked)
    wrong, alarms, good = share(found, "wrong"), share(found, "crisis_false_alarms"), helped(asked)
    assert wrong is not None and alarms is not None and good is not None
    assert good >= floor.helped
    assert wrong <= floor.wrong
    assert alarms <= HARD_ON_ORDINARY


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_out_of_scope_is_rarely_answered(language: str) -> None:
    outside = [one for one in told(language).messages if not one.in_scope]
    answered = [one.row.text for one in outside if one.answered]
    assert len(answered) / len(outside) <= OUTSIDE_ANSWERED, answered
