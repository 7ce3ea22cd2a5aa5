"""What a person meets at the edges: a discreet chat, the other country, long menus, offices, ages, drafts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.content import Library, load
from bot.dialogue import menus, places
from bot.dialogue.wording import TEXTS
from bot.messages import Session, Text, Triage
from tests.shape import assert_valid
from tests.talk import Talk, reading
from tests.worlds import library, small_world

FIRE = Triage("hard", "safety_emergency", confidence=0.99)


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


# --------------------------------------------------------------------------- discreet


def test_a_discreet_chat_shows_a_neutral_line_and_covers_the_rest(talk: Talk) -> None:
    talk.command("hide").press("Cover my messages")
    assert "neutral" in talk.text and "buttons" in talk.text
    talk.say("appeal", "asylum_appeal")
    first, _, rest = talk.replies[0].html.partition("\n")
    assert first == "There is a message for you."
    assert rest.startswith("<tg-spoiler>") and rest.endswith("</tg-spoiler>")
    talk.command("privacy").press("Show messages openly").say("appeal", "asylum_appeal")
    assert "tg-spoiler" not in talk.replies[0].html


def test_the_numbers_of_a_card_are_never_covered(talk: Talk) -> None:
    talk.payload("1:discreet:on").say("fire", read=reading("fire", triage=FIRE))
    assert "tg-spoiler" not in talk.replies[0].html and "📞 112" in talk.text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_long_discreet_texts_stay_within_the_limits(language: str) -> None:
    talk = Talk(library(), session=Session(language=language, language_chosen=True, discreet=True))
    for intent in library().intents:
        talk.wait(minutes=1).payload(f"1:ask:{intent}")
        assert_valid(talk.turn)


def test_a_forged_discreet_button_changes_nothing(talk: Talk) -> None:
    talk.payload("1:discreet:maybe")
    assert "button is old" in talk.text and not talk.session.discreet


# --------------------------------------------------------------------------- countries and contacts


def test_luxembourg_gets_its_own_answer_or_an_honest_word_that_there_is_none(real: Talk) -> None:
    real.session = Session(language="en", language_chosen=True, country="LU")
    real.payload("1:ask:asylum_negative")
    assert "what I have for your country" in real.text and "Luxembourg" in real.text.split("You ask:")[1]
    real.payload("1:ask:contact_fedasil")
    assert "This answer is about Belgium. I have none for Luxembourg." in real.text
    real.session = Session(language="en", language_chosen=True, country="BE")
    real.payload("1:ask:luxembourg_asylum")
    assert "This answer is about Luxembourg. I have none for Belgium." in real.text


def test_people_who_answer_are_here_and_have_a_telephone(real: Talk) -> None:
    real.payload("1:human")
    assert "Afghanistan" not in real.text and "📞 +32" in real.text and "📞 +352" in real.text


def test_contacts_of_both_countries_are_shown_while_the_country_is_not_known(real: Talk) -> None:
    real.payload("1:need:domestic_violence")
    assert "+32 800 30 030" in real.text and "+352 20 60 10 60" in real.text
    assert any("Hide" in label for label in real.labels), "who looks this up may be watched"


def test_what_cannot_be_a_need_is_neither_shown_nor_counted(talk: Talk) -> None:
    for payload in ("1:need:0470123456", "1:near:0470123456", "1:town:0470123456:ghent"):
        talk.payload(payload)
        assert talk.events == ["stale_button"] and talk.session.waiting_for is None


def test_the_source_button_opens_the_source_that_the_date_is_of(real: Talk) -> None:
    for intent in library().intents.values():
        if intent.sources and not intent.crisis:
            real.wait(minutes=1).payload(f"1:orig:{intent.id}")
            assert any(button.url == intent.sources[0].url for button in real.buttons)


# --------------------------------------------------------------------------- menus


@pytest.mark.parametrize("language", list(library().languages))
def test_every_menu_is_one_screen_and_every_intent_is_on_one(language: str) -> None:
    talk = Talk(library(), session=Session(language=language, language_chosen=True))
    for topic in library().topics:
        wanted = {name for name in topic.intents if name in library().intents}
        page, seen = f"1:topic:{topic.id}", set[str]()
        for _ in range(4):
            talk.wait(minutes=1).payload(page)
            assert sum(len(reply.buttons) for reply in talk.replies) <= 13
            seen |= {action.split(":")[2] for action in talk.actions if action.startswith("1:ask:")}
            page = next((action for action in talk.actions if action.startswith(f"1:topic:{topic.id}:")), page)
        assert seen == wanted
    talk.command("contacts")
    assert sum(len(reply.buttons) for reply in talk.replies) <= 14


def test_a_page_that_began_with_an_intent_that_is_gone_is_the_first(real: Talk) -> None:
    first = real.payload("1:topic:asylum").labels
    assert real.payload("1:topic:asylum:asylum_gone").labels == first
    assert len(first) <= menus.MENU_ROWS + 2


def test_what_cannot_be_read_is_answered_with_112(talk: Talk) -> None:
    talk.do(Text("\u0000"), None)
    assert "112" in talk.text and talk.buttons


def test_a_file_is_warned_about_even_when_its_caption_answers_a_question(talk: Talk) -> None:
    talk.command("start", "guide-return_check")
    talk.do(Text("Belgium", caption_of="document"), reading("Belgium"))
    assert "do not send documents" in talk.text


# --------------------------------------------------------------------------- what an answer owes


def test_a_draft_says_that_nobody_approved_it_and_only_a_draft_does() -> None:
    line = library().interface("ui:draft", TEXTS["draft"], "fr")
    for intent in (one for one in library().intents.values() if not one.crisis):
        local = library().answer(intent.id, "fr")
        if local.language == "fr" and not local.notice:
            talk = Talk(library(), session=Session(language="fr", language_chosen=True))
            assert (line in talk.payload(f"1:ask:{intent.id}").text) == (local.status == "draft"), intent.id


def test_a_withdrawn_answer_is_not_shown_and_no_button_leads_in_a_circle(tmp_path: Path) -> None:
    world = load(small_world(tmp_path))
    world.withdrawn = {"intent:asylum_appeal": date(2026, 11, 20)}
    talk = Talk(world).say("appeal", "asylum_appeal")
    assert "This rule changed on 20 November 2026" in talk.text and "You have 30 days" not in talk.text
    assert "Original text" not in talk.labels, "no button to the same notice again"


def test_somebody_under_18_is_not_led_to_return_by_any_answer() -> None:
    for minor in (False, True):
        led = set[str]()
        for intent in (
            one for one in library().intents.values() if one.topic not in ("return", "contact", "luxembourg")
        ):
            talk = Talk(library(), session=Session(language="en", language_chosen=True, minor=minor))
            talk.payload(f"1:ask:{intent.id}")
            led |= {action for action in talk.actions if action.startswith("1:ask:return")}
        assert bool(led) != minor


def test_a_doubtful_guess_is_better_than_english_while_nothing_is_known(world: Library) -> None:
    short = reading("bonjour", "asylum_work", language="fr", sure=False)
    assert Talk(world).say("bonjour", read=short).replies[0].language == "fr"
    assert Talk(world, hint="ar").say("bonjour", read=short).replies[0].language != "fr", "the client's is known"


def test_a_language_that_was_taken_out_is_no_language(world: Library) -> None:
    talk = Talk(world, session=Session(language="xx", language_chosen=True)).say("appeal", "asylum_appeal")
    assert talk.replies[0].language == "en" and "24 November 2026" in talk.text


# --------------------------------------------------------------------------- the guide, the place


def test_back_in_a_guide_is_one_question_not_the_first(real: Talk) -> None:
    real.payload("1:guide:return_check").payload("1:step:return_check:country:be")
    real.payload("1:step:return_check:age:adult").payload("1:step:return_check:situation:refused")
    real.press("Back")
    assert real.session.guide is not None and real.session.guide.node == "situation"
    assert "3 of" in real.text


@pytest.mark.parametrize("need", ["legal_aid", "medical_help", "emergency_shelter"])
def test_the_nearest_stand_first(need: str) -> None:
    for town in ("be-ghent", "be-liege", "be-antwerp"):
        here = library().towns[town]
        found = places.nearest(library(), need, here.lat, here.lon)
        away = [places.distance_km(here.lat, here.lon, c.lat, c.lon or 0.0) for c in found if c.lat is not None]
        assert away == sorted(away)


def test_a_shared_position_is_used_once(real: Talk) -> None:
    real.payload("1:near:legal_aid").at(50.85, 4.35)
    assert real.session.waiting_for is None and "Brussels" in real.text
