"""What waits for a person to stand for it, most urgent first: cards, then high risk, then what is asked most.

`asked` comes from outside (the journal), since content knows no store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.content.library import Library
from bot.content.strings import languages_to_translate

Urgency = Literal["danger", "high", "normal", "small"]
_ORDER: tuple[Urgency, ...] = ("danger", "high", "normal", "small")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A translated unit that nobody approved. `asked`: how often people asked for it in this language."""

    unit: str
    language: str
    title: str
    urgency: Urgency
    asked: int

    @property
    def command(self) -> str:
        return f'infopoint approve {self.language} {self.unit} --by "NAME"'


def waiting(
    library: Library, *, languages: Iterable[str] = (), asked: Mapping[tuple[str, str], int] | None = None
) -> list[Waiting]:
    """All drafts. `asked` is by (intent, language); without it the order within a risk is the catalogue's.

    What is missing or outdated waits for a translator and is not listed: see `infopoint coverage`.
    """
    counts = asked or {}
    chosen = tuple(languages) or languages_to_translate(library)
    found = [one for code in chosen for one in _drafts(library, code, counts)]
    return sorted(found, key=lambda one: (_ORDER.index(one.urgency), -one.asked))  # stable: then as in the catalogue


def ordered_units(library: Library) -> tuple[str, ...]:
    """Every unit, as urgent as its approval is; within that as in the catalogue."""
    return tuple(sorted(library.units, key=lambda unit: _ORDER.index(urgency(library, unit))))


def urgency(library: Library, unit: str) -> Urgency:
    kind, _, name = unit.partition(":")
    intent = library.intents.get(name.split(":")[0])
    if kind in ("card", "soft"):
        return "danger"
    if kind in ("topic", "contact"):
        return "small"
    return "high" if kind == "guide" or (intent is not None and intent.risk == "high") else "normal"


def _drafts(library: Library, code: str, asked: Mapping[tuple[str, str], int]) -> Iterator[Waiting]:
    for unit in library.units.values():
        if library.translation(unit.id, code).status != "draft":
            continue
        intent = unit.id.partition(":")[2].partition(":")[0]
        title = unit.strings[0][1]
        yield Waiting(unit.id, code, title, urgency(library, unit.id), asked.get((intent, code), 0))
