"""Whatever is sent, in whatever state: never an exception, always an answer, always valid, nothing leaks."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue import respond
from bot.dialogue.payload import VERBS
from bot.messages import (
    Command,
    Country,
    Decision,
    DecisionKind,
    Incoming,
    LanguageGuess,
    OpenGuide,
    Other,
    Position,
    Press,
    Reading,
    Session,
    Text,
    Triage,
    TriageLevel,
)
from tests.shape import assert_valid
from tests.talk import NOW, reading
from tests.worlds import library

LIBRARY = library()
LANGUAGES = st.sampled_from(sorted(LIBRARY.languages))
INTENTS = st.sampled_from(sorted(LIBRARY.intents))
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)  # lone surrogates and controls too
COUNTRIES: st.SearchStrategy[Country | None] = st.sampled_from(["BE", "LU", None])
NODES = [(guide.id, node) for guide in LIBRARY.guides.values() for node in guide.nodes]
LEVELS: tuple[TriageLevel, ...] = ("none", "none", "soft", "hard")
KINDS: tuple[DecisionKind, ...] = ("answer", "suggest", "unknown")
COMMON = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    guide, node = draw(st.sampled_from([*NODES, ("gone", "gone")]))
    return Session(
        language=draw(st.one_of(st.none(), LANGUAGES)),
        country=draw(COUNTRIES),
        guide=draw(st.sampled_from([None, OpenGuide(guide, node, (), NOW)])),
        last_topic=draw(st.one_of(st.none(), INTENTS, st.just("gone"))),
        misses=draw(st.integers(0, 5)),
        waiting_for=draw(st.sampled_from([None, "town:legal_aid", "town:gone", "nonsense"])),
        minor=draw(st.booleans()),
    )


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    found = reading(draw(ANY_TEXT), *draw(st.lists(INTENTS, max_size=4, unique=True)))
    crisis = draw(st.sampled_from([name for name, intent in LIBRARY.intents.items() if intent.crisis]))
    level: TriageLevel = draw(st.sampled_from(LEVELS))
    return Reading(
        text=found.text,
        triage=Triage(level, None if level == "none" else crisis, draw(st.sampled_from([None, "missing", "gone"]))),
        language=LanguageGuess(draw(st.sampled_from(["en", "ar", "ku", "xx", None])), sure=draw(st.booleans())),
        decision=Decision(draw(st.sampled_from(KINDS)), found.decision.candidates),
        second=draw(st.sampled_from([None, found.decision])),
        elsewhere=draw(st.sampled_from([None, "CA", "??"])),
    )


@COMMON
@given(ANY_TEXT, readings(), sessions(), st.booleans(), st.one_of(st.none(), ANY_TEXT))
def test_any_text(text: str, read: Reading, session: Session, edited: bool, hint: str | None) -> None:
    turn = respond(Incoming("c", Text(text, edited=edited), NOW, hint), read, session, LIBRARY, NOW)
    assert turn.replies
    assert_valid(turn)


@COMMON
@given(
    st.one_of(
        ANY_TEXT,
        st.builds(
            lambda verb, parts: ":".join(["1", verb, *parts]),
            st.sampled_from(sorted(VERBS)),
            st.lists(
                st.one_of(INTENTS, st.sampled_from(["BE", "return_check", "country", "be", "legal_aid"])), max_size=3
            ),
        ),
    ),
    sessions(),
)
def test_any_button(payload: str, session: Session) -> None:
    turn = respond(Incoming("c", Press(payload), NOW), None, session, LIBRARY, NOW)
    assert turn.replies
    assert_valid(turn)


@COMMON
@given(
    st.one_of(
        st.builds(Command, st.one_of(st.sampled_from(["start", "menu", "hide", "emergency"]), ANY_TEXT), ANY_TEXT),
        st.builds(Other, ANY_TEXT),
        st.builds(Position, st.floats(-90, 90), st.floats(-180, 180)),
    ),
    sessions(),
    st.integers(0, 3000),
)
def test_anything_else(what: Command | Other | Position, session: Session, minutes: int) -> None:
    sent = NOW - timedelta(minutes=minutes)
    turn = respond(Incoming("c", what, sent), None, session, LIBRARY, NOW)
    assert turn.replies
    assert_valid(turn)


@given(INTENTS, LANGUAGES, COUNTRIES, st.booleans())
@settings(max_examples=400, deadline=None)
def test_every_answer_in_every_language_is_valid(
    intent: str, language: str, country: Country | None, minor: bool
) -> None:
    session = Session(language=language, country=country, minor=minor)
    turn = respond(Incoming("c", Press(f"1:ask:{intent}"), NOW), None, session, LIBRARY, NOW)
    assert_valid(turn)
    assert turn.replies[0].language in LIBRARY.chain(language)
