"""What we say: pure functions from what arrived and what was meant to the turn that follows."""

from bot.dialogue.kept import text_in
from bot.dialogue.respond import apology, respond

__all__ = ["apology", "respond", "text_in"]
