"""Guides: every path of every guide in every language ends in a place that says who decides and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.content import Library, load
from bot.content.models import Guide
from bot.messages import Session
from tests.talk import Talk, reading
from tests.worlds import library, small_world

Path = tuple[tuple[str, str], ...]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load(small_world(tmp_path_factory.mktemp("world")))


@pytest.fixture
def talk(world: Library) -> Talk:
    return Talk(world).command("start", "guide-return_check")


def paths(guide: Guide, node: str) -> Iterator[Path]:
    """Every way from a node to an end."""
    if guide.nodes[node].is_end:
        yield ()
        return
    for option in guide.nodes[node].options:
        for rest in paths(guide, option.to):
            yield ((node, option.id), *rest)


@pytest.mark.parametrize("guide", sorted(library().guides))
def test_every_path_ends_with_who_decides_whom_to_ask_and_a_change_of_mind(guide: str) -> None:
    known = library()
    whole = known.guides[guide]
    ends = set()
    for path in set(paths(whole, whole.start)):
        talk = Talk(known, Session(language="en", tokens=1e9)).payload(f"1:guide:{guide}")
        for node, option in path:
            talk.payload(f"1:step:{guide}:{node}:{option}")
        assert talk.events == ["guide_end"], path
        assert talk.session.guide is None
        ends.add(talk.text)
        assert "📞" in talk.text or "🌐" in talk.text, f"no contact point at the end of {path}"
        assert "1:ask:asylum_lawyer" in talk.actions
        if guide == "return_check":
            assert "change your mind until you leave" in talk.text.lower(), path
    assert len(ends) >= sum(node.is_end for node in whole.nodes.values())


@pytest.mark.parametrize("language", sorted(library().languages))
@pytest.mark.parametrize("guide", sorted(library().guides))
def test_every_node_can_be_shown_in_every_language(guide: str, language: str) -> None:
    known = library()
    for node in known.guides[guide].nodes.values():
        for option in node.options:
            talk = Talk(known, Session(language=language, language_chosen=True))
            talk.payload(f"1:step:{guide}:{node.id}:{option.id}")
            assert talk.events[0] in ("guide_step", "guide_end")
            assert talk.replies and "{" not in talk.text


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
