"""From staff's small markup to Telegram's HTML, and from HTML to plain text; safe in both text directions.

Everything that is inserted is escaped. In right-to-left text Latin names, phones, addresses and numbers are isolated
(U+2068 ... U+2069), and every line begins with a right-to-left mark, because Telegram lays a line out by its first
strong character.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser

from bot.messages import Direction

FSI, PDI, RLM = "\u2068", "\u2069", "\u200f"
_BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TOKEN = re.compile(
    r"\*\*(?P<bold>.+?)\*\*|\[(?P<label>[^\]]+)\]\((?P<url>https?://[^\s)]+)\)|\{(?P<kind>[a-z]+):(?P<id>[A-Za-z0-9_-]+)\}"
)
_STRONG_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def escape(text: str) -> str:
    return html.escape(_CONTROL.sub("", text), quote=False)


def clean(text: str) -> str:
    """A person's or a stranger's words made harmless to layout: no controls, no bidi marks, one line."""
    return " ".join(_BIDI.sub("", _CONTROL.sub("", text)).split())


def isolate(text: str, direction: Direction) -> str:
    """Keep an inserted value from turning the words around it about. `text` is HTML or plain."""
    if text and (direction == "rtl" or _STRONG_RTL.search(text)):
        return f"{FSI}{text}{PDI}"
    return text


def to_html(text: str, insert: Callable[[str, str], str]) -> str:
    """Staff's markup as HTML. `insert(kind, id)` gives the HTML for `{kind:id}`."""
    parts: list[str] = []
    end = 0
    for found in _TOKEN.finditer(text):
        parts.append(escape(text[end : found.start()]))
        parts.append(_token(found, insert))
        end = found.end()
    parts.append(escape(text[end:]))
    return "".join(parts)


def _token(found: re.Match[str], insert: Callable[[str, str], str]) -> str:
    if found["bold"] is not None:
        return f"<b>{to_html(found['bold'], insert)}</b>"
    if found["url"] is not None:
        return link(found["label"], found["url"])
    return insert(found["kind"], found["id"])


def link(label: str, url: str) -> str:
    return f'<a href="{html.escape(url, quote=True)}">{escape(label)}</a>'


def lay_out(lines_html: str, direction: Direction) -> str:
    """Right-to-left text gets a mark at the start of every line that has something on it."""
    if direction == "ltr":
        return lines_html
    return "\n".join(f"{RLM}{line}" if line.strip() else line for line in lines_html.split("\n"))


class _Plain(HTMLParser):
    """Tags away, links with their address behind them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.url = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.url = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.url:
            self.parts.append(f" ({self.url})")
            self.url = ""

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def to_text(html_text: str) -> str:
    parser = _Plain()
    parser.feed(html_text)
    parser.close()
    return "".join(parser.parts)
