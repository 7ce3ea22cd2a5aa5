"""The page's JSON over real HTTP: the same conversation as on the phone, and its manners with broken requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.preview.api import BadRequestError, read_request, to_incoming
from bot.channels.preview.server import BODY_BYTES
from bot.content import load
from bot.messages import Command, Incoming, Position, Press, Text
from tests.conversation import NOW, Conversation, client, say
from tests.worlds import ROOT, small_world

DANGER = "my friend is bleeding"


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Conversation:
    return Conversation(load(small_world(tmp_path_factory.mktemp("content"))))


@pytest.fixture(scope="module")
def page(talk: Conversation) -> Iterator[httpx.Client]:
    with client(talk) as opened:
        yield opened


# --------------------------------------------------------------------------- the conversation


def test_a_question_is_answered_with_what_was_matched(page: httpx.Client) -> None:
    answered = say(page, "asks", text="how to appeal", language_hint="en")
    assert answered["language"] == "en"
    reply = answered["replies"][0]
    assert reply["html"].startswith("<b>You ask: How do I appeal?</b>")
    assert reply["text"].startswith("You ask: How do I appeal?")
    assert reply["direction"] == "ltr"
    decision = answered["decision"]
    assert decision["kind"] == "answer"
    assert decision["triage"]["level"] == "none"
    top = decision["candidates"][0]
    assert (top["intent"], top["case"], top["phrase"]) == ("asylum_appeal", None, "how to appeal")
    assert 0.9 <= top["confidence"] <= 1
    assert answered["events"][0]["name"] == "answered"
    assert answered["hide"] is False


def test_every_button_does_exactly_one_thing(page: httpx.Client) -> None:
    buttons = [
        button
        for reply in say(page, "buttons", text="how to appeal")["replies"]
        for row in reply["buttons"]
        for button in row
    ]
    assert {frozenset(button) for button in buttons} == {frozenset({"label", "action"}), frozenset({"label", "url"})}
    assert {"label": "🔗 Source", "url": "https://law.example/appeal"} in buttons


def test_the_four_things_a_person_can_do_reach_the_core(page: httpx.Client, talk: Conversation) -> None:
    say(page, "four", text="hello there")
    say(page, "four", action="1:topic:asylum")
    say(page, "four", place={"lat": 50.85, "lon": 4})
    say(page, "four", command="/start topic-asylum")
    say(page, "four", text=" /MENU ")
    assert [incoming.what for incoming in talk.heard[-5:]] == [
        Text("hello there"),
        Press("1:topic:asylum"),
        Position(50.85, 4.0),
        Command("start", "topic-asylum"),
        Command("menu"),
    ]
    assert {incoming.at for incoming in talk.heard[-5:]} == {NOW}


def test_a_chat_of_the_page_can_never_be_a_chat_of_the_phone(page: httpx.Client, talk: Conversation) -> None:
    say(page, "123456", command="/menu")
    assert talk.heard[-1].chat == "key of page:123456"


def test_a_conversation_goes_on_and_two_do_not_mix(page: httpx.Client) -> None:
    say(page, "arabic", action="1:lang:ar")
    answered = say(page, "arabic", command="/menu")
    assert (answered["language"], answered["replies"][0]["direction"]) == ("ar", "rtl")
    assert say(page, "other", command="/menu")["language"] == "en"


def test_the_language_of_the_client_is_the_first_guess(page: httpx.Client) -> None:
    assert say(page, "hinted", command="/start", language_hint="fr-BE")["language"] == "fr"


def test_a_button_and_a_command_decide_nothing(page: httpx.Client) -> None:
    for what in ({"action": "1:menu"}, {"command": "/menu"}, {"place": {"lat": 50.85, "lon": 4.35}}):
        decision = say(page, "no text", **what)["decision"]
        assert (decision["kind"], decision["candidates"], decision["triage"]["level"]) == (None, [], "none")


def test_danger_shows_its_triage_and_the_number(page: httpx.Client) -> None:
    answered = say(page, "danger", text=DANGER)
    triage = answered["decision"]["triage"]
    assert (triage["level"], triage["intent"], triage["why"]) == ("hard", "safety_emergency", DANGER)
    assert "112" in answered["replies"][0]["text"]


def test_hide_and_erase_tell_the_page_to_clear(page: httpx.Client) -> None:
    assert say(page, "hides", command="/hide")["hide"] is True
    assert say(page, "hides", action="1:forgetyes")["hide"] is True


def test_a_menu_may_take_the_place_of_the_one_pressed_and_a_place_is_asked_for(page: httpx.Client) -> None:
    assert say(page, "menu", action="1:topic:asylum")["replies"][0]["replaces"] is True
    assert say(page, "menu", action="1:near:legal_aid")["replies"][0]["ask_position"]


@pytest.mark.parametrize("action", ["", "2:new:thing", "1:ask:gone", "x" * 1024, "1:step:a:b:c", "\x00\u202e"])
def test_forged_and_old_buttons_are_answered(page: httpx.Client, action: str) -> None:
    assert say(page, "forged", action=action)["replies"]


@pytest.mark.parametrize(
    "text", ["", "   ", "🙂" * 3000, "\x00\x1b[2J", "<script>alert(1)</script>", "\u202eabc", "{value:x}"]
)
def test_whatever_is_written_is_answered(page: httpx.Client, text: str) -> None:
    html = say(page, "odd", text=text)["replies"][0]["html"]
    assert "<script" not in html


# --------------------------------------------------------------------------- broken requests


def test_all_problems_are_told_at_once(page: httpx.Client) -> None:
    body = {"text": 1, "place": {"lat": 91, "lon": True}, "command": "menu", "colour": "red"}
    answered = page.post("/api/turn", json=body)
    assert answered.status_code == 400
    problems = answered.json()["problems"]
    assert [problem.split(":")[0] for problem in problems] == [
        "body",
        "chat",
        "text",
        "place.lat",
        "place.lon",
        "command",
        "colour",
    ]
    assert "exactly one of text, action, place, command" in problems[0]
    assert "/start topic-return" in problems[5]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"[]",
        b"null",
        b'"text"',
        b'{"chat": "a"',
        b'{"chat": "a"}',
        b'{"chat": "a", "text": null}',
        b'{"chat": "", "text": "x"}',
        b'{"chat": "a", "text": "\\ud800"}',
        b'{"chat": "a", "text": "\xff"}',
        b'{"chat": "a", "text": "x", "action": "1:menu"}',
        b'{"chat": "a", "place": {"lat": NaN, "lon": 0}}',
        b'{"chat": "a", "place": {"lat": 1e999, "lon": 0}}',
        b'{"chat": "a", "place": {"lat": "50", "lon": 0}}',
        b'{"chat": "a", "place": {"lat": 50}}',
        b'{"chat": "a", "place": [50, 4]}',
        b'{"chat": "a", "command": "/"}',
        b'{"chat": {"$ne": 1}, "text": "x"}',
        b'{"chat": "a", "text": "x", "language_hint": 7}',
        b'{"chat": "a", "text": ' + b"[" * 30_000,
    ],
)
def test_a_broken_body_is_refused_with_the_reason(page: httpx.Client, body: bytes) -> None:
    answered = page.post("/api/turn", content=body, headers={"Content-Type": "application/json"})
    assert answered.status_code == 400
    assert all(isinstance(problem, str) and problem for problem in answered.json()["problems"])
    assert say(page, "after", command="/menu")["replies"]


def test_a_body_that_is_too_long_is_refused_even_when_its_length_is_not_told(page: httpx.Client) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"chat": "a", "text": "'
        yield b"x" * BODY_BYTES
        yield b'"}'

    answered = page.post("/api/turn", content=chunks(), headers={"Content-Type": "application/json"})
    assert (answered.status_code, str(BODY_BYTES) in answered.json()["problems"][0]) == (400, True)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_plain_form_can_send_is_refused(page: httpx.Client, kind: str) -> None:
    answered = page.post("/api/turn", content=b'{"chat": "a", "text": "x"}', headers={"Content-Type": kind})
    assert (answered.status_code, "application/json" in answered.json()["problems"][0]) == (400, True)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["chat", "text", "action", "place", "command", "language_hint", "lat", "lon"])
                | st.text(),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_or_refused_in_words(raw: Any) -> None:
    try:
        request = read_request(json.dumps(raw).encode())
    except BadRequestError as error:
        assert error.problems
    else:
        assert isinstance(to_incoming(request, "key", NOW), Incoming)


# --------------------------------------------------------------------------- what is told about itself


def test_the_page_is_told_the_languages_by_their_own_names_and_the_commands(page: httpx.Client) -> None:
    told = page.get("/api/page").json()
    arabic = {"code": "ar", "endonym": "العربية", "direction": "rtl", "action": "1:lang:ar"}
    assert (told["languages"][0]["code"], told["languages"][-1]) == ("en", arabic)
    assert {"command": "/emergency", "label": "Help in danger"} in told["commands"]


def test_every_field_is_documented(page: httpx.Client) -> None:
    documented = (ROOT / "docs/preview-api.md").read_text(encoding="utf-8")

    def names(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {name for inner in value.values() for name in names(inner)}
        return {name for inner in value for name in names(inner)} if isinstance(value, list) else set()

    answers = [
        say(page, "documented", text="how to appeal"),
        page.get("/api/page").json(),
        page.get("/health/ready").json(),
    ]
    used = {name for answered in answers for name in names(answered)}
    assert {name for name in used if f"`{name}`" not in documented and f'"{name}"' not in documented} == set()
