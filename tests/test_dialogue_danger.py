"""In danger: what a card ends, what never follows it, what is never held back, what is said after an outage."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.content import Library, load
from bot.messages import Command, Country, Press, Session, Text, Triage
from tests.shape import assert_valid
from tests.talk import Talk, reading
from tests.worlds import library, small_world

FIRE = Triage("hard", "safety_emergency", confidence=0.99)
DOUBT = Triage("soft", "safety_emergency", confidence=0.4)
CHILD = Triage("hard", "safety_child", "child_writes", 0.99)
OLD = timedelta(minutes=11)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load(small_world(tmp_path_factory.mktemp("world")))


@pytest.fixture
def talk(world: Library) -> Talk:
    return Talk(world)


@pytest.fixture
def real() -> Talk:
    """In English, with the real content."""
    return Talk(library(), session=Session(language="en", language_chosen=True))


# --------------------------------------------------------------------------- after a card


def test_a_card_ends_the_guide_and_no_later_text_goes_on_with_it(talk: Talk) -> None:
    talk.command("start", "guide-return_check")
    talk.say("fire", read=reading("fire", triage=FIRE)).say("appeal", "asylum_appeal")
    assert talk.session.guide is None and not any("Go on" in label for label in talk.labels)


@pytest.mark.parametrize("first", ["text", "command", "button", "soft"])
def test_no_return_answer_follows_a_card_in_the_next_minutes(real: Talk, first: str) -> None:
    match first:
        case "text":
            real.say("fire", read=reading("fire", "return_money", triage=FIRE))
        case "command":
            real.command("emergency")
        case "button":
            real.payload("1:ask:safety_violence")
        case _:
            real.payload("1:soft:safety_violence:yes")
    assert not any(action.startswith("1:ask:return") for action in real.actions)
    real.say("money to go home", "return_money")
    assert "You ask:" not in real.text and "112" in real.text
    assert not any(action.startswith("1:ask:return") for action in real.actions)
    real.say("shelter", read=reading("shelter", "daily_shelter", "return_what", kind="suggest", second="return_what"))
    assert not any(action.startswith("1:ask:return") for action in real.actions)
    real.wait(minutes=10).say("money to go home", "return_money")
    assert "You ask:" in real.text


def test_a_child_that_writes_is_treated_as_under_18_from_then_on(real: Talk) -> None:
    real.say("im 12 help", read=reading("x", triage=CHILD))
    assert real.session.minor


@pytest.mark.parametrize("payload", ["1:soft:safety_child:yes:child_writes", "1:ask:safety_child:child_writes"])
def test_so_is_one_who_comes_to_the_childs_card_by_a_button(real: Talk, payload: str) -> None:
    real.payload(payload)
    assert real.session.minor and real.replies[0].priority == "crisis"


def test_the_soft_card_leads_to_the_card_of_the_case_that_was_read(real: Talk) -> None:
    real.say("x", read=reading("x", triage=Triage("soft", "safety_violence", "sexual_violence", 0.4))).press("Yes")
    assert "0800 98 100" in real.text


def test_a_link_to_a_card_shows_the_card_alone(real: Talk) -> None:
    real.command("start", "intent-safety_suicide")
    assert [reply.priority for reply in real.replies] == ["crisis"]


def test_a_question_about_return_waits_behind_a_button_of_the_soft_card(real: Talk) -> None:
    real.say("x", read=reading("x", "return_money", triage=DOUBT))
    (card,) = real.replies
    assert card.priority == "crisis" and "1:ask:return_money" in real.actions


def test_a_doubtful_danger_is_not_followed_by_i_do_not_know(talk: Talk) -> None:
    talk.say("help", read=reading("help", triage=DOUBT))
    assert talk.events == ["soft_card"] and "I do not know" not in talk.text
    assert any("Hide" in label for label in talk.labels)


def test_an_answer_to_the_soft_card_is_counted_without_its_danger(talk: Talk) -> None:
    talk.say("help", read=reading("help", triage=DOUBT)).press("No")
    assert talk.turn.events[0].intent is None, "what is logged a turn does not name a danger"


def test_the_police_are_never_among_the_bare_numbers(real: Talk) -> None:
    real.session = Session(language="es", language_chosen=True)
    real.say("x", read=reading("x", triage=Triage("hard", "safety_violence"), language="es"))
    head = real.text.split("🇧🇪")[0]
    assert "112" in head and "0800 30 030" in head and "101" not in head and "113" not in head
    assert "📞 101" in real.text.split("🇧🇪")[1]


def test_a_line_without_known_languages_leaves_no_empty_place(real: Talk) -> None:
    real.session = Session(language="ar", language_chosen=True)
    real.say("x", read=reading("x", triage=FIRE, language="ar"))
    assert "\u2068\u2069" not in real.text and "·  ·" not in real.text


def test_languages_are_named_never_coded(real: Talk) -> None:
    real.say("x", read=reading("x", triage=Triage("hard", "safety_suicide")))
    assert "Lëtzebuergesch" in real.text and " lb" not in real.text


CARDS = [(whole.id, case) for whole in library().intents.values() if whole.crisis for case in (None, *whole.cases)]


@pytest.mark.parametrize("language", list(library().languages))
@pytest.mark.parametrize("country", ["BE", "LU", None])
def test_every_card_in_every_language_and_country(language: str, country: Country | None) -> None:
    """Neutral first, numbers alone, the police never before or without their note, nothing about return."""
    for intent, case in CARDS:
        talk = Talk(library(), session=Session(language=language, language_chosen=True, country=country))
        card = library().card(intent, language, case=case)
        read = reading("x", "return_what", triage=Triage("hard", intent, case), language=language)
        (reply,) = talk.say("x", read=read).replies
        assert_valid(talk.turn)
        lines = [line.strip("\u200f\u2068\u2069 ") for line in reply.text.splitlines()]
        assert lines[0] == card.card.lead
        numbers = [line for line in lines if line.startswith(("📞", "🆘"))]
        assert any("112" in number for number in numbers)
        police = [number for number in numbers if number.strip("📞 \u2068\u2069") in ("101", "113")]
        assert not police or (card.card.police and card.card.police in reply.text)
        assert not police or numbers[0] not in police
        assert not (police and intent == "safety_suicide")
        assert [action for action in talk.actions if "return" in action] == [] and "1:hide" in talk.actions
        assert card.card.close.split("{")[0] in reply.text
        assert all(spelled in reply.text for spelled in card.say_aloud.values())


@pytest.mark.parametrize("topic", ["safety", "health", "irregular"])
def test_every_answer_that_may_be_dangerous_to_be_seen_with_can_be_hidden(real: Talk, topic: str) -> None:
    for intent in (one for one in library().intents.values() if one.topic == topic):
        for case in (None, *intent.cases):
            real.wait(minutes=1).payload(":".join(["1:ask", intent.id, *([case] if case else [])]))
            assert "1:hide" in real.actions, intent.id


@pytest.mark.parametrize("country", ["BE", "LU", None])
def test_an_office_that_enforces_is_always_labelled_and_never_first(country: Country | None) -> None:
    offices = [contact for contact in library().contacts.values() if contact.enforcement and contact.shown]
    names = {contact.id: library().contact_name(contact.id, "en") for contact in library().contacts.values()}
    screens = [f"1:ask:{name}" for name, whole in library().intents.items() if not whole.crisis]
    screens += [f"1:need:{need}" for contact in offices for need in contact.serves]
    for screen in screens:
        talk = Talk(library(), session=Session(language="en", language_chosen=True, country=country)).payload(screen)
        lines = [line.removesuffix(" · free") for line in talk.text.splitlines()]
        shown = [line for line in lines if line in names.values()]
        for office in (contact for contact in offices if names[contact.id] in shown):
            assert "forced return" in lines[lines.index(names[office.id]) + 1]
            after = shown[shown.index(names[office.id]) :]
            assert all(name in {names[one.id] for one in offices} for name in after), (screen, office.id)


# --------------------------------------------------------------------------- the rate limit


def flooded(talk: Talk) -> Talk:
    talk.pace = 0.1
    for _ in range(40):
        talk.say("spam", "asylum_work")
    assert talk.replies == ()
    return talk


@pytest.mark.parametrize("what", [Command("hide"), Press("1:hide"), Press("1:soft:safety_emergency:yes")])
def test_what_may_be_about_danger_is_never_rate_limited(talk: Talk, what: Command | Press) -> None:
    assert flooded(talk).do(what).replies


def test_nor_is_a_doubtful_text_or_a_card_from_the_menu(talk: Talk) -> None:
    flooded(talk).say("help", read=reading("help", triage=DOUBT))
    assert "Are you in danger now?" in talk.text
    assert talk.payload("1:ask:safety_emergency").replies[0].priority == "crisis"


# --------------------------------------------------------------------------- late


def late(talk: Talk, text: str, triage: Triage | None = None) -> Talk:
    return talk.do(Text(text), reading(text, triage=triage), age=OLD)


def test_a_backlog_is_greeted_once(talk: Talk) -> None:
    assert "We are back" in late(talk, "one").text
    assert late(talk, "two").replies == () and talk.events == ["other"]
    talk.say("appeal", "asylum_appeal")
    assert "We are back" in late(talk, "three").text, "a timely message lies between: another backlog"


def test_after_a_while_it_is_said_again(talk: Talk) -> None:
    late(talk, "one").wait(minutes=11)
    assert "We are back" in late(talk, "two").text


@pytest.mark.parametrize("triage", [FIRE, DOUBT])
def test_112_is_never_missing_for_a_late_text_about_danger(talk: Talk, triage: Triage) -> None:
    late(talk, "one")
    assert "112" in late(talk, "fire", triage).text
    assert "112" in talk.do(Command("emergency"), age=OLD).text


@pytest.mark.parametrize("what", [Command("hide"), Press("1:hide")])
def test_hiding_is_done_however_late(talk: Talk, what: Command | Press) -> None:
    late(talk, "one").do(what, age=OLD)
    assert talk.events == ["hide"] and talk.replies[0].silent


def test_forgetting_is_done_however_late(talk: Talk) -> None:
    talk.command("language").press("Français").do(Press("1:forgetyes"), age=OLD)
    assert talk.events == ["forget"] and talk.session == Session()
