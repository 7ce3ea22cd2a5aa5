"""Replies go out: refused shapes, limits, floods, blocked chats, order, lateness."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.channels.telegram import Pace, keyboards, sender
from bot.content import load
from bot.messages import Button, Event, Reply, Turn
from tests.botapi import Person
from tests.service import Service, live
from tests.worlds import small_world


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "_pause", lambda parcel: 0.05)


def reply(html: str, **more: object) -> Reply:
    return Reply(html=html, text=f"plain {html}", language="en", **more)  # type: ignore[arg-type]


async def post(bot: Service, person: Person, *replies: Reply) -> None:
    """Replies into the outbox, as a turn would put them there."""
    key = bot.store.vault.chat_key("telegram", str(person.id))
    async with bot.store.step(key) as step:
        step.finish(Turn(replies, step.session, (Event("other"),)), address=str(person.id))


async def test_html_that_telegram_refuses_arrives_as_plain_text(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        button = ((Button("Topics", action="1:menu"),),)
        await post(bot, ann, reply("<b>not closed", buttons=button), reply("fine"))
        broken, fine = await ann.hears(2)
        assert (broken.text, broken.labels) == ("plain <b>not closed", ["Topics"])
        assert fine.text == "fine"


async def test_a_text_that_is_too_long_even_as_plain_arrives_in_pieces(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        await post(bot, ann, reply("🦊" * 5000, buttons=((Button("Topics", action="1:menu"),),)))
        pieces = await ann.hears(3)
        assert "".join(one.text for one in pieces) == ("plain " + "🦊" * 5000)
        assert [one.labels for one in pieces] == [[], [], ["Topics"]]


async def test_a_long_answer_is_split_and_its_buttons_hang_on_the_last_piece(tmp_path: Path) -> None:
    file = small_world(tmp_path / "content") / "intents/asylum/asylum_appeal.yaml"
    step = "    - " + "A long step with many words in it. " * 8 + "\n"
    file.write_text(file.read_text("utf-8").replace("    - Keep the envelope.\n", step * 30), encoding="utf-8")
    async with live(tmp_path, library=load(tmp_path / "content")) as bot:
        ann = bot.api.person()
        ann.say("how to appeal")
        await bot.settled()
        pieces = await ann.hears(2)
        assert len(pieces) > 1 and not pieces[0].buttons and pieces[-1].buttons
        assert sum(one.text.count("A long step") for one in pieces) == 240


async def test_buttons_that_telegram_would_refuse_are_left_out_before_sending(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        buttons = (
            (Button("too long", action="1:ask:" + "x" * 59), Button("fits", action="1:ask:" + "x" * 58)),
            (Button("call", phone="112"), Button("dial", url="tel:112"), Button("site", url="https://law.example")),
        )
        await post(bot, ann, reply("text", buttons=buttons))
        (answer,) = await ann.hears()
        assert answer.labels == ["fits", "site"]
        assert len(bot.api.called("sendMessage")) == 1, "nothing was refused"


def test_more_than_a_hundred_buttons_are_cut() -> None:
    rows = tuple((Button(str(n), action="1:menu"), Button("x", action="1:menu")) for n in range(80))
    markup = keyboards.inline(rows)
    assert markup is not None and sum(map(len, markup["inline_keyboard"])) == 100


async def test_a_reply_refused_in_every_shape_is_dropped_and_the_next_arrives(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        await post(bot, ann, Reply(html=" ", text=" ", language="en"), reply("next"))
        assert [one.text for one in await ann.hears()] == ["next"]
        await bot.settled()


async def test_a_blocked_chat_is_left_alone_and_marked(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann, eve = bot.api.person(), bot.api.person()
        ann.say("/help")
        await ann.hears()
        ann.block()
        await post(bot, ann, reply("one"), reply("two"), reply("three"))
        await bot.settled()
        assert len([call for call in bot.api.called("sendMessage") if call["chat_id"] == str(ann.id)]) == 2
        assert await inactive(bot, ann)
        eve.say("how to appeal")
        await eve.hears()
        ann.chat.blocked = False
        ann.say("how to appeal")
        assert "How do I appeal?" in (await ann.hears())[-1].text
        assert not await inactive(bot, ann), "who writes again is active again"


async def inactive(bot: Service, person: Person) -> bool:
    key = bot.store.vault.chat_key("telegram", str(person.id))
    async with bot.store._transaction() as tx:
        found = await tx.connection.exec_driver_sql("SELECT inactive_at FROM sessions WHERE chat = ?", (key,))
        return found.scalar() is not None


async def test_a_flood_wait_pauses_that_chat_alone_and_keeps_its_order(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann, eve = bot.api.person(), bot.api.person()
        flood = bot.api.fail("sendMessage", status=429, retry_after=1, chat=ann.id)
        await post(bot, ann, reply("one"), reply("two"))
        await bot.api.until(lambda: flood.happened == 1)
        eve.say("how to appeal")
        await eve.hears()
        assert ann.chat.heard == []
        assert [one.text for one in await ann.hears(2)] == ["one", "two"]


@pytest.mark.parametrize("kind", ["500", "reset", "garbage", "proxy 403"])
async def test_trouble_on_the_way_is_tried_again(tmp_path: Path, impatient: None, kind: str) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        match kind:
            case "500":
                bot.api.fail("sendMessage", status=500)
            case "reset":
                bot.api.reset("sendMessage")
            case "garbage":
                bot.api.garbage("sendMessage", body=b'["not", "Telegram"]')
            case _:
                bot.api.garbage("sendMessage", body=b"<html>Forbidden", status=403)
        ann.say("how to appeal")
        (answer,) = await ann.hears()
        assert "How do I appeal?" in answer.text
        await bot.settled()
        assert not await inactive(bot, ann), "a proxy's page is not a person who blocks us"


async def test_an_answer_whose_receipt_got_lost_may_come_twice_but_in_order(tmp_path: Path, impatient: None) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        bot.api.reset("sendMessage", after=True)
        await post(bot, ann, reply("one"), reply("two"))
        assert [one.text for one in await ann.hears(3)] == ["one", "one", "two"]


async def test_a_surprise_in_the_library_neither_silences_the_chat_nor_stops_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "SURPRISES", 1)
    async with live(tmp_path) as bot:
        ann, eve = bot.api.person(), bot.api.person()
        bot.api.garbage("sendMessage", body=b'{"ok":true,"result":5}', times=2, chat=ann.id)
        await post(bot, ann, reply("one"), reply("two"))
        await bot.api.until(lambda: len(bot.api.called("sendMessage")) == 1)
        await post(bot, eve, reply("hello"))
        assert [one.text for one in await ann.hears()] == ["two"]
        await eve.hears()


async def test_a_crisis_leaves_before_everything_that_waits(tmp_path: Path) -> None:
    async with live(tmp_path, pace=Pace(per_second=20, burst=2, chat_seconds=0.0)) as bot:
        many = [bot.api.person() for _ in range(20)]
        await asyncio.gather(*(post(bot, one, reply("an answer")) for one in many))
        eve = bot.api.person()
        await post(bot, eve, reply("here are numbers", priority="crisis"))
        before = len(bot.api.called("sendMessage"))
        await eve.hears()
        told = [call["chat_id"] for call in bot.api.called("sendMessage")]
        assert before < 10, "most of them were still waiting"
        assert told.index(str(eve.id)) <= before + 4, "it overtook all but those who were leaving already"
        await bot.settled()
        assert all(one.chat.heard for one in many)


async def test_the_pace_over_all_and_a_chat_is_kept(tmp_path: Path) -> None:
    pace = Pace(per_second=50, burst=3, chat_seconds=0.15)
    async with live(tmp_path, pace=pace) as bot:
        ann = bot.api.person()
        await bot.api.until(lambda: bool(bot.api.called("getUpdates")))
        loop = asyncio.get_running_loop()
        began = loop.time()
        await post(bot, ann, reply("1"), reply("2"), reply("3"))
        await ann.hears(3)
        assert loop.time() - began >= 0.3, "a chat rests between two messages"
        began = loop.time()
        for _ in range(13):
            await post(bot, bot.api.person(), reply("x"))
        await bot.settled()
        assert loop.time() - began >= 0.2, "thirteen messages at fifty a second, three of them at once"


async def test_a_reply_that_leaves_late_becomes_one_neutral_line(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        bot.api.fail("sendMessage", status=429, retry_after=1)
        late = "We are back. <b>112</b>"
        await post(bot, ann, reply("danger one", late=late), reply("danger two", late=late))
        await bot.api.until(lambda: len(bot.api.called("sendMessage")) == 1)
        bot.clock.wait(minutes=11)
        (line,) = await ann.hears()
        await bot.settled()
        assert line.text == "We are back. 112" and line.silent
        assert len(ann.chat.heard) == 1, "said once"
        await post(bot, ann, reply("in time", late=late))
        assert [one.text for one in await ann.hears()] == ["in time"]


async def test_a_late_line_that_is_refused_never_shows_the_old_answer(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        bot.api.fail("sendMessage", status=429, retry_after=1)
        await post(bot, ann, reply("danger", late="<b>We are back"))
        await bot.api.until(lambda: len(bot.api.called("sendMessage")) == 1)
        bot.clock.wait(minutes=11)
        assert [one.text for one in await ann.hears()] == ["We are back"]


async def test_a_message_that_waited_too_long_is_answered_with_the_neutral_line(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("help fire", date=bot.api.seconds - 700)
        (line,) = await ann.hears()
        assert "We are back." in line.text and "112" in line.text and line.silent
