"""Which letters stand for one another: the data of folding, script by script. Nothing else lives here.

A letter is folded when people type either form for the same word: keyboards lack it, a neighbour's keyboard has
another, or the spelling varies. What tells words apart (Ukrainian ї and і, й and и) is not in this list.
"""

from __future__ import annotations

from collections.abc import Mapping


def _pairs(lines: str) -> dict[str, str]:
    """`أإآ ا` on a line: each letter of the first word becomes the second (a missing second drops it)."""
    found: dict[str, str] = {}
    for line in lines.split("\n"):
        sources, _, target = line.partition(" ")
        found |= dict.fromkeys(sources, target)
    return found


def paired(sources: str, targets: str) -> dict[str, str]:
    """Each letter of the first string to the letter below it in the second."""
    return dict(zip(sources, targets, strict=True))


_ARABIC = """\
أإآٱٲٳ ا
ىئیېۍێےۓ ي
ؤۆۇۈۋ و
ةەہھۀۂۃۿ ه
ءـ
کڪګ ك
گڭݢ گ
ټٹ ت
ډڈ د
ړڑڕ ر
ږ ژ
ڼںڻ ن
ښ ش
څ س
ځ ز
ڵ ل
ڤ ف"""

_LATIN = """\
ø o
ł l
đð d
ħ h
ŧ t
ŋ n
ı i
ə e
ɓ b
ɗ d
ƙ k"""

_CYRILLIC = "ё е"

# Vowel orders of a series run in eight places from its first letter.
_ETHIOPIC_SERIES = {"ሐ": "ሀ", "ኀ": "ሀ", "ሠ": "ሰ", "ዐ": "አ", "ፀ": "ጸ", "ኸ": "ከ", "ቐ": "ቀ", "ጘ": "ገ"}
_ETHIOPIC_LABIALS = {"ቈ": "ቀ", "ኈ": "ሀ", "ኰ": "ከ", "ጐ": "ገ", "ቘ": "ቀ", "ዀ": "ከ"}
_ETHIOPIC_VOWELS = {"ሃ": "ሀ", "ሓ": "ሀ", "ኃ": "ሀ", "ኣ": "አ", "ዓ": "አ"}  # said alike, written either way


def _ethiopic() -> dict[str, str]:
    found: dict[str, str] = {}
    for source, target in _ETHIOPIC_SERIES.items():
        found |= {chr(ord(source) + place): chr(ord(target) + place) for place in range(7)}
    for source, target in _ETHIOPIC_LABIALS.items():  # kʷə is written ko as well
        found |= {source: chr(ord(target) + 6)}
        found |= {chr(ord(source) + place): chr(ord(target) + place) for place in (2, 3, 4, 5)}
    vowels = _ETHIOPIC_VOWELS
    return {source: vowels.get(target, target) for source, target in found.items()} | vowels


LETTERS: Mapping[str, str] = (
    _pairs(_ARABIC) | _pairs(_LATIN) | _pairs(_CYRILLIC) | _ethiopic() | {"æ": "ae", "œ": "oe", "þ": "th"}
)

_TWINS = paired("асеорхуіјѕкмтвнԁԛԝҺαβεικνορτυχηγ", "aceopxyijskmtbhdqwhabeiknoptuxny")
_BACK = paired("aceopxyijskmtbh", "асеорхуіјѕкмтвн")

# Twins of Latin letters in other scripts, for words that mix the two.
LOOKALIKES: Mapping[str, dict[int, str]] = {
    "latin": {ord(source): target for source, target in _TWINS.items()},
    "cyrillic": {ord(source): target for source, target in _BACK.items()},
}
