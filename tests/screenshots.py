"""Renders the pictures of the README from the program itself: `make screenshots`.

The real content, the matcher trained on words, the preview page, a real browser. A picture whose conversation would
show something else than it is named after is an error, not a wrong picture.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect

from bot.cli import wiring
from bot.settings import read_settings
from tests.conversation import Conversation, served
from tests.e2e import browser as chromium
from tests.worlds import ROOT, library

FOLDER = ROOT / "docs/pictures"
LARGEST = 150_000  # bytes
WIDTH, HEIGHT, SCALE = 380, 740, 1.4


@dataclass(frozen=True, slots=True)
class Picture:
    """A conversation to show. A step that begins with "1:" presses the button that carries it, any other is written."""

    name: str
    steps: tuple[str, ...]
    shows: str  # what happened in the last turn, by the name of its event
    locale: str = "en-GB"
    scheme: Literal["light", "dark"] = "light"
    why: bool = False


GUIDE = ("1:step:return_check:country:be", "1:step:return_check:age:adult")
PICTURES = (
    Picture("answer-en", ("my asylum is rejected, what now?",), "answered"),
    Picture("conversation-ar", ("1:lang:ar", "كم يوم معي للطعن؟"), "answered", "ar"),
    Picture("crisis-fr", ("mon mari me frappe, j'ai peur",), "crisis card", "fr-BE"),
    Picture("did-you-mean-en", ("transfer",), "suggested"),
    Picture("guide-en", ("1:topic:return", "1:guide:return_check", *GUIDE), "guide step"),
    Picture("dark-why-en", ("who pays the ticket to go home?",), "answered", scheme="dark", why=True),
)


def render(browser: Browser, address: str, picture: Picture, folder: Path) -> Path:
    """One picture as a PNG in `folder`. AssertionError when the conversation went another way, or the file is large."""
    context = browser.new_context(
        locale=picture.locale,
        color_scheme=picture.scheme,
        viewport={"width": WIDTH, "height": HEIGHT},
        device_scale_factor=SCALE,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    for step in picture.steps:
        _take(page, step)
    told = page.locator(".why h2").last.text_content() or ""
    assert picture.shows in told, f"{picture.name} would not show `{picture.shows}`; {told}"
    if picture.why:
        page.get_by_role("switch", name="Why").check(force=True)
        page.locator("#log").evaluate("log => { log.scrollTop = log.scrollHeight }")
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    file = folder / f"{picture.name}.png"
    page.screenshot(path=file)
    context.close()
    assert file.stat().st_size <= LARGEST, f"{file.name} has {file.stat().st_size} bytes; {LARGEST} are allowed"
    return file


def _take(page: Page, step: str) -> None:
    """One turn, to its end."""
    log = page.locator("#log")
    expect(page.locator(".theirs").first).to_be_visible()
    before = log.inner_html()
    if step.startswith("1:lang:"):
        page.locator("#language").select_option(step.removeprefix("1:lang:"))
    elif step.startswith("1:"):
        page.locator(f'[data-action="{step}"]').last.click()
    else:
        page.locator("#say").fill(step)
        page.locator("#say").press("Enter")
    page.wait_for_function("before => document.getElementById('log').innerHTML !== before", arg=before)
    expect(log).not_to_have_attribute("aria-busy", "true", timeout=60_000)


def main() -> int:
    """All pictures that can be rendered; the exit code tells whether one could not."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    sys.stdout.write("Training the matcher, unless it is kept from an earlier start ...\n")
    sys.stdout.flush()
    understanding = wiring.trained(library(), read_settings(), words_only=True)
    wrong = []
    with served(Conversation(library(), understanding)) as address, chromium.chromium() as browser:
        for picture in PICTURES:
            try:
                file = render(browser, address, picture, FOLDER)
            except AssertionError as error:
                wrong.append(str(error))
            else:
                sys.stdout.write(f"{file.relative_to(ROOT)} {file.stat().st_size // 1000} kB\n")
    sys.stderr.writelines(f"{sentence}\n" for sentence in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
