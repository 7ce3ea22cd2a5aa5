"""Figures for admins from the journal's daily counts: how it is doing, never who asked.

Numbers below five are not shown, and a total does not contain what is not shown, so that nothing can be reckoned back.
Knows no database and no content: it gets counts, and what belongs to which topic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FEW = 5
HIDDEN = "< 5"
Count = tuple[str, str, str, str, str, int]  # day, name, intent, language, detail, n
QUESTIONS = ("answered", "suggested", "unknown")


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are (label, numbers); a number below five is None."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]

    @property
    def total(self) -> int:
        """Of what is shown in the first column."""
        return sum(numbers[0] or 0 for _, numbers in self.rows)


@dataclass(frozen=True, slots=True)
class Report:
    since: str
    until: str
    tables: tuple[Table, ...]
    waiting: tuple[int, int] = (0, 0)  # updates, replies
    stale: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default=())  # of the content on disk: while there are any, it is not taken over

    def as_json(self) -> dict[str, Any]:
        return {
            "since": self.since,
            "until": self.until,
            "waiting": {"updates": self.waiting[0], "replies": self.waiting[1]},
            "tables": {
                table.title: [
                    {"": label, **dict(zip(table.columns, numbers, strict=True))} for label, numbers in table.rows
                ]
                for table in self.tables
            },
            "stale": list(self.stale),
            "problems": list(self.problems),
        }


def shown(number: int | None) -> str:
    return HIDDEN if number is None else f"{number:,}".replace(",", "\u202f")


def report(
    counts: Iterable[Count],
    *,
    since: str,
    until: str,
    topics: Mapping[str, str],
    waiting: tuple[int, int] = (0, 0),
    stale: Sequence[str] = (),
    problems: Sequence[str] = (),
) -> Report:
    """`since` and `until` are days, both included; `topics` says to which topic an intent belongs."""
    kept = [count for count in counts if since <= count[0] <= until]
    tables = (
        _table("Conversations a day", ("conversations",), [(c[0], 0, c[5]) for c in kept if c[1] == "conversation"]),
        _table("Questions", ("questions",), [(c[1], 0, c[5]) for c in kept if c[1] in QUESTIONS]),
        _table("Languages", QUESTIONS, [(c[3] or "?", QUESTIONS.index(c[1]), c[5]) for c in kept if c[1] in QUESTIONS]),
        _table("Topics", ("answered",), [(topics.get(c[2], "?"), 0, c[5]) for c in kept if c[1] == "answered"]),
        _table("Answers", ("answered",), [(c[2] or "original", 0, c[5]) for c in kept if c[1] == "answered"]),
        _table("Helpful", ("yes", "no"), [(c[2], int(c[4] != "yes"), c[5]) for c in kept if c[1] == "helpful"]),
        _table(
            "Crisis cards a day",
            ("hard", "soft"),
            [(c[0], int(c[1] == "soft_card"), c[5]) for c in kept if "card" in c[1]],
        ),
        _table("Kept questions", ("kept",), [(c[3], 0, c[5]) for c in kept if c[1] == "kept"]),
        _table(
            "Trouble", ("times",), [(c[1], 0, c[5]) for c in kept if c[1] in ("failed", "rate_limited", "stale_button")]
        ),
    )
    return Report(since, until, tables, waiting, tuple(stale), tuple(problems))


def misses(counts: Iterable[Count], *, since: str) -> Table:
    """What was not known, by language and nearest intent."""
    cells = [(f"{c[3] or '?'} {c[2] or '-'}", 0, c[5]) for c in counts if c[1] == "unknown" and c[0] >= since]
    return _table("Misses by language and nearest intent", ("misses",), cells)


def _table(title: str, columns: tuple[str, ...], cells: Iterable[tuple[str, int, int]]) -> Table:
    """Days in order, all else by size."""
    sums: dict[str, Counter[int]] = {}
    for label, column, n in cells:
        sums.setdefault(label, Counter())[column] += n
    by_day = title.endswith("a day")
    order = sorted(sums, key=lambda label: (0 if by_day else -sum(sums[label].values()), label))
    width = range(len(columns))
    return Table(title, columns, tuple((label, tuple(_few(sums[label][n]) for n in width)) for label in order))


def _few(number: int) -> int | None:
    return number if number == 0 or number >= FEW else None
