"""The same conversation in the terminal: write, type a button's number to press it, Ctrl-D or "exit" to leave.

At a terminal it has a prompt with completion of commands; behind a pipe it reads lines and prints replies, nothing
else. A position is typed as "@50.85,4.35". Knows neither what is kept nor who matches.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.formatted_text import FormattedText
from rich.console import Console

from bot.channels.console_view import FIND_DIRECTION, STOP_FINDING, View, buttons_of, lays_out_right_to_left
from bot.channels.typed import typed
from bot.dialogue import kept
from bot.dialogue.commands import COMMANDS
from bot.dialogue.wording import TEXTS
from bot.messages import Button, Incoming, Position, Press, Reading, Text, Turn, What

TakeTurn = Callable[[Incoming], Awaitable[tuple[Turn, Reading | None]]]
LEAVE = "exit"
_POSITION = re.compile(r"@\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)")
_PLAIN = (
    "This terminal may not lay out right-to-left text. GNOME Terminal, Konsole, mlterm and Apple Terminal do; "
    "so does the preview page (infopoint run)."
)


async def converse(
    turn: TakeTurn,
    chat_key: Callable[[str], str],
    clock: Callable[[], datetime],
    *,
    language: str | None = None,
    script: Iterable[str] | None = None,
) -> None:
    """One conversation until its end. `script` gives the lines instead of the terminal or the pipe.

    `language` is the client's language code, as a phone would announce it.
    """
    talk = _Talk(turn, chat_key(f"console:{uuid.uuid4()}"), clock, language=language)
    at_terminal = script is None and sys.stdin.isatty() and sys.stdout.isatty()
    if at_terminal:
        await talk.at_terminal()
    else:
        await talk.say_all(_given(script) if script is not None else _piped())


class _Talk:
    def __init__(self, turn: TakeTurn, chat: str, clock: Callable[[], datetime], *, language: str | None) -> None:
        self._turn = turn
        self._chat = chat
        self._clock = clock
        self._language = language
        self._console = Console(highlight=False, emoji=False, markup=False)
        self._marks = not self._console.is_terminal or lays_out_right_to_left(os.environ)
        self._view = View(self._console, marks=self._marks)
        self._buttons: list[Button] = []  # of the last turn that had any: their numbers stay good until the next
        self._warned = False
        self._asked: str | None = None

    async def at_terminal(self) -> None:
        self._view.note('Type a question, the number of a button, or a command; Ctrl-D or "exit" leaves.')
        vte = "VTE_VERSION" in os.environ
        if vte:
            self._console.file.write(FIND_DIRECTION)
        try:
            await self.say("/start")
            await self.say_all(_prompted())
        finally:
            if vte:
                self._console.file.write(STOP_FINDING)

    async def say_all(self, lines: AsyncIterator[str]) -> None:
        async for line in lines:
            said = line.strip()
            if said.lower() == LEAVE:
                return
            if said:
                await self.say(said)

    async def say(self, said: str) -> None:
        button = self._pressed(said)
        if button is not None and button.action is None:
            self._view.note(f"{button.url or button.phone}")
            return
        what: What = self._press(button.action) if button is not None and button.action else _meant(said)
        try:
            made, _ = await self._turn(Incoming(self._chat, what, self._clock(), self._language))
        except Exception as error:  # noqa: BLE001 - whatever is away, the conversation can go on
            self._view.note(f"No answer ({type(error).__name__}); nothing was kept. Try again. In danger now: 112")
            return
        self._asked = what.text if isinstance(what, Text) else self._asked
        self._show(made)

    def _press(self, action: str) -> Press:
        """The keep button brings the question back: the last one, as its button is the newest of its kind."""
        press = Press(action)
        return replace(press, about=self._asked) if kept.asks(press) else press

    def _pressed(self, said: str) -> Button | None:
        number = int(said) if said.isascii() and said.isdecimal() and len(said) <= 3 else 0
        return self._buttons[number - 1] if 1 <= number <= len(self._buttons) else None

    def _show(self, turn: Turn) -> None:
        if any(reply.direction == "rtl" for reply in turn.replies) and not self._marks and not self._warned:
            self._warned = True
            self._view.note(_PLAIN)
        if self._console.is_terminal and any(event.name in ("hide", "forget") for event in turn.events):
            self._console.clear()
        number = 1
        for reply in turn.replies:
            self._view.reply(reply, number)
            number += sum(len(row) for row in reply.buttons)
        self._buttons = buttons_of(turn.replies) or self._buttons


def _meant(said: str) -> What:
    found = _POSITION.fullmatch(said)
    if found and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180:
        return Position(float(found[1]), float(found[2]))
    return typed(said)


async def _given(script: Iterable[str]) -> AsyncIterator[str]:
    for line in script:
        yield line


async def _piped() -> AsyncIterator[str]:
    """Bytes that are no UTF-8 become replacement characters: a line is answered, whatever it is."""
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        yield line.decode("utf-8", "replace")


async def _prompted() -> AsyncIterator[str]:
    names = [f"/{name}" for name in COMMANDS]
    meanings = {f"/{name}": TEXTS[f"cmd.{name}"] for name in COMMANDS}
    completer = WordCompleter(names, meta_dict=meanings, sentence=True)
    session: PromptSession[str] = PromptSession(completer=completer, complete_while_typing=True)
    while True:
        try:
            yield await session.prompt_async(FormattedText([("bold ansicyan", "you ")]))
        except (EOFError, KeyboardInterrupt):
            return
