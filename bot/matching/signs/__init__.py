"""Signs of danger in the words of each language: a table a language, read by one small lexicon. Decides nothing."""

from bot.matching.signs.lexicon import DIRECT, Signs, Told, sign_of, signs_digest, signs_in

__all__ = ["DIRECT", "Signs", "Told", "sign_of", "signs_digest", "signs_in"]
