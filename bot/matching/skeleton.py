"""The consonants of a word, whatever script it is written in: `darkhast` and `درخواست` come to one skeleton.

People write Arabic, Dari, Pashto, Amharic or Russian in Latin letters, each in a way of their own; vowels vary most.
So vowels go, and consonants that are written for one another become one. Knows no language; works on folded text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.matching.letters import paired

_DROPPED = ""
_ARABIC = paired("بپتطثسصجچحخدذرزظژشضغفقكگلمنه", "bbttsssj$hxdzrzzj$dgfgkglmnh") | dict.fromkeys("اويعء", _DROPPED)
_CYRILLIC = paired("бгґджзклмнпрстфхцчшщ", "bggdjzklmnbrstfxs$$$")
_LATIN = paired("bcdfghjklmnpqrstxzç56789", "bkdfghjklmnbgrstxzsxthgg") | dict.fromkeys("aeiouywv234", _DROPPED)
_PAIRS = {
    "kh": "X", "gh": "G", "sh": "$", "ch": "$", "tch": "$", "sch": "$", "zh": "J", "dj": "J", "ph": "F", "ck": "K",
    "th": "T", "dh": "D", "ts": "S", "qu": "K",
}  # fmt: skip
_PAIR = re.compile("|".join(sorted(_PAIRS, key=len, reverse=True)))
_DOUBLE = re.compile(r"(.)\1+")
_HAS_LATIN = re.compile(r"[a-z]")
_REMEMBERED = 20_000
_SYLLABLE = "ETHIOPIC SYLLABLE "


class _Consonants(dict[int, str]):
    """Letters of scripts other than Latin, worked out once; Ethiopic syllables are spelt in their names."""

    def __missing__(self, code: int) -> str:
        name = unicodedata.name(chr(code), "")
        found = ""
        if name.startswith(_SYLLABLE):
            spelt = name.removeprefix(_SYLLABLE).lower()
            found = _latin(spelt.replace("glottal", "").replace("pharyngeal", "").replace(" ", ""))
        if len(self) < _REMEMBERED:
            self[code] = found
        return found


_OTHERS = _Consonants((ord(letter), consonant) for letter, consonant in (_ARABIC | _CYRILLIC).items())
_LETTERS = str.maketrans(_LATIN)


def skeleton(folded: str) -> str:
    """The skeletons of the words, single spaces between; words without consonants and numbers are left out."""
    return " ".join(found for word in folded.split() if (found := _word(word)))


@lru_cache(maxsize=_REMEMBERED)
def _word(word: str) -> str:
    if word.isdigit():
        return ""
    found = _latin(word) if _HAS_LATIN.search(word) else word.translate(_OTHERS)
    found = _DOUBLE.sub(r"\1", found)
    return found.removesuffix("h") if len(found) > 2 else found


def _latin(word: str) -> str:
    return _PAIR.sub(lambda pair: _PAIRS[pair[0]], word).translate(_LETTERS).lower()
