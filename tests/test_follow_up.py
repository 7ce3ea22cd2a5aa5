"""Short follow-ups lean on what was spoken of before; a clear new question is never hijacked."""

from __future__ import annotations

import pytest

from bot.matching.follow_up import lean, leans
from bot.messages import Candidate, Decision, LanguageGuess, Reading, Triage


def reading(text: str, *candidates: tuple[str, float], kind: str = "suggest") -> Reading:
    found = tuple(Candidate(intent, confidence, "a phrase") for intent, confidence in candidates)
    decision = Decision(kind, found)  # type: ignore[arg-type]
    return Reading(text, Triage("none"), LanguageGuess("en"), decision, follow_up=leans(text))


@pytest.mark.parametrize(
    "text",
    ["and how long?", "why?", "and for my children?", "و كم المدة؟", "ليش؟", "et combien de temps ?",
     "en voor mijn vrouw?", "а сколько?", "چرا؟", "ve ne kadar?", "ለምን", "how much"],
)  # fmt: skip
def test_what_has_no_subject_of_its_own_leans(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    ["how do i ask for asylum", "where is fedasil in brussels", "كيف بقدم لجوء", "comment demander l'asile", "", "👍",
     "and another thing that i wanted to ask is where the office of the lawyer is in antwerp"],
)  # fmt: skip
def test_a_question_of_its_own_does_not(text: str) -> None:
    assert not leans(text)


def test_how_long_after_asking_for_return_is_about_the_departure() -> None:
    asked = reading("and how long?", ("asylum_procedure_steps", 0.30), ("return_duration", 0.28), ("daily_bank", 0.05))
    found = lean(asked, "return_apply")
    assert found.top is not None
    assert (found.kind, found.top.intent) == ("answer", "return_duration")


def test_the_cost_after_asking_for_return_is_the_cost_of_return() -> None:
    asked = reading("and the cost?", ("iom_free", 0.35), ("return_cost", 0.20), ("daily_visa", 0.20))
    assert lean(asked, "return_what").candidates[0].intent == "return_cost"


def test_the_same_words_after_another_topic_mean_another_thing() -> None:
    asked = reading("and how long?", ("return_duration", 0.30), ("asylum_procedure_steps", 0.28))
    found = lean(asked, "asylum_apply")
    assert found.candidates[0].intent == "asylum_procedure_steps"


def test_a_clear_new_question_is_not_hijacked() -> None:
    asked = reading("and where is fedasil?", ("contact_fedasil", 0.95), ("return_apply", 0.02), kind="answer")
    assert asked.follow_up
    assert lean(asked, "return_apply") == asked.decision


def test_a_question_that_does_not_lean_is_left_alone() -> None:
    asked = reading("how do i ask for asylum", ("asylum_apply", 0.40), ("return_apply", 0.38))
    assert lean(asked, "return_what") == asked.decision


def test_a_topic_without_likely_siblings_changes_nothing() -> None:
    asked = reading("and how much?", ("daily_visa", 0.5), ("return_money", 0.01))
    assert lean(asked, "return_apply") == asked.decision


@pytest.mark.parametrize("last", [None, "chat_greeting", "safety_violence"])
def test_nothing_small_talk_and_danger_are_not_leaned_on(last: str | None) -> None:
    asked = reading("and how long?", ("return_duration", 0.3), ("chat_greeting", 0.2), ("safety_violence", 0.2))
    assert lean(asked, last) == asked.decision


def test_the_prior_never_removes_a_candidate() -> None:
    asked = reading("and how long?", ("asylum_procedure_steps", 0.30), ("return_duration", 0.28), ("daily_bank", 0.05))
    found = lean(asked, "return_apply")
    assert {c.intent for c in found.candidates} == {c.intent for c in asked.decision.candidates}
    assert sum(c.confidence for c in found.candidates) <= 1.0


def test_nothing_known_stays_nothing_known() -> None:
    asked = Reading("why?", Triage("none"), LanguageGuess(None), Decision("unknown", ()), follow_up=True)
    assert lean(asked, "return_apply") == Decision("unknown", ())
