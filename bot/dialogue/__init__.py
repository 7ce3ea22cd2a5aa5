"""What we say: pure functions from what arrived and what was meant to the turn that follows."""

from bot.dialogue.respond import respond

__all__ = ["respond"]
