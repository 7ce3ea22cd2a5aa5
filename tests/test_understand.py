"""One reading of one text: built from a library, never raising, bounded, remembered; countries that are not ours."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Library, load
from bot.matching import Matcher, Understanding
from bot.matching.elsewhere import elsewhere
from bot.matching.understand import MOST_READ, examples_of
from bot.messages import Candidate, Decision
from tests.worlds import small_world


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load(small_world(tmp_path_factory.mktemp("world")))


@pytest.fixture(scope="module")
def understanding(library: Library) -> Understanding:
    return Understanding.train(library)


def test_it_is_ready_in_seconds_and_already_answers(library: Library) -> None:
    quick = Understanding.quick(library)
    assert quick.read("how to appeal").decision.candidates[0].intent == "asylum_appeal"
    assert quick.read("call an ambulance").triage.level != "none"


def test_a_question_is_understood(understanding: Understanding) -> None:
    found = understanding.read("i want to appeal my negative decision")
    assert found.decision.top is not None
    assert (found.decision.kind, found.decision.top.intent) == ("answer", "asylum_appeal")
    assert found.language.language == "en"
    assert found.triage.level != "hard"


def test_a_case_is_told_with_its_intent(understanding: Understanding) -> None:
    top = understanding.read("my boss did not pay me").decision.candidates[0]
    assert (top.intent, top.case) == ("asylum_work", "unpaid")


def test_negatives_of_the_library_are_learned(library: Library) -> None:
    intents = {example.intent for example in examples_of(library)}
    assert {"asylum_appeal", "asylum_work/unpaid", "safety_emergency", "none"} <= intents
    assert any(example.text == "dying of hunger lol" and example.intent == "none" for example in examples_of(library))


def test_danger_comes_with_every_reading(understanding: Understanding) -> None:
    found = understanding.read("how to appeal? i want to die")
    assert (found.triage.level, found.triage.intent) in (("hard", "safety_suicide"), ("soft", "safety_suicide"))


def test_a_second_question_is_kept(understanding: Understanding) -> None:
    found = understanding.read("I want to appeal my negative decision. Also, no salary since two months.")
    asked = {decision.top.intent for decision in (found.decision, found.second) if decision and decision.top}
    assert asked == {"asylum_appeal", "asylum_work"}


def test_one_question_has_no_second(understanding: Understanding) -> None:
    assert understanding.read("i want to appeal my negative decision").second is None


def test_a_follow_up_is_marked(understanding: Understanding) -> None:
    assert understanding.read("and how long?").follow_up
    assert not understanding.read("i want to appeal my negative decision").follow_up


def test_whatever_breaks_gives_the_soft_card_and_no_answer(library: Library) -> None:
    class Broken(Matcher):
        def match(self, text: str, language: str | None = None) -> Decision:
            raise RuntimeError(text)

    whole = Understanding.quick(library)
    matcher = whole.matcher
    broken = Understanding(
        Broken(matcher.model, matcher.phrases, matcher.calibrated), danger=whole.danger, evidence=None, digest=""
    )
    found = broken.read("how to appeal")
    assert (found.triage.level, found.decision.kind) == ("soft", "unknown")


def test_a_text_is_read_once_and_remembered(understanding: Understanding) -> None:
    assert understanding.read("how to appeal please") is understanding.read("how to appeal please")


def test_many_threads_may_ask(understanding: Understanding) -> None:
    texts = [f"how to appeal number {number % 7}" for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(understanding.read, texts))
    assert [reading.text for reading in found] == texts


# ------------------------------------------------------------------------------- the cache


def test_what_was_learned_is_used_again(library: Library, tmp_path: Path) -> None:
    first = Understanding.train(library, cache=tmp_path)
    said: list[str] = []
    again = Understanding.train(library, cache=tmp_path, progress=lambda what, done, total: said.append(what))
    assert "training" not in said
    assert again.read("how to appeal") == first.read("how to appeal")


def test_a_corrupt_or_foreign_cache_is_learned_again(
    library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = Understanding.train(library, cache=tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for path in files:
        path.write_bytes(b"not what it was")
    again = Understanding.train(library, cache=tmp_path)
    assert again.read("how to appeal").decision == first.read("how to appeal").decision
    assert "learned again" in caplog.text


# ------------------------------------------------------------------------------- hostile texts


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.characters(), max_size=300))
def test_any_text_is_read(understanding: Understanding, text: str) -> None:
    found = understanding.read(text)
    assert found.decision.kind in ("answer", "suggest", "unknown")
    assert found.triage.level in ("none", "soft", "hard")


@pytest.mark.parametrize(
    "text",
    [
        *("\ud800", "\udfff\ud800 x", "\0\0", "👍👨\u200d👩\u200d👧", "12345 67890", "a", "?", " ", "\u202e\u2066abc"),
        *("\u0456" * 50 + "i" * 50, "\ufdfa" * 100, "a\u0301" * 500, "؟؟؟", "\n" * 1000),
    ],
)  # fmt: skip
def test_strange_texts_are_read(understanding: Understanding, text: str) -> None:
    assert understanding.read(text).decision.kind in ("answer", "suggest", "unknown")


@pytest.mark.parametrize("text", ["x" * 100_000, "help " * 20_000, "؟ " * 50_000, "كيف " * 25_000, "a. " * 33_000])
def test_a_hundred_thousand_characters_take_bounded_time(understanding: Understanding, text: str) -> None:
    started = time.perf_counter()
    found = understanding.read(text)
    assert time.perf_counter() - started < 2.0
    assert len(found.text) <= MOST_READ


# ------------------------------------------------------------------------------- other countries

UNKNOWN = Decision("unknown", ())


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("how do i ask for asylum in germany", "DE"),
        ("visa for canada how much", "CA"),
        ("demander un titre de séjour en France à la préfecture", "FR"),
        ("كيف بقدم لجوء بالمانيا", "DE"),
        ("پناهندگی در سوئد چطور است", "SE"),
        ("asiel aanvragen in nederland", "NL"),
        ("убежище в Германия", "DE"),
    ],
)
def test_another_countrys_procedure_is_named(text: str, country: str) -> None:
    assert elsewhere(text, UNKNOWN) == country


@pytest.mark.parametrize(
    "text",
    [
        "my fingerprints are in italy, i asked asylum in belgium",
        "i want to go back to iraq",
        "visa morocco",
        "how do i ask for asylum",
        "asylum in luxembourg",
        "my brother is in germany",
        "بصمتي بايطاليا وقدمت لجوء ببلجيكا",
        "germany or france, where is asylum better",
        "het huis van oma",
    ],
)
def test_a_country_on_the_way_is_not_elsewhere(text: str) -> None:
    assert elsewhere(text, UNKNOWN) is None


def test_what_the_matcher_knows_as_ours_is_ours() -> None:
    known = Decision("answer", (Candidate("asylum_protected_elsewhere", 0.9),))
    assert elsewhere("refugee in greece can i stay", known) is None


@given(st.text(st.characters(), max_size=200))
def test_countries_are_looked_for_in_any_text(text: str) -> None:
    elsewhere(text, UNKNOWN)
