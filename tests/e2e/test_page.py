"""The preview page as a person uses it: real clicks and real typing, in English and Arabic."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from bot.messages import Button, Command, Incoming, Position, Reading, Reply, Session, Text, Turn
from tests.conversation import Conversation, served
from tests.e2e.conftest import ARABIC_ANSWER, ARABIC_QUESTION


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def test_the_page_greets_by_itself_and_offers_languages_and_topics(page: Page) -> None:
    greeting = page.locator(".theirs")
    expect(greeting).to_have_count(1)
    expect(greeting).to_contain_text("Welcome. This is Infopoint")
    expect(greeting.get_by_role("button", name="Français")).to_be_visible()
    expect(greeting.get_by_role("button", name="Asylum")).to_be_visible()
    expect(page.locator(".mine")).to_have_count(0)


def test_a_question_in_english_is_answered_and_its_buttons_lead_on(page: Page) -> None:
    write(page, "how to appeal")
    expect(page.locator(".mine")).to_have_text("You: how to appeal")
    answer = page.locator(".theirs").nth(1)
    expect(answer).to_contain_text("You ask: How do I appeal?")
    expect(answer.locator(".bubble b").first).to_have_text("You ask: How do I appeal?")
    source = answer.get_by_role("link", name="Source")
    expect(source).to_have_attribute("href", "https://law.example/appeal")
    expect(source).to_have_attribute("rel", "noopener noreferrer")
    answer.get_by_role("button", name="Working").click()
    expect(page.locator(".theirs").nth(2)).to_contain_text("You may work after some time.")
    expect(page.get_by_role("textbox", name="Your message")).to_have_value("")


def test_a_question_in_arabic_is_answered_from_the_right(page: Page) -> None:
    page.get_by_role("combobox", name="Language").select_option(label="العربية")
    expect(page.locator(".theirs").last).to_have_attribute("dir", "rtl")
    write(page, ARABIC_QUESTION)
    answer = page.locator(".theirs").last
    expect(answer).to_contain_text(ARABIC_ANSWER)
    expect(answer).to_have_attribute("lang", "ar")
    log, theirs, mine = (page.locator(it).bounding_box() for it in ("#log", ".theirs >> nth=-1", ".mine >> nth=-1"))
    assert log and theirs and mine
    assert theirs["x"] + theirs["width"] > log["x"] + log["width"] - 20, "answers stand on the right"
    assert mine["x"] < log["x"] + 20, "what the person wrote stands on the left"
    for shown in (answer.locator(".bubble"), page.get_by_role("textbox", name="Your message")):
        assert shown.evaluate("it => getComputedStyle(it).direction") == "rtl"


def test_the_picker_follows_a_language_that_was_written(page: Page) -> None:
    write(page, "puis-je travailler")
    expect(page.locator(".theirs").last).to_contain_text("Vous pouvez travailler")
    expect(page.get_by_role("combobox", name="Language")).to_have_value("fr")


def test_did_you_mean_and_not_known_look_different(page: Page) -> None:
    write(page, "i want appeal")
    suggested = page.locator(".theirs").last
    expect(suggested).to_contain_text("Is it one of these?")
    suggested.get_by_role("button", name="How to appeal").click()
    expect(page.locator(".theirs").last).to_contain_text("How do I appeal?")
    write(page, "qqqq wwww")
    expect(page.locator(".theirs").last).to_contain_text("I do not know the answer to that.")


def test_a_menu_takes_the_place_of_the_one_that_was_pressed(page: Page) -> None:
    write(page, "/menu")
    menu = page.locator(".theirs").nth(1)
    menu.get_by_role("button", name="Asylum").click()
    expect(menu.get_by_role("button", name="How to appeal")).to_be_visible()
    expect(page.locator(".theirs")).to_have_count(2)


def test_danger_shows_the_number(page: Page) -> None:
    write(page, "help fire")
    expect(page.locator(".theirs").last).to_contain_text("📞 112")


def test_hiding_removes_what_was_shown(page: Page) -> None:
    write(page, "how to appeal")
    expect(page.locator(".theirs")).to_have_count(2)
    page.get_by_role("button", name="Commands").click()
    page.get_by_role("button", name="/hide").click()
    expect(page.locator(".theirs")).to_have_count(1)
    expect(page.locator(".mine")).to_have_count(0)
    expect(page.locator("#log")).not_to_contain_text("appeal")


def test_a_new_conversation_knows_nothing_of_the_old_one(page: Page, talk: Conversation) -> None:
    write(page, "/menu")
    page.locator(".theirs").nth(1).wait_for()
    old = talk.heard[-1].chat
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".theirs")).to_have_count(1)
    expect(page.locator(".theirs")).to_contain_text("Welcome")
    assert talk.heard[-1].chat != old


def test_a_reload_stays_in_the_same_conversation(page: Page, talk: Conversation) -> None:
    old = talk.heard[-1].chat
    page.reload()
    page.locator(".theirs").wait_for()
    assert talk.heard[-1].chat == old


def test_a_link_with_a_start_payload_leads_there(
    open_page: Callable[[str], Page], address: str, talk: Conversation
) -> None:
    page = open_page(f"{address}/?start=topic-asylum")
    expect(page.locator(".theirs")).to_have_count(2)
    assert talk.heard[-1].what == Command("start", "topic-asylum")


def test_a_command_inside_a_text_can_be_pressed(page: Page) -> None:
    page.locator(".theirs").get_by_role("button", name="/privacy").click()
    expect(page.locator(".theirs").last).to_contain_text("Nobody reads this chat")


def test_the_position_is_asked_of_the_browser(page: Page, context: BrowserContext, talk: Conversation) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 50.85, "longitude": 4.35})
    write(page, "how to appeal")
    page.get_by_role("button", name="Near me").click()
    page.get_by_role("button", name="Send my location").click()
    expect(page.locator(".theirs").last).to_contain_text("Free lawyers")
    assert talk.heard[-1].what == Position(50.85, 4.35)


def test_a_refused_position_leaves_the_typed_town(page: Page) -> None:
    write(page, "how to appeal")
    page.get_by_role("button", name="Near me").click()
    page.get_by_role("button", name="Send my location").click()
    expect(page.get_by_role("alert")).to_contain_text("Write the name of a town")


class Odd(Conversation):
    """Fails on the first try, then answers with what no reply of ours would hold."""

    failures = 0

    async def turn(self, incoming: Incoming) -> tuple[Turn, Reading | None]:
        if not isinstance(incoming.what, Text):
            return await super().turn(incoming)
        if self.failures == 0:
            self.failures += 1
            raise OSError("away")
        html = (
            '<b>bold</b> <img src="/x" onerror="alert(1)"><script>alert(2)</script><h1>big</h1>'
            '<a href="javascript:alert(3)">bad</a> <a href="https://good.example" onclick="x()">good</a>'
            "<tg-spoiler>covered <b>text</b></tg-spoiler> 1 &lt; 2"
        )
        keys = ((Button("call", phone="+3225198494"), Button("trap", url="javascript:alert(4)")),)
        return Turn((Reply(html, "", "en", buttons=keys),), Session()), None


def test_unknown_tags_become_text_and_a_failed_turn_can_be_tried_again(
    context: BrowserContext, talk: Conversation
) -> None:
    page = context.new_page()
    with served(Odd(talk.library)) as url:
        page.goto(url)
        page.locator(".theirs").wait_for()
        write(page, "hello")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("could not answer")
        expect(alert).to_contain_text("112")
        alert.get_by_role("button", name="Try again").click()
        reply = page.locator(".theirs").last
        expect(reply.locator(".bubble")).to_have_text("bold bigbad goodcovered text 1 < 2")
        assert reply.locator("img, script, h1").count() == 0
        assert [link.get_attribute("href") for link in reply.get_by_role("link").all()] == [
            "https://good.example/",
            "tel:+3225198494",
        ]
        assert reply.locator("[onclick]").count() == 0
        cover = reply.get_by_role("button", name="Covered text: press to read")
        cover.focus()
        page.keyboard.press("Enter")
        expect(reply.locator(".spoiler")).to_have_attribute("aria-expanded", "true")


def test_the_header_says_when_a_simpler_matcher_answers(context: BrowserContext, talk: Conversation) -> None:
    states = ["building"]
    with served(talk, ready=lambda: states[0]) as url:
        page = context.new_page()
        page.goto(url)
        expect(page.get_by_role("status")).to_have_text("A simpler matcher answers for now (building)")
        states[0] = "trained"
        expect(page.get_by_role("status")).to_have_text("Preview: as on the phone")
