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
    """What moves in one .po file, decided before anything is changed in it. `wanted` is context -> English source."""

    def __init__(self, entries: Iterable[polib.POEntry], wanted: Mapping[str, str]) -> None:
        self.given: dict[str, str] = {}  # context -> the translation that moves there
        self.left: set[str] = set()  # contexts whose translation has moved away
        self._taken: set[int] = set()
        self._offers: dict[str, list[_Offer]] = defaultdict(list)
        at_home = self._collect(entries, wanted)
        for context, source in wanted.items():
            if context not in at_home and source in self._offers:
                self._give(context, source)

    def moved(self, entry: polib.POEntry) -> bool:
        return id(entry) in self._taken

    def _collect(self, entries: Iterable[polib.POEntry], wanted: Mapping[str, str]) -> set[str]:
        """Fill the offers; hands back the contexts that have the translation of their own source."""
        at_home = set()
        for entry in entries:
            source, context = made_from(entry), entry.msgctxt or ""
            homeless = bool(entry.obsolete) or wanted.get(context) != source
            if entry.msgstr and not homeless:
                at_home.add(context)
            if entry.msgstr and not (entry.fuzzy and not entry.previous_msgid):  # a translator's own doubt stays put
                self._offers[source].append(_Offer(context, entry.msgstr, homeless, entry))
        return at_home

    def _give(self, context: str, source: str) -> None:
        """What has moved already may be copied: the next run would find it at its new place and do the same."""
        everything = self._offers[source]
        offers = [offer for offer in everything if id(offer.entry) not in self._taken] or everything
        best = max(enumerate(offers), key=lambda pair: (pair[1].homeless, _near(pair[1].context, context), -pair[0]))[1]
        self.given[context] = best.text
        if best.homeless:
            self._taken.add(id(best.entry))
            if not best.entry.obsolete:
                self.left.add(best.context)


def _near(one: str, other: str) -> int:
    """How many parts two contexts share from the left; the same context is nearest."""
    shared = 0
    for left, right in zip(one.split(":"), other.split(":"), strict=False):
        if left != right:
            break
        shared += 1
    return shared + (one == other)
