"""Everything that was read to publish figures: test messages, the same with typing errors, crises and near misses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.matching.evaluate import Judged
from bot.matching.figures import Figures, figures

Group = Callable[[Judged], str | None]


@dataclass(frozen=True, slots=True)
class Measured:
    """`crises` are rows written for triage: crises, and messages that only sound like one."""

    messages: Sequence[Judged]
    mistyped: Sequence[Judged]
    crises: Sequence[Judged]

    @property
    def languages(self) -> list[str]:
        return sorted({one.row.language for one in (*self.messages, *self.crises)})

    def of(self, language: str) -> Measured:
        def mine(rows: Sequence[Judged]) -> list[Judged]:
            return [one for one in rows if one.row.language == language]

        return Measured(mine(self.messages), mine(self.mistyped), mine(self.crises))

    @property
    def parts(self) -> dict[str, Measured]:
        """By language, in order, and the whole last."""
        return {**{language: self.of(language) for language in self.languages}, "**all**": self}


def share(found: Figures, name: str) -> float | None:
    value = found[name]
    return None if value is None else float(value)


def helped(rows: Sequence[Judged]) -> float | None:
    """Rows in scope with the right answer, or with it among the suggestions."""
    found = figures(rows)
    right, offered = share(found, "right"), share(found, "offered")
    return None if right is None or offered is None else right + offered


def alarms(rows: Sequence[Judged]) -> float | None:
    """Rows that are no crisis and got a card."""
    found = figures(rows)
    hard, soft = share(found, "crisis_false_alarms"), share(found, "crisis_soft_alarms")
    return None if hard is None or soft is None else hard + soft


def lost(
    clean: Sequence[Judged], spoilt: Sequence[Judged], figure: Callable[[Sequence[Judged]], float | None]
) -> float | None:
    """How much lower a figure is among the spoilt rows."""
    before, after = figure(clean), figure(spoilt)
    return None if before is None or after is None else before - after


def accuracy(rows: Sequence[Judged]) -> float | None:
    return share(figures(rows), "accuracy")
