"""What somebody typed into a channel: a command or a text. The same rule for the page and the terminal."""

from __future__ import annotations

import re

from bot.messages import Command, Text

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
ARGUMENT_CHARACTERS = 128


def command(text: str) -> Command | None:
    """`/start topic-return` as a command; None when it is none. Whether the command exists is for the core to say."""
    found = _COMMAND.fullmatch(text.strip())
    return Command(found[1].lower(), (found[2] or "").strip()[:ARGUMENT_CHARACTERS]) if found else None


def typed(text: str) -> Command | Text:
    return command(text) or Text(text)
