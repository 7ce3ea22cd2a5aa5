"""Which translation may stand at another place: only one that was made from exactly the same English.

First the translations that lose their own place (their text was removed, or changed), nearest context first; then a
copy of one that stays where it is. Every answer depends on the order of the file alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polib


def made_from(entry: polib.POEntry) -> str:
    """The English that the translation in an entry was made from."""
    return str(entry.previous_msgid) if entry.fuzzy and entry.previous_msgid else str(entry.msgid)


@dataclass(frozen=True, slots=True)
class _Offer:
    context: str
    text: str
    homeless: bool
    entry: polib.POEntry


class Moves:
    """The offers of one .po file as it was before anything moved."""

    def __init__(self, entries: Iterable[polib.POEntry], wanted: Mapping[str, str]) -> None:
        self._offers: dict[str, list[_Offer]] = defaultdict(list)
        self._taken: set[int] = set()
        self._left: set[str] = set()
        for entry in entries:
            source, context = made_from(entry), entry.msgctxt or ""
            if not entry.msgstr or (entry.fuzzy and not entry.previous_msgid):
                continue  # a translator's own doubt moves nowhere
            homeless = bool(entry.obsolete) or wanted.get(context) != source
            self._offers[source].append(_Offer(context, entry.msgstr, homeless, entry))

    def take(self, context: str, source: str) -> str | None:
        """The translation for `source` at `context`, or None. A translation that lost its place is given once."""
        offers = [offer for offer in self._offers[source] if id(offer.entry) not in self._taken]
        if not offers:
            return None
        best = max(enumerate(offers), key=lambda pair: (pair[1].homeless, _near(pair[1].context, context), -pair[0]))[1]
        if best.homeless:
            self._taken.add(id(best.entry))
            self._left.add(best.context)
        return best.text

    def left(self, context: str) -> bool:
        """Whether the translation that stood at `context` has moved away from it."""
        return context in self._left

    def moved(self, entry: polib.POEntry) -> bool:
        return id(entry) in self._taken


def _near(one: str, other: str) -> int:
    """How many parts two contexts share from the left; the same context is nearest."""
    shared = 0
    for left, right in zip(one.split(":"), other.split(":"), strict=False):
        if left != right:
            break
        shared += 1
    return shared + (one == other)
