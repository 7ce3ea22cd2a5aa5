"""An unanswered question is kept only if its author says so: redacted, without who asked, and never in danger."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.messages import Controller, House, Incoming, Kept, Press, Session, Text, Triage, Turn
from bot.store import Store
from tests.databases import Database
from tests.service import SECRET, Clock, live, world
from tests.talk import Talk, reading

QUESTION = "my name is Karim Haidari, who repairs my bicycle at +32 478 123456"
REDACTED = "my name is [name], who repairs my bicycle at [number]"
KEEP = "Keep my question"


@pytest.fixture
def talk() -> Talk:
    return Talk(world())


def _press(talk: Talk, text: str | None = QUESTION, *nearest: str, triage: Triage | None = None) -> Turn:
    read = None if text is None else reading(text, *nearest, kind="unknown", triage=triage)
    return talk.do(Press("1:keep", about=text), read).turn


def test_the_person_decides_and_only_the_redacted_words_are_kept(talk: Talk) -> None:
    talk.do(Text(QUESTION), reading(QUESTION, "asylum_work", kind="unknown"))
    assert talk.turn.keep is None, "nothing is kept meanwhile"
    assert KEEP in talk.labels[-1] and talk.replies[-1].quotes
    assert talk.event("unknown").intent == "asylum_work"
    turn = _press(talk, QUESTION, "asylum_work")
    assert turn.keep == Kept(REDACTED, "en", "asylum_work")
    assert "30 days" in talk.text and talk.events == ["kept"]


def test_after_two_misses_it_is_offered_too(talk: Talk) -> None:
    talk.say("one").say("two")
    assert KEEP in " ".join(talk.labels) and talk.replies[-1].quotes


def test_without_the_words_it_says_so(talk: Talk) -> None:
    assert _press(talk, None).keep is None
    assert "I do not have this question any more" in talk.text


def test_a_question_about_another_country_is_no_gap_of_ours(talk: Talk) -> None:
    talk.say("x", read=reading("x", elsewhere="FR"))
    assert KEEP not in " ".join(talk.labels)


def test_nothing_is_offered_or_kept_after_a_card(talk: Talk) -> None:
    talk.say("help fire", read=reading("help fire", triage=Triage("hard", "safety_emergency"))).say("hm")
    assert KEEP not in " ".join(talk.labels)
    assert _press(talk).keep is None


def test_nothing_is_offered_or_kept_after_a_soft_card(talk: Talk) -> None:
    talk.say("i am afraid", read=reading("i am afraid", triage=Triage("soft", "safety_emergency"))).wait(hours=1).say(
        "hm"
    )
    assert KEEP not in " ".join(talk.labels)
    assert _press(talk).keep is None


@pytest.mark.parametrize("level", ["soft", "hard"])
def test_a_text_with_a_sign_of_danger_is_never_kept(talk: Talk, level: str) -> None:
    assert _press(talk, triage=Triage(level, "safety_emergency")).keep is None  # type: ignore[arg-type]


def test_nothing_is_kept_from_somebody_under_18() -> None:
    talk = Talk(world(), Session(language="en", minor=True)).say("hm")
    assert KEEP not in " ".join(talk.labels)
    assert _press(talk).keep is None


def test_only_numbers_and_names_are_no_question(talk: Talk) -> None:
    assert _press(talk, "0478123456").keep is None


def test_a_crisis_is_never_named_as_the_nearest(talk: Talk) -> None:
    talk.do(Text("x"), reading("x", "safety_emergency", "asylum_work", kind="unknown"))
    assert talk.event("unknown").intent == "asylum_work"


def test_privacy_says_how_long_and_by_whom() -> None:
    talk = Talk(world(), house=House(Controller("IOM", "post@example.org", "Ms Officer", "The Authority"), 14))
    talk.command("privacy")
    for words in ("IOM", "post@example.org", "Ms Officer", "The Authority", "14 days", "48 hours", KEEP):
        assert words in talk.text
    assert "Who is responsible" not in Talk(world()).command("privacy").text


# ------------------------------------------------------------ in the store


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    store = await Store.open(database.url, SECRET, clock=Clock())
    yield store
    await store.close()


async def _keep(store: Store, chat: str, text: str) -> None:
    turn = Turn((), Session(language="en"), keep=Kept(text, "en", "asylum_work"))
    await store.take(chat, lambda step: step.finish(turn))


async def test_pressed_twice_is_kept_once_and_gone_after_the_retention(store: Store) -> None:
    await _keep(store, "a", "how do bicycles work")
    await _keep(store, "a", "how do bicycles work")
    await _keep(store, "b", "and boats")
    found = await store.kept_questions()
    assert sorted(kept.text for _, kept in found) == ["and boats", "how do bicycles work"]
    assert {day for day, _ in found} == {"2026-11-24"} and found[0][1].nearest == "asylum_work"
    clock = store._clock
    assert isinstance(clock, Clock)
    clock.wait(days=30)
    await store.purge()
    assert len(await store.kept_questions()) == 2
    clock.wait(days=1)
    await store.purge()
    assert await store.kept_questions() == []


# ------------------------------------------------------------ on the phone


async def test_on_telegram_the_answer_stands_under_the_question_and_the_press_brings_it_back(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say(QUESTION)
        (answer,) = await ann.hears()
        assert answer.answers == 1, "Telegram shows it as a reply to the person's message"
        ann.press(KEEP)
        (said,) = await ann.hears()
        assert "without you" in said.text and answer in ann.screen, "the answer stays"
        await bot.settled()
        ((day, kept),) = await bot.store.kept_questions()
        assert (date.fromisoformat(day).year, kept.text) == (2026, REDACTED)
        chat = bot.store.vault.chat_key("telegram", str(ann.id))
        with sqlite3.connect(tmp_path / "box.sqlite3") as file:
            (row,) = file.execute("SELECT * FROM kept_questions").fetchall()
        assert chat not in map(str, row) and b"bicycle" not in row[-1]


async def test_a_question_that_was_deleted_is_gone(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say(QUESTION)
        await ann.hears()
        ann.chat.delete([1], bot.api.seconds)
        ann.press(KEEP)
        (said,) = await ann.hears()
        assert "I do not have this question any more" in said.text
        await bot.settled()
        assert await bot.store.kept_questions() == []


async def test_in_a_group_nobody_keeps_another_persons_question(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        group = bot.api.group()
        group.say(f"@infopoint_test_bot {QUESTION}")
        await group.hears()
        group.user = group.user | {"id": 78}
        carrier = group.screen[-1]
        group.press_payload("1:keep", carrier, asked_by={"id": 77, "is_bot": False, "first_name": "Somebody"})
        (said,) = await group.hears()
        assert "I do not have this question any more" in said.text


async def test_the_press_of_another_button_carries_no_words(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        heard: list[Incoming] = []
        answer = bot.app.answer
        bot.app.answer = lambda incoming, *rest: heard.append(incoming) or answer(incoming, *rest)  # type: ignore[method-assign, func-returns-value]
        ann = bot.api.person()
        ann.say(QUESTION)
        await ann.hears()
        ann.press_payload("1:contacts", ann.screen[-1])
        await ann.hears()
        assert heard[-1].what == Press("1:contacts", heard[-1].what.message_id)  # type: ignore[union-attr]
