"""How Infopoint presents itself where people find it: commands and descriptions, within Telegram's limits."""

from __future__ import annotations

from bot.content import Library
from bot.dialogue.commands import COMMANDS
from bot.dialogue.wording import TEXTS

COMMAND_CHARACTERS, SHORT_CHARACTERS, LONG_CHARACTERS = 256, 120, 512


def present(library: Library, language: str) -> tuple[tuple[tuple[str, str], ...], str, str]:
    """(commands with what they do, short description, long description). A text that is too long is the English one."""

    def say(key: str, limit: int) -> str:
        text = library.interface(f"ui:{key}", TEXTS[key], language)
        return text if len(text) <= limit else TEXTS[key]

    commands = tuple((name, say(f"cmd.{name}", COMMAND_CHARACTERS)) for name in COMMANDS)
    return commands, say("profile.short", SHORT_CHARACTERS), say("profile.long", LONG_CHARACTERS)
