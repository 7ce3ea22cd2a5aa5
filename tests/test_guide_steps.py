"""Guides, step by step: what a press or a typed answer does, what is remembered, whom the answers lead to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.content import Library, load
from bot.dialogue.guides import read_option
from bot.messages import Session
from tests.talk import Talk, reading
from tests.worlds import library, small_world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load(small_world(tmp_path_factory.mktemp("world")))


@pytest.fixture
def talk(world: Library) -> Talk:
    return Talk(world).command("start", "guide-return_check")


# --------------------------------------------------------------------------- contacts that follow from the answers


def chosen(*steps: str) -> str:
    talk = Talk(library(), Session(language="en")).payload("1:guide:find_help")
    for step in steps:
        talk.payload(f"1:step:find_help:{step}")
    assert talk.events == ["guide_end"]
    return talk.text


def test_whom_to_ask_follows_from_the_need_and_the_place() -> None:
    brussels = chosen("place:brussels", "need:bed", "situation_bed:no_papers")
    ghent = chosen("place:flanders", "need:bed", "situation_bed:no_papers")
    assert "Samusocial" in brussels and "Ghent" not in brussels
    assert "Night shelter Ghent" in ghent and "Samusocial" not in ghent
    luxembourg = chosen("place:lu", "need_lu:lawyer", "situation_lu:papers")
    assert "Passerell" in luxembourg and "Brussels" not in luxembourg


def test_what_was_asked_before_is_not_said_to_somebody_under_18() -> None:
    text = chosen("place:brussels", "need:more", "need_more:back", "situation_back:minor")
    assert "guardian" in text and "Going back" not in text and "0800 32 745" not in text


def test_contacts_of_an_option_wait_for_the_other_answer(tmp_path: Path) -> None:
    root = small_world(tmp_path)
    file = root / "intents/guides/return_check.yaml"
    text = file.read_text("utf-8").replace(
        '"no": {label: "No", to: end_be}', '"no": {label: "No", to: end_be, contacts: {be: [be-112], lu: [be-rumour]}}'
    )
    file.write_text(text, "utf-8")
    talk = Talk(load(root)).command("start", "guide-return_check").press("Belgium").press("No")
    assert talk.text.index("Ambulance and fire") < talk.text.index("Free lawyers")
    assert "Ambulance" not in Talk(load(root)).payload("1:step:return_check:age:no").text, "nobody said where"


def test_a_guide_that_is_not_translated_says_so_at_its_end_too(world: Library) -> None:
    talk = Talk(world, Session(language="fr", language_chosen=True)).payload("1:step:return_check:age:no")
    assert talk.events == ["guide_end"] and "Français" in talk.text


def test_an_end_that_is_overdue_says_so(world: Library) -> None:
    talk = Talk(world).wait(days=400).payload("1:step:return_check:age:no")
    assert "30 November 2027" in talk.text and "⚠️" in talk.text


@pytest.mark.parametrize(
    ("node", "text", "option"),
    [
        ("procedure", "26", "annex26"),
        ("procedure", "anexe 26", "annex26"),
        ("procedure", "annex 28", None),
        ("procedure", "2", "annex26quinquies"),
        ("decision", "annex 13", "annex13"),
        ("decision", "13quinquies", "annex13quinquies"),
        ("cgrs", "inadmisible", "inadmissible"),
        ("cgrs", "admissible", None),
        ("cgrs", "ontvankelijk", None),
    ],
)
def test_a_paper_is_never_taken_for_another_one(node: str, text: str, option: str | None) -> None:
    here = library().guides["my_paper"].nodes[node]
    assert read_option(text, here, here) == option


@pytest.mark.parametrize(
    ("intent", "guide"),
    [
        ("asylum_negative", "after_refusal"),
        ("irregular_order_to_leave", "after_refusal"),
        ("asylum_papers_issued", "my_paper"),
        ("contact_fedasil", "find_help"),
        ("luxembourg_help", "find_help"),
        ("return_eligibility", "return_check"),
    ],
)
def test_an_answer_offers_its_guide_and_its_topic_offers_it_once(intent: str, guide: str) -> None:
    assert f"1:guide:{guide}" in Talk(library(), Session(language="en")).say("text", intent).actions
    page = Talk(library(), Session(language="en")).payload(f"1:topic:{library().intents[intent].topic}").actions
    assert page.count(f"1:guide:{guide}") <= 1


# --------------------------------------------------------------------------- one step after another


def test_under_18_and_alone_ends_at_once(talk: Talk) -> None:
    talk.press("Belgium").press("Yes")
    assert talk.events == ["guide_end"] and talk.session.minor
    assert "guardian" in talk.text


def test_somebody_under_18_is_not_offered_return_afterwards() -> None:
    talk = Talk(library(), Session(language="en", minor=True))
    talk.say("refused", "asylum_negative")
    assert not [action for action in talk.actions if action.startswith("1:ask:return_")]
    assert "guardian" in talk.text.split("\n\n")[1], "what matters for somebody under 18 comes first"


def test_having_a_status_is_warned_about_before_anything_else() -> None:
    talk = Talk(library(), Session(language="en")).payload("1:step:return_check:situation:recognised")
    assert "You can lose your status" in talk.text
    assert talk.events == ["guide_step"]


def test_notes_of_the_way_are_said_at_the_end() -> None:
    talk = Talk(library(), Session(language="en")).payload("1:guide:return_check")
    for step in ("country:be", "age:adult", "situation:waiting", "nationality:syria", "family:children"):
        talk.payload(f"1:step:return_check:{step}")
    talk.payload("1:step:return_check:illness:no_care").payload("1:step:return_check:document:have")
    assert "separate form" in talk.text and "Syria" in talk.text and "children" in talk.text.lower()
    assert "pregnant" not in talk.text


def test_progress_back_and_stop(talk: Talk) -> None:
    talk.press("Belgium")
    assert "2 of 2" in talk.text
    talk.press("Back")
    assert "1 of 2" in talk.text and "Where do you live?" in talk.text
    talk.press("Stop")
    assert talk.session.guide is None and "stopped" in talk.text


def test_a_stale_button_rewinds_to_its_question(talk: Talk) -> None:
    talk.press("Belgium").payload("1:step:return_check:country:lu")
    assert talk.events == ["guide_end"] and "Ask in Luxembourg." in talk.text
    assert talk.session.country == "LU"


def test_a_button_from_yesterday_still_leads_on(talk: Talk) -> None:
    talk.press("Belgium").wait(hours=25).command("menu")
    assert talk.session.guide is None, "answers lapse after a day"
    talk.payload("1:step:return_check:age:no")
    assert talk.events == ["guide_end"]


@pytest.mark.parametrize("text", ["belgium", "Belgium!", "in belgium", "1", "belgim"])
def test_a_text_is_tried_as_an_answer_first(talk: Talk, text: str) -> None:
    talk.say(text, read=reading(text, "asylum_work"))
    assert "Are you under 18" in talk.text


def test_a_new_question_is_answered_and_the_guide_stays_open(talk: Talk) -> None:
    talk.press("Belgium").say("how can i appeal my decision", "asylum_appeal")
    assert "How do I appeal?" in talk.text and talk.session.guide is not None
    talk.press("Go on")
    assert "Are you under 18" in talk.text


def test_answers_are_kept_for_a_day_and_no_longer(talk: Talk) -> None:
    talk.press("Belgium")
    assert talk.session.guide is not None and talk.session.guide.answers == (("country", "be"),)
    talk.now += timedelta(hours=24, minutes=1)
    talk.command("help")
    assert talk.session.guide is None
