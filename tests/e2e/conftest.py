"""A browser once a run, a page a test; whatever the page did wrong on the way fails the test.

Without Chromium these tests are skipped and say so; with CI=true that is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from bot.content import load
from tests.conversation import Conversation, served
from tests.e2e import browser as chromium
from tests.worlds import small_world

ARABIC_QUESTION = "هل يمكنني العمل"
ARABIC_ANSWER = "يمكنك العمل بعد فترة."
_ARABIC = f"""
msgctxt "intent:asylum_work:title"
msgid "May I work?"
msgstr "هل يمكنني العمل؟"

msgctxt "intent:asylum_work:button"
msgid "Working"
msgstr "العمل"

msgctxt "intent:asylum_work:situation"
msgid "You may work after some time."
msgstr "{ARABIC_ANSWER}"
"""


# While Playwright's synchronous face is open no other event loop can run in this thread: it closes with this package.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if chromium.path() is None:
        if os.environ.get("CI") == "true":
            pytest.fail(chromium.MISSING)
        pytest.skip(chromium.MISSING)
    with chromium.chromium() as started:
        yield started


@pytest.fixture(scope="package")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Conversation:
    """The small world, which here also speaks some Arabic."""
    folder = small_world(tmp_path_factory.mktemp("content"))
    work = folder / "intents/asylum/asylum_work.yaml"
    text = work.read_text(encoding="utf-8")
    work.write_text(text.replace("  fr: [puis", f"  ar: [{ARABIC_QUESTION}]\n  fr: [puis"), encoding="utf-8")
    catalogue = folder / "locales/ar/LC_MESSAGES/answers.po"
    catalogue.write_text(catalogue.read_text(encoding="utf-8") + _ARABIC, encoding="utf-8")
    return Conversation(load(folder))


@pytest.fixture(scope="package")
def address(talk: Conversation) -> Iterator[str]:
    with served(talk) as url:
        yield url


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="en-GB", viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    yield opened
    opened.close()


@pytest.fixture
def open_page(context: BrowserContext) -> Iterator[Callable[[str], Page]]:
    """Opens an address. At the end: no console message, no error, no request that left the host."""
    wrong: list[str] = []

    def opened(url: str) -> Page:
        page = context.new_page()
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on(
            "request", lambda request: None if request.url.startswith(url.split("?")[0]) else wrong.append(request.url)
        )
        page.goto(url)
        page.locator(".theirs").first.wait_for()
        return page

    yield opened
    assert wrong == []


@pytest.fixture
def page(open_page: Callable[[str], Page], address: str) -> Page:
    """The page after its greeting."""
    return open_page(address)
