"""Text folded for comparing: one form for every way of writing the same word, by script.

Latin and Arabic lose their marks; Cyrillic keeps its letters (Ukrainian ї is not і, й is not и) and South-Asian
scripts keep every mark. Letters that are typed for one another come to one form (`letters.py`). It knows no language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.matching.letters import LETTERS, LOOKALIKES

MAX_CHARACTERS = 4_000  # more than a Telegram message; what is longer is cut before anything looks at it
_TABLE_LIMIT = 20_000  # characters remembered; nobody writes honestly with more

_APOSTROPHE = "'"
_APOSTROPHES = "'’‘ʼʹ′`´ʻʽ＇ʾʿˈ՚"
_MARKED = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")
_ELISION = re.compile(r"\b(qu|jusqu|lorsqu|puisqu|[ldjcmnst])'(?=[^\W\d_])")  # l'asile, j'ai; but not don't
_LONG = re.compile(r"([^\W\d_])\1{2,}")  # plzzzz, salaaam
_BLANK = re.compile(r"[\ud800-\udfff\0]")
_LATIN = re.compile(r"[a-z]")
_OTHER = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")  # Greek and Cyrillic letters look like Latin ones


class _Folding(dict[int, str]):
    """What each character becomes, worked out once: a letter, a digit, nothing, or a space."""

    def __init__(self, known: Iterable[tuple[int, str]]) -> None:
        super().__init__(known)

    def __missing__(self, code: int) -> str:
        found = _folded(chr(code))
        if len(self) < _TABLE_LIMIT:
            self[code] = found
        return found


def fold(text: str) -> str:
    """Words of one form, separated by single spaces. Any string is allowed; "" when nothing is left to compare."""
    cut = _BLANK.sub(" ", text[:MAX_CHARACTERS])
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cut).casefold())
    folded = _MARKED.sub("", plain.translate(_TABLE))
    if _APOSTROPHE in folded:
        folded = _ELISION.sub(r"\1 ", folded).replace(_APOSTROPHE, "")
    folded = _LONG.sub(r"\1\1", folded)
    if not folded.isascii() and _LATIN.search(folded) and _OTHER.search(folded):
        return " ".join(_one_script(word) for word in folded.split())[:MAX_CHARACTERS]
    return " ".join(folded.split())[:MAX_CHARACTERS]


def tidy(text: str, limit: int) -> str:
    """The text as a reader sees it, for a model that knows case and accents: no controls, cut at `limit`."""
    composed = unicodedata.normalize("NFC", _BLANK.sub(" ", text[: 4 * limit]))
    visible = "".join(c for c in composed if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cn"))
    return " ".join(visible.split())[:limit].strip()


def _folded(character: str) -> str:
    if character in _APOSTROPHES:
        return _APOSTROPHE
    category = unicodedata.category(character)
    match category:
        case "Nd":
            return str(unicodedata.decimal(character))
        case "Cf" | "Me":
            return ""
        case "Mn" | "Mc":
            return "" if _is_dropped_mark(character) else character
    if not character.isalnum():
        return " "
    if "LATIN" in unicodedata.name(character, ""):
        letters = (c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c))
        return "".join(LETTERS.get(c, c) for c in letters)
    return character


def _is_dropped_mark(character: str) -> bool:
    """Vowel signs of Arabic, variation selectors, the invisible joiner. Latin marks go with their letter."""
    name = unicodedata.name(character, "")
    return name.startswith(("ARABIC", "VARIATION SELECTOR", "COMBINING GRAPHEME"))


def _one_script(word: str) -> str:
    """A word that mixes Latin with Cyrillic or Greek lookalikes, in the script that most of its letters have."""
    latin, other = len(_LATIN.findall(word)), len(_OTHER.findall(word))
    if not latin or not other:
        return word
    return word.translate(LOOKALIKES["latin" if latin >= other else "cyrillic"])


_TABLE = _Folding((ord(source), target) for source, target in LETTERS.items())
