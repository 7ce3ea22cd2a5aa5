"""Signs of danger in the words of each language: a table a language, read by one small lexicon. Decides nothing."""

from bot.matching.signs.lexicon import DIRECT, SOFTENERS, Signs, signs_digest, signs_in

__all__ = ["DIRECT", "SOFTENERS", "Signs", "signs_digest", "signs_in"]
