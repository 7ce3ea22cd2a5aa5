"""Which intents are taken for which others in judged rows. Counting alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.matching.evaluate import Judged


@dataclass(frozen=True, slots=True)
class Confusion:
    """`times` that the likeliest intent was `taken_for`; in `answered` of them its answer was shown."""

    intent: str
    taken_for: str
    times: int
    answered: int
    example: str  # the first of those messages


def confused(judged: Iterable[Judged]) -> tuple[Confusion, ...]:
    """Rows in scope whose likeliest intent is another; the most frequent pair first, ties by name."""
    pairs: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for one in judged:
        if one.in_scope and one.guesses and one.guesses[0] != one.row.intent:
            pairs[one.row.intent, one.guesses[0]].append(one)
    found = [
        Confusion(want, got, len(rows), sum(one.outcome == "wrong" for one in rows), rows[0].row.text)
        for (want, got), rows in pairs.items()
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.times, -pair.answered, pair.intent, pair.taken_for)))
