"""How a reply looks in a terminal: colours, numbers for buttons, addresses in full, right-to-left text left whole.

Letters are never reordered here: that is the terminal's work (GNOME Terminal and others on VTE, Konsole, mlterm, Apple
Terminal do it; Windows Terminal, xterm, kitty and Alacritty do not). Where the terminal does not, the invisible
direction marks would show as boxes, so they are left out there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser

from rich.console import Console
from rich.style import Style
from rich.text import Text as Styled

from bot.messages import Button, Reply

_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_STYLES = {
    "b": Style(bold=True),
    "strong": Style(bold=True),
    "i": Style(italic=True),
    "em": Style(italic=True),
    "u": Style(underline=True),
    "s": Style(strike=True),
    "code": Style(color="cyan"),
}
NAME, KEY, ADDRESS = "bold green", "bold cyan", "underline blue"
# Asks VTE to find each paragraph's own direction (ECMA-48 private mode 2501), and to stop doing so.
FIND_DIRECTION, STOP_FINDING = "\x1b[?2501h", "\x1b[?2501l"


def lays_out_right_to_left(environment: Mapping[str, str]) -> bool:
    """Whether the terminal that these variables describe reorders right-to-left text itself."""
    if "VTE_VERSION" in environment or "KONSOLE_VERSION" in environment:
        return True
    return environment.get("TERM_PROGRAM") == "Apple_Terminal" or environment.get("TERM", "").startswith("mlterm")


class View:
    """Prints replies. `marks` keeps the invisible direction marks."""

    def __init__(self, console: Console, *, marks: bool) -> None:
        self._console = console
        self._marks = marks

    def reply(self, reply: Reply, first_number: int) -> None:
        """One reply with its buttons, numbered from `first_number` on."""
        self.line(Styled("Infopoint", style=NAME))
        self.line(self._styled(reply.html))
        if reply.buttons:
            self.line(Styled())
        number = first_number
        for row in reply.buttons:
            for button in row:
                self.line(self._button(button, number))
                number += 1
        if reply.ask_position:
            self.line(Styled(self._clean(f"  {reply.ask_position}: @50.85,4.35"), style="dim"))
        self.line(Styled())

    def note(self, text: str) -> None:
        self.line(Styled(text, style="dim"))

    def line(self, styled: Styled) -> None:
        """Never wrapped in a pipe: who reads it there counts lines."""
        self._console.print(styled, soft_wrap=not self._console.is_terminal)

    def _button(self, button: Button, number: int) -> Styled:
        line = Styled("  ").append(f"[{number}]", style=KEY).append(f" {self._clean(button.label)}")
        address = button.url or button.phone
        return line.append(f"  {address}", style=ADDRESS) if address else line

    def _styled(self, html: str) -> Styled:
        parser = _Styling()
        parser.feed(self._clean(html))
        parser.close()
        return parser.styled

    def _clean(self, text: str) -> str:
        return text if self._marks else _MARKS.sub("", text)


class _Styling(HTMLParser):
    """Telegram's HTML as styled text; an unknown tag leaves its words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.styled = Styled()
        self._open: list[Style] = []
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._address = dict(attrs).get("href") or ""
        if tag in _STYLES:
            self._open.append(_STYLES[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._address:
            self.styled.append(self._address, style=ADDRESS)
            self._address = ""
        if tag in _STYLES and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._address:
            if data in self._address:  # a site's name that is a part of its address is said once
                return
            data += " "
        self.styled.append(data, style=Style.combine(self._open) if self._open else None)


def buttons_of(replies: Sequence[Reply]) -> list[Button]:
    """All buttons of a turn in the order of their numbers."""
    return [button for reply in replies for row in reply.buttons for button in row]
