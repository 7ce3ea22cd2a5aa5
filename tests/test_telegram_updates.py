"""Everything that can arrive has a decided behaviour: nothing is silent that should speak, nothing crashes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Bot, User

from bot.channels.telegram import decode
from bot.channels.telegram.incoming import NoUpdateIdError, to_arrival
from tests.botapi import TOKEN
from tests.service import live
from tests.talk import NOW

LINES = {
    "voice": "I can't listen to voice messages",
    "audio": "I can't listen to voice messages",
    "video_note": "I can't listen to voice messages",
    "photo": "I can't look at pictures",
    "video": "I can't look at pictures",
    "animation": "I can't look at pictures",
    "document": "I can't open files",
    "sticker": "I can only read text",
    "contact": "I do not need anybody's phone number",
    "poll": "I can only read text",
    "dice": "I can only read text",
    "live_location": "I do not follow live locations",
}


async def test_everything_but_text_gets_an_honest_line_with_112(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        for kind, line in LINES.items():
            ann.send(kind)
            (answer,) = await ann.hears()
            assert line in answer.text and "112" in answer.text, kind


async def test_a_caption_is_read_and_documents_are_warned_of(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.send("photo", caption="how to appeal")
        answer, warning = await ann.hears(2)
        assert "How do I appeal?" in answer.text and "Please do not send documents" in warning.text
        ann.send("document", caption="help fire")
        (card,) = await ann.hears()
        assert "112" in card.text and "Here are numbers that help." in card.text


async def test_an_edited_message_is_no_new_question_but_danger_in_it_is_seen(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("hello")
        await ann.hears()
        ann.edit("how to appeal")
        assert "send it as a new message" in (await ann.hears())[0].text
        ann.edit("help fire")
        assert "Here are numbers that help." in (await ann.hears())[0].text


async def test_a_live_location_is_answered_once_and_not_at_every_step(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.send("live_location")
        await ann.hears()
        for n in range(5):
            ann.edit("", location={"latitude": 50.8 + n / 10, "longitude": 4.3, "live_period": 900})
        ann.edit("", location={"latitude": 50.8, "longitude": 4.3})  # sharing has ended
        await bot.settled()
        await ann.hears_nothing()


async def test_telegrams_own_notes_are_not_answered(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.send("pinned")
        ann.send({"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}})
        await bot.settled()
        await ann.hears_nothing(0.1)


async def test_in_a_group_only_who_speaks_to_the_bot_is_answered(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        group = bot.api.group()
        for text in ("how to appeal", "/menu", "/menu@another_bot", "ask @infopoint_test_bot2 how to appeal"):
            group.say(text)
        group.send("voice")
        await bot.settled()
        await group.hears_nothing(0.1)
        group.say("@Infopoint_Test_Bot how to appeal")
        assert "How do I appeal?" in (await group.hears())[0].text
        group.say("/menu@infopoint_test_bot")
        assert "What is it about?" in (await group.hears())[0].text
        group.reply_to_bot("boss did not pay me")
        assert "My boss does not pay" in (await group.hears())[0].text


async def test_channels_other_bots_and_unwanted_kinds_pass_in_silence(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        channel = {"id": -100900, "type": "channel", "title": "News"}
        post = {"message_id": 1, "date": bot.api.seconds, "chat": channel, "text": "how to appeal"}
        bot.api.push_raw({"update_id": 1001, "channel_post": post})
        bot.api.push_raw({"update_id": 1002, "edited_channel_post": post | {"edit_date": bot.api.seconds}})
        bot.api.push_raw({"update_id": 1003, "some_kind_of_next_year": {}})
        ann = bot.api.person()
        robot = ann.user | {"is_bot": True}
        bot.api._next_update = 1004
        ann.send({"text": "how to appeal", "from": robot})
        await bot.settled()
        assert bot.api.confirmed == 1004 and bot.api.called("sendMessage") == []


async def test_strange_texts_are_answered(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.send({"text": ""})
        assert "I can only read text" in (await ann.hears())[0].text
        strange = (
            "👍🏽❤️",
            " \n\t ",
            "\x00\x01\u202e\u200b",
            "é" * 4096,
            "x" * 10_000,
            "<b>&amp;</i>",
            "\ud83d",
            "/",
            "/9" * 40,
        )
        for text in strange:
            ann.say(text)
            (answer, *_) = await ann.hears()
            assert answer.text, text[:10]
        assert not [call for call in bot.api.called("sendMessage") if "parse_mode" not in call]


async def test_an_unknown_command_shows_what_there_is(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("/nonsense now")
        assert "I do not know this command." in (await ann.hears())[0].text


POISON: list[dict[str, Any]] = [
    {"message": {"message_id": 1, "date": 10**20, "text": "how to appeal"}},
    {"message": {"message_id": 1, "date": 1, "text": {"a": 1}}},
    {"message": {"message_id": 1, "date": "yesterday", "text": "x"}},
    {"message": {"date": 1, "text": "no id"}},
    {"message": {"message_id": 1, "date": 1, "location": {"latitude": "north", "longitude": None}}},
    {"edited_message": {"message_id": 1, "text": "no date"}},
    {"callback_query": {"id": "1", "from": 5, "message": {}}},
    {"callback_query": {"id": "1", "from": {"id": 1, "is_bot": False, "first_name": "N"}, "data": 5, "message": {}}},
]


async def test_poisoned_updates_are_set_aside_one_by_one(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        eves = [bot.api.person() for _ in POISON]
        ann = bot.api.person()
        ann.say("how to appeal")
        for n, (eve, poison) in enumerate(zip(eves, POISON, strict=True)):
            body = {kind: _at_home(content, eve.id) for kind, content in poison.items()}
            bot.api.waiting.append({"update_id": 2000 + n} | body)
        nonsense: list[Any] = [{"update_id": True}, "no update", None, [], {"update_id": 2900}]
        bot.api.waiting += nonsense
        bot.api._next_update = 3000
        ann.say("boss did not pay me")
        first, second = await ann.hears(2)
        assert "How do I appeal?" in first.text and "My boss does not pay" in second.text
        for eve, poison in zip(eves, POISON, strict=True):
            (line,) = await eve.hears()
            assert "I can only read text" in line.text and "112" in line.text, poison
        await bot.settled()
        assert bot.api.confirmed == 3000


def _at_home(content: dict[str, Any], number: int) -> dict[str, Any]:
    chat = {"id": number, "type": "private"}
    message = content.get("message")
    return content | ({"message": message | {"chat": chat}} if message is not None else {"chat": chat})


# --------------------------------------------------------------------------- anything at all

BOT = Bot(TOKEN)
BOT._bot_user = User(id=123456789, first_name="Infopoint", is_bot=True, username="infopoint_test_bot")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = ("message", "edited_message", "callback_query", "channel_post", "inline_query")
FIELDS = (
    "message_id",
    "date",
    "chat",
    "from",
    "text",
    "caption",
    "location",
    "photo",
    "voice",
    "reply_to_message",
    "edit_date",
)
CHAT = st.just({"id": 5, "type": "private"}) | st.just({"id": -5, "type": "group", "title": "g"}) | JSON
MESSAGE = st.fixed_dictionaries(
    {"message_id": st.integers(), "date": st.integers(), "chat": CHAT}, optional=dict.fromkeys(FIELDS[3:], JSON)
)
UPDATE = st.fixed_dictionaries(
    {"update_id": st.integers()},
    optional={
        name: MESSAGE | JSON | st.fixed_dictionaries({"id": JSON, "message": MESSAGE, "data": JSON}) for name in NAMES
    },
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raw=UPDATE | JSON)
def test_whatever_arrives_is_kept_readable_or_passed_over(raw: Any) -> None:
    try:
        arrival = to_arrival(raw, BOT, chat_key=lambda address: f"key of {address}", now=NOW)
    except NoUpdateIdError:
        return
    if arrival is not None and arrival.address:
        assert decode(arrival).chat == arrival.chat and int(arrival.address)
        assert len(arrival.payload) < 100_000


@given(text=st.text(st.characters(codec=None), max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_survives_the_way_into_the_inbox(text: str) -> None:
    person = {"id": 5, "is_bot": False, "first_name": "N", "language_code": "fr"}
    message = {
        "message_id": 7,
        "date": 1_790_000_000,
        "chat": {"id": 5, "type": "private"},
        "from": person,
        "text": text,
    }
    arrival = to_arrival({"update_id": 1, "message": message}, BOT, chat_key=str, now=NOW)
    assert arrival is not None
    incoming = decode(arrival)
    assert incoming.hint == "fr" and incoming.message_id == 7
    assert "first_name" not in arrival.payload


@pytest.mark.parametrize(
    "raw", [None, [], "x", {}, {"update_id": "1"}, {"update_id": True}, {"update_id": -1}, {"update_id": 2**80}]
)
def test_what_has_no_number_is_no_update(raw: Any) -> None:
    with pytest.raises(NoUpdateIdError):
        to_arrival(raw, BOT, chat_key=str, now=NOW)
