"""The conversation: what a person meets, in which order, whatever they send."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.content import Library, load
from bot.messages import Session, Triage
from tests.talk import Talk, reading
from tests.worlds import small_world

FIRE = Triage("hard", "safety_emergency", confidence=0.99)
DOUBT = Triage("soft", "safety_emergency", confidence=0.4)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load(small_world(tmp_path_factory.mktemp("world")))


@pytest.fixture
def talk(world: Library) -> Talk:
    return Talk(world)


# --------------------------------------------------------------------------- start, menus, languages


def test_start_offers_the_clients_language_first_and_tells_the_truth(talk: Talk) -> None:
    talk.hint = "ar"
    talk.command("start")
    assert talk.labels[0] == "العربية"
    assert "/privacy" in talk.text and "machine" in talk.text
    assert "🛂 Asylum" in talk.labels


@pytest.mark.parametrize(
    ("payload", "expected"),
    [("topic-asylum", "How to appeal"), ("guide-return_check", "Belgium"), ("intent-asylum_work", "Not paid")],
)
def test_a_start_payload_leads_somewhere(talk: Talk, payload: str, expected: str) -> None:
    talk.command("start", payload)
    assert expected in talk.labels
    assert len(talk.replies) == 2


def test_a_start_payload_can_choose_the_language(talk: Talk) -> None:
    talk.command("start", "lang-fr")
    assert talk.session.language == "fr" and talk.session.language_chosen


@pytest.mark.parametrize("payload", ["", "topic-", "guide-nothing", "lang-xx", "a" * 64, "<b>", "topic-asylum; drop"])
def test_a_forged_start_payload_is_only_a_greeting(talk: Talk, payload: str) -> None:
    talk.command("start", payload)
    assert len(talk.replies) == 1 and "Infopoint" in talk.text


def test_menus_lead_down_to_every_written_intent_and_back(talk: Talk) -> None:
    talk.command("menu").press("Asylum")
    assert {"How to appeal", "Working"} <= set(talk.labels)
    talk.press("How to appeal")
    assert talk.text.startswith("You ask: How do I appeal?")
    talk.press("Topics")
    assert "🛂 Asylum" in talk.labels


def test_choosing_a_language_is_kept(talk: Talk) -> None:
    talk.command("language").press("Français")
    assert talk.session.language == "fr"
    talk.say("ok", "asylum_work", read=reading("ok", "asylum_work", language=None, sure=False))
    assert talk.replies[0].language == "fr" and "Puis-je travailler" in talk.text


# --------------------------------------------------------------------------- the language of the reply


def test_a_sure_other_language_is_answered_and_offered(talk: Talk) -> None:
    talk.session = Session(language="en", language_chosen=True)
    talk.say("puis-je travailler", read=reading("puis-je travailler", "asylum_work", language="fr"))
    assert talk.replies[0].language == "fr"
    assert talk.session.language == "en", "answering in a language does not choose it"
    talk.press("Français")
    assert talk.session.language == "fr"


def test_a_doubtful_guess_never_switches(talk: Talk) -> None:
    talk.session = Session(language="en", language_chosen=True)
    talk.say("salam", read=reading("salam", "asylum_work", language="fr", sure=False))
    assert talk.replies[0].language == "en"
    assert not any("Français" in label for label in talk.labels)


def test_a_language_that_we_do_not_speak_is_answered_in_the_nearest_and_says_so(talk: Talk) -> None:
    talk.say("ez dikarim bixebitim", read=reading("x", "asylum_work", language="ku", served=False))
    assert "Kurdî" in talk.replies[0].text
    assert "Working" in talk.text or "May I work?" in talk.text


# --------------------------------------------------------------------------- the three outcomes


def test_an_answer_opens_with_the_question_and_carries_date_source_and_contacts(talk: Talk) -> None:
    talk.say("how to appeal", "asylum_appeal")
    lines = talk.text.splitlines()
    assert lines[0] == "You ask: How do I appeal?"
    assert "You have 30 days. The date on your letter counts." in lines
    assert "1. Call a lawyer today." in lines and "2. Keep the envelope." in lines
    assert "📞 +32 2 519 84 94" in lines, "the phone stands alone on its line"
    assert any("March 2025" in line and "24 November 2026" in line for line in lines)
    assert talk.button("Source").url == "https://law.example/appeal"
    assert {"👍 It helped", "👎 It did not", "Working"} <= set(talk.labels)


def test_an_answer_past_its_review_says_so_itself(talk: Talk) -> None:
    talk.wait(days=120).say("how to appeal", "asylum_appeal")
    assert "28 February 2027" in talk.text


def test_related_questions_that_are_not_written_are_not_shown(talk: Talk) -> None:
    talk.say("how to appeal", "asylum_appeal")
    assert not any("asylum_border" in action for action in talk.actions)


def test_did_you_mean_offers_each_intent_once_and_none_of_these(talk: Talk) -> None:
    read = reading("boss", "asylum_work/unpaid", "asylum_work", "asylum_appeal", kind="suggest")
    talk.say("boss", read=read)
    assert talk.labels == ["Not paid", "How to appeal", "None of these"]
    talk.press("None of these")
    assert "No person reads this chat" in talk.text


def test_two_misses_in_a_row_show_how_to_reach_a_person(talk: Talk) -> None:
    talk.say("blah")
    assert "I do not know" in talk.text and "🛂 Asylum" in talk.labels
    talk.say("blah blah")
    assert "No person reads this chat" in talk.text and "112" in talk.text


def test_an_answer_between_resets_the_misses(talk: Talk) -> None:
    talk.say("blah").say("appeal", "asylum_appeal").say("blah")
    assert "No person reads this chat" not in talk.text


def test_another_country_is_named_and_not_answered(talk: Talk) -> None:
    talk.say("visa canada", read=reading("visa canada", "asylum_work", elsewhere="CA"))
    assert "Belgium and Luxembourg only" in talk.text and "Canada" in talk.text
    assert talk.events == ["unknown"]


def test_a_case_has_its_own_answer_and_the_intent_offers_its_cases(talk: Talk) -> None:
    talk.say("work", "asylum_work")
    assert "Not paid" in talk.labels
    talk.press("Not paid")
    assert "You can claim your wages." in talk.text


def test_a_second_question_is_a_button(talk: Talk) -> None:
    talk.say("appeal and work?", read=reading("appeal and work?", "asylum_appeal", second="asylum_work"))
    talk.press("You also asked: Working")
    assert "May I work?" in talk.text


def test_the_country_is_asked_once(talk: Talk) -> None:
    talk.say("appeal", "asylum_appeal")
    assert "This answer is about Belgium." in talk.text
    talk.say("work", "asylum_work")
    assert "This answer is about Belgium." not in talk.text


def test_votes_are_counted_without_text(talk: Talk) -> None:
    talk.say("appeal", "asylum_appeal").press("It did not")
    assert talk.event("helpful").detail == "no" and talk.event("helpful").intent == "asylum_appeal"
    assert any("person" in label.lower() for label in talk.labels)


# --------------------------------------------------------------------------- danger


def test_a_crisis_comes_before_everything_and_nothing_follows(talk: Talk) -> None:
    talk.say("fire!", read=reading("fire", "asylum_appeal", triage=FIRE))
    (card,) = talk.replies
    assert card.priority == "crisis"
    assert card.text.splitlines()[0] == "Here are numbers that help."
    assert any(line.strip() == "📞 112" for line in card.text.splitlines())
    assert "helped" not in " ".join(talk.labels)
    assert talk.labels[0].endswith("Hide this chat")
    assert talk.labels[1].startswith("You also asked")


def test_a_crisis_wins_over_an_open_guide_and_the_rate_limit(talk: Talk) -> None:
    talk.pace = 0.1
    talk.command("start", "guide-return_check")
    for _ in range(40):
        talk.say("spam", "asylum_work")
    assert talk.replies == ()
    talk.say("fire", read=reading("fire", triage=FIRE))
    assert talk.events == ["crisis_card"]
    talk.command("emergency")
    assert talk.events == ["crisis_card"] and "112" in talk.text


def test_a_doubtful_case_shows_the_soft_card_above_the_answer(talk: Talk) -> None:
    talk.say("appeal", read=reading("appeal", "asylum_appeal", triage=DOUBT))
    soft, answer = talk.replies
    assert "Are you in danger now?" in soft.text and "112" in soft.text
    assert answer.text.startswith("You ask:")
    talk.press("Yes")
    assert talk.replies[0].priority == "crisis" and "Here are numbers" in talk.text


@pytest.mark.parametrize(("label", "expected"), [("No", "Your question is below"), ("Not sure", "talk to somebody")])
def test_every_answer_to_the_soft_card_ends_somewhere_good(talk: Talk, label: str, expected: str) -> None:
    talk.say("appeal", read=reading("appeal", "asylum_appeal", triage=DOUBT)).press(label)
    assert expected in talk.text and talk.buttons


def test_an_unapproved_card_stands_under_plain_numbers(talk: Talk) -> None:
    talk.session = Session(language="ar", language_chosen=True)
    talk.say("حريق", read=reading("حريق", triage=FIRE, language="ar"))
    assert "🆘 \u2068112\u2069" in talk.text, "isolated, so that it does not turn the Arabic about it"


def test_an_edited_message_is_no_new_question_but_is_triaged(talk: Talk) -> None:
    talk.say("appeal", "asylum_appeal", edited=True)
    assert "changed a message" in talk.text
    talk.say("fire", edited=True, read=reading("fire", triage=FIRE))
    assert talk.events == ["crisis_card"]


def test_a_late_message_gets_a_neutral_line_and_112_without_a_sound(talk: Talk) -> None:
    from bot.messages import Text

    talk.do(Text("he will kill me"), reading("x", triage=FIRE), age=timedelta(minutes=11))
    (reply,) = talk.replies
    assert reply.silent and "112" in reply.text and "Here are numbers" not in reply.text


def test_a_card_pressed_in_the_menu_is_the_card(talk: Talk) -> None:
    talk.command("menu").press("Safety").press("Danger now")
    assert talk.replies[0].priority == "crisis"


# --------------------------------------------------------------------------- what is no text


@pytest.mark.parametrize(
    "kind", ["voice", "photo", "document", "sticker", "contact", "poll", "live_location", "unreadable", "x"]
)
def test_nothing_is_met_with_silence_and_112_is_there(talk: Talk, kind: str) -> None:
    talk.send(kind)
    assert "112" in talk.text and talk.buttons


def test_a_caption_is_answered_and_the_file_is_warned_about(talk: Talk) -> None:
    from bot.messages import Text

    talk.do(Text("how to appeal", caption_of="document"), reading("x", "asylum_appeal"))
    assert "You ask:" in talk.text and "do not send documents" in talk.text


# --------------------------------------------------------------------------- old and forged buttons


@pytest.mark.parametrize(
    "payload",
    [
        "1:ask:gone",
        "1:topic:gone",
        "1:step:gone:a:b",
        "1:step:return_check:gone:x",
        "2:menu",
        "",
        "1:ask",
        "a" * 200,
        "1:ask:é",
        "1:soft:asylum_work:yes",
        "1:lang:xx",
        "1:country:FR",
    ],
)
def test_a_target_that_is_gone_says_so_and_shows_the_menu(talk: Talk, payload: str) -> None:
    talk.payload(payload)
    assert "button is old" in talk.text and "🛂 Asylum" in talk.labels


# --------------------------------------------------------------------------- hiding, forgetting, waiting


def test_hide_asks_the_shell_to_delete_and_says_what_stays(talk: Talk) -> None:
    talk.command("hide")
    assert talk.events == ["hide"] and "delete the chat yourself" in talk.text


def test_forget_asks_first_and_then_remembers_nothing(talk: Talk) -> None:
    talk.command("language").press("Français").command("forget")
    assert talk.session.language == "fr"
    talk.press("Yes, erase")
    assert talk.events == ["forget"] and talk.session == Session(last_use=talk.session.last_use)


def test_after_thirty_days_everything_is_forgotten(talk: Talk) -> None:
    talk.command("language").press("Français").wait(days=31).command("menu")
    assert talk.session.language is None


def test_the_flood_is_answered_politely_once(talk: Talk) -> None:
    talk.pace = 0.1
    texts = [talk.say("hello", "asylum_work").text for _ in range(60)]
    assert len([text for text in texts if "wait a minute" in text]) == 1
    talk.wait(minutes=2).say("hello", "asylum_work")
    assert "May I work?" in talk.text


def test_return_has_an_equal_way_to_a_lawyer(tmp_path: Path) -> None:
    from tests.worlds import library

    talk = Talk(library())
    talk.command("return")
    assert talk.actions[0] == "1:ask:asylum_lawyer"
    assert "change your mind" in talk.text
    talk.command("lawyer")
    assert talk.event("answered").intent == "asylum_lawyer"
