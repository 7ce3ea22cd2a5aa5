"""The preview page for everybody: keyboard, screen reader, small screens, dark rooms; and the why of an answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.test_page import write

LONG = "https://example.org/" + "averyveryverylongaddress" * 8
# Every text that is shown, with the ink and the nearest painted ground behind it.
CONTRASTS = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const ground = (it) => {
    while (it && rgba(getComputedStyle(it).backgroundColor)[3] < 255) it = it.parentElement;
    return it ? rgba(getComputedStyle(it).backgroundColor) : [255, 255, 255, 255];
  };
  const linear = (v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const texts = "h1, #status, .tool, select, .switch, .bubble, .bubble button, .key, .why *, textarea";
  const told = {};
  for (const it of document.querySelectorAll(texts)) {
    if (!it.offsetParent || !(it.textContent || it.placeholder)) continue;
    const [more, less] = [light(rgba(getComputedStyle(it).color)), light(ground(it))].sort((x, y) => y - x);
    told[it.id || it.className || it.localName] = (more + 0.05) / (less + 0.05);
  }
  return told;
}"""


def test_the_whole_conversation_works_with_the_keyboard_alone(page: Page) -> None:
    page.get_by_role("link", name="Skip to writing").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Your message")).to_be_focused()
    page.keyboard.type("/menu")
    page.keyboard.press("Enter")
    menu = page.locator(".theirs").nth(1)
    menu.wait_for()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.textContent") == "🛂 Asylum":
            break
    page.keyboard.press("Enter")
    expect(menu.get_by_role("button", name="How to appeal")).to_be_visible()
    expect(menu).to_be_focused()
    page.keyboard.press("Tab")
    expect(menu.get_by_role("button", name="How to appeal")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".theirs").last).to_contain_text("How do I appeal?")


def test_focus_is_always_visible(page: Page) -> None:
    seen = set()
    for _ in range(16):
        page.keyboard.press("Tab")
        name, ringed = page.evaluate(
            """() => {
              const it = document.activeElement;
              const shown = [it, it.nextElementSibling, it.closest(".picker")].filter(Boolean);
              const ringed = shown.some((one) => getComputedStyle(one).outlineStyle !== "none");
              return [it.id || it.textContent, ringed || it === document.body];
            }"""
        )
        assert ringed, f"no focus ring on {name}"
        seen.add(name)
    assert {"send", "new", "language", "why", "theme", "log", "Français"} <= seen


def test_a_line_break_is_written_with_shift(page: Page) -> None:
    page.get_by_role("textbox", name="Your message").focus()
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    expect(page.get_by_role("textbox", name="Your message")).to_have_value("one\ntwo")
    expect(page.locator(".mine")).to_have_count(0)


def test_a_screen_reader_is_told_what_everything_is_and_what_is_new(page: Page) -> None:
    log = page.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    for role, name in (
        ("button", "New conversation"),
        ("combobox", "Language"),
        ("switch", "Why"),
        ("button", "Colours: automatic"),
        ("button", "Commands"),
        ("textbox", "Your message"),
        ("button", "Send"),
    ):
        expect(page.get_by_role(role, name=name)).to_have_count(1)  # type: ignore[arg-type]
    write(page, "how to appeal")
    page.locator(".theirs").nth(1).wait_for()
    spoken = log.aria_snapshot()
    assert "You:" in spoken and "Infopoint:" in spoken and "how to appeal" in spoken
    assert page.locator("[aria-busy]").count() == 0
    assert page.locator("#language option").last.get_attribute("lang") == "ar"


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    write(page, LONG)
    page.locator(".theirs").nth(1).wait_for()
    write(page, "how to appeal")
    page.locator(".theirs").nth(2).wait_for()
    page.get_by_text("Why", exact=True).click()
    for box in ("html", "#log", "header", ".tools", "#composer"):
        wide = page.locator(box).evaluate("it => it.scrollWidth - it.clientWidth")
        assert wide <= 0, f"{box} is {wide} pixels too wide"
    for control in page.locator("header button, .tools select, .tools button, #composer button, textarea").all():
        found = control.bounding_box()
        assert found and found["x"] >= 0 and found["x"] + found["width"] <= width
        assert found["height"] >= 36


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.get_by_text("Why", exact=True).click()
    write(page, "help fire")
    page.locator(".theirs").nth(1).wait_for()
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 8
    assert {name: round(value, 2) for name, value in contrasts.items() if value < 4.5} == {}


def test_dark_and_light_follow_the_system_until_somebody_chooses(page: Page) -> None:
    def is_dark() -> bool:
        ground = page.locator(".phone").evaluate("it => getComputedStyle(it).backgroundColor")
        return max(map(int, re.findall(r"\d+", ground)[:3])) < 80

    page.emulate_media(color_scheme="light")
    assert not is_dark()
    page.emulate_media(color_scheme="dark")
    assert is_dark()
    page.locator("#theme").click()
    page.locator("#theme").click()
    expect(page.get_by_role("button", name="Colours: light")).to_be_visible()
    assert not is_dark()
    page.reload()
    page.locator(".theirs").wait_for()
    assert not is_dark()


def test_why_shows_what_was_matched_how_sure_and_by_which_phrase(page: Page) -> None:
    write(page, "how to appeal")
    page.locator(".theirs").nth(1).wait_for()
    panel = page.locator(".why").last
    expect(panel).to_be_hidden()
    switch = page.get_by_role("switch", name="Why")
    switch.focus()
    page.keyboard.press("Space")
    expect(panel).to_be_visible()
    best = panel.locator(".match").first
    expect(best.locator("strong")).to_have_text("asylum_appeal")
    expect(best.locator("span")).to_have_text("100 %")
    expect(best.locator("q")).to_have_text("how to appeal")
    expect(panel).to_contain_text("Why: answered · asylum_appeal")
    expect(panel).to_contain_text("no danger seen")
    write(page, "help fire")
    expect(page.locator(".why").last).to_contain_text("Triage: hard · safety_emergency · 100 % · help fire")
    page.reload()
    expect(switch).to_be_checked()


def test_the_page_asks_for_less_motion_to_be_kept_still(page: Page, context: BrowserContext) -> None:
    moving = page.evaluate("document.getAnimations().length")
    assert moving == 0
