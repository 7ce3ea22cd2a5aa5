"""What they mean: triage, language and intent of a text. No network, no database, no clock."""

from bot.matching.follow_up import lean
from bot.matching.matcher import Example, Matcher
from bot.matching.understand import Understanding

__all__ = ["Example", "Matcher", "Understanding", "lean"]
