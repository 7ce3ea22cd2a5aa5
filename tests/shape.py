"""What every reply must be, whatever was asked: valid Telegram HTML in Telegram's limits, right in its direction."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from bot.dialogue import payload
from bot.dialogue.limits import MESSAGE_UNITS, units
from bot.messages import Reply, Turn

ALLOWED = {"b", "i", "a", "tg-spoiler", "u", "s", "code"}
RTL_FIRST = re.compile("^[\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
BRACES = re.compile(r"\{[a-z_]+(:[^}]*)?\}")


class _Strict(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, f"<{tag}> is not Telegram's"
        assert tag == "a" or not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_entityref(self, name: str) -> None:
        assert name in ("lt", "gt", "amp", "quot"), f"&{name}; is not Telegram's"

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")


def assert_valid(turn: Turn) -> None:
    for reply in turn.replies:
        assert_valid_reply(reply)


def assert_valid_reply(reply: Reply) -> None:
    parser = _Strict()
    parser.feed(reply.html)
    parser.close()
    assert not parser.open, f"left open: {parser.open}"
    assert reply.text.strip(), "an empty reply"
    assert units(reply.html) <= MESSAGE_UNITS
    assert not BRACES.search(reply.text), f"template braces leak: {BRACES.search(reply.text)}"
    assert len(reply.buttons) <= 100
    for line in reply.html.split("\n"):
        assert reply.direction == "ltr" or not line.strip() or RTL_FIRST.match(line), f"turns left-to-right: {line}"
    for button in (button for row in reply.buttons for button in row):
        assert button.label.strip() and len(button.label) <= 64
        assert sum(x is not None for x in (button.action, button.url, button.phone)) == 1
        if button.action is not None:
            assert payload.read(button.action) is not None, button.action
        if button.url is not None:
            assert button.url.startswith(("https://", "http://")), button.url
