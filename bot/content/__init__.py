"""What we know: staff's files read, checked, translated and looked up. No network, no database, no clock."""

from bot.content.library import Library
from bot.content.loader import ContentError, load
from bot.content.localise import LocalAnswer, LocalCard, LocalGuide

__all__ = ["ContentError", "Library", "LocalAnswer", "LocalCard", "LocalGuide", "load"]
