"""Finds the signs that a folded text holds, in all languages at once, because people mix them.

The tables (`<language>.yaml`) give every sign a list of entries, separated by commas. An entry is words in order:
`word`, `stem~` (any ending), `~stem~` (also up to four letters before it, for the little words that are written
together with the next one), `a/b` (either), `..` (up to three words in between). Entries are folded like the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from itertools import product

import yaml

from bot.matching.text import fold

# Signs that tell a crisis alone, unless a softener stands beside them: sign -> (crisis intent, case)
DIRECT: dict[str, tuple[str, str | None]] = {
    "suicide": ("safety_suicide", None),
    "rape": ("safety_violence", "sexual_violence"),
    "partner_violence": ("safety_violence", "partner_or_family"),
    "forced_marriage": ("safety_violence", "forced_marriage_or_fgm"),
    "trafficking": ("safety_trafficking", None),
    "missing_child": ("safety_child", "missing"),
    "child_hurt": ("safety_child", "hurt_or_abused"),
    "child_writes": ("safety_child", "child_writes"),
    "emergency": ("safety_emergency", None),
}
# Signs that speak of a joke, of long ago, of a film, of a thing that broke, of rules and numbers, of an asylum story
SOFTENERS = frozenset({"joke", "past", "media", "thing", "study", "procedure"})

_GAP = ".."
_MOST_GAP = 3  # words
_MOST_BEFORE = 4  # letters that may stand before a `~stem`
_LONGEST_STEM = 14
_REMEMBERED = 8_192  # words


@dataclass(frozen=True, slots=True)
class _Word:
    stem: str
    before: bool  # letters may stand before the stem
    after: bool  # and after it

    def fits(self, word: str) -> bool:
        if not self.before:
            return word.startswith(self.stem) if self.after else word == self.stem
        at = word.find(self.stem, 0, _MOST_BEFORE + len(self.stem))
        return at >= 0 and (self.after or at + len(self.stem) == len(word))


@dataclass(frozen=True, slots=True)
class _Entry:
    sign: str
    written: str
    words: tuple[_Word | None, ...]  # None is a gap


@dataclass(frozen=True, slots=True)
class Signs:
    """What was found: sign -> the entry as it is written in the table, for staff."""

    found: dict[str, str]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.found)


@dataclass(frozen=True, slots=True)
class Told:
    """A sign that tells a crisis alone; `softened` when the same part holds something that speaks against it."""

    sign: str
    written: str
    softened: bool


def sign_of(parts: Sequence[str]) -> Told | None:
    """The first part that tells a crisis plainly, else the first with something against it, else None."""
    softened: Told | None = None
    for part in parts:
        found = signs_in(part)
        sign = next((name for name in DIRECT if name in found.found), None)
        if sign is None:
            continue
        told = Told(sign, found.found[sign], bool(found.names & SOFTENERS))
        if not told.softened:
            return told
        softened = softened or told
    return softened


def signs_in(text: str) -> Signs:
    """The signs of one text, raw or folded."""
    words = fold(text).split()
    found: dict[str, str] = {}
    for position, word in enumerate(words):
        for entry in _beginning(word):
            if entry.sign not in found and _matches(entry.words[1:], words, position + 1):
                found[entry.sign] = entry.written
    return Signs(found)


@lru_cache(maxsize=_REMEMBERED)
def _beginning(word: str) -> tuple[_Entry, ...]:
    """The entries whose first word fits this one. Remembered: the same words come again and again."""
    index = _index()
    return tuple(
        entry
        for stem in _stems(word)
        for entry in index.get(stem, ())
        if entry.words[0] is not None and entry.words[0].fits(word)
    )


def _stems(word: str) -> Iterator[str]:
    """Every piece of a word that a stem could be: from its first letters on, in order."""
    for start in range(min(_MOST_BEFORE, len(word) - 1) + 1):
        for end in range(start + 1, min(len(word), start + _LONGEST_STEM) + 1):
            yield word[start:end]


def _matches(pattern: tuple[_Word | None, ...], words: list[str], position: int) -> bool:
    """Whether the pattern begins at this word."""
    if not pattern:
        return True
    if pattern[0] is None:
        last = min(position + _MOST_GAP, len(words) - 1)
        return any(_matches(pattern[1:], words, there) for there in range(position, last + 1))
    return position < len(words) and pattern[0].fits(words[position]) and _matches(pattern[1:], words, position + 1)


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a table."""
    tables = (path.name for path in files(__package__).iterdir() if path.name.endswith(".yaml"))
    return tuple(sorted(name.removesuffix(".yaml") for name in tables))


def table(language: str) -> dict[str, tuple[str, ...]]:
    """The entries of a language by sign, as they are written."""
    whole = yaml.load((files(__package__) / f"{language}.yaml").read_text(encoding="utf-8"), yaml.CBaseLoader)  # noqa: S506 - strings only
    return {
        sign: tuple(part for entry in entries.split(",") if (part := " ".join(entry.split())))
        for sign, entries in whole.items()
    }


@cache
def signs_digest() -> str:
    """Changes when any table does."""
    whole = "\n".join(f"{language} {table(language)}" for language in languages())
    return sha256(whole.encode()).hexdigest()[:16]


@cache
def _index() -> dict[str, tuple[_Entry, ...]]:
    """Entries by the stem of their first word."""
    index: dict[str, list[_Entry]] = defaultdict(list)
    for language in languages():
        for sign, entries in table(language).items():
            for written in entries:
                for words in _variants(written):
                    if words and words[0] is not None:
                        index[words[0].stem[:_LONGEST_STEM]].append(_Entry(sign, f"{sign}: {written}", words))
    return {stem: tuple(found) for stem, found in index.items()}


def _variants(written: str) -> Iterator[tuple[_Word | None, ...]]:
    """Every way through the alternatives of an entry."""
    for choice in product(*(part.split("/") for part in written.split())):
        words: list[_Word | None] = []
        for part in choice:
            if part == _GAP:
                words.append(None)
                continue
            before, after = part.startswith("~"), part.endswith("~")
            stems = fold(part.strip("~")).split()
            words += [_Word(stem, before and i == 0, after and i == len(stems) - 1) for i, stem in enumerate(stems)]
        yield tuple(words)
