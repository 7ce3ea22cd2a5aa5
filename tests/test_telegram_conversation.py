"""A conversation on Telegram: answers, buttons, edits in place, hiding, forgetting, the position."""

from __future__ import annotations

from pathlib import Path

from tests.service import live


async def test_a_question_is_answered_with_buttons_that_work(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("how to appeal")
        (answer,) = await ann.hears()
        assert "How do I appeal?" in answer.text and "You have 30 days." in answer.text
        assert "<" not in answer.text
        ann.press("Working")
        (more,) = await ann.hears()
        assert "May I work?" in more.text
        assert list(bot.api.queries.values()) == [True], "the little clock on the button is stopped"


async def test_a_menu_is_turned_in_place(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("/menu")
        (menu,) = await ann.hears()
        ann.press("Asylum")
        (topic,) = await ann.hears()
        assert topic.edited and topic.id == menu.id
        ann.press("All topics")
        (again,) = await ann.hears()
        assert (again.id, again.text) == (menu.id, menu.text)
        assert len([one for one in ann.screen if one.by_bot]) == 1


async def test_the_same_button_twice_changes_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("/menu")
        (menu,) = await ann.hears()
        ann.press_payload("1:menu", menu)
        ann.press_payload("1:menu", menu)
        await bot.settled()
        assert [one.id for one in ann.screen if one.by_bot] == [menu.id]
        assert list(bot.api.queries.values()) == [True, True]


async def test_a_menu_that_was_deleted_is_said_anew(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("/menu")
        (menu,) = await ann.hears()
        ann.screen.remove(menu)
        ann.press_payload("1:topic:asylum", menu)
        (topic,) = await ann.hears()
        assert not topic.edited and "Asylum" in topic.text


async def test_a_button_of_a_message_too_old_to_be_shown_still_works(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.press_payload("1:ask:asylum_appeal")
        (answer,) = await ann.hears()
        assert "How do I appeal?" in answer.text and not answer.edited
        ann.press_payload("1:menu")
        await ann.hears()
        assert bot.api.called("editMessageText") == [], "there is nothing that could be edited"


async def test_forged_and_broken_payloads_lead_to_the_menu(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("/menu")
        (menu,) = await ann.hears()
        for payload in ("9:ask:x", "1:ask:no_such_intent", "\x00", "x" * 300, "1:step:return_check:age:no:no", ""):
            ann.press_payload(payload, menu)
            assert "This button is old" in (await ann.hears())[0].text, payload


async def test_a_guide_is_walked_in_one_message(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("/start guide-return_check")
        question = (await ann.hears(2))[-1]
        ann.press("Belgium")
        (age,) = await ann.hears()
        assert age.id == question.id and "under 18" in age.text
        ann.press("No")
        (end,) = await ann.hears()
        assert "Fedasil decides." in end.text


async def test_hide_clears_both_sides_of_the_chat(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("help fire")
        await ann.hears()
        ann.say("how to appeal")
        await ann.hears()
        ann.press("Hide")
        await ann.hears()
        await bot.settled()
        (left,) = ann.screen
        assert left.by_bot and "I delete the messages of the last 48 hours" in left.text


async def test_hide_leaves_what_telegram_does_not_delete_and_takes_the_rest(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        for _ in range(3):
            ann.say("how to appeal")
            await ann.hears()
        await bot.settled()
        old = ann.screen[2]
        ann.screen[2] = type(old)(old.id, old.by_bot, "an old one", old.at - 49 * 3600)
        ann.say("/hide")
        await ann.hears()
        await bot.settled()
        assert [one.text[:10] for one in ann.screen] == ["an old one", "I delete t"]


async def test_a_reply_that_is_still_waiting_is_not_said_after_hide(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        slow = bot.api.hang("sendMessage", seconds=0.3)
        ann.say("how to appeal")
        await bot.api.until(lambda: slow.happened == 1)
        ann.say("boss did not pay me")
        ann.say("/hide")
        await bot.settled()
        (left,) = ann.screen
        assert "I delete the messages" in left.text
        assert not [one for one in ann.chat.heard if "My boss does not pay" in one.text]


async def test_forget_begins_anew_and_leaves_no_trace_of_the_farewell(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.say("/start lang-fr")
        await ann.hears()
        ann.say("/forget")
        await ann.hears()
        ann.press_payload("1:forgetyes", ann.screen[-1])
        await ann.hears()
        await bot.settled()
        key = bot.store.vault.chat_key("telegram", str(ann.id))
        async with bot.store.step(key) as step:
            assert step.session.language is None
        await bot.store.purge()
        for file in tmp_path.iterdir():
            assert key.encode() not in file.read_bytes(), file.name
        ann.say("/hide")
        await bot.settled()
        assert len([one for one in ann.screen if one.by_bot]) > 1, "what was shown before is not remembered"


async def test_a_reply_under_way_at_forget_is_not_remembered(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        slow = bot.api.hang("sendMessage", seconds=0.3)
        ann.say("how to appeal")
        await bot.api.until(lambda: slow.happened == 1)
        ann.press_payload("1:forgetyes")
        await bot.settled()
        assert "Erased" in ann.screen[-1].text
        key = bot.store.vault.chat_key("telegram", str(ann.id))
        async with bot.store._transaction() as tx:
            rows = await tx.connection.exec_driver_sql("SELECT count(*) FROM messages WHERE chat = ?", (key,))
            assert rows.scalar() == 0


async def test_the_position_is_asked_with_a_keyboard_that_goes_away_again(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.press_payload("1:near:legal_aid")
        asked = await ann.hears(2)
        assert asked[0].labels == ["☰ Topics"], "the way back hangs on the question"
        assert ann.keyboard == [["📍 Send my location"]]
        ann.say("Brussels")
        await ann.hears()
        await bot.settled()
        assert ann.keyboard == []
        assert "Free lawyers" in ann.screen[-1].text and ann.screen[-1].buttons
        assert [one.text for one in ann.screen].count("📍") == 0


async def test_a_shared_position_finds_the_nearest(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        ann = bot.api.person()
        ann.press_payload("1:near:legal_aid")
        await ann.hears(2)
        ann.place(50.84, 4.35)
        await bot.settled()
        assert "Free lawyers" in ann.screen[-1].text and "+3225198494" not in ann.screen[-1].labels
        for file in tmp_path.iterdir():
            assert b"50.84" not in file.read_bytes(), "coordinates are used and forgotten"


async def test_the_position_is_not_asked_where_telegram_forbids_it(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        group = bot.api.group()
        group.press_payload("1:near:legal_aid")
        (asked,) = await group.hears()
        assert "Where are you?" in asked.text and asked.labels == ["☰ Topics"]
        assert bot.api.called("sendMessage")[0].get("reply_markup", "").count("request_location") == 0


async def test_a_person_without_a_language_code_is_greeted_too(tmp_path: Path) -> None:
    async with live(tmp_path) as bot:
        bob = bot.api.person(language=None)
        bob.say("/start")
        assert "Welcome" in (await bob.hears())[0].text
        eve = bot.api.person(language="ar")
        eve.say("/start")
        assert (await eve.hears())[0].labels[0] == "العربية"
