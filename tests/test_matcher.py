"""The matcher as its users meet it: what it answers, offers and does not know, and that nothing upsets it."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import cache as stored
from bot.matching.calibration import Calibrated
from bot.matching.matcher import EXACT, Matcher
from bot.matching.phrases import NONE, Example
from bot.matching.thresholds import Outcomes, choose
from bot.messages import Decision
from tests.phrasebook import Meanings, examples

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)


@cache
def by_words() -> Matcher:
    return Matcher.train(examples())


@cache
def by_both() -> Matcher:
    return Matcher.train(examples(), encoder=Meanings())


def some() -> list[Example]:
    """Enough to be calibrated on, few enough to be trained on in every test."""
    return [example for example in examples() if example.language != "en" or example.intent == NONE]


def first(decision: Decision) -> str:
    assert decision.top is not None
    return decision.top.intent


@pytest.mark.parametrize("matcher", [by_words, by_both])
def test_a_training_phrase_is_answered_whatever_its_case_and_marks(matcher: object) -> None:
    assert callable(matcher)
    for example in examples():
        decision = matcher().match(example.text.upper() + "!!", example.language)
        if example.intent == NONE:
            assert decision.kind == "unknown", example
        else:
            assert (decision.kind, first(decision)) == ("answer", example.intent.partition("/")[0]), example


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("how can i appeal the negative decision of my asylum", "asylum_appeal"),
        ("wich school for my childrens", "daily_school"),
        ("je n'ai pas d'abri, où dormir cette nuit", "daily_shelter"),
        ("اين اجد طبيب", "health_doctor"),
        ("wher can i slep tonigth", "daily_shelter"),
    ],
)
def test_other_words_and_typing_errors_find_the_intent(text: str, intent: str) -> None:
    assert first(by_words().match(text)) == intent


@pytest.mark.parametrize(("text", "intent"), [("a7taj tabib", "health_doctor"), ("wayn anam lyle", "daily_shelter")])
def test_romanised_arabic_is_found_among_phrases_in_arabic_letters(text: str, intent: str) -> None:
    assert first(by_words().match(text)) == intent


def test_a_case_is_told_beside_its_intent() -> None:
    top = by_words().match("my boss does not pay my salary").top
    assert top is not None
    assert (top.intent, top.case) == ("asylum_work", "unpaid")


def test_candidates_are_intents_in_order_with_the_phrase_that_explains_them() -> None:
    decision = by_words().match("can my children work at school")
    names = [candidate.intent for candidate in decision.candidates]
    chances = [candidate.confidence for candidate in decision.candidates]
    phrases = {(e.intent.partition("/")[0], e.text, e.language) for e in examples()}
    assert len(names) >= 5
    assert len(set(names)) == len(names)
    assert NONE not in names
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= chance <= 1 for chance in chances)
    assert all((c.intent, c.phrase, c.phrase_language) in phrases for c in decision.candidates)


@pytest.mark.parametrize(
    "text", ["recette de pizza aux champignons", "who won the football", "xqzt vprw", "zzzz 12 !!"]
)
def test_what_is_out_of_scope_is_not_answered(text: str) -> None:
    decision = by_words().match(text)
    assert decision.kind != "answer"
    assert len(decision.candidates) >= 5


def test_a_language_without_phrases_is_understood_through_the_encoder() -> None:
    for text, intent in (("necesito un médico", "health_doctor"), ("ich möchte zurück", "return_what"),
                         ("escuela", "daily_school")):  # fmt: skip
        assert first(by_both().match(text)) == intent


def test_the_encoder_is_asked_only_when_words_are_not_sure() -> None:
    encoder = Meanings()
    matcher = Matcher.train(examples(), encoder=encoder)
    encoder.asked.clear()
    matcher.match("Thank you so much")
    assert encoder.asked == []
    matcher.match("gracias por la escuela")
    assert encoder.asked == ["gracias por la escuela"]


def test_an_encoder_that_fails_for_a_text_leaves_the_words() -> None:
    class Failing(Meanings):
        def vectors(self, texts):  # type: ignore[no-untyped-def]
            found = super().vectors(texts)
            found[[text == "where do i sleep" for text in texts]] = np.nan
            return found

    assert first(Matcher.train(examples(), encoder=Failing()).match("where do i sleep")) == "daily_shelter"


def test_high_risk_asks_for_more_confidence() -> None:
    ordinary = by_words()
    stage = ordinary.calibrated.lexical
    limits = replace(stage.thresholds, answer=0.2, strict=0.9999)
    calibrated = Calibrated(replace(stage, thresholds=limits))
    risky = Matcher(ordinary.model, ordinary.phrases, calibrated, strict=frozenset({"daily_school"}))
    assert risky.match("is there a doctor who is free").kind == "answer"
    assert risky.match("is there a school that is free").kind == "suggest"


def test_thresholds_keep_their_promises_on_what_they_were_read_from() -> None:
    chance = np.random.default_rng(3)
    confidence = chance.random(2_000).astype(np.float32)
    outside = chance.random(2_000) < 0.2
    right = ~outside & (chance.random(2_000) < confidence)
    outcomes = Outcomes(confidence, confidence, right, right, outside)
    found = choose(outcomes, left_out=False)
    answered = confidence >= found.answer
    assert (answered & ~outside & ~right).sum() <= 0.05 * (~outside).sum()
    assert (answered & outside).sum() <= 0.04 * outside.sum()
    assert (confidence >= found.strict)[~outside & ~right].sum() <= 0.02 * (~outside).sum()
    assert found.suggest <= found.answer <= found.strict


def test_the_order_of_examples_decides_nothing() -> None:
    shuffled = examples()
    random.Random(7).shuffle(shuffled)
    other = Matcher.train(shuffled)
    for text in ("can i appeal", "where to sleep with my children", "merci docteur", "pizza"):
        assert other.match(text) == by_words().match(text)


def test_the_language_prefers_the_phrase_that_explains() -> None:
    doubled = [*examples(), Example("ok merci", "fr", "chat_thanks"), Example("OK merci", "nl", "chat_thanks")]
    matcher = Matcher.train(doubled)
    for language in ("fr", "nl"):
        top = matcher.match("ok, merci!", language).top
        assert top is not None
        assert top.phrase_language == language


def test_a_phrase_in_two_intents_is_no_exact_hit() -> None:
    both = [*examples(), Example("help me", "en", "health_doctor"), Example("help me", "en", "return_what")]
    top = Matcher.train(both).match("help me").top
    assert top is not None
    assert top.confidence < EXACT


def test_a_quick_matcher_answers_and_abstains() -> None:
    quick = Matcher.quick(examples())
    assert first(quick.match("where can i see a doctor please")) == "health_doctor"
    assert quick.match("xqzt vprw").kind != "answer"
    assert quick.match("best pizza recipe").kind == "unknown"


@pytest.mark.parametrize("few", [[], [Example("hello", "en", "chat_greeting")], [Example("pizza", "en", NONE)],
                                 [Example("!!!", "en", "chat_greeting")]])  # fmt: skip
def test_hardly_any_phrases_are_no_reason_to_fail(few: list[Example]) -> None:
    for matcher in (Matcher.train(few), Matcher.quick(few)):
        assert isinstance(matcher.match("hello there"), Decision)


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT)
def test_any_text_is_decided(text: str) -> None:
    for matcher in (by_words(), by_both()):
        decision = matcher.match(text)
        assert decision.kind in ("answer", "suggest", "unknown")
        assert all(0 <= candidate.confidence <= 1 for candidate in decision.candidates)


@pytest.mark.parametrize("text", ["a" * 100_000, "doctor " * 20_000, "\u0301" * 100_000, "ضض ض" * 30_000])
def test_a_hundred_thousand_characters_take_bounded_time(text: str) -> None:
    began = time.perf_counter()
    by_words().match(text)
    assert time.perf_counter() - began < 1.5


def test_a_matcher_comes_back_from_disk_as_it_was(tmp_path: Path) -> None:
    encoder = Meanings()
    for trained in (by_words(), Matcher.train(some(), encoder=encoder, strict=frozenset({"asylum_appeal"}))):
        stored.save(tmp_path / "matcher.npz", "key", trained)
        again = stored.load(tmp_path / "matcher.npz", "key", encoder=encoder)
        assert again is not None
        assert again.strict == trained.strict
        for text in ("can i appeal", "gracias", "je cherche une école", "pizza", "my boss does not pay"):
            assert again.match(text) == trained.match(text)


def test_a_cache_is_used_and_a_changed_phrase_makes_a_new_one(tmp_path: Path) -> None:
    encoder = Meanings()
    stored.trained(some(), folder=tmp_path, encoder=encoder)
    encoder.asked.clear()
    again = stored.trained(some(), folder=tmp_path, encoder=encoder)
    assert encoder.asked == []
    assert first(again.match("école")) == "daily_school"
    more = [*some(), Example("permis de conduire", "fr", "daily_driving")]
    changed = stored.trained(more, folder=tmp_path, encoder=encoder)
    assert encoder.asked == ["permis de conduire"]
    assert first(changed.match("permis de conduire")) == "daily_driving"


@pytest.mark.parametrize("spoil", ["torn", "foreign", "empty"])
def test_a_cache_that_cannot_be_used_is_made_anew_and_said_once(
    spoil: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    few = some()
    stored.trained(few, folder=tmp_path)
    file = tmp_path / stored.FILE
    whole = file.read_bytes()
    file.write_bytes({"torn": whole[: len(whole) // 2], "foreign": b"GIF89a" + whole[6:], "empty": b""}[spoil])
    again = stored.trained(few, folder=tmp_path)
    assert first(again.match("école")) == "daily_school"
    assert len([record for record in caplog.records if stored.FILE in record.getMessage()]) == 1
    assert file.stat().st_size > 1_000
