"""Guides: every path of every guide in every language ends in a place that says who decides and whom to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from bot.content.models import Guide, Node
from bot.dialogue.guides import read_option
from bot.messages import Session
from tests.shape import assert_valid
from tests.talk import Talk
from tests.worlds import library

Path = tuple[tuple[str, str], ...]


GUIDES = sorted(library().guides)
NAMES = {
    code: {library().contact_name(contact.id, code) for contact in library().contacts.values() if contact.shown}
    for code in library().languages
}


@dataclass(frozen=True)
class Stop:
    """A screen of a guide: how one came there, and the conversation at that moment."""

    path: Path
    node: Node
    talk: Talk


def walk(guide: Guide, language: str) -> Iterator[Stop]:
    """Every screen on every path, each way once."""
    first = Talk(library(), Session(language=language, language_chosen=True, tokens=1e9))
    waiting = [Stop((), guide.nodes[guide.start], first.payload(f"1:guide:{guide.id}"))]
    while waiting:
        here = waiting.pop()
        yield here
        for option in here.node.options:
            talk = Talk(library(), here.talk.session).payload(f"1:step:{guide.id}:{here.node.id}:{option.id}")
            waiting.append(Stop((*here.path, (here.node.id, option.id)), guide.nodes[option.to], talk))


@cache
def in_english(name: str) -> tuple[Stop, ...]:
    return tuple(walk(library().guides[name], "en"))


def opening(text: str) -> str:
    """The first words of staff's text as they stand on a screen."""
    return re.split(r"[{\[]", text.replace("**", ""))[0].strip()


def minor(guide: Guide, path: Path) -> bool:
    return any(o.sets.get("minor") for node, name in path for o in guide.nodes[node].options if o.id == name)


@pytest.mark.parametrize("language", sorted(library().languages))
@pytest.mark.parametrize("name", GUIDES)
def test_every_path_in_every_language_ends_with_who_decides_and_whom_to_ask(name: str, language: str) -> None:
    guide, local = library().guides[name], library().guide(name, language)
    reached, heads = set(), set()
    for stop in walk(guide, language):
        assert_valid(stop.talk.turn)
        if local.language != language:
            assert library().languages[language].endonym in stop.talk.text, (
                f"{stop.path} hides that it is not translated"
            )
        end = local.guide.nodes[stop.node.id].end
        if end is None:
            assert stop.talk.events == ["guide_step"] and f"1:stop:{name}" in stop.talk.actions
            continue
        reached.add(stop.node.id)
        heads.add(stop.talk.text)
        assert stop.talk.events == ["guide_end"] and stop.talk.session.guide is None
        assert opening(end.situation) in stop.talk.text and opening(end.who) in stop.talk.text, stop.path
        assert any(contact in stop.talk.text for contact in NAMES[local.language]), f"nobody to ask after {stop.path}"
        assert {"1:ask:asylum_lawyer", f"1:guide:{name}", "1:hide"} <= set(stop.talk.actions)
        assert stop.talk.session.minor == minor(guide, stop.path)
        assert len(stop.talk.replies) <= 2, f"{stop.path} is a wall of text"
    assert reached == {node.id for node in guide.nodes.values() if node.is_end} and len(heads) >= len(reached)


@pytest.mark.parametrize("name", GUIDES)
def test_one_can_go_back_or_stop_at_every_question(name: str) -> None:
    for stop in in_english(name):
        if stop.node.is_end:
            continue
        assert ("Back" in " ".join(stop.talk.labels)) == bool(stop.path), stop.path
        if stop.path:
            back = Talk(library(), stop.talk.session).payload(f"1:back:{name}:{stop.node.id}")
            assert back.session.guide is not None
            assert (back.session.guide.node, back.session.guide.answers) == (stop.path[-1][0], stop.path[:-1])
        stopped = Talk(library(), stop.talk.session).payload(f"1:stop:{name}")
        assert stopped.session.guide is None and "stopped" in stopped.text


@pytest.mark.parametrize("name", GUIDES)
def test_a_question_fits_a_screen_and_each_of_its_answers_can_be_typed(name: str) -> None:
    for node in library().guides[name].nodes.values():
        assert len(node.options) <= 8
        for option in node.options:
            assert len(option.label) <= 40, option.label
            for phrase in (phrase for group in option.phrases.values() for phrase in group):
                assert read_option(phrase, node, node) == option.id, f"`{phrase}` is not taken for {option.id}"


@pytest.mark.parametrize("name", GUIDES)
def test_somebody_under_18_ends_at_a_guardian_and_nowhere_near_a_return(name: str) -> None:
    guide, known = library().guides[name], library()
    for stop in in_english(name):
        if stop.node.is_end and minor(guide, stop.path):
            assert "guardian" in stop.talk.text, stop.path
            returning = [c for c in known.contacts.values() if "voluntary_return" in c.serves]
            assert not [c.id for c in returning if known.contact_name(c.id, "en") in stop.talk.text], stop.path
            assert not [action for action in stop.talk.actions if action.startswith("1:ask:return_")]


def test_going_back_is_never_said_without_the_change_of_mind() -> None:
    for name in GUIDES:
        for stop in in_english(name):
            text = stop.talk.text.casefold()
            if stop.node.is_end and (name == "return_check" or "going back" in text or "return desk" in text):
                assert "change your mind until you leave" in text, (name, stop.path)


def test_after_a_refusal_the_lawyer_comes_before_everything_and_return_last() -> None:
    for stop in in_english("after_refusal"):
        text = stop.talk.text.casefold()
        if not stop.path:
            assert "call a lawyer today" in text
        if "going back by choice" in text:
            last = text.index("going back by choice")
            assert text.index("lawyer") < last
            assert min(text.find(word) for word in ("appeal", "tribunal") if word in text) < last
            assert text.index("another ground to stay") < last
        if stop.node.is_end and stop.node.id != "end_elsewhere":
            assert "your letter counts" in text or "envelope" in text, stop.path


@pytest.mark.parametrize("language", sorted(library().languages))
@pytest.mark.parametrize("guide", GUIDES)
def test_an_old_button_of_any_node_still_leads_on(guide: str, language: str) -> None:
    known = library()
    for node in known.guides[guide].nodes.values():
        for option in node.options:
            talk = Talk(known, Session(language=language, language_chosen=True))
            talk.payload(f"1:step:{guide}:{node.id}:{option.id}")
            assert talk.events[0] in ("guide_step", "guide_end")
            assert talk.replies and "{" not in talk.text
